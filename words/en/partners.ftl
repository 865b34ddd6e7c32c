### Other systems: handing cases on to another place, telling other programs.

## Handing on to another place's system

forward-to = Hand on to
forward-words = What is sent
forward-words-hint = Only these words, the public place and a published photo are sent. Do not name the reporter or give a telephone number.
forward-hint = The lead agency and the due time here stay. What the other system answers is shown here and on the public page as its own word, and never counts as a confirmation.
forward-no-service = This system has no matching service yet. Ask the administrator to add it to the table.
# used as: forward-*

forward-waiting = Waiting to be sent
forward-token = Sent, waiting for its number
forward-sent = The other system has it
forward-unsure = Nobody knows whether it arrived: ask the other system before you send it again
forward-failed = Could not be sent
forward-number = Number there: { $id }
forward-note-handed-on = Handed on to { $system }
forward-note-sent = { $system } has it, number there: { $id }
forward-note-unsure = Nobody knows whether { $system } has it ({ $fault }). Ask them before you send it again.
forward-note-failed = Could not be sent to { $system } ({ $fault })
forward-note-said = { $system } says ({ $status }): { $text }
forward-there = Handed on to { $system }, number { $id }
forward-there-without-number = Handed on to { $system }
forward-status = { $system } says “{ $status }”. { $word }
forward-no-status = { $system } has not told a state yet.
forward-not-ours = These are the words of another system. They do not stand in this city's public journal and do not count as a confirmed result. The lead agency and the due time here stay as they are.
