## Dialogue sessions: what happened, by whom refused and why; kinds, states and reasons

# used as: event-*

event-session-announced = Dialogue session announced
event-session-changed = Time, place or form of the session changed
event-session-opened = Questions are taken
event-session-started = Session begun
event-session-attended = Attendance noted
event-session-closed = Session closed
event-session-followed-up = Everything promised has its result
event-session-cancelled = Session cancelled
event-session-minutes-approved = Minutes approved
event-question-asked = A resident asked a question
event-question-joined = Somebody has the same question
event-question-supported = Supporters counted
event-question-shown = Question published
event-question-hidden = Question hidden
event-question-merged = Merged into another question
event-question-unmerged = A question of its own again
event-question-withdrawn = The asker withdrew the question
event-question-called = On the floor
event-question-answered = Answered
event-question-promised = Commitment made
event-question-in-writing = Answer in writing promised
event-question-refused = Not answered, with a reason
event-question-judged = The asker judged the answer

# used as: refusal-*

refusal-matter-not-begun = This was not announced yet
refusal-matter-begun-before = This was announced before
refusal-matter-wrong-kind = This step belongs to something else
refusal-matter-wrong-state = This step is not possible at this stage
refusal-matter-wrong-role = Your role may not take this step
refusal-not-the-host = Only the host of the session may take this step
refusal-matter-own-work = The host may not erase its own content
refusal-matter-time-went-back = The time lies before the step before it
refusal-matter-time-out-of-range = The time is out of range
refusal-times-out-of-order = The beginning must lie before the end, and questions must close no later than the end
refusal-outside-period = Outside the announced time for questions
refusal-session-ended = The session has ended and takes no more questions
refusal-session-cancelled = The session was cancelled and takes no questions
refusal-wrong-number = Somebody sent a question just before you, please send again
refusal-no-such-question = There is no such question
refusal-question-gone = The question was withdrawn, merged or hidden
refusal-question-ended = The question has its result already
refusal-question-changed = This question has just changed
refusal-question-not-ended = There is no answer yet that could be judged
refusal-not-mergeable = Not possible: one of the questions is merged, has its result, or has others merged into it
refusal-not-merged = The question is not merged
refusal-question-others-joined = Others ask or support it, so it cannot be withdrawn
refusal-count-fell = The number of supporters cannot fall
refusal-questions-open = It cannot be closed: a question has no answer, no promise of an answer in writing and no refusal with its reason
refusal-pledges-open = Something that was promised has no result yet
refusal-not-the-pledge = The case is not the promise of this question
refusal-matter-nothing-to-erase = Nothing was chosen to be erased
refusal-matter-too-many-items = Too many items in one step
refusal-pledged = What was promised in public is not handed on, withdrawn, merged or put back to residents
refusal-not-of-the-pledge = The due time is not the one that was promised
refusal-not-the-verifier = Only the body that the promise names may confirm the result

# used as: origin-*

origin-session = Promise made in a dialogue session

# used as: basis-*

basis-promise = As promised in public
basis-recommendation = As recommended by an overseer

verify-row-question = Question number

## The list and the page of a session

nav-dialogues = Dialogue
dialogues-title = Dialogue with residents
dialogues-sentence = Ask the city's agencies directly. Every question must get an answer, a promise with a date, or a refusal with its reason.
dialogues-none = No session yet
dialogues-none-sentence = When a dialogue session or a reception day is announced, its time and the place to ask appear here.
dialogues-coming = Now and next
dialogues-over = Over
dialogues-calendar = Calendar of sessions (iCalendar)
dialogues-commitments = What was promised
dialogue-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
dialogue-promises = { $count ->
    [one] { $count } commitment
   *[other] { $count } commitments
}
error-session-missing = There is no such session
error-session-missing-explained = The code may be mistyped. The list of sessions stands on the page Dialogue.
error-way-dialogues = See the dialogue sessions

# used as: session-state-*

