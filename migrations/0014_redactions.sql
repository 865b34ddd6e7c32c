-- The public log of moderation also walks through publications that give a reason: a photo in which parts are
-- unrecognisable has one although the words beside it are as written.
DROP INDEX journal_moderation;
CREATE INDEX journal_moderation ON journal (idx)
  WHERE body LIKE '%"text":"redacted"%' OR body LIKE '%"photos":[%],"reason":%' OR body LIKE '%"type":"case.hidden"%'
  OR body LIKE '%"type":"content.erased"%';
