"""Nothing leaves the machine, and nothing is prepared for leaving it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.camera.demo import picture_at
Classifier(load_network()).classify(picture_at(0.0)[100:148, 300:348])
"""


def test_reading_a_face_leaves_nothing_in_the_users_folders(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    subprocess.run([sys.executable, "-c", SCRIPT], env={**environment, "HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
