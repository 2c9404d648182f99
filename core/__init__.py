"""The engine: camera, faces, classifier, cue policy, interview, score and store. Never imports a screen."""

__version__ = "0.1.0"
