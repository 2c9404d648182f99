"""Child: the microphone or the loudspeaker of the laptop at the other end of SSH, as `poise lend` serves them.

    lent_sound.py TICKET CLIENT listen      16-bit mono samples at 16 kHz to stdout, until it is killed
    lent_sound.py TICKET CLIENT play WAV    play the file there, and end when it has been heard

Run by path; imports nothing of Poise, and little else, so that a cue is not late. TICKET is a file: port and key.
"""

from __future__ import annotations

import json
import os
import socket
import sys

ANSWER_S = 5.0
LONGEST_S = 120.0
"""A sound and its answer; a question read aloud is shorter."""
STALL_S = 5.0


def main(ticket: str, client: str, what: str, *file: str) -> str:
    """Do it; returns what went wrong, or nothing."""
    found = json.loads(content(ticket))
    with socket.create_connection(("127.0.0.1", int(found["port"])), ANSWER_S) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {found['key']}\r\nX-Poise-Client: {client}\r\n"
        if what == "listen":
            line.sendall(f"GET /sound HTTP/1.0\r\n{head}\r\n".encode())
            return listen(line)
        sound = content(file[0])
        line.sendall(f"POST /play HTTP/1.0\r\n{head}Content-Length: {len(sound)}\r\n\r\n".encode() + sound)
        line.settimeout(LONGEST_S)
        status, body = answer(line)
        while more := line.recv(4096):
            body += more
        return "" if status == 200 else refusal(status, body)


def content(file: str) -> bytes:
    """All of a file."""
    with open(file, "rb") as stream:  # noqa: PTH123 (pathlib takes 20 ms to import)
        return stream.read()


def listen(line: socket.socket) -> str:
    """Pass on what comes."""
    line.settimeout(STALL_S)
    status, data = answer(line)
    if status != 200:
        return refusal(status, data)
    while data:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(1, rest) :]
        data = line.recv(1 << 14)
    return "the laptop hung up"


def answer(line: socket.socket) -> tuple[int, bytes]:
    """The status of the answer, and what has come of its body already (for a sound, at least a byte)."""
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 1 << 16:
        more = line.recv(4096)
        if not more:
            return 0, b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    return status, body or (line.recv(1 << 14) if status == 200 else b"")


def refusal(status: int, body: bytes) -> str:
    """Why it was refused."""
    return {403: "the ticket is over", 409: "another Poise uses it"}.get(
        status, body.decode("utf-8", "replace")[:300]
    )


if __name__ == "__main__":
    try:
        trouble = main(*sys.argv[1:])
    except BrokenPipeError:
        trouble = "nobody listens"
    except (OSError, ValueError, KeyError, IndexError) as error:
        trouble = f"nobody lends here ({error})"
    if trouble:
        os.write(2, trouble.encode())
        sys.exit(1)
