## Oversight and social critique: events, refusals, lists, the public pages and the desk's

# used as: event-*

event-round-planned = Put into the plan of oversight
event-round-moved = Visit moved to another day
event-round-notified = Plan sent to the overseen body
event-round-report-received = Report of the overseen body received
event-round-visited = Overseers were there
event-visit-shown = Parts of photos of a visit blurred, or shown again
event-finding-made = Something was found
event-recommendation-made = Recommendation made
event-recommendation-answered = Recommendation answered in writing
event-recommendation-let-go = Recommendation no longer followed up, with a reason
event-round-concluded = Result of the oversight published
event-round-closed = Oversight closed
event-round-cancelled = Oversight does not take place
event-critique-requested = Draft sent for social critique
event-point-raised = Point of critique raised
event-critique-delivered = Written critique sent
event-point-answered = Point of critique answered
event-critique-closed = Critique closed
event-critique-cancelled = Critique does not take place

# used as: refusal-*

refusal-notice-too-short = It is too late to give notice for this day, so move the visit
refusal-not-the-overseen = Only the agency that is overseen or got the recommendation may take this step
refusal-no-such-visit = There is no such visit
refusal-other-evidence = Blurring adds no photo of a visit and takes none away
refusal-no-such-finding = There is no such finding
refusal-no-such-recommendation = There is no such recommendation
refusal-recommendation-let-go = This recommendation is no longer followed up
refusal-answered-before = There is an answer in writing already
refusal-recommendations-open = It cannot be closed: a recommendation has no answer
refusal-recommendations-unconfirmed = It cannot be closed: it is not confirmed that every recommendation was carried out
refusal-no-such-point = There is no such point of critique
refusal-points-open = It cannot be closed: a point of critique has no answer

# used as: oversight-body-*

oversight-body-front = Fatherland Front committee
oversight-body-inspection-board = People's Inspection Board
oversight-body-investment-board = Community Investment Supervision Board
oversight-body-council = People's Council

# used as: oversight-form-*

oversight-form-documents = Study of documents
oversight-form-team = Oversight delegation
oversight-form-board = Through an inspection or investment board
oversight-form-joined = Together with a competent body

# used as: critique-form-*

critique-form-conference = Conference
critique-form-written = Opinions in writing
critique-form-dialogue = Direct dialogue

# used as: move-*

move-asked = The overseen body asked for it
move-notice = Notice could not be given in time
move-overseer = The overseer's own reasons
move-weather = Weather

# used as: drop-*

drop-plan = Taken out of the plan
drop-elsewhere = Another body oversees this
drop-subject-gone = What it was about is gone
drop-correction = Entered by mistake

# used as: let-go-*

let-go-reason-accepted = The reason for not doing it was accepted
let-go-subject-gone = What it was about is gone
let-go-taken-above = Taken to a body above
let-go-correction = Entered by mistake

# used as: oversight-reply-*

oversight-reply-accepted = Accepted
oversight-reply-partly = Partly accepted
oversight-reply-rejected = Not accepted, with the reason

# used as: round-state-*

round-state-planned = In the plan
round-state-notified = Notice given
round-state-under-way = Under way
round-state-concluded = Result published, recommendations are followed up
round-state-closed = Closed
round-state-cancelled = Does not take place

# used as: critique-state-*

critique-state-open = Under critique
critique-state-delivered = Waiting for the drafter's answers
critique-state-closed = Closed
critique-state-cancelled = Does not take place

# used as: private-field-*

private-field-subject = subject of the oversight
private-field-team = members of the delegation
private-field-project = project
private-field-visit = notes of the visit
private-field-finding = finding
private-field-reply = answer in writing
private-field-let-go = why it is no longer followed up
private-field-conclusion = result of the oversight
private-field-overseen-report = report of the overseen body
private-field-title = name of the draft
private-field-about = about the draft
private-field-point = point of critique
private-field-measure = how it is measured
private-field-evidence-expected = what counts as evidence
private-field-speaker-words = the speaker's own words

# used as: origin-*

origin-oversight = Overseer's recommendation

verify-row-recommendation = Recommendation number
verify-row-point = Point number