session-state-planned = Questions open soon
session-state-collecting = Taking questions
session-state-live = Going on now
session-state-closed = Over
session-state-followed-up = Everything promised is settled
session-state-cancelled = Cancelled

# used as: session-kind-*

session-kind-conference = Dialogue session
session-kind-reception = Reception day

# used as: session-reason-*

session-reason-weather = Weather
session-reason-place = The place cannot be used
session-reason-host = Whoever was to answer cannot come
session-reason-demand = More people or questions than foreseen
session-reason-correction = A mistake in the announcement is corrected

# used as: attendance-*

attendance-in-person = In person
attendance-online = Online
attendance-hybrid = In person and online

# used as: refuse-*

refuse-outside-competence = Outside competence
refuse-other-channel = A formal complaint or denunciation, which has its own procedure
refuse-secret = The law forbids disclosing it
refuse-pending = Before a court or an inspection
refuse-off-subject = Not the subject of the session
refuse-answered = Answered with another question

# used as: question-channel-*

question-channel-paper = On paper
question-channel-phone = By telephone

session-ask = Ask a question
session-floor = On the floor
session-questions = Questions
session-counts = Questions with a result: { $done } of { $all }.
session-waiting = { $count ->
    [one] { $count } waits for moderation.
   *[other] { $count } wait for moderation.
}
session-moderation = Log of moderation
session-no-questions = No questions yet
session-no-questions-sentence = You may be the first to ask.
session-pages = Pages of questions
session-page-before = Previous page
session-page-next = Next page
session-when = When
session-first = First set for
session-place = Place
session-attendance = Form
session-link = open the stream
session-host = Host
session-from = Questions from
session-until = Questions until
session-people = People who came
session-never-held = Its time has passed; it was not held
session-attended = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
session-agenda = Agenda
session-minutes = { $minutes } min
session-calendar = Add to the calendar
session-board = Board for the hall
session-read-minutes = Minutes
session-wards = Questions by ward
session-topics = Questions by field
session-unsaid = Not said
live-news = There is news. Show it
live-lost = Connection lost, trying again
live-refresh = Refresh the page
board-no-floor = No question on the floor yet
queue-first = Put first
queue-up = Up
queue-down = Down
queue-hint = This order is the moderator's; the board in the hall follows it.
speaking-who = Agency that answers
speaking-nobody = Nobody answers yet
speaking-do = Note
speaking-hint = The agency alone is noted, no person's name.
speaking-times = Time that each agency took for answers
speaking-since = { $agency }: speaking, since { $time }
board-next = Next
board-no-next = No question is waiting.
board-ask = Ask with your phone
board-refresh-itself = Refresh every 10 seconds
board-back = Page of the session

## A question

