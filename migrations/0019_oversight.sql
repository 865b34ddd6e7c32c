-- Photos of oversight visits: the entry of the visit names the hash of the large copy, and what is shown there the public sees.
CREATE TABLE matter_photos (
  matter_id TEXT NOT NULL CONSTRAINT matter_photos_matter REFERENCES matters (id),
  number BIGINT NOT NULL,
  place BIGINT NOT NULL,
  photo TEXT NOT NULL CONSTRAINT matter_photos_photo REFERENCES photos (hash),
  CONSTRAINT matter_photos_pkey PRIMARY KEY (matter_id, number, place)
);
CREATE INDEX matter_photos_of_photo ON matter_photos (photo);
