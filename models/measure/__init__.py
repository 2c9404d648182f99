"""What a network is worth: figures, counts, latency, robustness, clips, and the gate before it ships."""