question-awaits = The question waits for moderation before its words appear.
question-awaits-moderator = Awaits moderation
question-behind = { $count ->
    [one] { $count } person asks or supports
   *[other] { $count } people ask or support
}
question-seconds = { $seconds } s
question-minutes-seconds = { $minutes } min { $seconds } s
question-of-number = question { $number }
question-number = Question { $number }
question-merged-into = see question { $number }
question-with = Questions that were merged into this one:
question-taken-back = Whoever asked has withdrawn this question.
question-case = Follow this: { $code }
question-support = Support
question-supported = You support this question
question-join = I ask this too
question-open = Awaits an answer
question-on-floor = On the floor
question-withdrawn = Withdrawn
question-merged = Merged into another
question-hidden = Hidden
question-answered = Answered
question-promised = Commitment made
question-in-writing = Answer in writing promised
question-refused = Not answered, with a reason
question-judged-yes = The asker: this answers the question
question-judged-no = The asker: this does not answer the question
question-ask-title = Ask a question
question-ask-sentence = No account needed. You get a link of your own to see the answer and to say whether it is what you asked.
question-alike = There are similar questions
question-alike-sentence = If it is the same, support it or ask with it, so that it comes up sooner. If not, send yours below.
question-text = Your question
question-text-hint = Ask one thing, 500 characters at most. Do not name other people.
question-topic = Field
question-area = Ward or commune where you live
question-no-area = Not said
question-no-topic = Not said
question-send = Send the question
question-send-anyway = Send my question all the same
question-after = The words appear after moderation. That a question was asked stands in the public journal at once.
question-contact-hint = It is never public. This service does not send e-mails yet: you see the answer with the private link that you get after sending.
question-too-short = A question needs at least { $count } characters
question-join-title = Ask this too
question-join-sentence = You get a link of your own and are asked for your view when there is an answer.
question-accuse = A moderator holds the question back and may take names out before it is published. For a denunciation the law has a way of its own, which protects you:
question-mine = Your question
question-joined = The question you ask too
question-own-words = As you wrote it
question-session = Session
question-mine-wait = There is no answer yet. Keep this link to look again.
question-mine-merged = Question { $number } was merged into question { $main } below. What becomes of that one becomes of yours too.
question-mine-withdrawn = You have withdrawn this question, so there will be no answer.
question-mine-hidden = This question is not published. The reason stands in:
question-judge = Does the answer answer your question?
question-judge-sentence = Your view counts in public. You may change it later.
question-judge-text = Why
question-judge-yes = It answers my question
question-judge-no = It does not
question-withdraw = Withdraw the question
question-withdraw-sentence = Only possible while nobody else asks it, and once the session has begun, while nobody supports it either.

## At the desk

