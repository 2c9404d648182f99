"""The command line: `main` and its commands, and what they print."""
