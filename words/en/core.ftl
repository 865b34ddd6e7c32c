### Words of every page: navigation, states, events, reasons, deadlines, errors.

## Site

site-sample-data = Sample data: every report on this page is made up for illustration.
site-journal-halted = The public journal has paused: what this server holds does not agree with what was signed before, so nothing more is written into it until a person has checked. Everything can still be read; for the moment no reports can be sent or worked on.
site-skip-to-content = Skip to main content
site-language-switch = Tiếng Việt

## Navigation

nav-label = Main navigation
nav-report = Report a problem
nav-cases = Reports
nav-map = Map
nav-results = Results
nav-help = Help
nav-desk = Desk
nav-sign-out = Sign out

## Buttons

button-continue = Continue
button-back = Back
button-filter = Filter
button-clear-filters = Clear filters
button-next-page = Next page
button-previous-page = Previous page

## Yes and no

answer-optional = optional

## States of a case; the code with - for _

# used as: state-*

state-unassigned = Waiting for an agency
state-assigned = Waiting to be accepted
state-in-progress = In progress
state-waiting-for-reporter = Waiting for the reporter
state-reported-resolved = Reported done, to be confirmed
state-unconfirmed = Not confirmed by anyone
state-confirmed-resolved = Confirmed done
state-reopened = Reopened
state-overdue = Overdue
state-declined = Declined, with reason
state-withdrawn = Withdrawn
state-source-open = Open in its own system
state-source-closed = Closed in its own system
state-source-cancelled = Cancelled in its own system

## What may be seen of a case

# used as: visibility-*

visibility-awaiting-moderation = Awaiting moderation
visibility-public = Public
visibility-hidden = Hidden

## Events of the timeline: the name of the journal event with - for . and _

# used as: event-*

event-case-submitted = Report sent
event-case-assigned = Sent to an agency
event-case-returned = Returned by the agency
event-case-accepted = Accepted by the agency
event-case-asked = The agency asked the reporter
event-case-replied = The reporter replied
event-case-extended = Due time extended
event-case-reported-resolved = The agency reported it done
event-case-declined = Declined by the agency
event-case-confirmed = Confirmed done
event-case-contested = Contested: not done
event-case-expired = The time to confirm ended without an answer
event-case-joined = Another resident joined
event-case-withdrawn = Withdrawn by the reporter
event-case-hidden = Content hidden
event-case-shown = Published after moderation
event-case-source-status = Status from its own system
event-case-forwarded = Handed on to another system too
event-case-forward-status = Status from another system
event-content-erased = Content erased

## Why a case is declined

# used as: decline-*

decline-outside-competence = No city agency has authority in this matter
decline-private-dispute = A dispute between private persons, for mediation or a court
decline-complaint-channel = A formal complaint, which has its own procedure
decline-denunciation-channel = A denunciation, which has its own procedure and protects the person
decline-under-proceedings = A court, an inspectorate or the police already deal with it
decline-insufficient-information = Too little to act on, and a question went unanswered
decline-duplicate = The same as a case already being handled
decline-no-violation-found = Checked: no rule is broken
decline-not-found-on-site = Checked on the spot: nothing was found
decline-already-planned = Already planned, with published dates
decline-proposal-not-adopted = The proposal was considered and is not followed
decline-abusive = Not a public matter, or a misuse of this service

## Why a case is returned

# used as: return-*

return-wrong-area = Outside the agency’s area
return-wrong-field = Another field of work
return-other-owner = Another body owns or runs it
return-other-competence = The law gives it to another level or body
return-several-agencies = Several agencies must act and none is plainly the lead

## Why the due time is extended

# used as: extend-*

extend-weather = Weather or disaster
extend-procedure = A legal procedure has to run first
extend-material = Waiting for material or equipment
extend-other-agency = Another agency or company must act first
extend-wider-work = The work is wider than reported
extend-no-access = The place cannot be reached at present

## Why content is hidden

# used as: hide-*

hide-personal-data = Shows personal data
hide-alleges-offence = Names a person and alleges an offence
hide-abusive = Insult or hatred
hide-not-public-matter = Not a public matter
hide-illegal-content = Illegal content
hide-endangers-reporter = Could endanger the person who reported

## On which legal ground content is erased

# used as: ground-*

ground-consent-withdrawn = Consent was withdrawn
ground-subject-request = Asked for by the person the data are about
ground-purpose-ended = The purpose is fulfilled or the time for keeping is over
ground-unlawful-processing = The data were collected or used unlawfully
ground-unlawful-content = The content is unlawful
ground-authority-order = Ordered by a court or a competent authority
ground-protects-person = To keep the person who reported or is named safe

## Private content by its field; numbered ones are followed by their number

# used as: private-field-*