desk-dialogues = Dialogue
desk-dialogues-none = Announce the first one with the button above.
session-announce = Announce a session
session-announce-sentence = The announcement is written into the public journal. Its first time is kept for good, whatever changes.
session-announce-send = Announce
session-change = Change time or place
session-change-sentence = Readers see the first time and the reason for the change.
session-change-reason = Reason
session-change-send = Save the change
session-cancel = Cancel the session
session-kind = Kind
session-title = Title
session-subject = Subject
session-subject-hint = What residents are asked about, who answers, where papers are.
session-area = Scope
session-whole-city = The whole city
session-link-field = Online stream
session-link-hint = An address that begins with https://. Needed where the session is online only.
session-starts = Begins
session-ends = Ends
session-until-hint = In the hall questions are taken until the end.
session-agenda-hint = One item a line, such as “20: Report by the ward's chair”. An item without a length has no colon.
session-moderators = Moderators
session-moderators-hint = One person a line: name and office. Public with the announcement.
session-papers = Papers
session-papers-hint = One paper a line, such as “Report for the third quarter | https://…”. Of a paper that is handed out on the spot write the title alone.
session-fault-lines = At most 20 lines.
session-fault-paper = The line “{ $line }”: before the | stands the title, behind it an address that begins with https:// and has no spaces.
session-calendar-moderators = Moderators: { $who }
session-answers = Answering: { $agency }
session-fault-agenda = The line “{ $line }”: before the colon stands the number of minutes, in digits. Without a length, leave out the colon.
session-fault-agenda-long = The agenda takes { $planned } minutes, but the session has { $length }.
session-fault-time = Give date and time, such as 5/12/2026 14:00
session-fault-day = Choose a date, such as 5/12/2026
session-fault-ends = The end must come after the beginning
session-fault-past = This time has passed: the end must lie ahead
session-fault-until = The time for questions must end after it begins and no later than the session
session-fault-link = The address must begin with https://
session-fault-people = Give a number in digits
session-state = State
session-open-questions = Questions without a result
session-done-questions = Questions with a result
session-none-open = No question is waiting.
session-public-page = Public page
session-do-open = Take questions now
session-do-start = Begin the session
session-do-close = Close the session
session-do-attend = Note the number
session-do-file = Enter a question from paper or telephone
session-file-sentence = Enter one slip after another. After the last, print one sheet with the private link of each asker, to cut and hand over.
session-close-hint = { $count ->
    [one] { $count } question must get its result before closing.
   *[other] { $count } questions must get their results before closing.
}
session-minutes-edit = Minutes
question-as-written = As written
question-moderate = Moderation
question-redacted = Words that appear instead
question-redacted-hint = Leave empty to publish it as written.
question-redact-reason = Why other words are shown
question-fault-redacted = With a reason, write the words that stand in place of the original. To publish it as it was written, choose no reason.
question-no-reason = Choose a reason
question-do-show = Publish
question-hide-reason = Reason for hiding
question-do-hide = Hide the question
question-do-call = Call to the floor
question-merge = Merge
question-into = Merge into question number
question-into-hint = Whoever asked this still gets the answer and is still asked for their view.
question-fault-into = Give the number of the other question
question-do-merge = Merge
question-do-unmerge = Take apart
question-ends = Result
question-end-answer = Answer
question-agency = Agency that answers
question-words = Answer
question-do-answer = Note the answer
question-end-promise = Commitment
question-promise-sentence = Only with every part it is a commitment. With one missing it is a statement: note it as an answer.
promise-observable = What residents will see
promise-observable-hint = What can be seen when it is done, such as “all 14 lamps of the alley are lit at 19:00”.
promise-place = Where
promise-area = Ward or commune
promise-category = Field
promise-agency = Agency that owes it
promise-due = By
promise-measure = How it is measured
promise-measure-hint = Such as “lit lamps are counted”.
promise-evidence = What counts as evidence
promise-evidence-hint = Such as “photos before and after, from the same place”.
promise-verifier = Who verifies
promise-verifier-hint = The agency that owes it never verifies itself.
promise-words = The speaker's own words
question-verifier-all = The asker, those who asked too, or an overseer
question-do-promise = Note the commitment
question-fault-due = The date must lie ahead
question-fault-verifier = Whoever confirms must be neither the responsible agency nor a body above it
oversight-fault-below = Nobody may confirm its own work or that of a body below it: choose another agency
question-end-writing = Promise an answer in writing
writing-observable = What the answer will be about
question-do-writing = Note the promise
question-end-refuse = No answer, with a reason
question-refuse-reason = Reason
question-authority = Where it belongs
question-no-authority = Not said
question-refuse-words = Explanation for the asker
question-do-refuse = Note the reason
question-changed = While you were writing, this question changed: { $what }. What you wrote is still below. Look again, and send it if you still want to.
question-typed = What you wrote; it is not saved
question-channel = How the question came
question-on-slip = Question on the slip or from the call
question-asker-area = Ward or commune where the asker lives
question-publish-at-once = I have read it; publish at once
question-publish-at-once-hint = Published word for word. Leave it open where a question needs other words or must be hidden, and look at it later.
question-fault-publish = This may name and accuse a person and cannot be published at once. Untick it, enter the question, then open its page to publish it in other words with a reason, or to hide it.
question-fault-sent-before = This form was sent before with other words. What you wrote is still below; send it again to enter it as another question.
question-enter-next = Enter and go on with the next slip
question-enter = Enter and see the link
question-entered = Question { $number } is entered. It waits for a moderator.
question-entered-published = Question { $number } is entered and published.
slips-title = Links for those who sent slips
slips-entered = { $count ->
    [one] One slip was entered in this sitting.
   *[other] { $count } slips were entered in this sitting.
}
slips-only-here = The server does not keep private links: they stand on this page alone, so print before you close it.
slips-print = Print the links
slips-sentence = Cut along the lines and hand each to whoever asked. The server does not keep these links: once this page is closed they cannot be printed again.
slips-strip = At this private link you read the answer and say whether it answers your question. Please give it to nobody else.

## Minutes

