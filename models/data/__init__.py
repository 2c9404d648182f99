"""Faces, labels and votes: reading, splitting and varying them."""
