"""The playback of recorded answers: keys, clicks, the place that is heard, and what is said where nothing is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from textual.content import Content
from textual.pilot import Pilot

from core.base import paths
from core.report.report import AnswerReport, Report
from core.report.voice import VoiceReport
from core.scoring.voice import VoiceScore
from core.settings.model import Settings
from core.store.answers import AnswerFiles
from core.store.store import SessionStore
from core.voice.measures import Pause, VoiceMeasures
from sounds import wav
from sounds.answers import AnswerWriter, read
from sounds.cues import CueBook
from sounds.output import SoundOut
from sounds.placing import RATE
from sounds.players.base import Player
from sounds.recognisers import child
from sounds.settings import SoundSettings
from tests.core.test_transcripts import said as spoken_words
from tests.sounds.fakes import FakeClock, FakePlayer
from tests.sounds.test_recognisers import FAKES, faster, script
from tests.tui.app_fakes import until
from tests.tui.desk import at, bare, opened, said, seen, shows
from tests.tui.stored import store_session
from tests.tui.textual_inside import run_intervals
from tui.features.report import data as archive
from tui.features.report import playback_data as playback
from tui.features.report import playback_view as view
from tui.features.report.playback import PlaybackScreen, Timeline
from tui.features.report.screen import ReportScreen
from tui.features.settings.screen import SettingsScreen

LONG_S = 34.0
PAUSED = VoiceMeasures(LONG_S, LONG_S, 28.0, pauses=(Pause(5.0, 1.5), Pause(12.0, 2.8)), syllables=120, pace=4.3)
VOICE = VoiceReport(PAUSED, VoiceScore(80.0), silent=False)


def record(data: Path, session: int, index: int, seconds: float = LONG_S) -> Path:
    """A recorded answer of the session whose samples tell their second."""
    path = AnswerFiles(paths.answers_dir(data)).path(session, index, 1)
    writer = AnswerWriter()
    writer.begin(path, 0.0)
    number = np.repeat(np.arange(int(seconds), dtype=np.float32), RATE)
    writer.write((number + 1) / 100.0 + index * 0.4, seconds)
    writer.end(seconds)
    return path


@dataclass
class Table:
    """A playback screen, and the player behind it."""

    pilot: Pilot[None]
    player: FakePlayer
    clock: FakeClock
    report: Report

    @property
    def screen(self) -> PlaybackScreen:
        screen = self.pilot.app.screen
        assert isinstance(screen, PlaybackScreen)
        return screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def plays(self, count: int) -> int:
        """Wait until so many sounds were begun; gives the second from which the last one plays."""
        await until(self.pilot, lambda: len(self.player.played) >= count)
        assert len(self.player.played) == count
        return round(float(self.player.played[-1].samples[0]) / 327.68) % 40 - 1

    async def stands_at(self, clock: str) -> None:
        """Wait until the screen says that this is heard."""

        async def shown() -> bool:
            await run_intervals(self.screen)
            return f" {clock} of 0:34" in seen(self.pilot)

        for _ in range(1000):
            if await shown():
                return
            await self.pilot.pause()
        raise AssertionError(f"never at {clock}:\n{seen(self.pilot)}")


@asynccontextmanager
async def table(
    data: Path, answers: Sequence[int] = (0, 1, 2), *, player: bool = True, spoken: bool = False, **settings: object
) -> AsyncIterator[Table]:
    """The playback of a stored interview of which these answers were recorded; `spoken`: with pauses of the voice."""
    session = store_session(data)
    for index in answers:
        record(data, session, index)
    clock = FakeClock()
    fake = FakePlayer("fake", clock)
    players: list[Player] = [fake] if player else []

    def sounds(_settings: Settings) -> SoundOut:
        return SoundOut(players, CueBook(), settings=SoundSettings(volume=100), clock=clock)

    report = archive.report(Settings(data_dir=str(data)), session)
    assert report is not None
    if spoken:
        report = replace(report, answers=tuple(replace(answer, voice=VOICE) for answer in report.answers))
    async with bare(at(data, **settings)).app().run_test(size=(100, 40), notifications=True) as pilot:
        pilot.app.push_screen(PlaybackScreen(report, sounds))
        yield Table(pilot, fake, clock, report)


def cue_times(answer: AnswerReport) -> list[float]:
    return [answer.time.at(cue.t) for cue in answer.cues]


async def test_the_answer_plays_and_the_place_that_is_heard_moves(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        await on.press("space")
        assert await on.plays(1) == 0
        on.clock.now += 12.0
        await on.stands_at("0:12")
        await shows(on.pilot, "▶ 0:12 of 0:34", "space Stop")


async def test_stopping_keeps_the_place_and_goes_on_from_there(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        await on.press("space")
        await on.plays(1)
        on.clock.now += 12.5
        await on.stands_at("0:13")
        await on.press("space")
        await shows(on.pilot, "‖ 0:13 of 0:34")
        on.clock.now += 60.0
        await on.stands_at("0:13")
        await on.press("space")
        assert await on.plays(2) == 12


async def test_arrows_go_five_seconds_and_stay_within_the_answer(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        await on.press("right", "right", "right", "left")
        await on.stands_at("0:10")
        await on.press(*["left"] * 4)
        await on.stands_at("0:00")
        await on.press(*["right"] * 9)
        await on.stands_at("0:34")
        assert on.player.played == [], "nothing sounds before the space bar"


async def test_c_goes_from_cue_to_cue_and_back(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        await on.press("j")
        await shows(on.pilot, "recording 2 of 3")
        times = cue_times(on.report.answers[1])
        assert len(times) >= 2
        await on.press("c", "ㅊ", "space")
        assert await on.plays(1) == int(times[1])
        await on.press("left_square_bracket")
        assert await on.plays(2) == int(times[0])
        first = view.moments(on.report.answers[1])[0].line.plain.split()
        await shows(on.pilot, " ".join(["▸", *first[:4]]))


@pytest.mark.parametrize(("language", "told"), [("en", "┄ 0:12 pause of 2.8 s"), ("ko", "┄ 0:12 침묵 2.8초")])
async def test_p_goes_from_pause_to_pause_and_back_in_hangul_mode_too(
    tmp_path: Path, language: str, told: str
) -> None:
    async with table(tmp_path, spoken=True, language=language) as on:
        await shows(on.pilot, told, "┄┄")
        await on.press("p", "ㅔ", "space")
        assert await on.plays(1) == 12
        await shows(on.pilot, f"▸ {told}")
        await on.press("ㅖ")
        assert await on.plays(2) == 5


async def test_a_click_on_the_timeline_jumps_there(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        timeline = on.screen.query_one(Timeline)
        answer = on.report.answers[0]
        columns = [view.second_at(x, answer, LONG_S, timeline.size.width) for x in range(timeline.size.width)]
        x = next(x for x, at in enumerate(columns) if at is not None and at >= 20.0)
        await on.pilot.click(Timeline, offset=(x, 0))
        await on.stands_at("0:20")
        await on.pilot.click(Timeline, offset=(2, 0))
        await on.stands_at("0:20")


async def test_another_answer_is_silent_until_it_is_played(tmp_path: Path) -> None:
    async with table(tmp_path, (0, 2)) as on:
        await on.stands_at("0:00")
        await on.press("space")
        await on.plays(1)
        await on.press("j")
        await shows(on.pilot, "recording 2 of 2", "Why do you want to work with us?")
        await until(on.pilot, lambda: on.player.played[0].stopped_at is not None)
        await on.press("space")
        await on.plays(2)
        assert on.player.played[-1].samples[0] / 32768.0 == pytest.approx(0.81, abs=0.001), "the third answer"


async def test_t_writes_down_what_was_said_and_f_jumps_to_the_fillers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(FAKES))
    monkeypatch.setattr(child, "NICENESS", 0)  # beside other tests it would take its time
    made = faster(tmp_path, script(["Well,", "um,", "I", "led,", "uh,", "teams."]))
    async with table(tmp_path, (0, 2), recogniser="faster-whisper", recogniser_model=made.model) as on:
        await on.stands_at("0:00")
        await on.press("t")
        await shows(on.pilot, "Well, um, I led, uh, teams.", "by faster-whisper 1.2.1 (tiny)", "um 1")
        assert on.screen.asked
        await on.press("f", "ㄹ")
        await on.stands_at("0:23")
        await on.press("left_curly_bracket")
        await on.stands_at("0:06")
        await on.press("j")
        await shows(on.pilot, "recording 2 of 2", "Well, um, I led, uh, teams.")


async def test_the_report_tells_the_words_when_one_comes_back_to_it(tmp_path: Path) -> None:
    record(tmp_path, session := store_session(tmp_path), 0)
    store = SessionStore(paths.store_file(tmp_path))
    async with opened(at(tmp_path), "report", size=(120, 60), session_id=session) as pilot:
        await shows(pilot, "l Listen")
        await pilot.press("l")
        await shows(pilot, "recording 1 of 1")
        screen = pilot.app.screen
        assert isinstance(screen, PlaybackScreen)
        store.keep_words(session, 0, 1, spoken_words("Well, um, teams."))
        screen.asked = True
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))
        await shows(pilot, "fillers written down")


def test_what_went_wrong_first_is_told_where_the_report_cannot_be_read_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path), recogniser="faster-whisper", recogniser_model="/no/where")
    record(tmp_path, session := store_session(tmp_path), 0)
    report = archive.report(settings, session)
    assert report is not None
    among = playback.recorded(settings, report)
    SessionStore(paths.store_file(tmp_path)).delete(session)
    worded = playback.hear(settings, report, among, lambda _done: None, Event())
    assert worded.report is None
    assert worded.failure.startswith("/no/where: there is no model")


async def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    async with table(tmp_path, (0, 2), recogniser="faster-whisper", recogniser_model="/no/where") as on:
        await on.stands_at("0:00")
        await on.press("t")
        await until(on.pilot, lambda: said(on.pilot))
        assert said(on.pilot)[0].startswith("/no/where: there is no model")
        await shows(on.pilot, "t Write down")


async def test_a_session_that_is_gone_meanwhile_leaves_the_key_as_it_was(tmp_path: Path) -> None:
    async with table(tmp_path, (0, 2), recogniser="faster-whisper", recogniser_model="/no/where") as on:
        await on.stands_at("0:00")
        SessionStore(paths.store_file(tmp_path)).delete_all()
        await on.press("t")
        await until(on.pilot, lambda: said(on.pilot))
        await shows(on.pilot, "t Write down")


async def test_leaving_silences_and_gives_the_player_back(tmp_path: Path) -> None:
    async with table(tmp_path) as on:
        await on.stands_at("0:00")
        await on.press("space")
        await on.plays(1)
        await on.press("escape")
        await until(on.pilot, lambda: on.player.closed)
        assert on.player.played[0].stopped_at is not None


async def test_an_answer_is_written_as_a_wav_for_its_owner_alone(tmp_path: Path) -> None:
    async with table(tmp_path, (1,)) as on:
        await on.stands_at("0:00")
        await on.press("x")
        await until(on.pilot, lambda: said(on.pilot))
        (file,) = (tmp_path / "reports").glob("*.wav")
        assert file.name in said(on.pilot)[0].replace("\n", "")
        assert file.stat().st_mode & 0o777 == 0o600
        samples, rate = wav.read(file)
        recorded = AnswerFiles(paths.answers_dir(tmp_path)).answers()[0].path
        np.testing.assert_array_equal(samples, read(recorded)[0])
        assert rate == RATE


async def test_an_interview_that_was_not_recorded_says_how_to_record_the_next_one(tmp_path: Path) -> None:
    async with table(tmp_path, ()) as on:
        await shows(on.pilot, "records nothing until you say so", "Record my answers")
        await on.press("space", "x", "c", "s")
        await until(on.pilot, lambda: isinstance(on.pilot.app.screen, SettingsScreen))
        await shows(on.pilot, "[5 Sound]")


async def test_a_recording_that_is_too_old_is_told_as_such(tmp_path: Path) -> None:
    async with table(tmp_path, (), keep_voice=True, keep_voice_days=7) as on:
        await shows(on.pilot, "no longer: kept for 7 days")


async def test_without_a_player_the_screen_says_so_and_still_writes_the_wav(tmp_path: Path) -> None:
    async with table(tmp_path, (0,), player=False) as on:
        await shows(on.pilot, "Nothing here can play a recording")
        await on.press("x")
        await until(on.pilot, lambda: list((tmp_path / "reports").glob("*.wav")))


async def test_the_report_opens_the_playback(tmp_path: Path) -> None:
    store_session(tmp_path)
    async with opened(at(tmp_path), "report") as pilot:
        await shows(pilot, "Score")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlaybackScreen))
        await shows(pilot, "This interview was not recorded")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportScreen))


def test_the_place_stays_within_its_line_at_every_width(tmp_path: Path) -> None:
    store_session(tmp_path)
    report = archive.report(Settings(data_dir=str(tmp_path)), None)
    assert report is not None
    for answer in report.answers:
        for cells in (24, 33, 80, 200):
            for position in (0.0, 17.0, LONG_S, LONG_S + 1.0):
                lines = view.rows(answer, position, LONG_S, cells)
                assert max(line.cell_length for line in lines) <= cells
                heard = lines[-2].plain
                assert heard.count("●") == 1


def test_back_goes_past_the_moment_that_plays_just_now() -> None:
    found = [view.Moment(at, view.Kind.CUE, Content("")) for at in (3.0, 9.0)]
    assert view.neighbour(found, view.Kind.CUE, 9.3, -1, playing=True) == 3.0
    assert view.neighbour(found, view.Kind.CUE, 9.3, -1, playing=False) == 9.0
    assert view.neighbour(found, view.Kind.CUE, 9.0, 1, playing=False) is None
    assert view.neighbour(found, view.Kind.PAUSE, 0.0, 1, playing=False) is None
