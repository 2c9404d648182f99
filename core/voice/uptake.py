"""How much of a question's own words an answer takes up: content words by simple rules, without a dictionary.

English: words that are not among the commonest ones nor among those with which interviewers ask. Two words are the
same where the shorter, of four letters and more and without a final e, begins the longer, which has at most three
letters more: work and worked, manage and managing.

Korean: eojeol without particles (by their endings) and without the endings of 하다 and 되다; what is left of two
syllables and more may have two syllables more on the other side: 경험 and 경험들.

What this cannot tell: other words for the same thing; part and party; other verbs of Korean in another form (맡은 and
맡았던), nouns that end like a particle (both sides lose the same, so they still meet). A high share does not make an
answer good, so it is told and never scored.
"""

from __future__ import annotations

import re

from core.voice.fillers import bare

LEAST_LETTERS = 4
MORE_LETTERS = 3
MORE_SYLLABLES = 2


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH_STOP = _listed(
    """a about above after again against ago all also always am an and another any anything are around as ask at
    away be because become been before began begin behind being best better between both but by came can cannot
    come could day did do does doing done don't down during each else enough even ever every example examples
    explain few first for from gave get give given go goes going good got had happen happened has have having he
    her here hers him his how however i i'd i'll i'm i've if in into is it its it's itself just kind know last
    lead least less let like long made make makes many may me might mine more most much must my myself need
    never new next no nor not now of off often on once one only or other others our ours ourselves out over own
    please put quite rather really said same say see share she should show since situation so some somebody
    something sort still such take talk tell than that that's the their theirs them then there these they thing
    things think this those though through time times to together told too took toward towards two under until
    up upon us use used using very want was way we well went were what what's when where whether which while who
    whom whose why will with within without would year yes yet you you'd you'll you're you've your yours
    yourself describe"""
)
_KOREAN_STOP = _listed(
    """가장 가운데 각각 간단히 간단하게 같은 같이 것 것은 것을 것이 경우 그 그것 그런 그럼 그리고 관해 관한
    관하여 귀하 그때 나 나는 내 내가 너 누구 누가 다른 다음 당신 대해 대해서 대한 대하여 더 동안 되나요 두 등
    따라 때 또 또는 또한 만약 만일 말 말씀 말해 매우 먼저 모두 무슨 무엇 무엇을 무엇이 무엇인가요 무엇입니까 및
    바 받은 번 보다 본인 본인의 부탁드립니다 사용 생각 설명 소개 수 스스로 싶은 싶습니까 아니면 아주 알려 어느
    어디 어떤 어떻게 얼마나 없는 없다 여러 역시 예 예를 왜 우리 위해 위해서 이 이것 이런 이야기 이유 있나요 있는
    있는지 있다 있다면 있습니까 있었나요 있었던 있었습니까 있으면 자신 자신의 자세히 잘 저 저는 저희 전 점 정도
    제 제가 제일 좀 주로 주세요 주시기 주십시오 중 지금 지원자 지원자님 지원자의 처음 최근 통해 하나 하나씩
    하나요 하는 한 한번 할 함께 해 해주세요 했나요 했는지 했던 했습니까"""
)
_PARTICLES = sorted(
    _listed(
        """으로부터 에서부터 에게서는 에서는 에게서 에게는 에서도 에서의 으로는 으로도 으로서 으로써 까지는 까지도
    부터는 이라는 이라고 이라면 이라도 이나마 한테서 로부터 보다는 에는 에도 에서 에게 에만 께서 까지 부터 으로
    로는 로도 로서 로써 라는 라고 라면 라도 이나 이란 이든 이며 이고 처럼 만큼 마다 조차 보다 밖에 한테 하고
    대로 과의 와의 과는 와는 들이 들을 들은 들의 들과 은 는 이 가 을 를 의 에 로 도 만 과 와 나 들"""
    ),
    key=len,
    reverse=True,
)
_SURELY_PARTICLES = frozenset("은는을를")
_ALONE = frozenset("이가의에도로와과만")
"""Particles that stay on a noun of one syllable, since as many nouns end so (팀이, 나이); `same` looks at them."""
_TAILS = _listed(
    """는 던 고 며 면 면서 여 여서 여야 서 서는 야 요 게 기 기로 기에 기도 기를 기가 지 지만 지는 지를 도록 려고
    려는 려면 셨나요 셨던 셨습니까 시나요 시는 시겠습니까 시겠어요 십니까 신 실 세요 습니다 습니까 나요 는지
    는데 니다 니까 었던 었고 었습니다 었는데 겠습니까 겠습니다 겠다 다 다면 였던 였고 였다 였습니다 였습니까
    였는지 였는데 으며 으면 보세요 주세요 주십시오 줄 본 봤습니다 왔습니다 왔던 왔고 온 나가겠습니다"""
)
_VERB = re.compile(rf"(?:하|해|했|한|할|합|함|되|돼|됐|된|될|됩|됨)(?:{'|'.join(sorted(_TAILS))})?$")
_FORMAL = ("니까", "니다")
"""Verbs in the form in which questions end (찾으시겠습니까) meet no other form of theirs, so they are left out."""
_HANGUL = re.compile(r"[가-힣]")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def content_words(text: str, language: str) -> tuple[str, ...]:
    """The words of a text that say what it is about, each once, in their order; () for a language not known here."""
    if language not in ("en", "ko"):
        return ()
    rule = _korean if language == "ko" else _english
    found = (rule(bare(token)) for token in _TOKEN.findall(text))
    return tuple(dict.fromkeys(word for word in found if word))


def taken_up(question: str, answer: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The question's content words, and those of them that come up in the answer: their share is len over len."""
    asked, said = content_words(question, language), content_words(answer, language)
    return asked, tuple(word for word in asked if any(same(word, other) for other in said))


def same(one: str, other: str) -> bool:
    """Whether two content words count as one."""
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if _HANGUL.match(short):
        if len(short) == 1:
            return long[0] == short and long[1:] in _ALONE
        return long.startswith(short) and len(long) - len(short) <= MORE_SYLLABLES
    stem = short[:-1] if short.endswith("e") else short
    return len(short) >= LEAST_LETTERS and long.startswith(stem) and len(long) - len(stem) <= MORE_LETTERS


def _english(word: str) -> str:
    word = word.removesuffix("'s")
    return "" if word in _ENGLISH_STOP or len(word) < 3 or word.isdigit() else word


def _korean(word: str) -> str:
    if not _HANGUL.search(word):
        return _english(word)
    if word in _KOREAN_STOP:
        return ""
    verb = _VERB.search(word)
    if verb is not None and verb.start() == 0:  # 하다 or 되다 itself
        return ""
    if verb is not None and verb.start() >= 2:
        stem = word[: verb.start()]
    else:
        stem = "" if word.endswith(_FORMAL) else _without_particle(word)
    return "" if stem in _KOREAN_STOP else stem


def _without_particle(word: str) -> str:
    """Without its particle, as long as two syllables are left, or one where the ending can be nothing else."""
    for particle in _PARTICLES:
        if word.endswith(particle):
            left = len(word) - len(particle)
            clear = len(particle) > 1 or particle in _SURELY_PARTICLES
            if left >= (1 if clear else 2):
                return word[:left]
    return word
