"""The lab's commands, one file for each group."""

ABOUT = "Train, measure, compress and export networks (needs the extra `lab`, except to evaluate ONNX files)."
"""What the lab is for; it stands here since the help of all commands says it without loading the lab."""