minutes-title = MINUTES
minutes-file = minutes
minutes-begin = Beginning: { $what }.
minutes-place = Place: { $what }.
minutes-chair = Chair: { $what }.
minutes-moderators = Moderators: { $what }.
minutes-secretary = Secretary: { $what }.
minutes-people = People who came: { $what }.
minutes-attendees = Present: { $what }
minutes-opening = Opening
minutes-questions = Questions and results
minutes-conclusion = Conclusion of the chair
minutes-hidden = (Not published; the reason stands in the log of moderation)
minutes-unpublished = (Words not published yet)
minutes-merged = Merged into question { $what }.
minutes-after = Dealt with after the session was closed: { $what }.
minutes-answered = Answered by: { $what }.
minutes-refused = Not answered in the session, because: { $what }.
minutes-promised = Commitment of { $what }: { $text } Due: { $due }. { $verifier ->
    [none] Confirmed by the asker or somebody else than this agency.
   *[other] Confirmed by { $verifier }.
} Followed under the code { $code }.
minutes-in-writing = { $what } promised an answer in writing, due { $due }, followed under the code { $code }.
minutes-end = The session ended at { $what }.
minutes-sign-secretary = SECRETARY
minutes-sign-chair = CHAIR
minutes-sentence = Questions, answers and promises stand there already. Only the fields below must be written.
minutes-approved = The minutes are approved. The hash of the text stands in the public journal.
minutes-changed = The public reads exactly what was approved. What is saved below differs from it; approve it again to publish it.
minutes-as-text = Text
minutes-other = Saved by somebody else just now
minutes-stale = Somebody else saved the minutes while you were writing. Theirs stand below, yours are still here; save again to replace theirs.
minutes-field-chair = Chair
minutes-field-number = Number of the minutes
minutes-number-hint = Left empty, the place of the number stays open for a hand.
minutes-field-symbol = Symbol
minutes-symbol-hint = What follows the slash, such as BB-UBND.
minutes-field-recipients = Recipients
minutes-recipients-hint = One a line, without dash and semicolon.
minutes-recipients = Recipients: { $who }.
minutes-fault-number = The number must be a whole number from 1 to 99999, or left empty.
minutes-fault-symbol = The symbol is written without spaces, such as BB-UBND.
minutes-field-secretary = Secretary
minutes-field-attendees = Present
minutes-save = Save
minutes-approve = Approve what was saved
minutes-preview = Preview of what was saved

## Commitments

commitments-title = What was promised
commitments-sentence = Each promise has an agency that owes it, a date, a measure and somebody who verifies it.
commitments-states = Filter by result
commitments-all = All
commitments-all-agencies = All agencies
commitments-filter = Filter
commitments-none = No promises here
commitments-none-sentence = A promise appears when it was made in full as a commitment at a dialogue session.
commitments-what = Promise
commitments-agency = Agency
commitments-due = By
commitments-state = Result
commitments-said = Made at
commitments-reported = Reported done on
commitments-moved = { $count ->
    [one] moved once
   *[other] moved { $count } times
}
commitments-rule = Kept means: reported done by the first promised date, and confirmed by somebody other than the agency. Moving the date does not change the one that counts. Past its date with no report that stands, a promise is broken.
commitments-embed = Put this list on your own site
commitments-embed-code = Code
commitments-embed-sentence = The frame always shows the latest results with the filters chosen here. It sets no cookie and holds no form.
commitments-embed-whole = See the whole list

# used as: pledge-*

pledge-running = Running
pledge-kept = Kept
pledge-late = Done, but late
pledge-unconfirmed = Nobody confirmed
pledge-broken = Broken

# used as: pledge-kind-*

pledge-kind-commitment = Promise
pledge-kind-written-answer = Promise of an answer in writing
pledge-kind-recommendation = Overseer's recommendation

## A promise or a recommendation on the page of its case

pledge-raised = Made in
pledge-assigned-to = { $agency }, to be done by { $time }
pledge-who-confirms = Whoever asked the question, and those who asked with them, say “Done” or “Not done” by their own links. The agency that promised and the bodies above it may not confirm it.
pledge-one-confirms = { $agency } alone may confirm this result.
