"""The session thread: it joins camera, reader, session, policy and store."""
