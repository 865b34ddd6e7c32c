### The officers' desk: signing in, the inbox, the case, filing for a resident.

## The door

sign-in-title = Sign in to the desk
sign-in-sentence = For officers. Residents report and follow without an account.
sign-in-login = Login
sign-in-password = Password
sign-in-button = Sign in
sign-in-forgotten = Forgotten your password? The city's account administrator sets a new one; passwords are never sent by e-mail.
sign-in-wrong = Login or password is not right. Please check both.
sign-in-until = Too many wrong attempts from here. You can try again from { $time }. The account is not locked: its owner still gets in from a familiar computer.
sign-in-busy = The server is checking many sign-ins. Please try again in a few seconds.
sign-in-ended = Your session has ended; what you just sent was not recorded
sign-in-ended-explained = What you typed is still on the page before. Sign in in another tab, go back to that page, open the form again and send it.
sign-in-factor-there = This account has two-step sign-in by now
sign-in-factor-there-explained = Your session had shown the password alone, so it cannot add a second step, and nothing was changed. Sign in again with the password and the step that is there. If it was not you who set it up, tell the administrator of accounts at once.

## Account

account-title = My account
account-password = Change password
account-present = Present password
account-wanted = New password
account-wanted-hint = At least 10 characters. A short sentence is better than a difficult word.
account-again = New password again
account-change = Change password
account-changed = Password changed; other computers were signed out
account-present-wrong = The present password is not right.
account-again-differs = The two new passwords are not the same.
account-sessions = Sessions
account-sessions-count = { $count ->
    [one] One session is open: this one.
   *[other] { $count } sessions are open, this one included.
 }
account-sign-out-everywhere = Sign out everywhere

## Navigation

desk-nav-inbox = Inbox
desk-nav-file = File for a resident
desk-nav-account = Account

## Inbox

desk-views = Views
# used as: desk-view-*

desk-view-open = Open
desk-view-mine = Mine
desk-view-unassigned = Nobody's yet
desk-view-due-today = Due today
desk-view-overdue = Overdue
desk-view-reopened = Reopened
desk-view-waiting = Waiting for the reporter
desk-view-to-decide = For the coordinator to decide
desk-view-reported = Waiting for confirmation
desk-view-moderation = Awaiting moderation
desk-view-ended = Ended

desk-any = All
desk-filter-category = Category
desk-filter-area = Ward or commune
desk-filter-state = State
desk-filter-agency = Agency
desk-column-case = Case
desk-column-due = Due
desk-column-state = State
desk-column-assignee = Handled by
desk-column-age = Sent
desk-no-clock = No clock runs
desk-peek = Preview
desk-empty = No cases here
desk-empty-sentence = Choose another view, or remove a filter.
desk-sees-nothing = This account does not handle cases
desk-sees-nothing-explained = None of your roles belongs to a case. If you need one, ask the account administrator.
desk-preview-label = Preview of the case
desk-open-case = Open the case
desk-shortcuts = Keyboard shortcuts
desk-key-rows = next row, previous row
desk-key-open = open the chosen case
desk-key-find = go to the search
desk-key-help = show this list
desk-close = Close

## The case

desk-lead = Lead agency
desk-no-lead = None yet, waiting for the coordinator
desk-next-steps = Possible steps
desk-meanwhile = Meanwhile somebody else has
desk-meanwhile-own = Meanwhile you yourself have
desk-done-before = You did this already
desk-done-before-explained = This step was recorded when you pressed the button before, see below; nothing more was recorded now. What you typed is still there below.
desk-stale-own = You have just taken another step with this report
desk-stale-explained = Your step was not recorded. Below is what changed; what you typed is still here. Look again and send it if it is still needed.
desk-tabs = Parts of the case
desk-tab-conversation = Conversation
desk-tab-evidence = Evidence
desk-tab-location = Location
desk-tab-history = History
desk-content-closed = The reporter's words are not public yet and not yours to see.
desk-no-evidence = No photos or evidence yet
desk-no-evidence-sentence = Residents' photos and the proof of the result will stand here.
desk-facts = Facts
desk-as-the-resident = View as the resident sees it
desk-fact-service = Matter
desk-fact-origin = Source
desk-fact-submitted = Sent
desk-fact-first-due = First due time
desk-fact-assignee = Handled by
desk-fact-hand-overs = Hand-overs
desk-fact-extensions = Extensions
desk-fact-contests = Times contested
desk-fact-joins = People who joined
desk-fact-contact = Contact of the reporter
desk-fact-joiners = Contact of those who joined
desk-no-contact = No contact left
desk-nobody = Nobody yet
desk-somebody-else = An officer elsewhere
desk-assignee = Assign to
desk-assign = Assign
desk-note = Internal note
desk-note-hint = Only officers see it. It is never published.
desk-note-add = Add note
desk-no-area = Ward not known
desk-place-area = Ward or commune
desk-place-address = Address as the resident wrote it
desk-place-point = Coordinates
desk-place-public = Public
desk-place-public-point = The point on the map
desk-place-public-area = Only the ward's name
# used as: desk-photo-*

