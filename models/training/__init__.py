"""Training: its configuration, its loop, fine-tuning, distillation, calibration of probabilities, release."""
