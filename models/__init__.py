"""The lab: networks, their data, training, compression and measurement; and the shipped weights."""
