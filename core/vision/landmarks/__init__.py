"""The face by its landmarks: detected, followed by 468 points, levelled."""
