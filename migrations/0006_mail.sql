-- Mails: who wants them, what waits to be told, and what was sent.

-- Whether somebody who left an address with a case wants mail about it.
ALTER TABLE askers ADD COLUMN mail BOOLEAN NOT NULL DEFAULT TRUE;

-- How far the mails have followed the journal: the index of the next entry. What happened before there were mails is
-- told to nobody.
CREATE TABLE mail_cursor (
  id BIGINT NOT NULL CONSTRAINT mail_cursor_pkey PRIMARY KEY,
  next_index BIGINT NOT NULL
);
INSERT INTO mail_cursor (id, next_index) SELECT 1, size FROM journal_head WHERE id = 1;

-- What anybody wants to hear of: a case, or cases of a category in a ward or in a circle. Private; a row goes when its
-- reader stops it, or when nobody has confirmed it in time.
CREATE TABLE alerts (
  id TEXT NOT NULL CONSTRAINT alerts_pkey PRIMARY KEY,
  address TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  case_id TEXT CONSTRAINT alerts_case REFERENCES cases (id),
  service TEXT,
  area TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  radius_m BIGINT,
  created_at TEXT NOT NULL,
  confirmed_at TEXT
);
CREATE INDEX alerts_of_address ON alerts (address_hash, created_at);
CREATE INDEX alerts_unconfirmed ON alerts (created_at) WHERE confirmed_at IS NULL;

-- Addresses that get no mail of a list any more (`all` for every list), by their hash: the reader's wish, or an address
-- that does not work.
CREATE TABLE mail_stops (
  address_hash TEXT NOT NULL,
  list TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT mail_stops_pkey PRIMARY KEY (address_hash, list)
);

-- What waits to be told: an event of a case, to somebody who asked (`cases`) or has an alert (`alerts`). The changes of
-- one address become one mail when the first of them is ready.
CREATE TABLE mail_changes (
  list TEXT NOT NULL,
  reader TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  case_id TEXT NOT NULL CONSTRAINT mail_changes_case REFERENCES cases (id),
  number BIGINT NOT NULL,
  ready_at TEXT NOT NULL,
  CONSTRAINT mail_changes_pkey PRIMARY KEY (list, reader, case_id, number)
);
CREATE INDEX mail_changes_ready ON mail_changes (ready_at);
CREATE INDEX mail_changes_of_address ON mail_changes (list, address_hash, ready_at);

-- The mails: those that wait with their bodies, and of all others that they were. `next_at` is when a mail is tried next;
-- whoever tries it claims it first, so that nobody else does before the claim has run out.
CREATE TABLE mails (
  id TEXT NOT NULL CONSTRAINT mails_pkey PRIMARY KEY,
  list TEXT NOT NULL,
  address TEXT,
  address_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  body_text TEXT,
  body_html TEXT,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  claimed_until TEXT,
  thread TEXT,
  answer TEXT,
  created_at TEXT NOT NULL,
  finished_at TEXT
);
CREATE INDEX mails_waiting ON mails (next_at, id) WHERE state = 'waiting';
CREATE INDEX mails_created ON mails (created_at, id);
CREATE INDEX mails_of_address ON mails (address_hash, created_at);

-- What each mail told.
CREATE TABLE mail_cases (
  mail_id TEXT NOT NULL CONSTRAINT mail_cases_mail REFERENCES mails (id),
  reader TEXT NOT NULL,
  case_id TEXT NOT NULL CONSTRAINT mail_cases_case REFERENCES cases (id),
  number BIGINT NOT NULL,
  CONSTRAINT mail_cases_pkey PRIMARY KEY (mail_id, reader, case_id, number)
);
CREATE INDEX mail_cases_of_case ON mail_cases (case_id, mail_id);