desk-photo-report = Photo by the reporter
desk-photo-reply = Photo with the answer
desk-photo-before = Photo before the work
desk-photo-after = Photo after the work
desk-photo-contest = Photo with the contest
desk-photo-partner = Photo that a partner system sent
desk-photo-kept = Keep the photo that was received

## History

desk-due-to-accept = Time to accept
desk-said-receive-by = To be accepted by { $what }
desk-said-due = Due: { $what }
desk-said-new-due = New due time: { $what }
desk-said-confirm-by = Waiting for confirmation until { $what }
desk-said-reason = Reason: { $what }
desk-said-to = Handed to: { $what }
desk-said-authority = Competent authority: { $what }
desk-to-agency = The right agency, named below
desk-to-coordinator = The city's coordinator decides
desk-shown-photos = { $count ->
    [one] One photo shown
   *[other] { $count } photos shown
 }
# used as: shown-*

shown-as-written = Shown as written
shown-redacted = Shown redacted; the original is sealed
shown-none = Shown without words

## Steps

# used as: desk-step-*

desk-step-accept = Accept
desk-step-resolve = Report resolved
desk-step-ask = Ask the reporter
desk-step-reply = Enter the answer
desk-step-return = Return
desk-step-extend = Extend
desk-step-decline = Decline
desk-step-assign = Name the agency
desk-step-confirm = Confirm
desk-step-contest = Contest
desk-step-publish = Publish
desk-step-hide = Hide
desk-step-erase = Erase data
desk-step-forward = Hand on to another system
# used as: desk-button-*

desk-button-accept = Accept
desk-button-resolve = Report resolved
desk-button-ask = Send the question
desk-button-reply = Record the answer
desk-button-return = Return
desk-button-extend = Approve the extension
desk-button-decline = Decline
desk-button-assign = Name the agency
desk-button-confirm = Confirm
desk-button-contest = Contest
desk-button-publish = Publish
desk-button-hide = Hide
desk-button-erase = Erase for good
desk-button-forward = Hand on
# used as: desk-done-*

desk-done-accept = Accepted
desk-done-resolve = Reported; residents are asked to confirm
desk-done-ask = Question sent; the clock is paused
desk-done-reply = Answer recorded; the clock runs on
desk-done-return = Returned
desk-done-extend = Extended; the first due time stays on record
desk-done-decline = Declined with reasons
desk-done-assign = Lead agency named
desk-done-confirm = Result confirmed
desk-done-contest = Contested; the case is open again
desk-done-publish = Published
desk-done-hide = Hidden
desk-done-erase = Erased; the public journal tells ground and time
desk-done-forward = Noted; the server will send it to the other system
desk-done-assignee = Assigned
desk-done-note = Note added

