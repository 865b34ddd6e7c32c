-- Dialogue sessions: what pages read beside the record of the matter. All of it is public words that the journal holds commitments to,
-- or, with the minutes, work in progress of the host's secretary.

CREATE TABLE sessions (
  matter_id TEXT NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY CONSTRAINT sessions_matter REFERENCES matters (id),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  subject TEXT NOT NULL,
  place TEXT NOT NULL,
  link TEXT NOT NULL,
  agenda TEXT NOT NULL
);
CREATE INDEX sessions_start ON sessions (starts_at, matter_id);

-- A question as pages list it; its own words stand in `contents` under the number of its event.
CREATE TABLE questions (
  matter_id TEXT NOT NULL CONSTRAINT questions_matter REFERENCES matters (id),
  question BIGINT NOT NULL,
  event BIGINT NOT NULL,
  public_text TEXT,
  answer TEXT,
  CONSTRAINT questions_pkey PRIMARY KEY (matter_id, question)
);

-- The minutes while they are edited: each saving is a version, so that two secretaries do not overwrite each other.
CREATE TABLE minutes (
  matter_id TEXT NOT NULL CONSTRAINT minutes_pkey PRIMARY KEY CONSTRAINT minutes_matter REFERENCES matters (id),
  version BIGINT NOT NULL,
  chair TEXT NOT NULL,
  secretary TEXT NOT NULL,
  attendees TEXT NOT NULL,
  opening TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  edited_by TEXT NOT NULL,
  edited_at TEXT NOT NULL,
  approved_text TEXT
);
