"""The paper's way: frontal faces by the Haar cascade, followed by template between detections."""
