-- The desk's lists walk only indexes that fit what they ask: an index by the clock alone was taken for every list that is ordered by it,
-- whatever else the list asked for.
DROP INDEX cases_clock;
DROP INDEX cases_state;
CREATE INDEX cases_state ON cases (state, clock_at, id, lead_agency, category, area);

-- What has ended has no clock and is listed by id. The lists ask for it in these words, which no other index answers.
DROP INDEX cases_ended_agency;
DROP INDEX cases_ended_area;
CREATE INDEX cases_ended ON cases (id, state, category)
  WHERE state || '' IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn');
CREATE INDEX cases_ended_agency ON cases (lead_agency, id)
  WHERE state || '' IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn');
CREATE INDEX cases_ended_area ON cases (area, id)
  WHERE state || '' IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn');

-- One state of one agency: what was reported and waits for a word, and each way to have ended, are far more cases than are open.
CREATE INDEX cases_agency_state ON cases (lead_agency, state, clock_at, id);
