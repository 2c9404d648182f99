"""What was rescued from a store that refused it, put into the store after all."""

from __future__ import annotations

import sqlite3

from core.store.blocks import is_packed
from core.store.rescue import SESSION, Rescued


def apply(connection: sqlite3.Connection, rescued: Rescued) -> int:
    """Put the rest of a session into the store (within the caller's transaction) and return the session's number.

    A session that is not there any more comes as a new one; what is there already is not written twice.
    """
    values = [rescued.session.get(name) for name in SESSION]
    where = (rescued.session["id"], rescued.session["began"])
    row = connection.execute("SELECT id FROM session WHERE id = ? AND began = ?", where).fetchone()
    if row is None:
        marks = ",".join("?" * len(SESSION))
        statement = f"INSERT INTO session ({', '.join(SESSION)}) VALUES ({marks})"
        number = int(connection.execute(statement, values).lastrowid or 0)
    else:
        number = int(row[0])
        if _there(connection, number, rescued):
            return number
        assigned = ", ".join(f"{name} = ?" for name in SESSION)
        connection.execute(f"UPDATE session SET {assigned} WHERE id = ?", (*values, number))
    for statement, parameters in rescued.rows:
        connection.execute(statement, (number, *parameters[1:]))
    connection.execute("UPDATE session SET counts = NULL WHERE id = ?", (number,))
    return number


def _there(connection: sqlite3.Connection, number: int, rescued: Rescued) -> bool:
    """Whether the first row was written: an earlier start may have died before it removed the file."""
    for statement, parameters in rescued.rows[:1]:
        table = statement.split()[2]
        query = f"SELECT 1 FROM {table} WHERE session = ? AND t = ?"
        written = connection.execute(query, (number, parameters[1])).fetchone() is not None
        return written or is_packed(connection, table, number, parameters[1])
    return False