desk-accept-promise = If you accept now, it is due
desk-accept-hint = This due time is public and stays on record, even if it is extended later. If the matter is not yours, return it instead.
desk-return-to = To
desk-right-agency = The right agency
desk-agency-hint = Type part of the name, with or without accents
desk-agency-unknown = No single agency has this name. Type more of it and choose from the list.
desk-agency-oversees = This body oversees others and takes no work. Please choose another agency.
desk-reason = Reason
desk-words-public = Residents will read this: write plainly and name no persons.
desk-return-words = Explanation
desk-ask-words = Question
desk-ask-hint = Ask what you really need. The clock is paused until there is an answer.
desk-reply-words = What the reporter answered
desk-reply-hint = For answers by telephone or at the counter. Write what was said.
desk-new-date = New due date
desk-new-time = Time
desk-new-time-hint = The city's time; 17:00 if left empty.
desk-not-a-time = Type the time like 17:00
desk-due-too-far = The new due date may be two years ahead at most.
desk-due-in-the-past = The new due time must lie ahead.
desk-extend-words = Why more time is needed
desk-resolve-words = What was done
desk-resolve-hint = Say what was done and when, and where it can be seen. At least one piece of evidence is needed: photo, document or measurement.
desk-photos = Photos
desk-photos-after = Photos after the work
desk-photos-before = Photos before the work (optional)
desk-photos-hint = JPEG, PNG or WebP. Place and camera data are removed before publication.
desk-photos-before-hint = Without one, the reporter's photo stands beside.
desk-document = Add a document as evidence
desk-document-title = Title, number and date
desk-document-body = What it says
desk-measure = Add a measurement as evidence
desk-measure-title = What was measured
desk-measure-value = Value
desk-measure-not-a-number = The value must be a number, such as 140 or 2.5. The unit has a field of its own.
desk-measure-unit = Unit
desk-measure-instrument = Instrument
desk-decline-hint = This is public and the agency's final answer. If it is only another agency's matter, return it instead.
desk-basis = Legal basis
desk-basis-hint = Name and number of the act, and the article
desk-authority = Competent authority, if there is one
desk-decline-words = Explanation for the resident
desk-assign-agency = Lead agency
desk-confirm-hint = Confirm only what you have checked yourself. The agency that did the work and the bodies above it cannot confirm.
desk-confirm-words = How it was checked
desk-contest-words = What is not done
desk-contest-needs = A word or a photo is needed that says what is not done.
desk-publish-own-work = Your own agency works on this report: only a moderator of another body may change or leave out words or photos
desk-publish-hint = Take out names, telephone numbers, number plates and home addresses of others. The original is kept sealed.
desk-original = As the resident wrote it
desk-publish-text = Words that are shown
desk-publish-text-hint = Unchanged, they are shown as written; changed, they are shown as redacted; empty, no words are shown.
desk-redaction-reason = Why something is left out
desk-redaction-reason-hint = The reason stands in public in the journal. Taking every mark away to give the photo back needs none.
desk-publish-reason-hint = Needed when words are changed, shortened or not shown. The reason stands in public in the journal; what is left out does not.
desk-publish-photos = Photos that are shown
desk-publish-photos-hint = Only marked photos are shown. Look at faces and number plates.
desk-publish-photo = Show this photo
desk-publish-address = Address line that is shown
desk-publish-address-hint = Leave out the house number if it is a home.
desk-publish-ward-only = Make only the ward or commune public
desk-publish-ward-only-hint = Tick this if the point on the map tells where somebody lives. A point that is public stands in the journal and cannot be taken back.
desk-hide-hint = Nothing of it is shown any more, but the case is worked on and counted.
desk-erase-hint = What you choose is gone for good, for officers too. The course of the case, its clocks and the figures stay. The public journal tells which parts were erased, by which body and on which ground.
desk-erase-all-gone = Nothing is left that could be erased.
desk-erase-fields = Content to erase
desk-erase-fields-hint = The same content elsewhere in this case goes with it.
desk-erase-photos = Photos to erase
desk-erase-photos-hint = Original and all copies go. An original may hold the coordinates where it was taken.
desk-erase-photo = Erase this photo
desk-erase-beside = Notes and copies beside the case
desk-erase-beside-hint = These do not stand in the public journal.
desk-erase-partner = Copies of partner systems
desk-erase-partner-hint = The updates that partners sent, and their number of the case. What they keep themselves stays with them.
desk-erase-ground = Ground
desk-erase-ground-hint = The ground is public, in the journal.
desk-erase-sure = I have checked the request, and know that erasing cannot be undone
desk-erase-nothing = Choose at least one thing
desk-erase-unsure = Please confirm that you know it cannot be undone
desk-erase-trace = { $count ->
    [one] { $count } note or copy was erased here. Ground: { $ground }.
   *[other] { $count } notes or copies were erased here. Ground: { $ground }.
}
desk-nav-erasure = Requests to erase
desk-erasure-sentence = Residents asked to have their data erased. Open the case, question or comment to erase, or answer whoever asked and press “Answered without erasing”.
desk-erasure-none = No requests
desk-erasure-none-sentence = Requests from residents' own pages stand here.
desk-erasure-open = Look and erase
desk-erasure-settle = Answered without erasing
matter-erasure = Erase words of a question or comment
matter-erasure-way = Words of questions in sessions and of comments on drafts are erased here, by code and number. The host cannot erase them itself.
matter-erasure-code = Code of the session or draft
matter-erasure-of = number { $number }
matter-erasure-number = Number of the question or comment
matter-erasure-no-matter = No session or draft has this code
matter-erasure-no-number = No question or comment has this number
matter-erasure-fields-hint = The same words elsewhere in this question or comment go too; in approved minutes their place is left empty.

