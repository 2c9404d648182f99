"""Where pictures come from: webcams, files, streams and the demo; pace and preview."""
