"""What screens ask of the rest of Poise, as protocols: they know these and nothing behind them.

What is behind them (`tui.app.opening` names it) is imported after the first paint. All functions without "never
blocks" may take their time and are called in threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from core.base.clock import Clock
    from core.camera.preview import Preview
    from core.session.snapshot import Action, PauseReason, Snapshot
    from core.settings.model import Settings


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A stored session in one line. `score` is 0 to 100, None where it is withheld; `began` is local time.

    `at` is the question (from 1) at which an interrupted interview goes on, 0 where it cannot.
    """

    id: int
    began: datetime
    format: str
    questions: int
    score: float | None
    complete: bool
    cues: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Today's question."""

    question_id: str
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the home screen shows; sessions newest first. `missing` holds codes such as `no_camera`."""

    sessions: tuple[SessionRow, ...] = ()
    interrupted: SessionRow | None = None
    suggestion: Suggestion | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting with its words, translated already."""

    value: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """What can be chosen before an interview.

    `counts` gives each format's own number of questions; `times` its prep, answer seconds and retakes;
    `available` how many questions each bank has by language and category; `rapid` which formats show items instead.
    """

    formats: tuple[Choice, ...]
    banks: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    cameras: tuple[Choice, ...]
    networks: tuple[Choice, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, tuple[float, float, int]] = field(default_factory=dict)
    rapid: frozenset[str] = frozenset()
    available: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to practise: its category's code and its text in the interview's language."""

    id: str
    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Start:
    """Which session begins: a new interview by the settings, one question, or a stored one that goes on.

    `watch` only looks; `calibrate` measures the face. Neither is stored or heard.
    `choices` are settings for this one alone.
    """

    categories: tuple[str, ...] = ()
    question_id: str | None = None
    resume: int | None = None
    watch: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    calibrate: bool = False

    @property
    def interview(self) -> bool:
        """Whether questions are asked."""
        return not (self.watch or self.calibrate)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Called from the session's thread; must return at once."""

    on_snapshot: Callable[[Snapshot], None]
    on_event: Callable[[Any], None]


class Runner(Protocol):
    """A session as screens see it: `core.engine.runner.SessionRunner` with its sounds.

    None of it blocks except `join`.
    """

    def start(self) -> None:
        """Begin in a thread of its own."""
        ...

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for something; what is not allowed now is ignored."""
        ...

    def choose(self, number: int, step: int) -> None:
        """Answer rapid item `number` (from 0) by `step` (from 1); ignored once another one is on the table."""
        ...

    def change(self, settings: Settings) -> None:
        """Judge by the policy, moods and profile of these settings from now on. Reads a file: not for the event loop.

        Raises ProfileError.
        """
        ...

    def hush(self) -> None:
        """Stop reading aloud."""
        ...

    def preview(self) -> Preview | None:
        """The newest picture, small and grey, and the face in it."""
        ...

    def close(self) -> None:
        """End the thread soon and give everything back then; the session stays stored and can be resumed."""
        ...

    def join(self, timeout: float | None = None) -> bool:
        """Wait for that end, at most `timeout` seconds; False where it has not come."""
        ...


class Listening(Protocol):
    """An open microphone."""

    def close(self) -> object:
        """Let it go; returns at once."""
        ...


class SoundChecks(Protocol):
    """What the equipment check tries. Each answers with a code and parameters for `tui.widgets.text.words`."""

    def play(self, what: str) -> tuple[str, Mapping[str, object]]:
        """Play `tone`, `voice` or `speech` and tell how it went."""
        ...

    def listen(self, on_level: Callable[[float], object]) -> Listening | None:
        """Report the microphone's level, 0 to 1, until what is given is closed; None without a microphone."""
        ...


@dataclass(frozen=True)
class Services:
    """Everything that the app asks of the rest of the house.

    `home` is told whether to look at bank and machine too, which takes longer than the sessions alone.
    """

    clock: Clock
    today: Callable[[], datetime]
    save: Callable[[Mapping[str, Any]], object]
    home: Callable[[Settings, bool], HomeFacts]
    options: Callable[[Settings], SetupOptions]
    questions: Callable[[Settings], Sequence[QuestionRow]]
    runner: Callable[[Settings, Start, Listeners], Runner]
    sounds: Callable[[Settings], SoundChecks]
    remote: bool = False
