"""A report as a file: one HTML page, PDF, Markdown or CSV."""
