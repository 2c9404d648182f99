"""Words, marks and widths: what a text is made of before a widget shows it."""
