"""What screens show, computed by pure functions from snapshots and facts; no terminal is needed to test it."""
