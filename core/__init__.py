"""The engine: camera, faces, classifier, cue policy, interview, score and store. Never imports a screen."""

import os

__version__ = "0.1.0"

# Merely importing onnxruntime 1.32 makes a device id and a queue of events for its maker in the user's cache folder,
# and `disable_telemetry_events` comes too late for them. Nothing leaves this machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
