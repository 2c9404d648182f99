"""Let a language model on a machine of the user's own write questions: optional, off unless a URL is given.

It speaks the interface that Ollama, llama.cpp, vLLM and LM Studio share (`POST URL/chat/completions`). An advert or
CV is personal, so only hosts of the local network are asked, no proxy is used and no redirection followed; `Request`
holds every byte that would be sent, to be shown before `ask` sends it.
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, build_opener
from urllib.request import Request as HttpRequest

from questions.problems import BankError, Finding
from questions.schema import Language, Question
from questions.similar import bare
from questions.validation import language_of, name_from, validate_question

MAX_DOCUMENT = 12_000
"""Characters of the document that are sent: small models forget the beginning of more."""
MAX_REPLY = 1_000_000
TIMEOUT_S = 180.0
"""A model without a graphics card writes a dozen questions in a minute or two."""

_PROMPTS: dict[Language, str] = {
    "ko": (
        "너는 경험 많은 면접관이다. 아래 문서는 채용 공고 또는 이력서다. 이 문서에 나온 기술, 업무, 경력을 "
        "구체적으로 짚는 면접 질문 {count}개를 존댓말로 써라. 한 줄에 질문 하나만 쓰고, 번호나 설명은 붙이지 마라."
    ),
    "en": (
        "You are an experienced interviewer. The document below is a job advert or a CV. Write {count} interview "
        "questions that name its skills, tasks and employers. One question a line, no numbers, no explanations."
    ),
}
_LEAD = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)]|Q\d{0,2}[.:)])\s*")


@dataclass(frozen=True)
class Request:
    """What would be sent, and where to."""

    url: str
    body: bytes
    language: Language

    @property
    def host(self) -> str:
        """The machine that would receive it."""
        return urlsplit(self.url).netloc

    @property
    def messages(self) -> tuple[str, ...]:
        """The texts in it, in order."""
        return tuple(message["content"] for message in json.loads(self.body)["messages"])


def prepare(text: str, base_url: str, model: str, language: Language | None = None, count: int = 12) -> Request:
    """Put a request together; nothing is sent. Raise `BankError` where the URL is not one of the local network.

    `base_url` is what such servers call it, for example `http://localhost:11434/v1`.
    """
    spoken = language or language_of(text)
    prompt = _PROMPTS[spoken].format(count=count)
    messages = [{"role": "system", "content": prompt}, {"role": "user", "content": text[:MAX_DOCUMENT]}]
    body = json.dumps({"model": model, "messages": messages, "stream": False, "temperature": 0.7})
    url = base_url.rstrip("/") + "/chat/completions"
    _check_local(url)
    return Request(url, body.encode(), spoken)


def ask(request: Request, timeout_s: float = TIMEOUT_S) -> tuple[Question, ...]:
    """Send a request and return the questions in the answer; raise `BankError` where none came."""
    _check_local(request.url)  # a name may point elsewhere by now
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    try:
        with _opener().open(HttpRequest(request.url, request.body, headers), timeout=timeout_s) as reply:
            data = json.loads(reply.read(MAX_REPLY))
        content = data["choices"][0]["message"]["content"]
    except HTTPError as error:
        error.close()
        raise _no_answer(request.url, f"{error.code} {error.reason}") from None
    except (URLError, HTTPException, OSError) as error:
        raise _no_answer(request.url, getattr(error, "reason", None) or error) from None
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise _no_answer(request.url, "it is not the answer of a chat model") from None
    questions = tuple(_questions(str(content)))
    if not questions:
        raise _no_answer(request.url, "there is no question in its answer")
    return questions


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Follow nothing: the document would go to a machine that nobody named."""


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), _NoRedirect())


def _check_local(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        params = {"found": f"'{url}'", "expected": "a URL such as http://localhost:11434/v1"}
        raise BankError(Finding("wrong_type", url, params=params))
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(parts.hostname, None)}
    except OSError as error:
        raise _no_answer(url, error.strerror or error) from None
    addresses = [ipaddress.ip_address(address.partition("%")[0]) for address in found]
    if not all(address.is_loopback or address.is_private or address.is_link_local for address in addresses):
        raise BankError(Finding("not_local", url, params={"host": parts.hostname}))


def _no_answer(url: str, reason: object) -> BankError:
    return BankError(Finding("no_answer", url, params={"reason": " ".join(str(reason).split())[:80]}))


def _questions(content: str) -> list[Question]:
    """Return the lines of an answer that are questions; models add headings, numbers and thoughts all the same."""
    content = re.sub(r"<think>.*?</think>", "", content, flags=re.DOTALL)
    found: dict[str, Question] = {}
    for line in content.splitlines():
        text = _LEAD.sub("", line).strip(' \t"“”*,[]`')
        if not re.search(r"(?:[?？]|(?:요|다)\.)$", text):
            continue
        data = {"id": name_from(text), "text": {language_of(text): text}, "tags": ["draft"]}
        question, _ = validate_question(data)
        if question is not None:
            found.setdefault(bare(text), question)
    return list(found.values())
