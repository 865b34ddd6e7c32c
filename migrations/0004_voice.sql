-- The hash that the resident's next act opens; none for those who filed or joined before there were any.
ALTER TABLE askers ADD COLUMN voice BYTEA;
