"""What the user does, one room each: `screen` shows it, `view` says what is shown, `data` gets what it needs."""
