-- Who moderates a session and what is read beforehand, as the host announces it: a line for each.
ALTER TABLE sessions ADD COLUMN moderators TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN papers TEXT NOT NULL DEFAULT '';
-- The numbers of the questions that the moderator takes first, in order, with commas between them; all others follow by those behind them.
ALTER TABLE sessions ADD COLUMN queue TEXT NOT NULL DEFAULT '';
-- The agency that answers at present, and since when.
ALTER TABLE sessions ADD COLUMN speaker TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN speaks_since TEXT;

-- For how many whole seconds each agency has spoken.
CREATE TABLE speaking (
  matter_id TEXT NOT NULL CONSTRAINT speaking_matter REFERENCES matters (id),
  agency TEXT NOT NULL,
  seconds BIGINT NOT NULL,
  CONSTRAINT speaking_pkey PRIMARY KEY (matter_id, agency)
);

-- Who moderated; the number and symbol of the minutes, and to whom they go, a line for each.
ALTER TABLE minutes ADD COLUMN moderators TEXT NOT NULL DEFAULT '';
ALTER TABLE minutes ADD COLUMN number BIGINT;
ALTER TABLE minutes ADD COLUMN symbol TEXT NOT NULL DEFAULT '';
ALTER TABLE minutes ADD COLUMN recipients TEXT NOT NULL DEFAULT '';