## As the resident sees it

desk-preview-title = This is what residents see now
desk-preview-public = Words and photos have passed moderation; names of officers and internal notes are not shown.
desk-preview-held = Awaiting moderation: residents see only category, ward, state and times.
desk-preview-hidden = Hidden: residents cannot open this page.
desk-preview-no-text = No words have been published.

## Filing for a resident

desk-file-title = File a report for a resident
desk-file-sentence = For people who telephone, write or come to the counter. They get a code and a private link as if they had sent it themselves.
desk-file-not-complaints = Formal complaints and denunciations have their own procedure and are not filed here.
desk-file-channels = See where they are received
desk-file-channel = How the resident reported it
desk-file-service = What it is about
desk-file-choose = Please choose
desk-file-no-area = Not known
desk-file-area-hint = If it is not known, the report goes to the coordinator.
desk-file-address = House, street or landmark
desk-file-text = The resident's words
desk-file-text-hint = Write what they mean. The words wait for moderation before they are shown.
desk-file-contact = How to reach the resident
desk-file-contact-hint = Optional. Only the lead agency, the coordinator and the privacy officer see it.
desk-file-name = Name
desk-file-phone = Telephone
desk-file-email = E-mail
desk-file-send = Send and print the receipt
desk-file-too-many-photos = A report takes at most 3 photos. Remove some and send again.
desk-file-again = This form was already filed as report { $code }; what differs this time was not taken in
desk-file-before = Report { $code } is filed
desk-file-before-sentence = What you sent now differs from what was sent before, so the difference was not taken in. All that you typed is still below: sent once more it becomes a report of its own.
desk-file-before-case = Open the report that was filed
desk-file-before-link = The resident's private link:
desk-receipt-title = Receipt
desk-receipt-sentence = Give this page to the resident, or read out code and link. The link is shown only this once.
desk-receipt-code = Public code
desk-receipt-link = Private link to follow, answer and confirm
desk-receipt-link-hint = Whoever has this link can answer and confirm: it should not be passed on.
desk-receipt-agency = Received by:
desk-receipt-due = To be accepted by:
desk-receipt-print = Print the receipt
desk-receipt-next = File another report

## Refused photos; file is the file's name

desk-refused-photo-heic = { $file }: a HEIC photo of a telephone. Please convert it to JPEG and send it again.
desk-refused-photo-not-an-image = { $file }: not a picture.
desk-refused-photo-unsupported = { $file }: only JPEG, PNG and WebP are taken.
desk-refused-photo-too-many-pixels = { $file }: too many pixels. Please make it smaller and send it again.
desk-refused-photo-too-large = { $file }: the file is too large. Please make it smaller and send it again.
desk-refused-photo-damaged = { $file }: cut off or damaged. Please take or copy it again.
desk-refused-photo-animated = { $file }: a moving picture; only still ones are taken.
desk-refused-photo-too-slow = { $file }: reading took too long. Please send a smaller one.

error-choose = Please choose one
error-form-broken = The form did not arrive whole. Please open the page again and send it again.
