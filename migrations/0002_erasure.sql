-- Opening and erasing private content.

-- What the entry holds for the content, and whether the content is published while its case is not hidden.
ALTER TABLE contents ADD COLUMN commitment BYTEA;
ALTER TABLE contents ADD COLUMN opened BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX contents_opened ON contents (commitment) WHERE opened = TRUE;
CREATE INDEX contents_uncounted ON contents (case_id) WHERE commitment IS NULL;

-- The event by which somebody asked, and whose commitment to the contact belongs to this row.
ALTER TABLE askers ADD COLUMN number BIGINT;
UPDATE askers SET number = 1 WHERE relation = 'reporter';

-- What was erased: nothing of it is left but the commitment in its entry. `erased_in` is the number of the erasing event.
CREATE TABLE erasures (
  case_id TEXT NOT NULL CONSTRAINT erasures_case REFERENCES cases (id),
  number BIGINT NOT NULL,
  field TEXT NOT NULL,
  commitment BYTEA NOT NULL,
  erased_in BIGINT NOT NULL,
  CONSTRAINT erasures_pkey PRIMARY KEY (case_id, number, field)
);
CREATE INDEX erasures_commitment ON erasures (commitment);

-- What an erasure leaves to be done outside its transaction: files of photos (`published`, `sealed`), and the old pages
-- of the database (`database`). A job works it off; a row goes when its work is done.
CREATE TABLE removals (
  shelf TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT removals_pkey PRIMARY KEY (shelf, hash)
);

-- Residents' wishes that something be erased, until a privacy officer has decided. No words: what they want, they say
-- to the officer.
CREATE TABLE erasure_requests (
  asker_id TEXT NOT NULL CONSTRAINT erasure_requests_pkey PRIMARY KEY
    CONSTRAINT erasure_requests_asker REFERENCES askers (id),
  case_id TEXT NOT NULL CONSTRAINT erasure_requests_case REFERENCES cases (id),
  asked_at TEXT NOT NULL,
  settled_at TEXT
);
CREATE INDEX erasure_requests_open ON erasure_requests (asked_at, asker_id) WHERE settled_at IS NULL;
