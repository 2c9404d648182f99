"""The room keeps to its walls, and its guide names what there is."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import sounds
from sounds.players.ranking import choices

FOREIGN = ("sounddevice", "soundfile", "simpleaudio", "pyttsx3", "torch", "textual", "core", "tui", "questions")


def test_opening_the_sounds_imports_no_foreign_sound_code() -> None:
    code = (
        "import sys, sounds.output, sounds.recorder, sounds.doctor, sounds.voices\n"
        f"print([name for name in {FOREIGN!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_workers_import_nothing_of_poise() -> None:
    """They run by path, wherever the user stands."""
    for worker in (Path(sounds.__file__).parent / "workers").glob("*_*.py"):
        source = worker.read_text(encoding="utf-8")
        assert "import sounds" not in source
        assert "from sounds" not in source


def test_guide_names_every_module() -> None:
    folder = Path(sounds.__file__).parent
    guide = sounds.__doc__ or ""
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "errors", "settings"}
    assert sorted(name for name in modules if f"`{name}`" not in guide and f"sounds.{name}" not in guide) == []


def test_page_names_every_player_in_rank() -> None:
    page = (Path(sounds.__file__).parent / "README.md").read_text(encoding="utf-8")
    ranked = [name for name in choices() if name not in ("auto", "off")]
    places = [page.index(f"`{name}`", page.index("In rank:")) for name in ranked]
    assert places == sorted(places)


def test_a_warning_is_not_printed_where_nobody_set_logging_up() -> None:
    """Python would write it to the screen."""
    code = "import logging, sounds; logging.getLogger('sounds.players.ranking').warning('set aside')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert logging.getLogger("sounds").handlers
