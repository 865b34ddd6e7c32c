-- Why a case is late, as whoever handles it answered: the words are the note, which an erasure takes like any other.
ALTER TABLE explanations ADD COLUMN answer_note TEXT;
ALTER TABLE explanations ADD COLUMN answered_by TEXT;
ALTER TABLE explanations ADD COLUMN answered_at TEXT;
CREATE INDEX explanations_asked ON explanations (asked_at, case_id);
