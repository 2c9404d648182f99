"""The registry of weights from the lab: looking up, entering, and what a file says of itself."""
