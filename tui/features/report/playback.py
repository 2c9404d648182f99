"""Answers listened to: play, pause, jump along the timeline, from cue to cue and from pause to pause."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.features.report import playback_data as data
from tui.features.report import playback_view as view
from tui.features.report.view import heading
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.outside import Static
from tui.wiring.words import Hearing

if TYPE_CHECKING:
    from core.report.report import Report
    from core.settings.model import Settings
    from sounds.track import Track

REDRAW_S = 0.1
"""How often the place that is heard is looked at."""


class Timeline(Static):
    """The answer over time; a click jumps."""

    @dataclass
    class Clicked(Message):
        """A column of it was clicked."""

        x: int

    def on_click(self, event: events.Click) -> None:
        """Tell where."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(offset.x))


class PlaybackScreen(PoiseScreen[None]):
    """The recorded answers of a report, one at a time."""

    PLACE = N_("Listen")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play_or_stop", N_("Listen")),
        Binding("left,h", "skip(-5)", N_("5 s"), key_display="←→"),
        Binding("right,l", "skip(5)", show=False),
        Binding("c,right_square_bracket", "moment('cue', 1)", N_("Next cue"), key_display="c/C"),
        Binding("C,left_square_bracket", "moment('cue', -1)", show=False),
        Binding("p", "moment('pause', 1)", N_("Next silence"), key_display="p/P"),
        Binding("P", "moment('pause', -1)", show=False),
        Binding("f,right_curly_bracket", "moment('filler', 1)", N_("Next filler"), key_display="f/F"),
        Binding("F,left_curly_bracket", "moment('filler', -1)", show=False),
        Binding("t", "words", N_("Write down")),
        Binding("j,down", "answer(1)", N_("Next answer"), key_display="j/k"),
        Binding("k,up", "answer(-1)", show=False),
        Binding("x", "export", N_("As a WAV")),
        Binding("s", "settings", N_("Settings"), show=False),
    ]

    @dataclass
    class Opened(Message):
        """The recordings that there are, and the sounds."""

        found: Sequence[data.Recorded]
        speaker: data.Speaker

    @dataclass
    class Probed(Message):
        """Whether anything here can sound a recording."""

        works: bool

    @dataclass
    class LaidIn(Message):
        """A recording is ready."""

        number: int
        track: Track

    @dataclass
    class Exported(Message):
        """The WAV was written."""

        file: Path

    @dataclass
    class HeardSoFar(Message):
        """How far the recogniser is."""

        done: Hearing

        def can_replace(self, message: Message) -> bool:
            """The newest counts."""
            return isinstance(message, PlaybackScreen.HeardSoFar)

    @dataclass
    class Heard(Message):
        """The recogniser has come to its end."""

        worded: data.Worded

    @dataclass
    class NotHeard(Message):
        """The report could not be read again after it; `text` says why."""

        text: str

    def __init__(self, report: Report, sounds: data.OpenSounds = data.usual_sounds) -> None:
        super().__init__()
        self._report, self._sounds = report, sounds
        self._speaker: data.Speaker | None = None
        self._found: Sequence[data.Recorded] = ()
        self._number = 0
        self._moments: list[view.Moment] = []
        self._track: Track | None = None
        self._works = True
        self._stop: Event | None = None
        self.asked = False
        """Whether a recogniser was asked: the report may tell more than when it was read."""
        self._drawn: tuple[int, bool, int, int] | None = None

    def compose_body(self) -> ComposeResult:
        """The question, the timeline with the place that is heard, the moments to jump to."""
        yield EmptyState("", id="playback-empty")
        with Vertical(id="playback"):
            yield Static(id="playback-question")
            yield Static(id="playback-head", classes="note")
            yield Timeline(id="timeline")
            yield Static(id="playback-state")
            yield Static(id="playback-moments", classes="gap")
            yield Static(id="playback-words", classes="gap")
            yield Static(id="playback-hearing", classes="gap")
            yield Static(id="playback-facts", classes="gap")
            yield Static(id="playback-note", classes="note gap")

    def on_mount(self) -> None:
        """Look for recordings and a player off the event loop."""
        self._open(self.poise.settings)
        self.set_interval(REDRAW_S, self._redraw)
        self._fill()

    def on_unmount(self) -> None:
        """Silence, and nobody listens any more."""
        if self._stop is not None:
            self._stop.set()
        if self._speaker is not None:
            self._speaker.close()

    def before_suspension(self) -> None:
        """Who stops the app does not want to hear it go on."""
        if self._track is not None:
            self._track.pause()

    @job()
    def _open(self, settings: Settings) -> Opened:
        found = data.recorded(settings, self._report)
        return self.Opened(found, data.Speaker(self._sounds(settings)))

    @on(Opened)
    def _take(self, event: Opened) -> None:
        self._found, self._speaker = event.found, event.speaker
        self._choose(0)
        self._probe(event.speaker)
        self.show()

    @job()
    def _probe(self, speaker: data.Speaker) -> Probed:
        return self.Probed(speaker.works())

    @on(Probed)
    def _tell_player(self, event: Probed) -> None:
        self._works = event.works
        self.show()

    def _choose(self, number: int) -> None:
        if self._speaker is not None and 0 <= number < len(self._found):
            if self._track is not None:
                self._track.pause()
            self._lay_in(self._speaker, number, self._found[number].file.path)

    @job()
    def _lay_in(self, speaker: data.Speaker, number: int, path: Path) -> LaidIn:
        return self.LaidIn(number, speaker.lay_in(path))

    @on(LaidIn)
    def _take_track(self, event: LaidIn) -> None:
        self._number, self._track = event.number, event.track
        self._moments = view.moments(self._found[event.number].answer)
        self.show()
        self.refresh_bindings()

    def show(self) -> None:
        """What changes with the answer; the rest is drawn as it plays."""
        empty = self.query_one("#playback-empty", EmptyState)
        empty.display = self._speaker is not None and not self._found
        self.query_one("#playback").display = bool(self._found)
        if not self._found:
            self._say_empty(empty)
            return
        answer = self._found[self._number].answer
        self._say("#playback-question", heading(answer, self._report.language))
        self._say("#playback-head", view.head_line(self._number, self._found))
        self._say("#playback-facts", view.facts(answer))
        if self._stop is None:
            self._say("#playback-hearing", "")
        host = platform.node() if self.poise.services.remote else ""
        self._say("#playback-note", view.note(works=self._works, volume=self.poise.settings.volume, remote_host=host))
        self._drawn = None
        self._redraw()

    def _say(self, selector: str, text: str | Content) -> None:
        found = self.query_one(selector, Static)
        found.display = bool(text)
        found.update(text)

    def _say_empty(self, empty: EmptyState) -> None:
        if self.poise.settings.keep_voice:
            days = self.poise.settings.keep_voice_days
            empty.say(_("No answer of this interview is recorded, or no longer: kept for {n} days.").format(n=days))
        else:
            text = _("This interview was not recorded: Poise records nothing until you say so.")
            empty.say(text, "s", _("Settings › Sound › Record my answers, for the next one"))

    def on_resize(self, _event: events.Resize) -> None:
        """The timeline is drawn for the width."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        """The place that is heard; nothing where it has not moved."""
        track, timeline = self._track, self.query_one(Timeline)
        if track is None or not self._found:
            return
        playing, position, length = track.playing, track.position_s, track.length_s
        cells, answer = timeline.size.width, self._found[self._number].answer
        now = (self._number, playing, round(position / REDRAW_S), cells)
        if now == self._drawn:
            return
        if self._drawn is None or now[:2] != self._drawn[:2]:
            self.refresh_bindings()
        self._drawn = now
        timeline.update(Content("\n").join(view.rows(answer, position, length, cells)))
        self._say("#playback-words", view.transcript(answer, position))
        self._say("#playback-state", view.state_line(position, length, playing=playing))
        self._say("#playback-moments", Content("\n").join(view.moment_lines(self._moments, position)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a recording is hidden without one; what this answer has none of is dimmed."""
        if action in ("play_or_stop", "skip", "answer", "export"):
            several = action != "answer" or len(self._found) > 1
            return self._track is not None and several
        if action == "words":
            return bool(self._found)
        if action == "moment":
            if parameters[0] == view.Kind.FILLER and not self._worded():
                return False
            there = any(moment.kind == parameters[0] for moment in self._moments)
            return self._track is not None and (there or None)
        return True

    def _worded(self) -> bool:
        """Whether it is known what was said in any of the answers."""
        return any(each.answer.words is not None for each in self._found)

    def key_label(self, action: str, label: str) -> str:
        """The space bar pauses what plays, and t stops who writes."""
        if action == "words" and self._stop is not None:
            return _("Stop writing")
        return _("Stop") if action == "play_or_stop" and self._track is not None and self._track.playing else label

    def action_play_or_stop(self) -> None:
        """Play, or fall silent and keep the place."""
        if self._track is not None:
            (self._track.pause if self._track.playing else self._track.play)()
            self._redraw()

    def action_skip(self, seconds: float) -> None:
        """Some seconds on or back."""
        if self._track is not None:
            self._jump(self._track.position_s + seconds)

    def action_moment(self, kind: str, step: int) -> None:
        """To the next cue or pause, or the one before."""
        track = self._track
        if track is not None:
            at = view.neighbour(self._moments, view.Kind(kind), track.position_s, step, playing=track.playing)
            if at is not None:
                self._jump(at)

    @on(Timeline.Clicked)
    def _jump_there(self, event: Timeline.Clicked) -> None:
        if self._track is not None and self._found:
            cells = self.query_one(Timeline).size.width
            at = view.second_at(event.x, self._found[self._number].answer, self._track.length_s, cells)
            if at is not None:
                self._jump(at)

    def _jump(self, second: float) -> None:
        if self._track is not None:
            self._track.jump(second)
            self._redraw()

    def action_answer(self, step: int) -> None:
        """Another answer of the interview."""
        self._choose(self._number + step)

    def action_words(self) -> None:
        """Write down what was said, anew where all of it is; or stop that."""
        if self._stop is not None:
            self._stop.set()
            return
        self._stop, self.asked = Event(), True
        among = [each for each in self._found if each.answer.words is None] or list(self._found)
        self._hear(self.poise.settings, among, self._stop)
        self.refresh_bindings()

    @job(exclusive=False, failed=NotHeard)
    def _hear(self, settings: Settings, among: Sequence[data.Recorded], stop: Event) -> Heard:
        def tell(done: Hearing) -> None:
            self.post_message(self.HeardSoFar(done))

        return self.Heard(data.hear(settings, self._report, among, tell, stop))

    @on(HeardSoFar)
    def _show_hearing(self, event: HeardSoFar) -> None:
        if self._stop is not None:
            self._say("#playback-hearing", view.hearing_line(event.done))

    @on(Heard)
    def _take_words(self, event: Heard) -> None:
        self._stop = None
        if event.worded.report is not None:
            self._report, self._found = event.worded.report, event.worded.found
        if self._found:
            self._number = min(self._number, len(self._found) - 1)
            self._moments = view.moments(self._found[self._number].answer)
        self.show()
        self.refresh_bindings()
        if event.worded.failure:
            self.notify(event.worded.failure, severity="error")

    @on(NotHeard)
    def _tell_not_heard(self, event: NotHeard) -> None:
        """The key begins anew."""
        self._stop = None
        self.show()
        self.refresh_bindings()
        self.notify(event.text, severity="error")

    def action_export(self) -> None:
        """This answer as a WAV, beside the store."""
        self._export(self.poise.settings, self._found[self._number])

    @job(exclusive=False)
    def _export(self, settings: Settings, chosen: data.Recorded) -> Exported:
        return self.Exported(data.export(settings, chosen))

    @on(Exported)
    def _tell_file(self, event: Exported) -> None:
        self.notify(_("Written: {file}. It goes with its interview.").format(file=event.file))

    def action_settings(self) -> None:
        """Where recording is turned on."""
        self.poise.goto("settings", section="sound")
