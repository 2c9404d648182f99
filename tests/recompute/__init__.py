"""Every figure of a report once more, by code that knows nothing of Poise but its store and its documented rules."""