oversight-title = Oversight and critique
oversight-lead = Who oversees what, what was found and recommended, and what agencies did about it. Only the overseer confirms that a recommendation was carried out.
oversight-samples = Some of these are samples
oversight-samples-explained = Rounds and critiques that are samples are not real; they only show how things work.
oversight-sample-round = This round of oversight is not real; it only shows how things work.
oversight-sample-critique = This critique is not real; it only shows how things work.
oversight-sample = sample
oversight-rounds = Plan of oversight
oversight-none = No rounds of oversight yet
oversight-none-explained = Rounds of oversight will stand here once the plan is published.
oversight-round = Round of oversight
oversight-subject = Subject
oversight-overseer = Overseer
oversight-overseen = Overseen body
oversight-body = Kind of overseer
oversight-form = Form
oversight-area = Area
oversight-project = Project
oversight-team = Delegation
oversight-year = Plan of the year
oversight-visit-day = Day of the visit
oversight-first-visit = Day first planned
oversight-state = State
oversight-answered = Answered
oversight-of = { $done } of { $all }
oversight-clock-notice = Plan sent
oversight-clock-report = Report received
oversight-clock-result = Result published
oversight-result = Result of the oversight
oversight-recommendations = Recommendations
oversight-no-recommendations = No recommendations yet.
oversight-recommendation = Recommendation
oversight-owed-by = Owed by
oversight-from-finding = From finding number
oversight-its-case = Follow how it is carried out in case
oversight-answer-by = Answer in writing due
oversight-reply = Answer
oversight-unanswered = No answer yet.
oversight-from-paper = This answer came on paper; { $overseer } entered it in the place of whoever answers.
oversight-let-go = No longer followed up:
oversight-findings = Findings
oversight-visits = Visits
oversight-visit = Visit
oversight-photo-alt = Photo of visit { $number }
oversight-from-the-journal = Every step stands in the public journal, where no change goes unnoticed.
oversight-figure-answered = Recommendations answered
oversight-figure-answered-in-time = Answered within the term of the law
oversight-figure-confirmed = Confirmed as carried out
oversight-figure-in-time = Carried out in time
oversight-of-recommendations = { $count ->
    [one] of { $count } recommendation that is followed up
   *[other] of { $count } recommendations that are followed up
}
oversight-of-terms = { $count ->
    [one] of { $count } recommendation whose answer was due
   *[other] of { $count } recommendations whose answers were due
}

critique-title = Social critique
critique-lead = Drafts that were sent for critique, each point, and the drafter's answer to it.
critique-none = No draft has had a critique yet
critique-none-explained = Drafts will stand here once they are sent for critique.
critique-one = Social critique
critique-draft = Name of the draft
critique-critic = Critic
critique-drafter = Drafting agency
critique-submission = Day of submission
critique-submission-hint = A draft must be sent at least 15 days before its submission. A late one can still have its critique, and the public page says that it came late.
critique-about = About the draft
critique-about-hint = What it rules, and where it can be read.
critique-clock-sent = Draft sent for critique
critique-points = Points of critique
critique-point = Point
critique-no-points = No points yet.

