"""Where the rooms are joined: plans from settings, notices about what does not fit, cues that nobody is to hear."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from core.base import paths
from core.base.errors import ProfileError, SettingsError
from core.base.types import Expression
from core.calibration.correction import Profile
from core.calibration.profiles import Profiles
from core.cueing.cues import Cue, CueLevel, Sound, Why
from core.session.events import QuestionShown
from core.settings.model import Origin, Settings, load
from core.vision.network.weights import load_network
from questions.loading import load_bank
from questions.problems import BankError
from sounds.requests import BELL, OUTCOMES, TONE, VOICE, SoundEvent
from tests.waiting import LONG_S
from tui.features.home.data import missing
from tui.wiring.guard import end_sessions
from tui.wiring.parts import load_profile, open_store, profile_notices
from tui.wiring.plans import build_plan, plan_of
from tui.wiring.session import build_runner
from tui.wiring.sound import cue_sink, silent, sound_settings, unheard
from tui.wiring.start import How, Start

CALM = {Expression.NEUTRAL: 1.0}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(flags={"data_dir": str(tmp_path), "camera": "demo", "language": "en"})


class TestPlan:
    def test_format_language_and_number_come_from_the_settings(self, settings: Settings) -> None:
        plan = build_plan(settings.changed(format="midas", questions=2, language="ko"))
        assert (plan.format, plan.language, len(plan.questions), plan.retakes) == ("midas", "ko", 2, 1)

    def test_without_a_number_the_format_has_its_own(self, settings: Settings) -> None:
        assert len(build_plan(settings).questions) == 3

    def test_same_seed_asks_the_same(self, settings: Settings) -> None:
        assert build_plan(settings, seed=1, recent=()) == build_plan(settings, seed=1, recent=())

    def test_one_question_can_be_practised(self, settings: Settings) -> None:
        wanted = build_plan(settings, seed=3, recent=()).questions[-1]
        assert build_plan(settings, question_ids=(wanted.id,)).questions == (wanted,)

    def test_without_a_bank_all_questions_for_any_job_are_drawn_from(self, settings: Settings) -> None:
        drawn = {q.id for seed in range(30) for q in build_plan(settings, seed=seed, recent=()).questions}
        assert drawn - {q.id for q in load_bank("general").questions}

    def test_chosen_questions_are_asked_in_their_order_whatever_bank_they_are_of(self, settings: Settings) -> None:
        names = (load_bank("nursing").questions[-1].id, load_bank("general").questions[0].id)
        plan = build_plan(settings.changed(format="disposition"), question_ids=names)
        assert tuple(q.id for q in plan.questions) == names
        assert (plan.format, plan.items) == ("quick", ())

    def test_categories_restrict_the_choice(self, settings: Settings) -> None:
        plan = build_plan(settings.changed(categories="teamwork, stress"))
        assert {question.category for question in plan.questions} <= {"teamwork", "stress"}

    def test_category_that_is_none_is_named(self, settings: Settings) -> None:
        with pytest.raises(SettingsError, match=r"no dancing; there are self_introduction"):
            build_plan(settings, categories=["dancing"])

    def test_question_that_is_not_there_is_an_error(self, settings: Settings) -> None:
        with pytest.raises(SettingsError, match="no question in en to ask"):
            build_plan(settings, question_ids=("nowhere",))

    def test_bank_that_is_not_there_is_an_error(self, settings: Settings) -> None:
        with pytest.raises(BankError, match="nowhere"):
            build_plan(settings.changed(bank="nowhere"))

    def test_questions_of_the_last_interview_come_last(self, settings: Settings) -> None:
        first = build_plan(settings, seed=1)
        recorder = open_store(settings).begin("interview", first, {})
        for index, question in enumerate(first.questions):
            recorder.event(QuestionShown(float(index), index, question.id, question.says("en"), 1))
        recorder.close()
        again = build_plan(settings, seed=1)
        announced = 1  # the self-introduction is always asked first
        assert not {q.id for q in again.questions[announced:]} & {q.id for q in first.questions[announced:]}
        seeded = Start(seed=1)  # by the user: the same ones whatever was asked lately
        assert plan_of(settings, seeded) == first


class TestRunner:
    def test_what_a_session_was_made_with_is_stored(self, settings: Settings) -> None:
        runner = build_runner(settings, None, How(fast=True, until_s=0.3))
        runner.run()
        about = open_store(settings).load().info.about
        assert (about["camera"], about["demo"], about["policy_name"]) == ("demo", True, "normal")
        assert about["network_hash"] == load_network().sha256

    def test_nothing_left_to_continue_is_an_error(self, settings: Settings) -> None:
        build_runner(settings, None, How(fast=True, until_s=0.2)).run()
        with pytest.raises(SettingsError, match="nothing left to continue"):
            build_runner(settings, None, How(resume=open_store(settings).load(1), fast=True))

    def test_end_of_the_program_ends_sessions(self, settings: Settings) -> None:
        runner = build_runner(settings, None, How(loop=True))
        runner.start()
        end_sessions()
        assert runner.join(LONG_S)
        assert open_store(settings).load().info.complete


def profile(network: str) -> Profile:
    given = {"name": "me", "network": network}
    made: dict[str, object] = {
        f.name: {} for f in dataclasses.fields(Profile) if f.default is dataclasses.MISSING and f.name not in given
    }
    return Profile(**{**made, **given, "rest": CALM})  # type: ignore[arg-type]


WHY = Why(Expression.SAD, 0.7, 0.6, 3.0, ())


class TestProfile:
    def test_calibration_of_another_network_is_told(self, settings: Settings) -> None:
        Profiles(paths.profiles_dir(settings.data)).save(profile("another"))
        chosen = settings.changed(profile="me")
        (notice,) = profile_notices(chosen, load_profile(chosen), load_network())
        assert (notice.code, notice.params["network"]) == ("other_network", "another")

    def test_fitting_calibration_is_not(self, settings: Settings) -> None:
        network = load_network()
        Profiles(paths.profiles_dir(settings.data)).save(profile(network.name))
        chosen = settings.changed(profile="me")
        assert profile_notices(chosen, load_profile(chosen), network) == []
        assert profile_notices(settings, load_profile(settings), network) == []

    @pytest.mark.parametrize("origin", [Origin.FILE, Origin.ENVIRONMENT])
    def test_one_of_the_settings_that_is_not_in_this_data_folder_is_a_notice(
        self, settings: Settings, origin: Origin
    ) -> None:
        elsewhere = dataclasses.replace(settings, profile="elsewhere", origins={"profile": origin})
        runner = build_runner(elsewhere, None, How(fast=True, until_s=0.3))
        runner.run()
        about = open_store(settings).load().info.about
        assert ("no_profile", "elsewhere") in [
            (notice.code, notice.params.get("profile")) for notice in runner.snapshot().notices
        ]
        assert about["profile"] == "", "a report says that no calibration was used"
        assert "not_calibrated" in missing(elsewhere)

    def test_one_that_was_asked_for_has_to_be_there(self, settings: Settings) -> None:
        with pytest.raises(ProfileError, match="no calibration profile 'elsewhere'"):
            build_runner(settings.changed(profile="elsewhere"), None, How(fast=True))

    def test_damaged_one_is_an_error(self, settings: Settings) -> None:
        folder = paths.private_folder(paths.profiles_dir(settings.data))
        (folder / "me.json").write_text("{}")
        with pytest.raises(ProfileError, match="not a calibration profile"):
            build_runner(dataclasses.replace(settings, profile="me"), None, How(fast=True))


class TestSounds:
    @pytest.mark.parametrize("changes", [{"cue": "none"}, {"exam": True}, {"policy": "exam"}, {"volume": 0}])
    def test_cues_that_are_not_to_be_heard(self, settings: Settings, changes: dict[str, object]) -> None:
        assert not silent(settings)
        assert silent(settings.changed(**changes))

    def test_cue_at_volume_0_is_known_as_such(self, settings: Settings) -> None:
        became: list[str] = []
        for changes in ({"volume": 0}, {"cue": "none", "volume": 0}, {"policy": "exam"}):
            with cue_sink(settings.changed(**changes)) as sink:
                if sink is not None:
                    sink.cue(Cue(1.0, CueLevel.TONE, WHY), became.append)
        assert became == ["muted"]

    def test_engine_and_sounds_have_the_same_words_for_what_became_of_a_cue(self) -> None:
        assert {sound.value for sound in Sound} == OUTCOMES
        assert {sound.value for sound in Sound if sound.heard} == {VOICE, TONE, BELL}

    def test_settings_reach_the_sounds(self, settings: Settings) -> None:
        wanted = sound_settings(settings.changed(volume=5, speech_rate=200, speech_voice="jane"), speech=True)
        assert (wanted.volume, wanted.speech.words_per_minute) == (5, 200)
        assert wanted.speech.voices == {"ko": "jane", "en": "jane"}
        assert sound_settings(settings, speech=False).speech.engine == "off"

    def test_cue_without_a_player_is_known(self) -> None:
        assert unheard(SoundEvent("cue_dropped", {"reason": "no_player"}))
        assert not unheard(SoundEvent("cue_dropped", {"reason": "late"}))
