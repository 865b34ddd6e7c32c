-- Whoever asked a question, commented or joined can wish to have it erased too: the table lets go of its tie to cases. `asker_id` names one of
-- `askers` or of `contributors`, `case_id` the case or the matter, as in `erasures`.
CREATE TABLE erasure_requests_kept (
  asker_id TEXT NOT NULL CONSTRAINT erasure_requests_of_asker PRIMARY KEY,
  case_id TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  settled_at TEXT
);
INSERT INTO erasure_requests_kept (asker_id, case_id, asked_at, settled_at)
  SELECT asker_id, case_id, asked_at, settled_at FROM erasure_requests;
DROP TABLE erasure_requests;
ALTER TABLE erasure_requests_kept RENAME TO erasure_requests;
CREATE INDEX erasure_requests_open ON erasure_requests (asked_at, asker_id) WHERE settled_at IS NULL;
