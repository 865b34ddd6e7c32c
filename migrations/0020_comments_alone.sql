-- Each comment keeps its own part of the record of its consultation, so that a new one costs the same however many there are. Where it is
-- empty, the record of the consultation still has it, until the next event.
ALTER TABLE comments ADD COLUMN record TEXT;

-- Somebody may want to hear of a consultation, as of a case.
ALTER TABLE alerts ADD COLUMN matter_id TEXT CONSTRAINT alerts_matter REFERENCES matters (id);

-- Who was told that a consultation ends soon, or ends later: each address once for each end. Rows go when it is over.
CREATE TABLE consultation_told (
  matter_id TEXT NOT NULL CONSTRAINT consultation_told_matter REFERENCES matters (id),
  kind TEXT NOT NULL,
  closes TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  CONSTRAINT consultation_told_pkey PRIMARY KEY (matter_id, kind, closes, address_hash)
);
