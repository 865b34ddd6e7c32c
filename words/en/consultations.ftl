## Consultations on drafts: the list, the text, comments and responses, and the work at the desk

nav-consultations = Drafts
consultations-title = Comment on drafts
consultations-sentence = Read a draft and comment on each article or clause; every comment gets a response with reasons.
consultations-open = Open now or soon
consultations-over = No longer open for comments
consultations-none = No draft is open for comments
consultations-none-sentence = When the city consults on a draft, it appears here.
consultation-one = Consultation
consultation-drafter = Drafted by
consultation-kind = Kind of text
consultation-area = Area
consultation-opens = Comments from
consultation-closes = Comments until
consultation-first-closes = First announced until { $at }
consultation-longer-for = Made longer because: { $reason }
consultation-cancelled-for = Why it was given up
consultation-minimum = Shortest time by law
consultation-closes-hint = { $count ->
    [one] At least { $count } day from when comments are first taken, by law or rule.
   *[other] At least { $count } days from when comments are first taken, by law or rule.
}
consultation-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
consultation-how = Choose an article to read it and comment. You need no account.
consultation-text = The draft
consultation-whole = The text as a whole
consultation-whole-title = Comments on the text as a whole
consultation-whole-read = Read the draft by its articles
consultation-paragraph = A paragraph without a number
consultation-place-gone = A provision that is no longer in the draft
consultation-place-before = { $place } of version { $version } (no longer there)
consultation-place-now = { $place } of version { $version }, now { $now }
consultation-versions = Versions
consultation-version = Version { $number }
consultation-compare = Compared with the version before
consultation-which-text = Which text to read
consultation-changes = Changes
consultation-compare-whole = Compare the whole text of both versions
consultation-an-article = An article of the draft
consultation-article-same = This part is the same as in the version before.
consultation-not-in-version = Version { $number } has no such article.
consultation-text-lost = The server has the text of version { $number } no more: it was lost when an older copy was restored, or it was erased. The public journal still has its hash, so that whoever kept the text can show that it is the one that was published.
consultation-compare-all = Show also what did not change
consultation-compare-changed = Show changes only
consultation-compare-none = Nothing changed
consultation-compare-none-sentence = The two versions are the same word for word.
consultation-table = Comments and responses
consultation-said = Comments and responses
consultation-articles = Articles
consultation-note = Why it changes:
consultation-figures = What came of it
consultation-figure-comments = Comments received
consultation-figure-gone = Withdrawn or hidden
consultation-figure-answered = Answered
consultation-figure-changes = Turned into changes of the draft
consultation-of = { $part } of { $whole }
consultation-flag-accepted = Accepted, but the draft has not changed: comments { $comments }
consultation-flag-unexplained = Changes that no comment or note explains: { $places }
consultation-extend = Extend the time for comments
consultation-fault-far = This end is too far away; the latest is { $latest }. Check the year: an end that was announced cannot be brought forward.
consultation-close = Close the consultation
consultation-cancel = Give the consultation up

