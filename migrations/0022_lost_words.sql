-- A matter that came back from the public log has its facts and not its words: so many of its entries commit to words that are lost.
ALTER TABLE matters ADD COLUMN words_lost BIGINT NOT NULL DEFAULT 0;
