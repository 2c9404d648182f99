"""What a session is: its phases, events, plan and snapshots. No threads, no files."""