comment-title = Your comment
comment-provision = Comment on
comment-stance-legend = What do you think?
comment-text = Your comment
comment-text-hint = Give your reasons. You need not write anything if you only agree.
comment-proposal = Proposed wording
comment-proposal-hint = If you want a change, write the sentence as it should read.
comment-speaker-legend = You comment as
comment-organisation = Name of the organisation
comment-organisation-hint = The name is published with the comment.
comment-send = Send the comment
comment-contact-hint = It is never public. This service does not send e-mails yet: you see the response with the private link that you get after sending.
comment-contact-hint-mail = It is never public. If you leave an e-mail address, we write before the time for comments ends, when it is made longer, and when your comment has a response; you can stop that at any time. Keep the private link that you get after sending: there you see the response or withdraw the comment.
comment-after = A moderator looks at comments before they are published. You get a link of your own to see the response.
comment-none = No comments published yet
comment-none-sentence = Comments appear here after a moderator has looked at them.
comment-more = More comments
comment-over = The time for comments is over.
comment-cancelled = This consultation was given up and takes no more comments.
comment-not-yet = Comments are not taken yet.
comment-typed = What you wrote; it was not sent
comment-number = Comment { $number }
comment-grouped = Answered with comment { $number }
comment-changes = Provisions changed because of it
comment-changes-hint = Choose them when something is accepted; hold Ctrl to choose several.
comment-mine = Your comment
comment-mine-wait = The drafter has not responded yet. The response will appear on this page.
comment-withdraw = Withdraw the comment
comment-withdraw-sentence = A withdrawn comment is no longer public and gets no response.
comment-fault-change = Write a reason or the wording that you propose
comment-fault-disagree = Write why you disagree
comment-fault-ask = Write your question
comment-fault-organisation = Write the name of the organisation
comment-fault-into = Write the number of the main comment
comment-fault-into-itself = A comment is not grouped with itself. Choose other comments
comment-fault-provisions = This provision is not in the draft. Choose from the list
comment-fault-redacted = You chose a reason for redacting: write the words to publish in its place, or take the reason away to publish it as it was written
comment-fault-chosen = Choose at least one comment to group
comment-accuses = May accuse a person: look closely
comment-followers = Comments answered with it
comment-ungroup = Answer it by itself
comment-decision = Accepted or not
comment-response = Response with reasons
comment-response-hint = Give the reasons. The response is published and shown to whoever commented.
comment-answer = Send the response
comment-redacted = Words to publish in its place
comment-redacted-hint = Leave empty to publish it as it was written.
comment-show = Publish the comment
comment-show-hint = The drafter publishes it as it was written. Other words, and hiding, are for a moderator.
comment-show-anew = Publish it anew in other words
comment-show-anew-hint = The public reads these words instead of those that are public now. Its own stay sealed in the journal. Leave empty to publish its own words again, where those that are public now are others.
comment-hide-main = Those that are grouped with it stay public with the response that they share. If that repeats what is hidden, ask the drafter to mend it before the consultation is closed.
comment-hidden = Hidden by a moderator: { $reason }
comment-hide = Hide the comment
comment-choose = Choose comment
comment-open = Open
comment-into = Group the chosen comments with comment number
comment-into-hint = Like comments get one response; each stays what it is.
comment-group = Group them
comment-enter = Enter a comment for a resident
comment-said = What they said
comment-said-stance = What do they think?
comment-strip = See how the comment is answered at this private link; until it is answered it can be withdrawn there. Do not give it to anybody else.
comment-strip-sentence = Print it and hand it to whoever commented. The server does not keep this link: once the page is closed it cannot be printed again.
comment-channel = How it came

comment-mail-subject = Your comment has a response: { $title }
comment-mail-why = You get this e-mail because you left your address when you commented on a draft.
comment-mail-body = The drafter has responded to your comment { $number } on “{ $title }”:
comment-mail-open = See it in the table of responses

consultation-follow = Remind me before it ends
consultation-mail-soon-subject = Comments end soon: { $title }
consultation-mail-soon = The time for comments on “{ $title }” ends at { $closes }.
consultation-mail-longer-subject = More time for comments: { $title }
consultation-mail-longer = The time for comments on “{ $title }” now ends at { $closes }. The date announced first was { $first }.
consultation-mail-count = { $count ->
    [0] There are no comments yet.
    [one] There is { $count } comment so far.
   *[other] There are { $count } comments so far.
}
consultation-mail-how = You can comment on every article and clause, without an account.
consultation-mail-again = You can comment again if you wish. The response to what you sent stands behind the private link that you got then.
consultation-mail-open = Read the draft and comment
consultation-mail-why = You get this e-mail because you asked to be reminded of this consultation.

table-number = No.
table-place = Provision
table-who = Who
table-comment = Comment
table-response = Response
table-no-response = No response yet
table-files = Download this table:
table-doc-title = CONSOLIDATED TABLE OF COMMENTS AND RESPONSES
table-doc-about = Comments on the draft: { $title }
table-doc-time = Comments were taken from { $opens } to { $closes }.
table-doc-counts = { $comments } comments in all, of which { $answered } have a response: { $accepted } accepted, { $partly } accepted in part, { $refused } not accepted, { $outside } beyond the draft, { $noted } answered with nothing to change. Withdrawn or hidden: { $gone }.
table-doc-none = There are no comments.
table-doc-gone = Provisions that are no longer in the draft
table-doc-signature = FOR THE DRAFTING AGENCY
table-doc-sign = (Signature and full name)
table-doc-sample = SAMPLE DOCUMENT: its data were made to try the software
table-doc-foot = Every comment and response can be checked at { $address }

desk-consultations = Consultations
desk-consultations-none = Read in a file with a draft to begin.
desk-consultation-counts = Comments: { $all }; without a response: { $open }
desk-comments-owed = Without a response
desk-comments-all = Show all comments
desk-comments-open = Show only those without a response
desk-comments-none = There are no comments in this list.

