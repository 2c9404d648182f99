"""The own voice on the command line: listening, keeping, trying again and leaving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sounds.errors import SoundError
from sounds.wav import Samples
from tests.sounds.machine import RATE, tone
from tui.cli.voice_dialog import VoiceDialog

SILENCE = np.zeros(RATE, np.int16)
LOW, HIGH = tone(220.0), tone(880.0)


class Talk:
    """A dialog whose takes and answers are written down before, and what it said and played."""

    def __init__(self, takes: list[Samples], answers: list[str], *, mute: bool = False) -> None:
        self.takes, self.answers = iter(takes), iter(answers)
        self.said: list[str] = []
        self.played: list[int] = []
        self.mute = mute
        self.kept = VoiceDialog(self._take, self._play, lambda: next(self.answers, None), self.said.append).run()

    def _take(self) -> tuple[Samples, int]:
        return next(self.takes), RATE

    def _play(self, sound: Samples) -> None:
        if self.mute:
            raise SoundError("no_player", "nothing here can play a sound")
        self.played.append(pitch(sound))

    @property
    def left(self) -> Iterator[Samples]:
        return self.takes


def pitch(sound: Samples | None) -> int:
    assert sound is not None
    spectrum = np.abs(np.fft.rfft(sound.astype(np.float64)))
    return int(round(float(np.argmax(spectrum)) * RATE / sound.size, -1))


def test_a_take_is_heard_and_kept_by_enter() -> None:
    talk = Talk([LOW], [""])
    assert pitch(talk.kept) == 220
    assert talk.played == [220]
    assert talk.said == ["Keep it? Enter: keep, r: record again, l: listen again, q: leave without keeping."]


def test_a_take_is_made_again_until_it_pleases() -> None:
    talk = Talk([LOW, LOW, HIGH], ["r", "R ", ""])
    assert pitch(talk.kept) == 880
    assert talk.played == [220, 220, 880]


def test_a_take_can_be_heard_again_before_it_is_kept() -> None:
    talk = Talk([LOW], ["l", "l", ""])
    assert talk.played == [220, 220, 220]
    assert pitch(talk.kept) == 220


@pytest.mark.parametrize("answers", [["q"], []])
def test_leaving_keeps_nothing(answers: list[str]) -> None:
    talk = Talk([LOW, HIGH], answers)
    assert talk.kept is None
    assert next(talk.left) is HIGH


def test_a_slip_of_the_finger_neither_keeps_nor_discards() -> None:
    talk = Talk([LOW], ["w", "no", ""])
    assert pitch(talk.kept) == 220
    assert len(talk.said) == 3
    assert talk.played == [220]


def test_silence_is_said_and_recorded_again() -> None:
    talk = Talk([SILENCE, SILENCE, HIGH], ["", "r", ""])
    assert pitch(talk.kept) == 880
    assert talk.said[0].startswith("Nothing was heard")
    assert talk.said[1] == "Enter: record again, q: leave without keeping."
    assert talk.played == [880]


def test_silence_can_be_left_behind() -> None:
    talk = Talk([SILENCE, HIGH], ["q"])
    assert talk.kept is None
    assert next(talk.left) is HIGH


def test_without_a_player_a_take_can_be_kept_unheard() -> None:
    talk = Talk([LOW], [""], mute=True)
    assert pitch(talk.kept) == 220
    assert talk.said[0].startswith("Nothing here can play a sound")


def test_a_microphone_that_fails_ends_it() -> None:
    def broken() -> tuple[Samples, int]:
        raise SoundError("no_recorder", "nothing here can record")

    with pytest.raises(SoundError, match="can record"):
        VoiceDialog(broken, lambda sound: None, lambda: "", lambda line: None).run()
