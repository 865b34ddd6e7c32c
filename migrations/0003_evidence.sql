-- Whoever holds a published photo or document finds the public case that shows it, by its hash.
CREATE INDEX photos_published ON photos (large);
CREATE INDEX case_documents_hash ON case_documents (sha256);
