-- What the agency writes for whoever holds a contractor's link: what to do and where, beside what is public of the case.
ALTER TABLE work_links ADD COLUMN brief TEXT NOT NULL DEFAULT '';
