"""Where the rooms are joined: settings become sessions, sounds and a quiet terminal."""
