"""Recognisers that keep the contract of the real ones; what they "hear" is written in their model's file.

A model's file holds the words that were said, as JSON; when each was said, they find in the recording.
"""
