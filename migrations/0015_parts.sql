-- A late part of a supporting agency rises like a late lead: to whom it rose last.
ALTER TABLE case_parts ADD COLUMN risen_to TEXT;
-- Only open parts that have risen: what their heads look at.
CREATE INDEX case_parts_risen ON case_parts (risen_to, due_at, case_id) WHERE state = 'open' AND risen_to IS NOT NULL;
-- The clock looks at each case with an open part once at its due time, and then knows when it rises.
UPDATE cases SET rises_at = (SELECT min(p.due_at) FROM case_parts p WHERE p.case_id = cases.id AND p.state = 'open')
  WHERE EXISTS (SELECT 1 FROM case_parts p WHERE p.case_id = cases.id AND p.state = 'open'
    AND (cases.rises_at IS NULL OR p.due_at < cases.rises_at));
