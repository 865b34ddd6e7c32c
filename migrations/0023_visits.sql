-- Under which key of a form, or of a draft on a phone, a visit came: sent again it is the same visit.
CREATE TABLE visit_keys (
  matter_id TEXT NOT NULL CONSTRAINT visit_keys_matter REFERENCES matters (id),
  key TEXT NOT NULL,
  number BIGINT NOT NULL,
  CONSTRAINT visit_keys_pkey PRIMARY KEY (matter_id, key)
);
