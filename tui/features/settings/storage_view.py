"""Where the user's things are and how large, in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.content import Content

from tui.features.settings.storage import Kept
from tui.i18n import N_, _, ngettext
from tui.widgets.text.width import pad, right, width

KINDS: Mapping[str, tuple[str, str]] = {
    "sessions": (
        N_("Interviews"),
        N_("Probabilities, cues and times. Recordings, snapshots and saved reports of them go with them."),
    ),
    "profiles": (N_("Calibrations"), N_("How far each class is shifted for a face; no picture of it.")),
    "answers": (
        N_("Recorded answers"),
        N_("What you said, where you let it be recorded, also put aside by an import; gone with its interview."),
    ),
    "snapshots": (
        N_("Snapshots"),
        N_("Small pictures of your face, where you let them be kept, also put aside; gone with their interview."),
    ),
    "reports": (N_("Saved reports"), N_("Pages and sounds that the app saved; gone with their interview.")),
    "aside": (N_("Put aside"), N_("All that was here before an import took its place, in folders of their own.")),
    "recordings": (N_("Recordings"), N_("Your own voice, for cues.")),
    "banks": (N_("Own banks"), N_("Questions, formats and notes that you wrote or imported, and their backups.")),
    "cache": (N_("Cache"), N_("Speech made from questions, pictures prepared by the lab; made again when needed.")),
    "log": (N_("Log"), N_("What libraries complained about; for bug reports.")),
    "settings": (N_("Settings"), N_("One TOML file; its comments are kept.")),
}
ALL = (
    N_("Everything of yours"),
    N_("Interviews, recordings, saved reports, calibrations, own banks and the cache at once."),
)
UNITS = ("B", "kB", "MB", "GB")


def title(code: str) -> str:
    """What is kept there."""
    return _(KINDS[code][0] if code != "all" else ALL[0])


def about(code: str) -> str:
    """What it holds."""
    return _(KINDS[code][1] if code != "all" else ALL[1])


def size_words(size: int) -> str:
    """`1.2 MB`, in thousands."""
    value = float(size)
    for unit in UNITS[:-1]:
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} {UNITS[-1]}"


def count_words(kept: Kept) -> str:
    """`12 sessions`, `3 files`, or that nothing is there."""
    if not kept.files:
        return _("nothing")
    if kept.code == "sessions":
        return ngettext("{n} session", "{n} sessions", kept.files).format(n=kept.files)
    return ngettext("{n} file", "{n} files", kept.files).format(n=kept.files)


def kept_line(kept: Kept, cells: int) -> Content:
    """Kind, count, size, and as much of the place as fits."""
    head = pad(title(kept.code), 18) + pad(count_words(kept), 14) + right(size_words(kept.size), 10)
    return Content.assemble(head, "  ", (short_path(kept.path, cells - width(head) - 2), "$muted"))


def short_path(path: Path, cells: int) -> str:
    """The end of a path, which tells most; the home folder as `~`."""
    home = str(Path.home())
    text = str(path)
    text = "~" + text[len(home) :] if text.startswith(home + "/") else text
    return text if len(text) <= cells else "…" + text[-max(0, cells - 1) :]


def total_line(kinds: list[Kept], cells: int) -> Content:
    """The sum of what `all` deletes."""
    size = sum(kept.size for kept in kinds if kept.code not in ("log", "settings"))
    return Content(pad(title("all"), max(10, min(32, cells - 10))) + right(size_words(size), 10))
