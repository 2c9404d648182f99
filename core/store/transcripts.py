"""The words of answers in the store: one row for each answer that a recogniser heard."""

from __future__ import annotations

import json
import sqlite3

from core.base.records import from_record, json_text, to_record
from core.voice.transcript import Transcript

Transcripts = dict[tuple[int, int], Transcript]
"""By question (from 0) and attempt (from 1)."""


def keep(connection: sqlite3.Connection, session: int, index: int, attempt: int, transcript: Transcript) -> None:
    """Keep what was heard of an answer, in place of what was heard before."""
    written = json_text(to_record(transcript), ensure_ascii=False)
    query = "INSERT OR REPLACE INTO transcript (session, question, attempt, data) VALUES (?,?,?,?)"
    connection.execute(query, (session, index, attempt, written))


def of_session(connection: sqlite3.Connection, session: int) -> Transcripts:
    """The words of a session; a row that is damaged is passed over: all else of the session is worth reading."""
    query = "SELECT question, attempt, data FROM transcript WHERE session = ? ORDER BY question, attempt"
    found: Transcripts = {}
    for row in connection.execute(query, (session,)):
        try:
            found[row["question"], row["attempt"]] = from_record(Transcript, json.loads(row["data"]))
        except ValueError:
            continue
    return found


def sessions(connection: sqlite3.Connection, session: int | None) -> list[int]:
    """The number of a session if words of it are there; without a number all sessions with words."""
    query = "SELECT DISTINCT session FROM transcript WHERE ?1 IS NULL OR session = ?1"
    return [row["session"] for row in connection.execute(query, (session,))]


def count(connection: sqlite3.Connection) -> int:
    """The answers of which words are there."""
    return int(connection.execute("SELECT count(*) FROM transcript").fetchone()[0])


def forget(connection: sqlite3.Connection, session: int | None) -> int:
    """Delete the words of a session, or of all; returns of how many answers."""
    query = "DELETE FROM transcript WHERE ?1 IS NULL OR session = ?1"
    return connection.execute(query, (session,)).rowcount
