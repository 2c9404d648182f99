"""`make bare`: the two commands of README as an ordinary user in bare Debian roots, which hold what README names.

A root is made once by debootstrap and kept in the cache folder; the project is copied into it anew each time. Where a
root cannot be made or entered, or the time of `--within SECONDS` is over, that is said in a word, and is no failure.
Names of releases may be given.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13"}
ARM = "bookworm/arm64"
"""Under qemu, as `make aarch64` asks for: an hour on a small machine, so it is none of the usual."""
NAMES = {**RELEASES, ARM: "Debian 12 for aarch64"}
MIRROR = os.environ.get("BARE_MIRROR", "http://deb.debian.org/debian")
NEEDED = "make,python3,python3-venv,ca-certificates"
"""What README asks for, and what makes a download trustworthy."""
MAKE_S, RUN_S = 2400.0, 1500.0
EMULATED = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
USER = "somebody"
COMMANDS = (
    "make run ARGS='watch --camera demo --fast --seconds 20 --quiet --lang en'",
    "make test EXTRAS=test ARGS='-q tests/core tests/questions'",
)
ARM_COMMANDS = (
    "make run ARGS='watch --camera demo --fast --seconds 20 --quiet --lang en'",
    "make run ARGS='doctor --lang en'",
)
PROBE = "python3 -m venv ~/probe && ~/probe/bin/pip download --quiet --no-deps --dest ~/probe numpy >/dev/null 2>&1"
PROBE_S = 300.0
"""Whether a package can be had at all: where none can, nothing is wrong with the two commands."""
ENTER = """
set -e
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
for folder in $FOLDERS; do
  mkdir -p "$ROOT$folder"
  mount --bind "$folder" "$ROOT$folder"
done
exec chroot --userspec="$USER:$USER" "$ROOT" "$@"
"""


class Cannot(Exception):
    """Why a root cannot be made or entered here."""


class Clock:
    """The time that all releases have together, in seconds; without end where none is given."""

    def __init__(self, within_s: float | None) -> None:
        self._end = None if within_s is None else time.monotonic() + within_s

    def most(self, seconds: float) -> float:
        """So many seconds, or what is left; raises Cannot where nothing is."""
        left = seconds if self._end is None else self._end - time.monotonic()
        if left <= 0:
            raise Cannot("no time is left")
        return min(seconds, left)

    def over(self) -> bool:
        """Whether nothing is left."""
        return self._end is not None and time.monotonic() >= self._end


def main(arguments: list[str]) -> int:
    """Try each release; 1 where a command failed."""
    parser = argparse.ArgumentParser(prog="make bare", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("releases", nargs="*", help=f"of {', '.join(NAMES)}; by default Debian 12 and 13")
    parser.add_argument("--within", type=float, metavar="SECONDS", help="leave out what is not done by then")
    options = parser.parse_args(arguments)
    if unknown := set(options.releases) - set(NAMES):
        parser.error(f"no release {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    failed, clock = False, Clock(options.within)
    for name in options.releases or RELEASES:
        began = time.monotonic()
        try:
            done = tried(name, clock)
        except Cannot as why:
            print(f"bare: {NAMES.get(name, name)} skipped: {why}", flush=True)
            continue
        except subprocess.TimeoutExpired as late:
            if clock.over():
                print(f"bare: {NAMES.get(name, name)} left off: no time is left", flush=True)
                continue
            print(f"bare: not done after {late.timeout:.0f} s", flush=True)
            done = False
        failed |= not done
        word = "works" if done else "FAILED"
        print(f"bare: {NAMES.get(name, name)} {word} ({time.monotonic() - began:.0f} s)", flush=True)
    return int(failed)


def tried(name: str, clock: Clock) -> bool:
    """Run both commands in a root of this release; raises Cannot."""
    become, limit_s = privilege(), 4 * RUN_S if name == ARM else RUN_S
    if name == ARM and not EMULATED.exists():
        raise Cannot("programs for aarch64 do not run here; sudo apt install qemu-user-static binfmt-support")
    root = made(name, become, clock)
    copied(root / "home" / USER / "poise", root, become)
    if entered(PROBE, root, become, clock.most(PROBE_S)):
        raise Cannot("pip finds no packages from within it")
    for command in ARM_COMMANDS if name == ARM else COMMANDS:
        print(f"bare: {NAMES.get(name, name)}$ {command}", flush=True)
        if entered(f"cd ~/poise && exec {command}", root, become, clock.most(limit_s)):
            return False
    return True


def entered(line: str, root: Path, become: list[str], limit_s: float) -> int:
    """Run a line of shell in the root as its ordinary user; the exit status. What it leaves running ends with it."""
    inside = ["env", f"ROOT={root}", f"USER={USER}", f"FOLDERS={' '.join(index_folders())}", "sh", "-c", ENTER, "sh"]
    apart = [*become, "unshare", "--mount", "--pid", "--fork", "--kill-child"]
    user = ["env", "-i", *environment(), "sh", "-c", line]
    return subprocess.run([*apart, *inside, *user], timeout=limit_s, check=False).returncode


def privilege() -> list[str]:
    """How to be root; raises Cannot."""
    for command in ("debootstrap", "unshare", "chroot"):
        if shutil.which(command) is None and not Path("/usr/sbin", command).exists():
            raise Cannot(f"the command {command} is missing")
    if os.geteuid() == 0:
        become: list[str] = []
    elif (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        become = ["sudo", "-n"]
    else:
        raise Cannot("only root can make a root, and sudo asks for a password")
    if subprocess.run(
        [*become, "unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, check=False
    ).returncode:
        raise Cannot("this machine allows no mounts of one's own")
    return become


def made(name: str, become: list[str], clock: Clock) -> Path:
    """The root of a release, from the cache or made now; raises Cannot."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "poise-bare"
    release, _, processor = name.partition("/")
    root = cache / name.replace("/", "-")
    making = root.with_suffix(".part")
    if root.is_dir():
        return root
    cache.mkdir(parents=True, exist_ok=True)
    subprocess.run([*become, "rm", "-rf", str(making)], check=True)
    print(f"bare: making a root of {NAMES.get(name, name)} (some minutes, the first time only) ...", flush=True)
    command = ["debootstrap", "--variant=minbase", f"--include={NEEDED}", release, str(making), MIRROR]
    command[1:1] = [f"--arch={processor}"] if processor else []
    limit_s = clock.most(MAKE_S)
    try:
        done = subprocess.run([*become, *command], capture_output=True, text=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        raise Cannot(f"{MIRROR} did not give it within {limit_s:.0f} s") from None
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("E:", "W:"))]
        raise Cannot(f"debootstrap: {(said or ['failed'])[-1]}")
    subprocess.run([*become, "chroot", str(making), "useradd", "--create-home", USER], check=True)
    subprocess.run([*become, "mv", str(making), str(root)], check=True)
    return root


