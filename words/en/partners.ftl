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
forward-received = The other system has it
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
forward-not-ours = These are the words of another system. The public journal holds its number, its state and a hash of these words as what that system says; none of it counts as a confirmed result. The lead agency and the due time here stay as they are.

## The public log of moderation

moderation-title = Log of moderation
moderation-lead = Every time content of a report, question or comment was hidden, redacted or erased: the code, when, why, and by which role. Never the content itself.
moderation-none = Nothing was hidden, redacted or erased yet
moderation-none-sentence = When it is, each time is listed here.
moderation-counts = How often, by month and reason
moderation-log = Each time, newest first
moderation-what = What
moderation-case = About
moderation-when = When
moderation-why = Reason
moderation-by = Role
moderation-entry = Journal entry
moderation-no-reason = An entry of the time before reasons were asked for
moderation-from-the-journal = This page is made from the public journal alone; anybody can check each entry.
# used as: moderation-*

moderation-hidden = Hidden
moderation-redacted = Published in a redacted form
moderation-erased = Erased

## Flagging content

flag-link = Report content that should not be public
flag-title = Report content that should not be public
flag-sentence = A moderator will look at it. Who reports it is not recorded.
flag-reason = Why
flag-send = Send
flag-done = A moderator has been told
flag-done-sentence = If the content is hidden or redacted, the log of moderation will say so.
flag-log = Open the log of moderation

## The queue of moderators

desk-nav-moderation = Moderation
moderate-lists = Lists of moderation
# used as: moderate-*

moderate-waiting = Waiting to be published
moderate-accused = May accuse a person
moderate-flagged = Flagged by readers
moderate-sentence-waiting = New reports that are not public yet, oldest first.
moderate-sentence-accused = The words seem to name a person and to accuse them; a machine's guess. Read with care before you publish.
moderate-sentence-flagged = Public content that readers flagged. Redact it, hide it, or press “Looked at, leave it” if nothing is wrong.
moderate-questions-wait = { $count ->
    [one] { $count } question waits for a moderator
   *[other] { $count } questions wait for a moderator
}
moderate-comments-wait = { $count ->
    [one] { $count } comment waits for a moderator
   *[other] { $count } comments wait for a moderator
}
moderate-none = Nothing here
moderate-none-sentence = Look at another list.
moderate-photos = { $count ->
    [one] { $count } photo
   *[other] { $count } photos
    }
moderate-accuses = May name a person and accuse them
moderate-flagged-for = Flagged for:
moderate-open = Look and decide
moderate-settle = Looked at, leave it
moderate-public-log = The public log of moderation

## Telling other programs

desk-nav-webhooks = Webhooks
webhook-sentence = Other programs are told of each new entry of the public journal. Add and remove them by the command dantin webhook on the server.
webhook-none = There is no webhook yet
webhook-none-sentence = The operator adds one by the command dantin webhook add.
webhook-working = Working
webhook-failing = Not answering since { $time }
webhook-disabled = Disabled since { $time }
webhook-everything = Every entry of every case
webhook-enable = Tell it again
webhook-log = What { $name } was told
webhook-log-empty = Nothing was told yet.
webhook-from = From entry
webhook-to = To entry
webhook-replay = Tell again
webhook-entry = Entry
webhook-state = State
webhook-answer = Answer
webhook-tries = Tries
webhook-tried = Sent
webhook-due = Sent again
error-webhook-not-an-entry = The number of an entry is a whole number, not below 0.
webhook-told-again = { $count ->
    [one] { $count } entry will be told again
   *[other] { $count } entries will be told again
}
webhook-no-such-entry = The journal has no entry { $entry } yet: the newest is { $last }.
webhook-empty-journal = The journal has no entry yet.
webhook-ends-before = The last entry must not stand before the first.
webhook-nothing-there = This range holds no entry that the receiver is told of.
# used as: delivery-*

delivery-waiting = Waiting
delivery-delivered = Delivered
delivery-given-up = Given up
# used as: outgoing-*

outgoing-bad-address = The address is wrong
outgoing-private-address = The name leads into a private network
outgoing-no-such-host = There is no such name
outgoing-no-connection = No connection
outgoing-insecure = The certificate is not right
outgoing-timeout = No answer in time
outgoing-too-large = The answer is too long
outgoing-broken-off = The answer broke off

## Making faces and plates unrecognisable

blur-title = Blur a photo
blur-sentence = Mark faces, number plates, house numbers. The published copies are made anew and what is marked cannot be brought back from them; the original stays sealed.
blur-cells = Fields to blur
blur-cells-hint = Press fields on the photo. With a mouse you can draw a rectangle.
blur-cell = Row { $row }, column { $column }
blur-photo = The photo as it is or will be published
blur-numbers = Give a rectangle in numbers
blur-numbers-hint = In per cent of the photo's width and height, from the upper left corner.
blur-left = From the left (%)
blur-top = From the top (%)
blur-width = Width (%)
blur-height = Height (%)
blur-button = Blur
blur-back = Back to the case
blur-back-round = Back to the round
blur-remove = Take this rectangle away
blur-public = This photo is public: the journal will hold the hash of the new copy, and the old one is deleted.
blur-done = Below is the blurred copy
blur-done-explained = Unmark a field and send again, and that part is seen again.
blur-nothing = Mark at least one field.
blur-bad-region = The rectangle is not right: four numbers from 0 to 100 that lie within the photo.
blur-too-many = Too many rectangles. Join some.
blur-open = Blur faces and plates
