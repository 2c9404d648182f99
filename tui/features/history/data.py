"""The stored sessions as the screens ask for them: lines, reports, replays. Called from thread workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.calibration.correction import Correction
    from core.cueing.moods import MoodMap
    from core.report.headline import Headline
    from core.report.replay import ReplayResult, Tape
    from core.report.report import Report
    from core.settings.model import Settings
    from core.store.sessions import SessionInfo
    from core.store.store import SessionStore


@dataclass(frozen=True, slots=True)
class Past:
    """A stored session in a line; `began` is local time, `questions` 0 for watching without an interview.

    `score` is 0 to 100, None where it is withheld; `demo` tells that nobody's own face was seen.
    """

    id: int
    began: datetime
    format: str
    questions: int
    score: float | None
    complete: bool
    cues: int
    seconds: float
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A session judged once more: by a preset, by a profile, or by `code` recorded, present or uncorrected."""

    code: str
    result: ReplayResult
    name: str = ""


@dataclass(frozen=True, slots=True)
class LastSession:
    """The newest session ready to be judged again; without a tape where nothing is stored."""

    tape: Tape | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it is opened: with what comes first."""

    report: Report
    first: Headline


@dataclass(frozen=True, slots=True)
class Effect:
    """What settings make of the last session, beside what it was."""

    when: str
    before: ReplayResult
    after: ReplayResult
    moods: MoodMap
    policy: str

    def fits(self, settings: Settings) -> bool:
        """Whether it was computed for these settings."""
        return self.moods == settings.moods and self.policy == settings.policy_name


def store(settings: Settings) -> SessionStore:
    """The store in the data folder of these settings."""
    from core.base.paths import store_file
    from core.store.store import SessionStore

    return SessionStore(store_file(settings.data))


def report(settings: Settings, session_id: int | None) -> Report | None:
    """The report of a session, by default of the newest; None where nothing is stored yet. Raises StoreError."""
    from core.report.report import build_report

    sessions = store(settings)
    if session_id is None and not (sessions.path.exists() and sessions.sessions(1)):
        return None
    return build_report(sessions.load(session_id))


def opened(settings: Settings, session_id: int | None) -> Opened | None:
    """A report with its first lines; None where nothing is stored yet. Raises StoreError."""
    from core.report.headline import headline

    found = report(settings, session_id)
    return None if found is None else Opened(found, headline(found, store(settings).sessions()))


def export_page(settings: Settings, session_id: int) -> Path:
    """Write the report as a page into `reports` beside the store; an earlier one of this session is replaced.

    Raises StoreError and ReportFileError.
    """
    from core.base.paths import private_folder
    from tui.features.report.files.save import save

    return save(store(settings), session_id, "html", private_folder(settings.data / "reports"), force=True)


def rows(settings: Settings) -> list[Past]:
    """All sessions in a line each, the newest first. Raises StoreError."""
    sessions = store(settings)
    return [_row(info) for info in sessions.sessions()] if sessions.path.exists() else []


def _row(info: SessionInfo) -> Past:
    return Past(
        id=info.id,
        began=datetime.fromisoformat(info.began).astimezone().replace(tzinfo=None),
        format=info.format or "",
        questions=info.questions,
        score=info.score,
        complete=info.complete or not info.is_interview,
        cues=info.cues,
        seconds=info.length_s,
        demo=bool(info.about.get("demo")),
    )


def delete(settings: Settings, session_ids: Sequence[int]) -> None:
    """Delete sessions for good. Raises StoreError."""
    sessions = store(settings)
    for session_id in session_ids:
        sessions.delete(session_id)


def variants(settings: Settings, session_id: int | None) -> list[Variant]:
    """A session as it was, with the settings of now, with each preset, without and with each calibration.

    The calibration that it was recorded with is as it was: it had followed the light of that day.
    """
    from core.cueing.policy import PRESETS
    from core.report.replay import replay, tape_of_session

    tape = tape_of_session(store(settings).load(session_id))
    found = [Variant("recorded", replay(tape))]
    now = replay(tape, moods=settings.moods, policy=PRESETS[settings.policy_name])
    found.append(Variant("present", now))
    found += [Variant("preset", replay(tape, policy=PRESETS[name]), name) for name in ("gentle", "normal", "strict")]
    found.append(Variant("uncorrected", replay(tape, uncorrected=True)))
    for name, correction in corrections(settings).items():
        used = None if name == tape.profile else correction
        found.append(Variant("profile", replay(tape, correction=used), name))
    return found


def last_session(settings: Settings) -> LastSession:
    """The newest session. Raises StoreError."""
    from core.report.replay import tape_of_session

    lines = rows(settings)[:1]
    if not lines:
        return LastSession()
    return LastSession(tape_of_session(store(settings).load(lines[0].id)), lines[0].began.strftime("%Y-%m-%d %H:%M"))


def effect(settings: Settings, last: LastSession) -> Effect | None:
    """The last session by the settings of now, None where there is none."""
    from core.cueing.policy import PRESETS
    from core.report.replay import replay

    if last.tape is None:
        return None
    after = replay(last.tape, moods=settings.moods, policy=PRESETS[settings.policy_name])
    return Effect(last.when, replay(last.tape), after, settings.moods, settings.policy_name)


def corrections(settings: Settings) -> Mapping[str, Correction]:
    """What each calibration profile does; profiles that cannot be read are left out."""
    from core.base.errors import ProfileError
    from core.base.paths import profiles_dir
    from core.calibration.correction import Correction
    from core.calibration.profiles import Profiles

    profiles = Profiles(profiles_dir(settings.data))
    found: dict[str, Correction] = {}
    for name in profiles.names():
        try:
            found[name] = Correction(profiles.load(name))
        except ProfileError:
            continue
    return found
