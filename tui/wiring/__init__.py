"""Where the packages are joined: settings become sessions, sounds and a quiet terminal."""
