-- The desk's lists read nothing of a case that is not shown: what a list is filtered by stands in the index that it walks.
DROP INDEX cases_open;
CREATE INDEX cases_open ON cases (clock_at, id, lead_agency, state, assignee, area, category)
  WHERE state IN ('unassigned', 'assigned', 'in_progress', 'waiting_for_reporter', 'reopened');

-- What has ended has no clock. An index of every case by its agency was taken for open cases without a clock too, and then walked
-- through all that had ended.
DROP INDEX cases_lead_clock;
CREATE INDEX cases_ended_agency ON cases (lead_agency, id)
  WHERE state IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn');
CREATE INDEX cases_ended_area ON cases (area, id)
  WHERE state IN ('confirmed_resolved', 'unconfirmed', 'declined', 'withdrawn');

-- Few cases wait for a moderator, whatever the statistics say of visibility as a whole.
CREATE INDEX cases_moderation ON cases (clock_at, id) WHERE visibility = 'awaiting_moderation';
