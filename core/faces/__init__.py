"""The face in the picture: found, followed, and cut out for the classifier."""

from core.faces.finder import FaceFinder, Faces
from core.faces.regions import FACE_SIZE, crop, grey
from core.faces.settings import FinderSettings

__all__ = ["FACE_SIZE", "FaceFinder", "Faces", "FinderSettings", "crop", "grey"]
