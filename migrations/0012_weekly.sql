-- Officers who get the leaders' page by mail; `week` is the Monday of the newest mail that was written for them.
CREATE TABLE weekly_mails (
  officer_id TEXT NOT NULL CONSTRAINT weekly_mails_pkey PRIMARY KEY
    CONSTRAINT weekly_mails_officer REFERENCES officers (id),
  address TEXT NOT NULL,
  week TEXT NOT NULL
);
CREATE INDEX weekly_mails_week ON weekly_mails (week, officer_id);