draft-new = Read in a new draft
draft-new-sentence = After the file is read you look over each provision before anything is announced.
draft-file = File with the draft
draft-file-hint = DOCX (a file of at most 20 MB), Markdown or plain text (UTF-8). Its words: at most 5 MB.
draft-read = Read the file
draft-imports = Being looked over
draft-review = Look over the draft
draft-review-sentence = Correct what was read wrongly. Comments will hang on the provisions as they stand here.
draft-counts = Chapters: { $chapters }, articles: { $articles }, provisions: { $provisions }
draft-findings = { $count ->
    [0] Nothing that needs a look was found
    [one] { $count } place needs a look
   *[other] { $count } places need a look
}
draft-edit = Edit
draft-unit = Kind
draft-label = Number or letter
draft-words = Words
draft-words-hint = Begin a new line where a new provision shall begin.
draft-save = Save
draft-merge = Join to the one before
draft-indent = Move inside
draft-outdent = Move outside
draft-up = Up
draft-down = Down
draft-delete = Delete
draft-insert = Add a paragraph behind it
draft-inserted = Words of the new paragraph
draft-renumber = Renumber the articles
draft-renumber-inside = Renumber what is inside
draft-drop = Discard this file
draft-announce = Announce the consultation
draft-title = Title of the draft
draft-explanation = What it is about and why
draft-explanation-hint = Write for somebody who knows nothing of this text.
draft-opens-hint = Leave empty to take comments at once.
draft-announce-send = Announce
draft-publish = Publish the new version
draft-publish-send = Publish this version
draft-origins = Keep the origins and look again
draft-origin = Which provision of the version before it was
draft-is-new = New
draft-removed = No longer in this version
draft-unchanged = { $count ->
    [one] { $count } provision stays as it was
   *[other] { $count } provisions stay as they were
}
draft-next = Read in the next version
draft-stale = Somebody else has just changed this draft, so your last step was not saved. What you typed is still below: compare it with what is saved now and send it again.
draft-saved-now = Saved now: { $words }
draft-typed = What you typed for a provision that is gone
draft-origins-twice = Two new provisions cannot both be the same old one. The origins are again as they were found.
draft-note-too-long = The note is longer than 1,000 characters

change-deleted = Taken out
change-inserted = Put in
change-retyped = Typed differently, same words

error-consultation-missing = This draft was not found
error-consultation-missing-explained = The code or the provision is not right, or the draft is no longer at this address.
error-way-consultations = See the drafts that are open for comments

verify-row-comment = Comment number

# used as: change-*

change-added = New
change-edited = Reworded
change-moved = Moved
change-renumbered = Renumbered
change-same = Unchanged
change-split = Split off
change-merged = Merged
change-removed = Removed

# used as: consultation-state-*

consultation-state-announced = Announced
consultation-state-open = Open for comments
consultation-state-ended = Being answered
consultation-state-closed = Closed
consultation-state-cancelled = Given up

# used as: draft-kind-*

draft-kind-conduct = Code of conduct
draft-kind-decision = Decision or resolution
draft-kind-covenant = Village convention
draft-kind-plan = Plan or scheme
draft-kind-law = Text of the state

# used as: draft-unit-*

draft-unit-annex = Annex
draft-unit-part = Part
draft-unit-chapter = Chapter
draft-unit-section = Section
draft-unit-subsection = Subsection
draft-unit-article = Article
draft-unit-clause = Clause
draft-unit-point = Point
draft-unit-paragraph = Paragraph

# used as: comment-stance-*

comment-stance-agree = I agree
comment-stance-change = It should change
comment-stance-disagree = I disagree
comment-stance-ask = I have a question

# used as: comment-speaker-*

comment-speaker-person = A person
comment-speaker-organisation = An organisation
comment-speaker-on-behalf = A person, written down by an officer

# used as: comment-channel-*

comment-channel-meeting = At a meeting
comment-channel-phone = By telephone
comment-channel-paper = On paper

# used as: comment-decision-*

comment-decision-accepted = Accepted
comment-decision-partly = Accepted in part
comment-decision-not-accepted = Not accepted
comment-decision-out-of-scope = Outside this text
comment-decision-noted = Answered, no change needed

# used as: comment-standing-*

comment-standing-awaiting-moderation = Waiting for a moderator
comment-standing-public = Published
comment-standing-hidden = Hidden
comment-standing-withdrawn = Withdrawn

# used as: comment-left-out-*

comment-left-out-awaiting-moderation = (waiting for a moderator)
comment-left-out-hidden = (hidden)
comment-left-out-withdrawn = (withdrawn)

# used as: course-reason-*

