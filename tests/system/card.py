"""`make card`: Poise with all its data on real file systems of memory cards, exFAT and FAT; says why where it cannot.

A card is a file, made by mkfs, and mounted by the kernel where it knows that kind, else exFAT through FUSE. (What
FUSE has for FAT, `fusefat`, loses bytes of the first file that is written at random places.) The tests of
`test_poor_folders.py` take single abilities away everywhere; this one shows that they took away the right ones.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.brief import brief_format
from tests.system.bare import Cannot, privilege

ROOT = Path(__file__).resolve().parents[2]
CARD_MIB = 64
COMMAND_S = 240.0


@dataclass(frozen=True)
class Kind:
    """A file system: how it is made, what the kernel calls it, and FUSE's command, where there is one."""

    name: str
    make: str
    kernel: str
    fuse: str = ""


KINDS = (
    Kind("exFAT", "mkfs.exfat", "exfat", "mount.exfat-fuse"),
    Kind("FAT", "mkfs.vfat", "vfat"),
)
WATCH = ("watch", "--camera", "demo", "--fast", "--seconds", "2", "--record")


def main() -> int:
    """Try each kind; 1 where something on a card went wrong."""
    argparse.ArgumentParser(prog="make card", description=__doc__.splitlines()[0] if __doc__ else "").parse_args()
    failed = False
    for kind in KINDS:
        began = time.monotonic()
        try:
            with (
                tempfile.TemporaryDirectory(prefix="poise-card-") as name,
                mounted(kind, Path(name)) as (folder, how),
            ):
                wrong = tried(folder)
        except Cannot as why:
            print(f"card: {kind.name} skipped: {why}", flush=True)
            continue
        failed |= bool(wrong)
        took = time.monotonic() - began
        print(f"card: {kind.name} {how}: {wrong or 'works'} ({took:.0f} s)", flush=True)
    return int(failed)


@contextmanager
def mounted(kind: Kind, place: Path) -> Iterator[tuple[Path, str]]:
    """A new card of that kind, and how it was mounted; raises Cannot."""
    become, image, folder = privilege(), place / "card.img", place / "card"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(CARD_MIB << 20)
    done([*become, found(kind.make), str(image)])
    device = done([*become, found("losetup"), "--find", "--show", str(image)]).strip()
    try:
        yield folder, put_in(kind, become, device, folder)
    finally:
        subprocess.run([*become, "umount", str(folder)], capture_output=True, check=False)
        subprocess.run([*become, found("losetup"), "--detach", device], capture_output=True, check=False)


def put_in(kind: Kind, become: Sequence[str], device: str, folder: Path) -> str:
    """Mount it, and say by what; raises Cannot."""
    options = f"uid={os.getuid()},gid={os.getgid()}"
    kernel = [*become, "mount", "-t", kind.kernel, "-o", options, device, str(folder)]
    if subprocess.run(kernel, capture_output=True, check=False).returncode == 0:
        return "by the kernel"
    if not kind.fuse:
        raise Cannot(f"the kernel here knows no {kind.kernel}")
    done([*become, found(kind.fuse), device, str(folder)])
    if not os.access(folder, os.W_OK):
        raise Cannot(f"{kind.fuse} gives it to its superuser alone")
    return f"by {kind.fuse}"


def found(command: str) -> str:
    """Where a command lies; raises Cannot."""
    path = shutil.which(command, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        raise Cannot(f"the command {command} is missing")
    return path


def done(command: Sequence[str]) -> str:
    """Run it and give what it says; raises Cannot where it fails or does not end."""
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except subprocess.TimeoutExpired:
        raise Cannot(f"{command[0]} does not end") from None
    if ended.returncode:
        raise Cannot(f"{Path(command[0]).name}: {(ended.stderr.strip().splitlines() or ['failed'])[-1]}")
    return ended.stdout


def tried(card: Path) -> str:
    """Do on it what a user does; what went wrong, or nothing."""
    asked = ("interview", "--fast", "--camera", "demo", "--format", brief_format(card / "data"))
    (card / "list.txt").write_text("Why do you want to work here?\nWhat are you proud of?\n", encoding="utf-8")
    for arguments in (
        ("settings", "set", "theme", "light"),
        ("settings", "set", "theme", "auto"),
        WATCH,
        WATCH,
        asked,
        ("questions", "import", str(card / "list.txt"), "--into", "mine"),
        ("report", "--html", "-o", str(card / "report.html")),
        ("export", str(card / "all.zip")),
        ("import", str(card / "all.zip"), "--data-dir", str(card / "other"), "--replace"),
        ("doctor", "--no-sound"),
    ):
        ended = poise(card, *arguments)
        if ended.returncode:
            return f"FAILED: poise {' '.join(arguments)}: {(ended.stdout + ended.stderr).strip()}"
    for folder in ("data", "other"):
        listed = json.loads(poise(card, "history", "--json", "--data-dir", str(card / folder)).stdout)
        if [session["id"] for session in listed] != [3, 2, 1]:
            return f"FAILED: the sessions in {folder} are {listed}"
    mode = (card / "data" / "sessions.db").stat().st_mode & 0o077
    told = "whoever can open it can read" in " ".join(poise(card, *WATCH).stdout.split())
    return "" if bool(mode) == told else f"FAILED: mode {mode:o} for others, and it is told: {told}"


def poise(card: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the checkout's command with everything on the card."""
    places = {"POISE_CONFIG": f"{card}/settings.toml", "POISE_CACHE_DIR": f"{card}/cache"}
    return subprocess.run(
        [sys.executable, "-m", "tui.cli.main", *arguments],
        cwd=ROOT,
        env={**os.environ, **places, "POISE_DATA_DIR": f"{card}/data", "POISE_LANGUAGE": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_S,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
