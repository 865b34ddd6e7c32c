-- Consultations on drafts: the text of each version, what the drafter says of its changes, imports that a person still corrects, and what
-- lists of comments are found by.

-- The provisions of a version as JSON, and the text whose hash stands in the journal.
CREATE TABLE draft_versions (
  matter_id TEXT NOT NULL CONSTRAINT draft_versions_matter REFERENCES matters (id),
  version BIGINT NOT NULL,
  draft TEXT NOT NULL,
  canonical TEXT NOT NULL,
  -- Where each provision comes from and what became of those of the version before, as JSON; empty for the first.
  matches TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT draft_versions_pkey PRIMARY KEY (matter_id, version)
);

-- Why a provision changes, in the drafter's words.
CREATE TABLE draft_notes (
  matter_id TEXT NOT NULL CONSTRAINT draft_notes_matter REFERENCES matters (id),
  version BIGINT NOT NULL,
  provision TEXT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT draft_notes_pkey PRIMARY KEY (matter_id, version, provision)
);

-- A file that was read and is looked over by a person before it is published: as a new consultation, or as the next version of one.
CREATE TABLE draft_imports (
  id TEXT NOT NULL CONSTRAINT draft_imports_pkey PRIMARY KEY,
  matter_id TEXT CONSTRAINT draft_imports_matter REFERENCES matters (id),
  agency TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  version BIGINT NOT NULL,
  draft TEXT NOT NULL,
  findings TEXT NOT NULL,
  decisions TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX draft_imports_of_agency ON draft_imports (agency, created_at);

-- What is known of each comment from the matter's record, for lists. The words stand in `contents` under the numbers of these events.
CREATE TABLE comments (
  matter_id TEXT NOT NULL CONSTRAINT comments_matter REFERENCES matters (id),
  number BIGINT NOT NULL,
  made_event BIGINT NOT NULL,
  shown_event BIGINT,
  answer_event BIGINT,
  provision TEXT NOT NULL,
  -- The article, or the whole text, on whose page it stands.
  page TEXT NOT NULL,
  visibility TEXT NOT NULL,
  grouped_into BIGINT,
  decision TEXT,
  created_at TEXT NOT NULL,
  CONSTRAINT comments_pkey PRIMARY KEY (matter_id, number)
);
CREATE INDEX comments_of_page ON comments (matter_id, page, number);
CREATE INDEX comments_open ON comments (matter_id, number) WHERE decision IS NULL;
