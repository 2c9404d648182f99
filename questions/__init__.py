"""Question banks and interview formats: schema, loading, validation, editing."""