oversight-desk-lead = Plan, visits, recommendations and answers. Everything entered here is public.
oversight-new = Add a round of oversight
oversight-new-lead = Subject, delegation and day are public as soon as they are saved.
critique-new = Send a draft for critique
critique-new-lead = Name and description of the draft are public as soon as they are saved.
oversight-choose = Choose
oversight-none-chosen = None
oversight-project-hint = Needed where a Community Investment Supervision Board supervises a project.
oversight-project-needed = Name the project
oversight-own-work = An overseer oversees neither itself nor a body under it
oversight-visit-in-the-past = The day of the visit must lie ahead
oversight-visit-too-far = The day of the visit may lie at most two years ahead
oversight-due-in-the-past = The day must not lie in the past
oversight-due-too-far = The day may lie at most five years ahead
oversight-recommends-to-itself = An overseer recommends nothing to itself
critique-own-work = A body cannot give the critique of its own draft
critique-submission-too-far = The day of submission may lie at most one year back or two years ahead
critique-nothing-to-deliver = There is no point of critique yet. Raise at least one before the critique is sent.
people-board-oversees = At a board of residents an account can only have the role of overseer. Choose that role or another agency.
oversight-own-ward-only = This board oversees its own ward only
oversight-not-this-body = This overseer does not act as a body of that kind
oversight-team-hint = Name bodies and offices, nothing private of persons.
oversight-visit-day-hint = The overseen body must have the plan at least 15 days before; 45 days where an investment is supervised.
oversight-begin = Save and publish
oversight-public-page = See the public page
oversight-steps = What can be done
oversight-no-step = There is no step for you here now.
oversight-notify-hint = Press this once plan, decision and request for a report were sent to the overseen body.
oversight-do-notify = The plan was sent
oversight-do-receive = Receive the report
oversight-report-words = What the report says in short
oversight-do-visit = Note a visit
oversight-visit-words = What was seen, and who was met (by office)
oversight-public-hint = This is public.
oversight-do-find = Note a finding
oversight-finding-words = Finding
oversight-do-recommend = Recommend
oversight-recommend-hint = A recommendation becomes a case of the agency that owes it. Only the overseer can confirm it.
oversight-observable = What will be seen or can be measured
oversight-due-day = To be carried out by
oversight-category = Field
oversight-measure = How it is measured
oversight-evidence = What counts as evidence
oversight-do-answer = Answer in writing
oversight-on-paper = You enter another agency's answer that came on paper; the public page and the journal say so.
oversight-number = Number
oversight-reply-words = The answer
oversight-reply-hint = Where something is not accepted, say why. This is public, and an answer is given once.
oversight-do-let-go = Follow up a recommendation no longer
oversight-let-go-words = Explanation
oversight-reason = Reason
oversight-do-conclude = Publish the result
oversight-conclusion-words = Result of the oversight
oversight-do-move = Move the visit
oversight-do-close = Close
oversight-close-hint = It can be closed once every recommendation that is followed up is answered and confirmed as carried out.
critique-close-hint = It can be closed once every point is answered.
oversight-do-cancel = It does not take place
critique-do-raise = Raise a point of critique
critique-point-words = Point of critique
critique-do-deliver = The written critique was sent
critique-deliver-hint = Press this once the written critique was sent to the drafter. After this step no points are added, and the drafter must answer each.

oversight-doc-link = Download the report
oversight-doc-number = No.
oversight-doc-report = REPORT
oversight-doc-critique = SOCIAL CRITIQUE
oversight-doc-round = Result of the oversight: { $subject }
oversight-doc-hearing = Results of oversight from { $from } to { $until }
oversight-doc-general = In general
oversight-doc-none = No round of oversight had a result in this time.
oversight-doc-archive = File
oversight-doc-signature = FOR THE OVERSEER
oversight-doc-sign = (Signature and full name)
oversight-doc-sample = SAMPLE DATA: no real result of oversight
oversight-doc-foot = Made from the public journal ({ $size } entries). Check at { $address }
oversight-follow-up = Recommendations being followed up
oversight-its-round = its round
oversight-hearing = Half-yearly reports
oversight-hearing-half = { $half ->
    [1] First half of { $year }
   *[other] Second half of { $year }
}
hearing-title = { $half ->
    [1] Report on oversight, first half of { $year }
   *[other] Report on oversight, second half of { $year }
}
hearing-rounds = Rounds with a published result
hearing-still-owed = Recommendations of earlier reports, not yet confirmed
hearing-answered = Answered on { $day }
hearing-answered-in-time = Answered in time, on { $day }
hearing-answered-late = Answered late, on { $day }
hearing-answer-by = Not answered yet, due { $day }
hearing-answer-overdue = Not answered, overdue since { $day }
hearing-unanswered = Not answered; the law names no term
hearing-not-awaited = No answer is owed any more
hearing-confirmation = Confirmed by the overseer
hearing-confirmed = Confirmed: { $state }
hearing-not-confirmed = Not confirmed: { $state }

# used as: hearing-work-*

hearing-work-running = still within its time
hearing-work-kept = in time
hearing-work-late = carried out late
hearing-work-broken = overdue or not carried out

## Content that was erased or is lost

oversight-erased = Erased content
oversight-erase-hint = The same words elsewhere in this file go too. With a photo, its original and all smaller copies go.
oversight-erase-photo = from entry { $number } of this file

# used as: round-field-*

round-field-subject = Subject
round-field-team = Team
round-field-project = Project
round-field-overseen-report = Report of the overseen body
round-field-visit = Visit
round-field-photo = Photo
round-field-finding = Finding
round-field-reply = Answer
round-field-let-go = Why a recommendation was let go
round-field-conclusion = Result
round-field-title = Name of the draft
round-field-about = About the draft
round-field-point = Point of the critique
