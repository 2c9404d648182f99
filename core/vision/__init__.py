"""From a picture to a reading: the face finder, the quality of the picture, the network."""
