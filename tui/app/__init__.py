"""The frame of the app: places, palette, dialogs, messages, themes."""
