-- The search index follows notes of the desk by their time: they have no entry in the journal.
CREATE INDEX notes_created ON notes (created_at);
