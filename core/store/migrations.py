"""The steps from one version of the store to the next. A step that was released is never changed."""

from __future__ import annotations

from importlib.resources import files

MIGRATIONS: tuple[str, ...] = (
    files("core.store").joinpath("schema.sql").read_text(encoding="utf-8"),
    # 2: what counted where a calibration was used (NULL: the same as raw), so that a report needs no profile;
    # and the score, so that the history does not read every reading
    "ALTER TABLE reading ADD COLUMN corrected BLOB;\nALTER TABLE session ADD COLUMN score REAL;\n",
    # 3: what the landmarks say (little-endian float32 in the order of rows.SIGNS, NaN for what was not read)
    "ALTER TABLE reading ADD COLUMN signs BLOB;\n",
    # 4: what the microphone heard, in stretches of half a second at most; no sound is stored here
    "CREATE TABLE voice (session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE, t REAL NOT NULL, "
    "until REAL NOT NULL, state TEXT NOT NULL, speech INTEGER NOT NULL, level REAL, clipped REAL NOT NULL, "
    "syllables INTEGER NOT NULL, pitch REAL, lengthened INTEGER NOT NULL);\n"
    "CREATE INDEX voice_of_session ON voice(session, t);\n",
    # 5: readings packed (packing.py): `count` of them from `t` to `until`, taken out of the table `sense`. What is in
    # that table's rows stays where it is until `SessionStore.pack` comes to it, session by session
    "CREATE TABLE packed (session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE, sense TEXT NOT NULL, "
    "t REAL NOT NULL, until REAL NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL);\n"
    "CREATE INDEX packed_of_session ON packed(session, sense, until);\n",
    # 6: what the history tells of answers and cues (JSON, counting.py), kept when a session ends; NULL: count anew
    "ALTER TABLE session ADD COLUMN counts TEXT;\n",
    # 7: what a recogniser heard of the answer to `question` (from 0; JSON of Transcript), where the user asked for it
    "CREATE TABLE transcript (session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE, "
    "question INTEGER NOT NULL, attempt INTEGER NOT NULL, data TEXT NOT NULL, "
    "UNIQUE (session, question, attempt));\n",
)
"""Entry n leads from version n to n + 1; version 0 is an empty file."""

VERSION = len(MIGRATIONS)
