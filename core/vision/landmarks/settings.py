"""The constants of finding and following a face by its landmarks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LandmarkSettings:
    """Scores are the networks' own, 0 to 1; counts of frames are meant at 15 a second."""

    sure: float = 0.5
    """Score from which on the detector's faces in the whole picture are believed (MediaPipe's own limit)."""
    sure_in_window: float = 0.6
    """The same in a zoomed part of the picture: there are many parts, and each may be wrong."""
    present: float = 0.5
    """Presence below which the mesh has lost the face (MediaPipe's own limit)."""
    surely_present: float = 0.98
    """Presence that a new face must have. Real ones have more than .9999 in nearly every picture of the clips,
    collars and chins of pictures that stand on their head .5 to .9; and where they have more, the cut turned by a
    half circle has still more, where a real face has less (by 8 in log-odds and more)."""
    region: float = 1.5
    """The mesh's square, against the longer side of the points' box or the detector's (as in MediaPipe)."""
    smooth_s: float = 0.15
    """Time constant of the low-pass on the crop's place, size and tilt: the mesh trembles by 1 % of the face."""
    jump: float = 0.2
    """Who moved by more than this share of the face between two frames is followed at once."""
    foresee_every: int = 3
    still: float = 0.02
    foresee_s: float = 0.1
    """In every third picture the points are moved on as they moved before, without the mesh, where that was by less
    than this share of the face and the picture is no later than this: a whole reading costs a sixth less. The eyes
    are looked at in that picture instead, so that no blink is missed; below ten pictures a second none is spared."""
    same_scene: float = 30.0
    """Mean change of the face between two pictures (grey values, 0 to 255) above which nothing is foreseen: it
    has gone, or the scene was cut. Talking faces of the clips change by 2 to 17 in the median, seldom by 26."""
    keen_frames: int = 6
    """Right after a loss, only the place where the face was is zoomed into."""
    keen_reach: float = 2.5
    """Side of that window, in faces."""
    eager_windows: int = 6
    eager_frames: int = 30
    """Then, for two seconds, so many zoomed windows are looked into in each frame, and later one: a small face is
    found within four frames where it took up to twenty, and an empty chair costs little."""
    window_share: float = 0.5
    """Side of the smaller zoomed windows against the picture's shorter side: a face a tenth of it is found."""
    sideways_deg: float = 60.0
    """Eyes that are turned by more than this belong to a camera that lies on its side."""
    turned_seen: int = 3
    """Sightings of a turned face until the picture is said to lie."""
    turned_every: int = 5
    """From then on only every fifth frame is searched."""
    check_every: int = 45
    """Every 3 s the whole picture is searched for other faces, whose number is shown."""
    rival_width: float = 1.8
    rival_looks: int = 3
    """Who is this much larger than the followed face at this many looks running (9 s) is the user; somebody walking
    by is gone by then."""
    home_s: float = 2.0
    """For so long after the user's face was lost no other one is taken where there are several: who turns away comes
    back. Alone, a face that jumps is the user's."""
    home_reach: float = 1.2
    home_size: float = 1.8
    """A face within so many of its sides, and so many times larger or smaller, is at the user's place."""
    guest_every: int = 8
    guest_s: float = 60.0
    """While another face is followed, the user's place is looked at twice a second, for a minute: then the other
    one is the user."""
    place: float | None = None
    """Where in the picture's width the user chose to sit, 0 to 1; None takes the largest face near the middle."""
    place_reach: float = 0.2
    """At the start only a face so near to the place is taken, for as long as windows are looked into eagerly."""
    off_centre: float = 0.5
    """At the start a face at the picture's corner counts as this much smaller than one of its size in the middle."""
