-- The desk's daily tools. All of it is private to the desk and no fact of the journal; what is done to cases by these
-- tools becomes entries by the same commands as everything else.

-- A named filter of the inbox: one officer's own, or, with an agency, shared with all who work there.
CREATE TABLE saved_views (
  id TEXT NOT NULL CONSTRAINT saved_views_pkey PRIMARY KEY,
  officer_id TEXT NOT NULL CONSTRAINT saved_views_officer REFERENCES officers (id),
  shared_with TEXT,
  name TEXT NOT NULL,
  view TEXT NOT NULL,
  category TEXT NOT NULL,
  area TEXT NOT NULL,
  state TEXT NOT NULL,
  agency TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX saved_views_of_officer ON saved_views (officer_id);
CREATE INDEX saved_views_of_agency ON saved_views (shared_with) WHERE shared_with IS NOT NULL;
-- Saved views are counted over open cases in one pass that reads nothing but this index.
CREATE INDEX cases_open_filters ON cases (lead_agency, state, category, area, clock_at, assignee)
  WHERE state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened');

-- What an officer chose for the desk.
CREATE TABLE desk_choices (
  officer_id TEXT NOT NULL CONSTRAINT desk_choices_pkey PRIMARY KEY
    CONSTRAINT desk_choices_officer REFERENCES officers (id),
  shortcuts BOOLEAN NOT NULL
);

-- One step for many cases. `state`: waiting, done, cancelled. It waits until `run_at`, so that it can be taken back
-- before anything has happened. The words go when it is done: from then on they stand in `contents`.
CREATE TABLE bulk_batches (
  id TEXT NOT NULL CONSTRAINT bulk_batches_pkey PRIMARY KEY,
  officer_id TEXT NOT NULL CONSTRAINT bulk_batches_officer REFERENCES officers (id),
  step TEXT NOT NULL,
  assignee TEXT,
  agency TEXT,
  reason TEXT,
  words TEXT NOT NULL,
  state TEXT NOT NULL,
  run_at TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX bulk_batches_waiting ON bulk_batches (run_at) WHERE state = 'waiting';
CREATE INDEX bulk_batches_of_officer ON bulk_batches (officer_id, created_at);
-- `state`: waiting, done, refused, undone; `reason` is the key of the sentence that says why not.
CREATE TABLE bulk_items (
  batch_id TEXT NOT NULL CONSTRAINT bulk_items_batch REFERENCES bulk_batches (id),
  code TEXT NOT NULL,
  place BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  assignee_before TEXT,
  CONSTRAINT bulk_items_pkey PRIMARY KEY (batch_id, code)
);

-- Prepared words with named places; every wording that was ever current stays in the versions.
CREATE TABLE reply_templates (
  id TEXT NOT NULL CONSTRAINT reply_templates_pkey PRIMARY KEY,
  agency TEXT,
  version BIGINT NOT NULL,
  retired BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  step TEXT NOT NULL,
  category TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX reply_templates_of_agency ON reply_templates (agency, title);
CREATE TABLE reply_template_versions (
  template_id TEXT NOT NULL CONSTRAINT reply_template_versions_template REFERENCES reply_templates (id),
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  officer_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  CONSTRAINT reply_template_versions_pkey PRIMARY KEY (template_id, version)
);

-- Who has a case open or writes on it, until when that is believed.
CREATE TABLE presence (
  case_id TEXT NOT NULL CONSTRAINT presence_case REFERENCES cases (id),
  officer_id TEXT NOT NULL CONSTRAINT presence_officer REFERENCES officers (id),
  writing BOOLEAN NOT NULL,
  until TEXT NOT NULL,
  CONSTRAINT presence_pkey PRIMARY KEY (case_id, officer_id)
);
CREATE INDEX presence_until ON presence (until);

-- Up to which event an officer has seen a case, and whether it is watched.
CREATE TABLE case_looks (
  officer_id TEXT NOT NULL CONSTRAINT case_looks_officer REFERENCES officers (id),
  case_id TEXT NOT NULL CONSTRAINT case_looks_case REFERENCES cases (id),
  number BIGINT NOT NULL,
  watched BOOLEAN NOT NULL,
  CONSTRAINT case_looks_pkey PRIMARY KEY (officer_id, case_id)
);
CREATE INDEX case_looks_watched ON case_looks (officer_id, case_id) WHERE watched = TRUE;

-- Pictures taken at the place that are no evidence yet: the form that reports a result offers them.
CREATE TABLE field_photos (
  case_id TEXT NOT NULL CONSTRAINT field_photos_case REFERENCES cases (id),
  photo TEXT NOT NULL,
  phase TEXT NOT NULL,
  officer_id TEXT NOT NULL CONSTRAINT field_photos_officer REFERENCES officers (id),
  created_at TEXT NOT NULL,
  CONSTRAINT field_photos_pkey PRIMARY KEY (case_id, photo)
);
CREATE INDEX field_photos_of_photo ON field_photos (photo);
CREATE INDEX field_photos_created ON field_photos (created_at);
