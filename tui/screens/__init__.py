"""The app's screens, one file each; `registry` lists them and imports them when they are opened."""
