-- Matters: what a city and its residents deal with together and what is no case, beginning with dialogue sessions.

-- Words behind commitments, and their erasures, belong to matters too: the tables let go of their tie to cases. `case_id` is the id of whatever
-- the entry is about, as in `journal`.
CREATE TABLE contents_kept (
  case_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  field TEXT NOT NULL,
  body TEXT NOT NULL,
  salt BYTEA NOT NULL,
  commitment BYTEA,
  opened BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT contents_of_entry PRIMARY KEY (case_id, number, field)
);
INSERT INTO contents_kept (case_id, number, field, body, salt, commitment, opened)
  SELECT case_id, number, field, body, salt, commitment, opened FROM contents;
DROP TABLE contents;
ALTER TABLE contents_kept RENAME TO contents;
CREATE INDEX contents_opened ON contents (commitment) WHERE opened = TRUE;
CREATE INDEX contents_uncounted ON contents (case_id) WHERE commitment IS NULL;

CREATE TABLE acts_kept (
  case_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  officer_id TEXT NOT NULL,
  CONSTRAINT acts_of_event PRIMARY KEY (case_id, number)
);
INSERT INTO acts_kept (case_id, number, officer_id) SELECT case_id, number, officer_id FROM acts;
DROP TABLE acts;
ALTER TABLE acts_kept RENAME TO acts;
CREATE TABLE erasures_kept (
  case_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  field TEXT NOT NULL,
  commitment BYTEA NOT NULL,
  erased_in BIGINT NOT NULL,
  CONSTRAINT erasures_of_entry PRIMARY KEY (case_id, number, field)
);
INSERT INTO erasures_kept (case_id, number, field, commitment, erased_in)
  SELECT case_id, number, field, commitment, erased_in FROM erasures;
DROP TABLE erasures;
ALTER TABLE erasures_kept RENAME TO erasures;
CREATE INDEX erasures_commitment ON erasures (commitment);

-- The live record of a matter and what lists are found by, as in `cases`.
CREATE TABLE matters (
  id TEXT NOT NULL CONSTRAINT matters_pkey PRIMARY KEY,
  code TEXT NOT NULL CONSTRAINT matters_code UNIQUE,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  record TEXT NOT NULL,
  state TEXT NOT NULL,
  host TEXT NOT NULL,
  title TEXT NOT NULL,
  clock_at TEXT,
  idempotency_key TEXT CONSTRAINT matters_idempotency_key UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX matters_of_kind ON matters (kind, created_at, id);
CREATE INDEX matters_clock ON matters (clock_at, id) WHERE clock_at IS NOT NULL;

-- Who asked a question, commented or joined: each with a secret link of their own. Private.
CREATE TABLE contributors (
  id TEXT NOT NULL CONSTRAINT contributors_pkey PRIMARY KEY,
  matter_id TEXT NOT NULL CONSTRAINT contributors_matter REFERENCES matters (id),
  contribution BIGINT NOT NULL,
  relation TEXT NOT NULL,
  secret_hash BYTEA NOT NULL CONSTRAINT contributors_secret UNIQUE,
  voice BYTEA,
  name TEXT,
  phone TEXT,
  email TEXT,
  language TEXT NOT NULL,
  number BIGINT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX contributors_of_matter ON contributors (matter_id, contribution, created_at);

-- Who supports a question, by the hash of what their browser keeps: so that everybody counts once. The journal has the counts.
CREATE TABLE supports (
  matter_id TEXT NOT NULL CONSTRAINT supports_matter REFERENCES matters (id),
  contribution BIGINT NOT NULL,
  supporter BYTEA NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT supports_pkey PRIMARY KEY (matter_id, contribution, supporter)
);
