-- The search index follows notes of the desk by their time: they have no entry in the journal.
CREATE INDEX notes_created ON notes (created_at);

-- Who asked last why a case is late; the words are a note of the desk.
CREATE TABLE explanations (
  case_id TEXT NOT NULL CONSTRAINT explanations_pkey PRIMARY KEY
    CONSTRAINT explanations_case REFERENCES cases (id),
  officer_id TEXT NOT NULL,
  asked_at TEXT NOT NULL
);

-- What an officer watches: a case by its id, or an agency by its code; `seen` is the size of the journal at the last look.
CREATE TABLE watches (
  officer_id TEXT NOT NULL CONSTRAINT watches_officer REFERENCES officers (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  seen BIGINT NOT NULL,
  CONSTRAINT watches_pkey PRIMARY KEY (officer_id, kind, subject)
);
