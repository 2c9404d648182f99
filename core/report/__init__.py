"""What is said of a stored session: report, advice, and replay through other settings."""
