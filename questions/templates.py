"""The questions that a draft is made of: `{x}` stands for the phrase that the document says.

Phrases are quoted as they stand, and followed by a noun or by a particle that fits any ending: Korean would otherwise
need another particle after each.
"""

from __future__ import annotations

from typing import NamedTuple

from questions.facts import Kind
from questions.schema import Category, Difficulty


class Template(NamedTuple):
    """A question with `{x}` for the phrase, its hint and its follow-up, in Korean and in English."""

    category: Category
    difficulty: Difficulty
    text: tuple[str, str]
    hint: tuple[str, str]
    follow_up: tuple[str, str]


TEMPLATES: dict[Kind, tuple[Template, ...]] = {
    "role": (
        Template(
            "motivation",
            "medium",
            (
                "“{x}” 직무를 선택하신 이유와 지금까지의 준비를 말씀해 주세요.",
                "Why “{x}”, and what have you done to prepare for it?",
            ),
            (
                "이 직무가 매일 하는 일 하나를 짚고 거기에 경험을 이어 주세요.",
                "Name one thing you would do every day in this job and tie an experience to it.",
            ),
            ("이 직무에서 가장 어려울 것 같은 부분은 무엇입니까?", "Which part of it do you expect to be hardest?"),
        ),
        Template(
            "future",
            "medium",
            (
                "“{x}” 담당자로 입사한다면 첫 석 달 동안 무엇을 하시겠습니까?",
                "If you joined as “{x}”, what would you do in the first three months?",
            ),
            (
                "배우는 일과 보태는 일을 나누고 확인할 시점을 정하세요.",
                "Separate learning from contributing, and set a date for checking.",
            ),
            (
                "석 달 뒤 잘하고 있다는 것은 무엇으로 알 수 있습니까?",
                "How would we know after three months that it goes well?",
            ),
        ),
    ),
    "company": (
        Template(
            "company_fit",
            "medium",
            (
                "“{x}”에 대해 알아본 것 가운데 가장 인상 깊었던 점은 무엇입니까?",
                "Of all you have learned about “{x}”, what struck you most?",
            ),
            (
                "첫 화면에 없는 사실을 고르고 어디서 알았는지 밝히세요.",
                "Choose something that is not on the home page, and say where you found it.",
            ),
            ("“{x}”에서 바꾸고 싶은 점도 있습니까?", "Is there something you would change about “{x}”?"),
        ),
    ),
    "employer": (
        Template(
            "experience",
            "medium",
            (
                "“{x}”에서 일하는 동안 가장 자랑스러운 성과를 말씀해 주세요.",
                "What are you proudest of from your time at “{x}”?",
            ),
            (
                "맡은 몫과 결과를 숫자나 반응으로 보여 주세요.",
                "Show your own part, and the result as a number or a reaction.",
            ),
            ("그 성과에서 다른 사람의 몫은 얼마나 되었습니까?", "How much of it was other people's doing?"),
        ),
        Template(
            "conflict",
            "medium",
            (
                "“{x}”에서 의견이 부딪혔던 일과 그것을 푼 과정을 말씀해 주세요.",
                "Tell us about a disagreement at “{x}” and how it was settled.",
            ),
            ("상대의 까닭을 먼저 공정하게 말하세요.", "Put the other side's reasons fairly first."),
            ("지금이라면 무엇을 다르게 하시겠습니까?", "What would you do differently today?"),
        ),
        Template(
            "motivation",
            "hard",
            (
                "“{x}”에서 배운 것과, 그곳에서는 할 수 없었던 것을 말씀해 주세요.",
                "What did you learn at “{x}”, and what could you not do there?",
            ),
            ("떠난 곳을 탓하지 않고 다음 걸음으로 이어 주세요.", "Do not blame the place; lead on to the next step."),
            ("그곳의 동료는 본인을 어떻게 기억할까요?", "How would your colleagues there remember you?"),
        ),
    ),
    "task": (
        Template(
            "experience",
            "medium",
            (
                "공고에 “{x}” 업무가 있습니다. 비슷한 일을 해 본 경험을 말씀해 주세요.",
                "The advert names this task: “{x}”. Tell us about something similar that you have done.",
            ),
            (
                "똑같지 않아도 됩니다. 닮은 점과 다른 점을 나누어 말하세요.",
                "It need not be the same; say what was alike and what was not.",
            ),
            ("그때 가장 어려웠던 점은 무엇입니까?", "What was hardest about it?"),
        ),
        Template(
            "job_knowledge",
            "hard",
            (
                "“{x}” 업무를 맡는다면 첫 한 달을 어떤 순서로 진행하시겠습니까?",
                "If you were given this task, “{x}”, how would you go about the first month?",
            ),
            (
                "누구에게 무엇을 물을지부터 시작하면 현실적으로 들립니다.",
                "Begin with whom you would ask what; that sounds realistic.",
            ),
            ("그 일이 잘되고 있다는 것은 무엇으로 확인하시겠습니까?", "How would you check that it goes well?"),
        ),
        Template(
            "situational",
            "medium",
            (
                "“{x}” 업무를 하는데 시간이 절반밖에 없다면 무엇부터 하시겠습니까?",
                "You have half the time you need for this task: “{x}”. Where do you start?",
            ),
            (
                "남길 것과 포기할 것, 그 기준을 말하세요.",
                "Say what you keep, what you give up, and by which standard.",
            ),
            ("포기한 부분은 누구에게 어떻게 알리시겠습니까?", "Whom do you tell about what you gave up, and how?"),
        ),
    ),
    "duty": (
        Template(
            "experience",
            "medium",
            (
                "이력에 “{x}” 내용이 있습니다. 실제로 한 일을 자세히 말씀해 주세요.",
                "Your CV says: “{x}”. What exactly did you do?",
            ),
            ("우리가 아니라 내가 한 일을 순서대로 말하세요.", "Say what you did, not what “we” did, in order."),
            ("본인이 없었다면 결과가 어떻게 달라졌을까요?", "What would have been different without you?"),
        ),
        Template(
            "problem_solving",
            "hard",
            (
                "“{x}” 일에서 가장 풀기 어려웠던 문제와 해결 과정을 말씀해 주세요.",
                "In this work, “{x}”, what was the hardest problem, and how did you solve it?",
            ),
            (
                "버린 방법도 하나 말하면 생각의 과정이 보입니다.",
                "Mention a way that you rejected; it shows how you think.",
            ),
            ("같은 문제가 다시 생기면 무엇을 먼저 하시겠습니까?", "If it came back, what would you do first?"),
        ),
    ),
    "skill": (
        Template(
            "job_knowledge",
            "medium",
            (
                "“{x}” 관련 경험을 하나 골라 어떤 문제를 풀었는지 말씀해 주세요.",
                "Choose one case in which you used “{x}”, and tell us which problem it solved.",
            ),
            (
                "할 줄 안다는 말보다 그것으로 달라진 결과를 말하세요.",
                "Rather than say that you know it, say what changed because of it.",
            ),
            ("“{x}” 말고 다른 방법은 왜 고르지 않았습니까?", "Why that, and not another way?"),
        ),
        Template(
            "job_knowledge",
            "hard",
            (
                "“{x}”에 대해 처음 듣는 동료에게 설명한다면 어떻게 하시겠습니까?",
                "How would you explain “{x}” to a colleague who has never heard of it?",
            ),
            (
                "왜 필요한지, 언제 쓰지 말아야 하는지까지 말하세요.",
                "Include why it is needed and when not to use it.",
            ),
            ("흔히 잘못 알고 있는 점은 무엇입니까?", "What do people commonly get wrong about it?"),
        ),
        Template(
            "strengths_weaknesses",
            "medium",
            (
                "“{x}” 수준은 어느 정도이며, 무엇을 아직 못합니까?",
                "How good are you with “{x}”, and what can you not do yet?",
            ),
            (
                "못하는 것을 정확히 아는 사람이 잘하는 사람입니다.",
                "Knowing exactly what you cannot do is a sign of skill.",
            ),
            ("그 부분은 어떻게 배우고 있습니까?", "How are you learning that part?"),
        ),
    ),
    "certificate": (
        Template(
            "job_knowledge",
            "easy",
            (
                "“{x}” 준비에서 배운 것 가운데 실제로 쓴 것은 무엇입니까?",
                "What did you learn for “{x}” that you have really used?",
            ),
            (
                "점수나 합격보다 쓰인 장면 하나를 말하세요.",
                "Give one scene in which it was of use, rather than the grade.",
            ),
            ("아직 써 보지 못한 것은 무엇입니까?", "What have you not put to use yet?"),
        ),
    ),
    "demand": (
        Template(
            "strengths_weaknesses",
            "medium",
            (
                "자격 요건에 “{x}” 항목이 있습니다. 본인이 갖추었다는 근거를 말씀해 주세요.",
                "One requirement reads: “{x}”. What shows that you meet it?",
            ),
            (
                "근거는 하나면 됩니다. 남이 확인할 수 있는 것으로 고르세요.",
                "One piece of evidence is enough; choose one that others could check.",
            ),
            (
                "부족한 부분이 있다면 어떻게 채우시겠습니까?",
                "Where do you fall short, and how would you make up for it?",
            ),
        ),
    ),
    "wish": (
        Template(
            "strengths_weaknesses",
            "medium",
            (
                "우대 사항에 “{x}” 항목이 있습니다. 관련해서 보여 줄 수 있는 것이 있습니까?",
                "The advert would welcome this: “{x}”. What can you show for it?",
            ),
            (
                "없다면 없다고 하고, 가장 가까운 것을 말하세요.",
                "If there is nothing, say so, and give the closest thing.",
            ),
            ("그것이 이 직무에서 왜 중요하다고 생각합니까?", "Why do you think it matters in this job?"),
        ),
    ),
    "project": (
        Template(
            "experience",
            "medium",
            (
                "“{x}” 활동에서 본인이 맡은 부분과 결과를 설명해 주세요.",
                "Describe your own part in “{x}”, and what came of it.",
            ),
            (
                "전체를 두 문장으로 그린 다음 본인의 부분으로 들어가세요.",
                "Sketch the whole in two sentences, then go into your part.",
            ),
            ("다시 한다면 무엇을 다르게 하시겠습니까?", "What would you do differently if you did it again?"),
        ),
        Template(
            "teamwork",
            "medium",
            ("“{x}” 활동을 함께한 사람들과 어떻게 일을 나누었습니까?", "How was the work shared out in “{x}”?"),
            (
                "나눈 기준과, 어긋났을 때 한 일을 말하세요.",
                "Give the standard, and what you did when it did not hold.",
            ),
            ("가장 맞추기 어려웠던 사람은 어떤 사람이었습니까?", "Who was hardest to work with, and why?"),
        ),
    ),
}
