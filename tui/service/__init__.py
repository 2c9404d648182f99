"""`poise watch` as a service: a systemd unit of the user's own, which cues while they practise elsewhere."""
