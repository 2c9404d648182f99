"""What a report file says, in words of the present language; HTML and Markdown are made from the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.base.types import Mood
from core.report.headline import Headline
from core.report.report import AnswerReport, Report
from core.scoring.episodes import mean_recovery
from core.scoring.scoring import Score
from core.store.stills import Still
from tui.features.report import view
from tui.features.report.files.pictures import Picture, about_pictures, fitting, pictures_of
from tui.features.report.files.plot import lane_names, timeline_svg
from tui.i18n import _
from tui.widgets.text import spoken, voice, words
from tui.widgets.text.advice import advice_words
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.disposition import disposition_lines
from tui.widgets.text.headline import change_line, drill_line, finding_line, score_word
from tui.widgets.text.notices import notice_text


@dataclass(frozen=True, slots=True)
class Share:
    """One mood's share of the measured time: its name, `percent` as text and `part` from 0 to 1."""

    mood: str
    name: str
    percent: str
    part: float


@dataclass(frozen=True, slots=True)
class Section:
    """One answer; `plot` is a whole `<svg>` made by this program, everything else is plain text.

    `lanes` says what the lines below the plot are.
    """

    heading: str
    question: str
    score: str
    facts: str
    shares: tuple[Share, ...]
    plot: str
    slips: str
    presence: str
    calls: str
    lanes: str
    voice: str
    words: str
    transcript: str
    unmeasured: str
    cues: tuple[tuple[str, str, str], ...]
    advice: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report, top to bottom."""

    language: str
    title: str
    score: str
    word: str
    change: str
    finding: str
    drill: str
    shares: tuple[Share, ...]
    facts: tuple[str, ...]
    advice: tuple[str, ...]
    sections: tuple[Section, ...]
    skipped: str
    circumstances: str
    formula: str
    notices: tuple[str, ...]
    promise: str
    pictures: str = ""
    """What is to be said of the pictures; "" without any."""


def page(report: Report, first: Headline, stills: Sequence[Still] = (), room_bytes: int = 0) -> Page:
    """Everything that a report file says, with as many of the session's stills as there is room for."""
    shown, left_out = fitting(stills, report, room_bytes)
    language = report.language
    sections = [_section(answer, language, shown) for answer in report.answers]
    return Page(
        language=language,
        title=view.title(report),
        score=_score(report.score),
        word=score_word(first),
        change=change_line(first),
        finding=finding_line(first),
        drill=drill_line(first, report),
        shares=_shares(report.score),
        facts=(
            view.measured_line(report.totals),
            view.slips_line(report.episodes, report.longest_s, report.recovery_s, report.cues),
            *((words.presence_points(report.presence),) if report.presence is not None else ()),
            *((words.calls(report.calls),) if report.calls else ()),
            *voice.score_lines(report),
            *(disposition_lines(report.disposition) if report.disposition is not None else ()),
        ),
        advice=tuple(advice_words(each.code, each.params) for each in report.advice),
        sections=_without_repeats(sections),
        skipped=", ".join(str(index + 1) for index in report.skipped),
        circumstances=view.circumstances(report),
        formula=view.formula_line(report.score),
        notices=(*(notice_text(notice) for notice in report.notices), *spoken.notes(report)),
        promise=_("Everything here was observed on this machine. It predicts no decision of anybody."),
        pictures=about_pictures(sum(len(section.pictures) for section in sections), left_out),
    )


def _without_repeats(sections: Sequence[Section]) -> tuple[Section, ...]:
    """What the lines of a plot show is told again only where it is something else."""
    before = ["", *(section.lanes for section in sections)]
    return tuple(
        replace(section, lanes="") if section.lanes == last else section
        for section, last in zip(sections, before, strict=False)
    )


def _score(score: Score) -> str:
    return words.withheld(score.withheld or "") if score.value is None else f"{score.value:.0f}"


def _shares(score: Score) -> tuple[Share, ...]:
    parts = ((Mood.GOOD, score.good), (Mood.ACCEPTABLE, score.acceptable), (Mood.BAD, score.bad))
    return tuple(Share(mood.value, words.mood(mood), words.percent(part), part) for mood, part in parts)


def _section(answer: AnswerReport, language: str, stills: Sequence[Still]) -> Section:
    question = answer.question
    rapid = question is not None and answer.allowed_s is None
    name = category_name(question.category) if question else _("watching")
    return Section(
        heading=str(answer.index + 1) if rapid else f"{answer.index + 1} · {name}",
        question=question.says(language) if question else "",
        score=_score(answer.score),
        facts=view.answer_facts(answer),
        shares=_shares(answer.score),
        plot=timeline_svg(answer),
        slips=view.slips_line(
            len(answer.episodes), answer.longest_s, mean_recovery(answer.recoveries), answer.totals.cues
        ),
        presence=words.presence(answer.presence) if answer.presence is not None else "",
        calls=words.calls(len(answer.calls)) if answer.calls else "",
        lanes=lane_names(answer),
        voice=voice.facts(answer.voice) if answer.voice is not None else "",
        words=spoken.facts(answer.words) if answer.words is not None else "",
        transcript=spoken.text(answer.words) if answer.words is not None else "",
        unmeasured=view.measured_line(answer.totals) if answer.totals.unmeasured else "",
        cues=tuple((clock_time(answer.time.at(cue.t)), words.how(cue), words.why(cue.why)) for cue in answer.cues),
        advice=tuple(advice_words(each.code, each.params) for each in answer.advice),
        pictures=pictures_of(answer, stills),
    )
