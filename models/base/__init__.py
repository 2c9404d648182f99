"""What every step of the lab uses: its one error, whole files, what to install, progress."""
