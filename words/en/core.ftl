### Words of every page: navigation, states, events, reasons, deadlines, errors.

## Site

site-name = Dân Tin
site-tagline = Residents report, residents confirm the result
site-sample-data = Sample data: every case on this page is made up for illustration.
site-not-official = This is not an official receiving channel unless an authority has announced it.
site-skip-to-content = Skip to main content
site-language-switch = Tiếng Việt

## Navigation

nav-label = Main navigation
nav-home = Home
nav-report = Report a problem
nav-cases = Cases
nav-map = Map
nav-results = Results
nav-help = Help
nav-desk = Desk
nav-sign-in = Sign in
nav-sign-out = Sign out

## Buttons

button-send = Send
button-continue = Continue
button-back = Back
button-save = Save
button-cancel = Cancel
button-search = Search
button-filter = Filter
button-clear-filters = Clear filters
button-next-page = Next page
button-previous-page = Previous page

## Yes and no

answer-yes = Yes
answer-no = No
answer-none = none
answer-unknown = unknown
answer-optional = optional

## States of a case; the code with - for _

# used as: state-*

state-assigned = Waiting to be accepted
state-in-progress = In progress
state-waiting-for-reporter = Waiting for the reporter
state-reported-resolved = Reported done, to be confirmed
state-unconfirmed = Not confirmed by anyone
state-confirmed-resolved = Confirmed done
state-reopened = Reopened
state-overdue = Overdue
state-declined = Declined, with reason
state-merged = Merged
state-withdrawn = Withdrawn

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
event-case-part-added = Supporting agency added
event-case-part-done = Supporting agency reported its part done
event-case-part-released = Supporting part no longer needed
event-case-asked = The agency asked the reporter
event-case-replied = The reporter replied
event-case-extended = Due time extended
event-case-reported-resolved = The agency reported it done
event-case-declined = Declined by the agency
event-case-confirmed = Confirmed done by a resident
event-case-contested = Contested: a resident says it is not done
event-case-expired = The time to confirm ended without an answer
event-case-joined = Another resident joined
event-case-merged = Merged into another case
event-case-unmerged = Separated again after a merge
event-case-withdrawn = Withdrawn by the reporter
event-case-hidden = Content hidden
event-case-shown = Content shown
event-case-published = Published after moderation
event-case-redacted = Personal details removed
event-case-imported = Imported from another system
event-content-erased = Content erased for data protection

## Why a case is declined

# used as: decline-*

decline-not-competent = No agency here is competent
decline-not-public-matter = Not a matter for a public authority
decline-private-dispute = A dispute between private persons, for mediation or a court
decline-formal-procedure = Needs the formal complaint or denunciation procedure
decline-already-decided = Already settled by a decision in force
decline-planned-work = Already planned, with a published date
decline-no-funds = No funds are allotted yet
decline-duplicate = The same as another case
decline-not-found = Checked on the spot, nothing was found
decline-insufficient-information = Not enough information, and a question went unanswered
decline-out-of-area = Outside the city
decline-abusive = Abusive or not serious
decline-other = Another reason, stated in words

## Why a case is returned

# used as: return-*

return-not-competent = Not our competence
return-wrong-area = Not our area
return-wrong-category = Wrong category
return-other-owner = Another body owns the asset
return-several-agencies = Needs several agencies, a coordinator should decide
return-other = Another reason, stated in words

## Why the due time is extended

# used as: extend-*

extend-weather = Weather or disaster
extend-materials = Waiting for materials or equipment
extend-several-agencies = Several agencies have to work together
extend-procedure = A legal procedure has to be followed
extend-complex = Complex, a further survey is needed
extend-funds = Waiting for funds
extend-other = Another reason, stated in words

## Why content is hidden

# used as: hide-*

hide-personal-data = Shows personal data
hide-accuses-person = Names a person and alleges an offence
hide-abusive = Insult or hatred
hide-spam = Advertising or spam
hide-state-secret = May hold a state secret
hide-not-a-report = Not a report
hide-court-order = By order of a court or authority
hide-graphic = Shocking picture
hide-other = Another reason

## Where a case came from

# used as: origin-*

origin-resident = Sent by a resident
origin-on-behalf = Entered by an officer on a resident’s behalf
origin-overseer = Oversight
origin-session = Dialogue session
origin-directive = Directive
origin-campaign = Campaign
origin-imported = Imported from another system
origin-open311 = Through Open311

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
role-clock = The system, by the clock
role-system = The system

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
# used as: weekday-*

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

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

## General errors

# used as: error-*

error-title = This could not be done
error-not-found = This page was not found
error-forbidden = You may not do this
error-sign-in-needed = Please sign in to go on
error-stale-form = The form was too old. What you typed is still below: please send it again.
error-conflict = Somebody else has just changed this case. Please look again, then go on.
error-too-many-requests = Too many requests in a short time. Please try again in a few minutes.
error-too-large = What was sent is too large
error-unavailable = The system cannot take this just now. Please try again in a few minutes; what you typed is not lost.
error-internal = Something went wrong here. It has been recorded.
error-required = Please fill this in
error-unknown-choice = This choice is not in the list
error-not-a-number = Please type a number
error-not-a-date = Please type a date such as 22/11/2026
error-text-too-long = The text has { $characters } characters; { $limit } are allowed
error-text-control = There is an unreadable control character at place { $place }. Please remove it.
error-count = { $count ->
    [one] There is { $count } thing to correct
   *[other] There are { $count } things to correct
    }
