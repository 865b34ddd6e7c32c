-- What mails tell of is a case or a matter: whoever asked a question of a session is told as whoever reported is. Both tables let go of their
-- tie to cases; `case_id` is the id of whatever the entry is about, as in `journal`.
CREATE TABLE mail_changes_kept (
  list TEXT NOT NULL,
  reader TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  case_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  ready_at TEXT NOT NULL,
  CONSTRAINT mail_changes_of_entry PRIMARY KEY (list, reader, case_id, number)
);
INSERT INTO mail_changes_kept (list, reader, address_hash, case_id, number, ready_at)
  SELECT list, reader, address_hash, case_id, number, ready_at FROM mail_changes;
DROP TABLE mail_changes;
ALTER TABLE mail_changes_kept RENAME TO mail_changes;
CREATE INDEX mail_changes_ready ON mail_changes (ready_at);
CREATE INDEX mail_changes_of_address ON mail_changes (list, address_hash, ready_at);

CREATE TABLE mail_cases_kept (
  mail_id TEXT NOT NULL CONSTRAINT mail_cases_of_mail REFERENCES mails (id),
  reader TEXT NOT NULL,
  case_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  CONSTRAINT mail_cases_of_entry PRIMARY KEY (mail_id, reader, case_id, number)
);
INSERT INTO mail_cases_kept (mail_id, reader, case_id, number) SELECT mail_id, reader, case_id, number FROM mail_cases;
DROP TABLE mail_cases;
ALTER TABLE mail_cases_kept RENAME TO mail_cases;
CREATE INDEX mail_cases_of_case ON mail_cases (case_id, mail_id);

-- When a question was called to the floor and for how many whole seconds it stayed there, so that nobody searches the journal for it.
ALTER TABLE questions ADD COLUMN called_at TEXT;
ALTER TABLE questions ADD COLUMN floor_seconds BIGINT NOT NULL DEFAULT 0;
-- The event whose words the public reads in place of the question's own, so that they can be shut again.
ALTER TABLE questions ADD COLUMN shown_event BIGINT;

-- Looks at what residents wrote in a session or consultation are noted too.
CREATE TABLE reads_kept (
  case_id TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  what TEXT NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT reads_of_officer PRIMARY KEY (case_id, officer_id, what, at)
);
INSERT INTO reads_kept (case_id, officer_id, what, at) SELECT case_id, officer_id, what, at FROM reads;
DROP TABLE reads;
ALTER TABLE reads_kept RENAME TO reads;
CREATE INDEX reads_at ON reads (at, case_id, officer_id, what);
CREATE INDEX reads_officer ON reads (officer_id, at);

-- The public log of moderation also walks through questions and comments that were hidden.
DROP INDEX journal_moderation;
CREATE INDEX journal_moderation ON journal (idx)
  WHERE body LIKE '%"text":"redacted"%' OR body LIKE '%"photos":[%],"reason":%' OR body LIKE '%"type":"%.hidden"%'
  OR body LIKE '%"type":"content.erased"%';