private-field-text = words of the report
private-field-address = address
private-field-answers = further answers
private-field-place = exact place
private-field-contact = contact
private-field-words = words
private-field-basis = legal basis given in the answer
private-field-photo = photo
private-field-paper = document
private-field-public-text = words as redacted for the public
private-field-public-address = address as published
private-field-said = what another system says
private-field-proposal = proposed wording
private-field-organisation = name of the organisation
private-field-response = response

# Words of a session, a consultation or a round of oversight that are no more.

words-redacted = (These words were redacted when they were published)
words-gone = (No words here any more: they were erased or are lost.)
words-lost-title = Some of the words are lost
words-lost = { $count ->
    [one] The words of one entry were lost when the server was restored from an older copy. The public journal still has what happened, when and by whom, and the seal of every text; the words themselves it never had.
   *[other] The words of { $count } entries were lost when the server was restored from an older copy. The public journal still has what happened, when and by whom, and the seal of every text; the words themselves it never had.
 }

erased-here = Erased on { $date }: { $what }. Ground: { $ground }.
erased-told = From “{ $event }”: { $what }. Ground: { $ground }. The seal in the journal stays; the content is gone.

## Where a case came from

# used as: origin-*

origin-web = Sent by a resident on this site
origin-phone = By phone, entered by an officer
origin-paper = On paper, entered by an officer
origin-counter = At the counter, entered by an officer
origin-open311 = Through Open311
origin-import = Imported from another system

## Units of deadlines; count is the number of them

# used as: deadline-*

deadline-working-hours = { $count ->
    [one] { $count } working hour
   *[other] { $count } working hours
    }
deadline-working-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
    }
deadline-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
    }
deadline-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
    }
deadline-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
    }

## Kinds of deadlines

# used as: basis-*

basis-statutory = Set by law
basis-city-rule = City rule
basis-target = Target, not binding

## Roles at the desk

# used as: role-*

role-handler = Handler
role-head = Head of agency
role-coordinator = Coordinator
role-overseer = Overseer
role-editor = Editor
role-moderator = Moderator
role-privacy-officer = Privacy officer
role-administrator = Administrator
role-reporter = Reporter
role-joiner = Resident who joined
role-neighbour = Neighbour
role-partner = Partner application
role-routing = Automatic routing
role-clock = The system, when time is up
role-importer = Import

## Months and days of the week (1 is Monday)

# used as: month-*

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Numbers and lengths of time

format-percent = { $share } ({ $numerator } of { $denominator })
format-percent-of-none = no cases yet
duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
    }
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
    }
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
    }
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
    }
duration-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
    }
duration-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
    }
time-just-now = just now
time-ago = { $length } ago
time-ahead = in { $length }

## Why the rules of a case refuse a step

# used as: refusal-*

refusal-not-submitted = This case has not been submitted
refusal-already-submitted = This case has already been submitted
refusal-wrong-state = This step does not fit the present state
refusal-wrong-role = Your role may not take this step
refusal-wrong-origin = The role does not fit where the case came from
refusal-not-the-lead = Only the lead agency may take this step
refusal-joined-too-late = You joined after the agency had reported it done, so you cannot confirm it. If it is not done you can still say so
refusal-own-work = Whoever did the work, or stands above, cannot confirm it
refusal-approver-missing = An extension needs somebody above the officer
refusal-evidence-missing = At least one piece of evidence is needed
refusal-coordinator-must-decide = Handed over too often: the coordinator must decide
refusal-hand-over-to-itself = An agency cannot hand a case to itself
refusal-not-the-named-agency = It must go to the agency that the return named
refusal-due-not-later = The new due time must be later than the old one
refusal-too-early = The time to confirm is not over
refusal-time-went-back = The time lies before the step before it
refusal-time-out-of-range = The time lies outside what is allowed
refusal-imported-case = An imported case is handled in its own system
refusal-not-imported = Only for imported cases
refusal-others-joined = Others have joined, so it cannot be withdrawn
refusal-hidden = This case is hidden
refusal-too-many-items = More than twenty items in one step
refusal-already-forwarded = It was handed on to this system already
refusal-not-forwarded = The case was not handed on to that system
refusal-nothing-to-erase = Nothing was chosen to be erased

## Evidence

# used as: evidence-*

evidence-photo = Photo
evidence-document = Document
evidence-measurement = Measurement
# used as: phase-*

phase-before = Before
phase-after = After
phase-none = Evidence

## General errors

# used as: error-*

error-sign-in-needed = Please sign in to go on
error-required = Please fill this in
error-not-a-number = Please type a number
error-not-a-date = Please type a date such as 22/11/2026
error-text-too-long = The text has { $characters } characters; { $limit } are allowed
error-text-control = There is an unreadable control character at place { $place }. Please remove it.
