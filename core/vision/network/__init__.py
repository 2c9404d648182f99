"""The network: its file and description, its session, and what it says of a face."""
