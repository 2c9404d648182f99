-- Version 1 of Poise's store. Later versions are steps in migrations.py; this file never changes again.
-- Times `t` are seconds since the session began; frames are never stored.

CREATE TABLE session (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL,           -- 'interview' or 'watch'
    began    TEXT NOT NULL,           -- UTC, ISO 8601
    ended    TEXT,                    -- UTC; NULL while it runs, and after a power cut
    complete INTEGER NOT NULL DEFAULT 0,
    plan     TEXT,                    -- JSON of InterviewPlan; NULL for watching
    about    TEXT NOT NULL,           -- JSON: version, camera, network, profile, moods, policy
    classes  TEXT                     -- JSON list: the order of the probabilities in reading.raw
);

CREATE TABLE reading (
    session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t       REAL NOT NULL,
    state   TEXT NOT NULL,
    faces   INTEGER NOT NULL,
    mood    TEXT,
    raw     BLOB,                     -- little-endian float64, the classifier's own probabilities
    face    TEXT,                     -- 'x,y,w,h' in source pixels
    light   REAL
);
CREATE INDEX reading_of_session ON reading(session, t);

CREATE TABLE cue (
    session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t       REAL NOT NULL,
    level   INTEGER NOT NULL,
    why     TEXT NOT NULL             -- JSON of Why
);
CREATE INDEX cue_of_session ON cue(session, t);

CREATE TABLE event (
    session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    t       REAL NOT NULL,
    kind    TEXT NOT NULL,
    data    TEXT NOT NULL             -- JSON of the event
);
CREATE INDEX event_of_session ON event(session, t);
