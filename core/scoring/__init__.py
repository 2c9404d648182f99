"""From readings to figures: shares, score, answers, episodes, timeline."""
