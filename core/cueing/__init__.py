"""When a cue is due: moods, the policy and its budget, and what a cue says."""
