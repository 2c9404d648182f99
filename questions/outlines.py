"""What to fill in while preparing an answer: four prompts for each kind of question.

Situation, task, action, result fit a story that happened. Other kinds of questions have the same four places with
another meaning: what comes first, what it is about, what you do or think, where it ends. A question's own prompts
(`Question.outline`) come before these.
"""

from __future__ import annotations

from questions.schema import STEPS, Category, Outline, Question, Stage, Texts


def _four(*prompts: tuple[str, str]) -> Outline:
    texts: list[Texts] = [{"ko": korean, "en": english} for korean, english in prompts]
    return dict(zip(STEPS, texts, strict=True))


_STORY = _four(
    ("언제, 어디서, 누구와 있었던 일인지 한 문장", "One sentence: when, where and with whom"),
    ("그 안에서 내가 맡은 몫과 풀어야 했던 것", "What was yours to do, and what stood in the way"),
    ("내가 실제로 한 행동 두세 가지, 순서대로", "Two or three things that you yourself did, in order"),
    (
        "숫자나 반응으로 보이는 결과, 그리고 얻은 것",
        "The outcome as a number or a reaction, and what you took from it",
    ),
)
_PEOPLE = _four(
    ("누구와, 어떤 일을 하던 중이었는지", "With whom, and in the middle of what"),
    ("서로 달랐던 생각이나 이해관계를 공정하게", "What each side wanted, told fairly"),
    ("내가 먼저 꺼낸 말과 한 행동", "What you said first and what you did"),
    ("일과 관계가 각각 어떻게 되었는지", "What became of the work, and what of the relationship"),
)

BY_CATEGORY: dict[Category, Outline] = {
    "self_introduction": _four(
        ("나를 한 문장으로: 무엇을 해 온 사람인지", "You in one sentence: what you have been doing"),
        ("이 직무와 이어지는 경험 하나", "One experience that leads to this job"),
        ("그 경험에서 드러난 나의 강점", "The strength that it showed"),
        ("그래서 여기서 하고 싶은 일", "What you therefore want to do here"),
    ),
    "strengths_weaknesses": _four(
        ("강점이나 약점을 한 단어로", "The strength or weakness in a word"),
        ("그것이 드러난 장면 하나", "One scene in which it showed"),
        ("강점은 쓰는 방법, 약점은 고치는 방법", "How you use the strength, or work on the weakness"),
        ("지금은 어떤지, 무엇으로 아는지", "Where it stands now, and how you can tell"),
    ),
    "motivation": _four(
        ("관심이 시작된 순간", "The moment it began to interest you"),
        ("이 회사, 이 직무여야 하는 까닭 하나", "One reason why it has to be this company or this job"),
        ("확인하고 준비하려고 해 본 일", "What you did to find out and to prepare"),
        ("들어와서 가장 먼저 보태고 싶은 것", "What you want to add first once you are here"),
    ),
    "company_fit": _four(
        ("회사에 대해 직접 알아낸 사실 하나", "One fact about the company that you found out yourself"),
        ("그것이 나에게 중요한 까닭", "Why it matters to you"),
        ("그렇게 일해 본 나의 경험", "A time when you worked that way"),
        ("그래서 이곳에서 보탤 수 있는 것", "What you can therefore add here"),
    ),
    "experience": _STORY,
    "teamwork": _PEOPLE,
    "conflict": _PEOPLE,
    "problem_solving": _four(
        ("무엇이 문제였고 얼마나 컸는지", "What was wrong, and how big it was"),
        ("원인을 어떻게 좁혔는지", "How you narrowed down the cause"),
        ("고른 방법과 버린 방법, 그 까닭", "What you chose, what you rejected, and why"),
        ("나아진 정도와 다시 생기지 않게 한 장치", "How much better it got, and what keeps it from coming back"),
    ),
    "situational": _four(
        ("가장 먼저 확인할 사실", "The first fact to find out"),
        ("부딪히는 두 가지 가치나 사람", "The two values or people that pull apart"),
        ("무엇을, 누구에게, 어떤 순서로 할지", "What you do, to whom, in which order"),
        ("그 뒤에 남길 기록이나 막을 장치", "What you put on record or change afterwards"),
    ),
    "values": _four(
        ("내 기준을 한 문장으로", "Your standard in one sentence"),
        ("그 기준이 생긴 경험", "The experience that gave it to you"),
        ("지키기 어려웠던 때의 선택", "What you chose when it was hard to keep"),
        ("일터에서는 어떻게 보일지", "How it will show at work"),
    ),
    "job_knowledge": _four(
        ("무엇인지, 왜 필요한지 한 문장", "What it is and why it is needed, in one sentence"),
        ("판단의 기준이나 원리", "The principle or standard behind it"),
        ("내가 해 본 예, 또는 해 볼 순서", "An example of your own, or the steps you would take"),
        ("한계와 조심할 점", "Its limits, and what to watch for"),
    ),
    "future": _four(
        ("지금 내가 서 있는 곳", "Where you stand now"),
        ("몇 년 뒤의 모습을 일로 말하기", "Where you want to be, told as work"),
        ("그 사이의 첫 단계", "The first step in between"),
        ("회사에 남을 것", "What the company gains by it"),
    ),
    "stress": _four(
        ("그때의 솔직한 감정 한 마디", "One honest word on how it feels"),
        ("무엇이 가장 무거운지", "What weighs most"),
        ("나를 가라앉히고 일을 움직이는 방법", "How you steady yourself and get the work moving"),
        ("그렇게 해서 나온 결과의 예", "An example of what came of it"),
    ),
    "closing": _four(
        ("오늘 꼭 남기고 싶은 한 가지", "The one thing you want to leave behind today"),
        ("앞에서 아직 말하지 못한 근거", "The evidence for it that has not come up yet"),
        ("들어오면 가장 먼저 할 일", "The first thing you would do here"),
        ("한 문장의 마무리와 인사", "One closing sentence, and thanks"),
    ),
    "general": _four(
        ("결론을 한 문장으로", "Your answer in one sentence"),
        ("그렇게 생각하는 까닭", "Why you think so"),
        ("뒷받침하는 경험 하나", "One experience that supports it"),
        ("직무와 이어지는 마무리", "An end that leads back to the job"),
    ),
}

_BY_STAGE: dict[Stage, Outline] = {
    "experience": _STORY,
    "difficulty": _four(
        ("어려움이 드러난 순간", "The moment the difficulty showed"),
        ("왜 쉽게 풀리지 않았는지", "Why it would not go away easily"),
        ("해 본 것: 통하지 않은 것까지", "What you tried, also what failed"),
        ("결국 무엇이 달라졌는지", "What changed in the end"),
    ),
    "learned": _four(
        ("그 전에는 어떻게 생각했는지", "What you thought before"),
        ("생각을 바꾼 장면", "The scene that changed it"),
        ("그 뒤로 다르게 한 행동", "What you have done differently since"),
        ("이 직무에서 쓰일 곳", "Where it will be of use in this job"),
    ),
}


def outline_of(question: Question) -> Outline:
    """Return the four prompts of a question, in order: its own, and the usual ones where it has none."""
    usual = _BY_STAGE[question.stage] if question.stage else BY_CATEGORY[question.category]
    return {step: question.outline.get(step) or usual[step] for step in STEPS}
