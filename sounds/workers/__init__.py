"""Scripts that run as children of their own: whatever foreign code does there, the app goes on."""
