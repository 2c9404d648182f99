"""The way from the session's thread to the printing one."""

from __future__ import annotations

import threading

from tests.waiting import LONG_S
from tui.cli.mailbox import Mailbox


def test_items_come_out_in_order() -> None:
    mailbox: Mailbox[int] = Mailbox(lossless=True)
    for number in range(3):
        mailbox.put(number)
    assert list(mailbox.rest()) == [0, 1, 2]
    assert mailbox.get(0) is None


def test_stalled_reader_does_not_stall_a_live_session() -> None:
    mailbox: Mailbox[int] = Mailbox(lossless=False, limit=2)
    for number in range(5):
        mailbox.put(number)
    assert list(mailbox.rest()) == [0, 1]
    assert mailbox.dropped == 3


def test_nothing_is_lost_under_fast_and_a_closed_box_lets_the_sender_go() -> None:
    mailbox: Mailbox[int] = Mailbox(lossless=True, limit=1)

    def send() -> None:
        for number in range(100):
            mailbox.put(number)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    got = [mailbox.get(LONG_S) for _ in range(10)]
    assert got == list(range(10))
    mailbox.close()
    sender.join(LONG_S)
    assert not sender.is_alive()
    assert mailbox.dropped == 0
