"""A stored session as the report's screens ask for it: with its first lines, judged again, as a page. In threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.base.errors import ProfileError
from core.base.paths import private_folder, profiles_dir, reports_dir
from core.calibration.correction import Correction
from core.calibration.profiles import Profiles
from core.cueing.policy import PRESETS
from core.report.headline import headline
from core.report.report import build_report
from tui.wiring.parts import open_store
from tui.wiring.prompts import Prompts, prompts_of

if TYPE_CHECKING:
    from core.calibration.correction import Correction
    from core.report.headline import Headline
    from core.report.replay import ReplayResult
    from core.report.report import Report
    from core.settings.model import Settings
    from questions.schema import Language


@dataclass(frozen=True, slots=True)
class Variant:
    """A session judged once more: by a preset, by a profile, or by `code` recorded, present or uncorrected."""

    code: str
    result: ReplayResult
    name: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it is opened: with what comes first."""

    report: Report
    first: Headline
    beside: Mapping[str, Prompts] = field(default_factory=dict)
    """What stands beside the questions, by their ids."""


def opened(settings: Settings, session_id: int | None) -> Opened | None:
    """A report with its first lines; None where nothing is stored yet. Raises StoreError."""
    found = report(settings, session_id)
    if found is None:
        return None
    return Opened(found, headline(found, open_store(settings).sessions()), beside_of(settings, found))


def beside_of(settings: Settings, report: Report) -> Mapping[str, Prompts]:
    """Hint, outline and the user's notes for each question; of rapid items there are none."""
    plan = report.plan
    if plan is None or plan.items:
        return {}
    language: Language = "ko" if plan.language == "ko" else "en"
    found = {question.id: prompts_of(settings, question.id, language) for question in plan.questions}
    return {name: prompts for name, prompts in found.items() if prompts is not None}


def report(settings: Settings, session_id: int | None) -> Report | None:
    """The report of a session, by default of the newest; None where nothing is stored yet. Raises StoreError."""
    sessions = open_store(settings)
    if session_id is None and not (sessions.path.exists() and sessions.sessions(1)):
        return None
    return build_report(sessions.load(session_id))


def export_page(settings: Settings, session_id: int) -> Path:
    """Write the report as a page into `reports` beside the store; an earlier one of this session is replaced.

    Raises StoreError and ReportFileError.
    """
    from tui.features.report.files.save import save

    return save(open_store(settings), session_id, "html", private_folder(reports_dir(settings.data)), force=True)


def variants(settings: Settings, session_id: int | None) -> list[Variant]:
    """A session as it was, with the settings of now, with each preset, without and with each calibration.

    The calibration that it was recorded with is as it was: it had followed the light of that day.
    """
    from core.report.replay import replay, tape_of_session

    tape = tape_of_session(open_store(settings).load(session_id))
    found = [Variant("recorded", replay(tape))]
    now = replay(tape, moods=settings.moods, policy=PRESETS[settings.policy_name])
    found.append(Variant("present", now))
    found += [Variant("preset", replay(tape, policy=PRESETS[name]), name) for name in ("gentle", "normal", "strict")]
    found.append(Variant("uncorrected", replay(tape, uncorrected=True)))
    for name, correction in corrections(settings).items():
        used = None if name == tape.profile else correction
        found.append(Variant("profile", replay(tape, correction=used), name))
    return found


def corrections(settings: Settings) -> Mapping[str, Correction]:
    """What each calibration profile does; profiles that cannot be read are left out."""
    profiles = Profiles(profiles_dir(settings.data))
    found: dict[str, Correction] = {}
    for name in profiles.names():
        try:
            found[name] = Correction(profiles.load(name))
        except ProfileError:
            continue
    return found
