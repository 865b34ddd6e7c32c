-- Work that several bodies share: merged cases, late cases that rise, parts of supporting agencies, requests for a later
-- date, and links for contractors.

-- The case as which this one is worked on: its id.
ALTER TABLE cases ADD COLUMN merged_into TEXT;
CREATE INDEX cases_merged_into ON cases (merged_into, id) WHERE merged_into IS NOT NULL;

-- The body to which a late case has risen, and when the next step of that is due. Rows of before are looked at once.
ALTER TABLE cases ADD COLUMN risen_to TEXT;
ALTER TABLE cases ADD COLUMN rises_at TEXT;
UPDATE cases SET rises_at = clock_at WHERE state IN ('assigned', 'in_progress', 'reopened');
CREATE INDEX cases_risen ON cases (risen_to, clock_at, id) WHERE risen_to IS NOT NULL;
CREATE INDEX cases_rise ON cases (rises_at, id) WHERE rises_at IS NOT NULL;

-- What supporting agencies owe or owed: `open`, `done` or `released`. It follows from the record of the case.
CREATE TABLE case_parts (
  case_id TEXT NOT NULL CONSTRAINT case_parts_case REFERENCES cases (id),
  agency TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at TEXT NOT NULL,
  CONSTRAINT case_parts_pkey PRIMARY KEY (case_id, agency)
);
CREATE INDEX case_parts_open ON case_parts (agency, due_at, case_id) WHERE state = 'open';

-- An officer's wish for a later due date, the latest of each case; its words are a note of the desk. Private.
CREATE TABLE extension_requests (
  case_id TEXT NOT NULL CONSTRAINT extension_requests_pkey PRIMARY KEY
    CONSTRAINT extension_requests_case REFERENCES cases (id),
  agency TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  note_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  due_at TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  settled_at TEXT
);
CREATE INDEX extension_requests_open ON extension_requests (agency, asked_at, case_id) WHERE settled_at IS NULL;

-- Links by which a contractor works on one case for an agency, without an account. Only the hash of the secret is kept.
CREATE TABLE work_links (
  id TEXT NOT NULL CONSTRAINT work_links_pkey PRIMARY KEY,
  case_id TEXT NOT NULL CONSTRAINT work_links_case REFERENCES cases (id),
  agency TEXT NOT NULL,
  secret_hash BYTEA NOT NULL CONSTRAINT work_links_secret UNIQUE,
  label TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  opened_at TEXT,
  done_at TEXT,
  revoked_at TEXT,
  revoked_by TEXT
);
CREATE INDEX work_links_of_case ON work_links (case_id, made_at);
-- Photos that came by a link: drafts of evidence until the agency takes them up. `phase` is `before` or `after`.
CREATE TABLE work_photos (
  link_id TEXT NOT NULL CONSTRAINT work_photos_link REFERENCES work_links (id),
  case_id TEXT NOT NULL CONSTRAINT work_photos_case REFERENCES cases (id),
  photo TEXT NOT NULL CONSTRAINT work_photos_photo REFERENCES photos (hash),
  phase TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT work_photos_pkey PRIMARY KEY (link_id, photo)
);
CREATE INDEX work_photos_of_case ON work_photos (case_id, created_at);
CREATE INDEX work_photos_of_photo ON work_photos (photo);