def copied(project: Path, root: Path, become: list[str]) -> None:
    """The project's files as they are here, the user's own, and what pip needs to find packages as here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    subprocess.run([*become, "rm", "-rf", str(project)], check=True)
    subprocess.run([*become, "mkdir", "-p", str(project)], check=True)
    packed = subprocess.run(
        ["tar", "-c", "--null", "-T", "-"], cwd=ROOT, input="\0".join(names).encode(), capture_output=True, check=True
    ).stdout
    subprocess.run([*become, "tar", "-x", "-C", str(project)], input=packed, check=True)
    subprocess.run([*become, "chroot", str(root), "chown", "-R", f"{USER}:", f"/home/{USER}"], check=True)
    for file in ("/etc/resolv.conf", "/etc/pip.conf", *certificates()):
        if Path(file).is_file():
            subprocess.run([*become, "install", "-D", "-m", "644", file, f"{root}{file}"], check=True)


def certificates() -> Iterator[str]:
    """Files of certificates that the environment names."""
    named = (os.environ.get(name) for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"))
    yield from filter(None, named)


def environment() -> list[str]:
    """What the user's shell knows: how packages are found here, and nothing else of this machine."""
    return [f"HOME=/home/{USER}", f"USER={USER}", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", *told()]


def told() -> list[str]:
    """Variables that say where packages come from."""
    return [f"{name}={value}" for name, value in os.environ.items() if re.match(r"PIP_|SSL_CERT|[a-z]+_proxy$", name)]


def index_folders() -> list[str]:
    """Folders of this machine in which pip looks for packages."""
    pip_conf = Path("/etc/pip.conf")
    words = " ".join([*told(), pip_conf.read_text(encoding="utf-8") if pip_conf.is_file() else ""])
    return sorted({match for match in re.findall(r"(?:file://|[=\s])(/[\w./-]+)", words) if Path(match).is_dir()})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
