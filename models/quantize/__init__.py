"""Smaller numbers: int8 that is run as int8, weights in 4 to 32 bits, half floats."""
