"""What `poise lend` does on the laptop: camera, microphone and loudspeaker for a Poise that SSH leads to."""
