"""Smaller networks: structured pruning, int8, 4 to 32 bits, half floats, and the search over them."""
