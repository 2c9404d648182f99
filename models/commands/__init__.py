"""The lab's commands, one file for each group."""
