-- Other systems: what is told to them, and what is handed on to them.

-- Where the journal's entries are told to. The secret signs what is sent, so that it cannot be kept as a hash.
CREATE TABLE webhooks (
  id TEXT NOT NULL CONSTRAINT webhooks_pkey PRIMARY KEY,
  name TEXT NOT NULL CONSTRAINT webhooks_name UNIQUE,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  -- Codes separated by blanks; empty for all.
  events TEXT NOT NULL,
  areas TEXT NOT NULL,
  categories TEXT NOT NULL,
  -- The index of the next entry to look at.
  next_idx BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  failures BIGINT NOT NULL,
  failing_since TEXT,
  rests_until TEXT,
  disabled_at TEXT
);
CREATE TABLE webhook_deliveries (
  webhook TEXT NOT NULL CONSTRAINT webhook_deliveries_webhook REFERENCES webhooks (id),
  idx BIGINT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  due_at TEXT NOT NULL,
  tried_at TEXT,
  status BIGINT,
  fault TEXT,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (webhook, idx)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, due_at, idx) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_tried ON webhook_deliveries (tried_at) WHERE state <> 'waiting';

-- Other cities' servers that cases are forwarded to by Open311. The key is sent with each request.
CREATE TABLE remotes (
  code TEXT NOT NULL CONSTRAINT remotes_pkey PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  api_key TEXT NOT NULL,
  jurisdiction TEXT,
  format TEXT NOT NULL,
  -- Lines of our code, an equals sign, and theirs.
  services TEXT NOT NULL,
  created_at TEXT NOT NULL,
  asked_at TEXT,
  heard_at TEXT,
  fault TEXT
);
CREATE TABLE forwards (
  id TEXT NOT NULL CONSTRAINT forwards_pkey PRIMARY KEY,
  case_id TEXT NOT NULL CONSTRAINT forwards_case REFERENCES cases (id),
  remote TEXT NOT NULL CONSTRAINT forwards_remote REFERENCES remotes (code),
  service TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  due_at TEXT NOT NULL,
  remote_id TEXT,
  token TEXT,
  remote_status TEXT,
  remote_word TEXT,
  remote_at TEXT,
  fault TEXT,
  created_at TEXT NOT NULL,
  CONSTRAINT forwards_once UNIQUE (case_id, remote)
);
CREATE INDEX forwards_due ON forwards (due_at, id) WHERE state IN ('waiting', 'token');
CREATE INDEX forwards_sent ON forwards (remote, remote_id) WHERE state = 'sent';
CREATE TABLE forward_updates (
  forward TEXT NOT NULL CONSTRAINT forward_updates_forward REFERENCES forwards (id),
  update_id TEXT NOT NULL,
  status TEXT NOT NULL,
  body TEXT NOT NULL,
  said_at TEXT NOT NULL,
  heard_at TEXT NOT NULL,
  CONSTRAINT forward_updates_pkey PRIMARY KEY (forward, update_id)
);

-- What readers flagged on a case's page until a moderator has looked: how often for which reason. Nothing of who did.
CREATE TABLE flags (
  case_id TEXT NOT NULL CONSTRAINT flags_case REFERENCES cases (id),
  reason TEXT NOT NULL,
  times BIGINT NOT NULL,
  first_at TEXT NOT NULL,
  CONSTRAINT flags_pkey PRIMARY KEY (case_id, reason)
);

-- Which parts of a photo are made unrecognisable in its published copies: lines of left, top, width and height in
-- thousandths of the upright picture.
ALTER TABLE photos ADD COLUMN blurred TEXT;

-- The public log of moderation walks through these entries, and only through them.
CREATE INDEX journal_moderation ON journal (idx)
  WHERE body LIKE '%"text":"redacted"%' OR body LIKE '%"type":"case.hidden"%' OR body LIKE '%"type":"content.erased"%';
