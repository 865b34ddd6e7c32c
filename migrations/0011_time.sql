-- Times of the journal never go back, so that a time is found by halving the indexes: no index of its own is paid for.
DROP INDEX journal_at;