course-reason = Reason
course-reason-demand = More people want to be heard
course-reason-new-version = A new version has come
course-reason-hindrance = Something kept people from commenting
course-reason-correction = A mistake in the announcement is corrected
course-reason-given-up = The text is given up

# used as: draft-finding-*

draft-finding-jump = A number is missing before it
draft-finding-double = The number occurs twice
draft-finding-back = The number goes back
draft-finding-start = It does not begin with the first number
draft-finding-heading = A heading without a number, read as a paragraph
draft-finding-quotation = Quotation marks open and do not close
draft-finding-unseen = Signs that nobody sees were taken out
draft-finding-tracked-changes = The file has tracked changes, read as accepted
draft-finding-table = A row of a table became a paragraph
draft-finding-footnote = A footnote was left out
draft-finding-drawing = Words in a box or drawing were left out
draft-finding-hidden = Hidden words were left out
draft-finding-remarks = Remarks in the margin were left out
draft-finding-contents = The table of contents was left out
draft-finding-symbol = A symbol could not be read
draft-finding-old-font = A font of an old encoding (TCVN3, VNI): may be unreadable

# used as: draft-fault-*

draft-fault-empty = There are no words in the file
draft-fault-too-large = The file or text is too large: at most 5 MB of words, 200,000 bytes in one provision
draft-fault-too-many = The text has too many provisions (at most 20,000)
draft-fault-utf-16 = The file is UTF-16. Please save it as UTF-8
draft-fault-encoding = The file is not UTF-8 (perhaps TCVN3 or Windows-1258). Please convert it to Unicode and save it as UTF-8
draft-fault-nul = The file holds signs that are no text
draft-fault-not-docx = The DOCX file is damaged, or is none
draft-fault-old-word = This is an old .doc file, or it has a password. Please save it in Word as .docx without a password
draft-fault-pdf = A PDF keeps no articles and clauses. Please send the DOCX that it was made from
draft-fault-format = This kind of file is not read. Please send DOCX, Markdown or plain text
draft-fault-macros = The file has macros and is not taken. Please save it as .docx without macros
draft-fault-bomb = The file unpacks to far more than a text would, and is not taken
draft-fault-xml = The inside of the DOCX file is damaged
draft-fault-xml-entities = The DOCX file has unsafe declarations and is not taken
draft-fault-depth = Tables inside tables, too many levels

# used as: draft-edit-fault-*

draft-edit-fault-unknown = This provision is no longer there
draft-edit-fault-double-identity = Two provisions have one identity; please try again
draft-edit-fault-label = This number or letter does not fit the kind
draft-edit-fault-text = A clause, point or paragraph needs words
draft-edit-fault-nesting = This kind cannot stand inside that one
draft-edit-fault-order = There it would be read as a part of what comes before it
draft-edit-fault-split-place = It cannot be split here
draft-edit-fault-nothing-before = There is nothing before it
draft-edit-fault-too-large = The words are too long
draft-edit-fault-too-many = Too many provisions

# used as: event-*

event-consultation-announced = Consultation announced
event-consultation-opened = Comments are taken
event-consultation-extended = Time for comments extended
event-consultation-ended = Time for comments over
event-consultation-version-published = New version published
event-consultation-changes-told = Changed provisions named
event-consultation-closed = Consultation closed
event-consultation-cancelled = Consultation given up
event-comment-made = A resident commented
event-comment-shown = Comment published
event-comment-hidden = Comment hidden
event-comment-withdrawn = The commenter withdrew it
event-comment-grouped = Like comments grouped
event-comment-ungrouped = Answered by itself again
event-comment-answered = Comment answered

# used as: refusal-*

refusal-not-the-drafter = Only the body that wrote the draft may do this
refusal-opens-before-announced = Comments cannot be taken from a time in the past
refusal-period-too-short = The time for comments is shorter than the law asks
refusal-period-not-longer = The new end must be later than the old one
refusal-no-such-comment = There is no such comment
refusal-no-such-version = There is no such version, or a later one has come
refusal-comment-gone = This comment was withdrawn or hidden
refusal-comment-answered = Somebody has answered this comment. Look at the response before changing it
refusal-comment-grouped = This comment is answered with another one
refusal-comment-for-moderators = The drafter publishes only what waits for a moderator, as it was written. Other words, and showing again what a moderator decided about, are for a moderator
refusal-not-groupable = It cannot be grouped or withdrawn: one of them is grouped, is answered, or has others grouped with it
refusal-not-grouped = This comment is in no group
refusal-comments-unanswered = It cannot be closed yet: there are comments without a response
refusal-changes-untold = The new version has not named all provisions that it changes
refusal-same-text = The new version is the old one word for word
