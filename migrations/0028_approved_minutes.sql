-- The approved minutes as the document that is laid out: whatever happens to the session or is written later changes no approved page.
ALTER TABLE minutes ADD COLUMN approved_document TEXT;
