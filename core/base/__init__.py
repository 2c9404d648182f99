"""What every wing may use: types, errors, clock, paths, filters. Imports no other wing."""
