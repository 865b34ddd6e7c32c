### The words of the results page: name, definition and method of each figure.

results-title = Results
results-lead = Counted by what residents and overseers confirm, not by what agencies report.
results-description = Figures on reports by agency, ward, category and month, with numerators and denominators.
results-gallery = Confirmed results, before and after
results-gallery-explained = Recent reports that residents or overseers have confirmed as done and that have published pictures of both moments. Nobody picks them.
results-gallery-all = All confirmed reports
results-period = Reports sent in
results-show = Show
results-all-time = All time
results-city = { $city } · { $period }
results-months = Month by month
results-months-message = Reports sent each month
results-months-measure = The last 12 months, reports worked on here.
results-map = Share confirmed by residents or overseers, by ward
results-compare = Compare
results-empty = No reports in this period
results-empty-explained = Choose another month.
results-ranked = { $count ->
    [one] By share confirmed; one has enough cases to compare
   *[other] By share confirmed; { $count } have enough cases to compare
 }
results-nothing-ranked = None has enough cases to compare yet
results-measure = Cases confirmed done by residents or overseers, of those the agency reported done · { $period }
results-caption = Figures of each · { $period }
results-minimum = Under { $count } cases only the fraction is shown and nothing is ranked.
results-none-of-them = Not known
results-matters = Dialogue, comments on drafts and oversight
results-matters-explained = Counted in the month in which the question was asked, the promise made, the comment or recommendation given. Hidden questions and comments are counted; those that their own authors withdrew are not.
results-matters-caption = Dialogue, comments on drafts and oversight by agency · { $period }
results-matters-minimum = Agencies stand by name. Under { $count } questions, promises, comments or recommendations only the fraction is shown.
results-imported = Imported from other systems
results-imported-explained = These cases are worked on elsewhere. Nobody confirms them here, so they stand apart and do not enter the figures above.
results-method = How it is counted
results-method-rows = Every figure leads to the reports behind it. Times are medians (half of the cases are faster, half slower), not means.
results-method-confirmed = “Confirmed” counts only when the reporter, somebody who joined, or an overseer said so. Silence is not consent: when the time to confirm passes without an answer, the case counts apart.
results-method-hidden = Hidden reports are counted, since hiding must not improve a figure; they are not listed, so a list may be shorter than its numerator.
results-counted = These figures were counted at { $time } from the first { $entries } entries of the public journal and written into the next one at once, so that nobody can change them later. What happens afterwards is part of the next publication.
results-again = Anybody can count them again with the command dantin verify. The files to compare:
results-definitions = Definition of each figure
figure-of = { $numerator } of { $denominator }
figure-length = { $length } (cases: { $cases })
figure-nothing-yet = none yet
figure-none-yet = Nothing to count yet

# used as: results-by-*

results-by-agency = By agency
results-by-area = By ward or commune
results-by-category = By category
# used as: results-head-*

results-head-agency = Agency
results-head-area = Ward or commune
results-head-category = Category

# used as: results-subject-*

results-subject-question = Questions at dialogue sessions
results-subject-commitment = Promises made at dialogue sessions
results-subject-comment = Comments on drafts
results-subject-recommendation = Recommendations of overseers

## Column names, short

# used as: column-*

column-case-received = Received
column-case-accepted-in-time = Accepted in time
column-case-reported-resolved = Reported done
column-case-confirmed-resolved = Confirmed
column-case-contested = Contested
column-case-overdue-now = Overdue now
column-case-time-to-reported-median = Time to reported done
column-question-answered = Questions answered
column-commitment-kept = Promises kept
column-comment-responded = Comments answered
column-comment-accepted = Comments accepted
column-recommendation-confirmed = Recommendations carried out

## Names of the figures

# used as: measure-*

measure-case-received = Reports received
measure-case-accepted-in-time = Accepted in time
measure-case-reported-resolved = Reported done by the agency
measure-case-confirmed-resolved = Confirmed done by others than the agency
measure-case-contested = Contested
measure-case-unconfirmed = Confirmed by nobody
measure-case-declined = Declined
measure-case-reopened = Being done again
measure-case-overdue-now = Overdue now
measure-case-redated = Due date moved
measure-case-hand-overs = Hand-overs between agencies
measure-case-time-to-acceptance-median = Time to acceptance, median
measure-case-time-to-acceptance-p90 = Nine in ten accepted within
measure-case-time-to-reported-median = Time to reported done, median
measure-case-time-to-reported-p90 = Nine in ten reported done within
measure-case-time-to-confirmed-median = Time to confirmed, median
measure-case-time-to-confirmed-p90 = Nine in ten confirmed within
measure-source-closed = Closed in their own system
measure-source-time-to-closed-median = Time to closed, median
measure-source-time-to-closed-p90 = Nine in ten closed within
measure-question-answered = Questions answered
measure-question-satisfied = Answered in the sense of the asker
measure-commitment-kept = Promises kept in time
measure-commitment-late = Promises done, but late
measure-commitment-broken = Promises broken
measure-commitment-redated = Promises whose date was moved
measure-comment-responded = Comments answered
measure-comment-accepted = Comments accepted
measure-comment-changed-text = Comments that changed the draft
measure-recommendation-answered-in-time = Recommendations answered in time
measure-recommendation-confirmed = Recommendations confirmed as carried out

## Definitions

# used as: figure-case-*

figure-case-received = Reports sent, and promises and recommendations made, in the chosen period.
figure-case-accepted-in-time = First acceptances by their time, of all first acceptances and of the cases that still wait for one though its time has passed. Promises are accepted when they are made and are not counted here.
figure-case-reported-resolved = Cases that the agency reported done at least once, with proof, of the cases received.
figure-case-confirmed-resolved = Cases confirmed done by somebody other than the agency, of those reported done at least once.
figure-case-contested = Cases that residents or overseers contested at least once, of those reported done at least once.
figure-case-unconfirmed = Cases whose time to confirm passed without an answer, of those reported done at least once.
figure-case-declined = Cases declined, of the cases received.
figure-case-reopened = Cases being done again after somebody contested them, of the cases received.
figure-case-overdue-now = Cases whose next step by an agency is late now, of those whose clock runs.
figure-case-redated = Cases whose due date was moved at least once, of the cases accepted.
figure-case-hand-overs = How often agencies gave cases back to be passed on, in all.
figure-case-time-to-acceptance-median = From sending to the first acceptance; half of the cases are faster.
figure-case-time-to-acceptance-p90 = From sending to the first acceptance; nine tenths of the cases are faster.
figure-case-time-to-reported-median = From sending to the first report of a result; half of the cases are faster.
figure-case-time-to-reported-p90 = From sending to the first report of a result; nine tenths of the cases are faster.
figure-case-time-to-confirmed-median = From sending to the confirmation; half of the cases are faster.
figure-case-time-to-confirmed-p90 = From sending to the confirmation; nine tenths of the cases are faster.
# used as: figure-source-*

figure-source-closed = Cases closed in their own system, of those imported from it. Closed does not mean confirmed by residents.
figure-source-time-to-closed-median = From sending to closing in their own system; half of the cases are faster.
figure-source-time-to-closed-p90 = From sending to closing in their own system; nine tenths of the cases are faster.
# used as: figure-question-*

figure-question-answered = Questions that got an answer, in the session or afterwards, of the questions asked, without those that their askers withdrew. A question merged into another one is answered with it. A promise or a refusal is no answer.
figure-question-satisfied = Askers who say that what came of it answers their question, of the askers who said yes or no. Who says nothing is counted on neither side.
# used as: figure-commitment-*

figure-commitment-kept = Promises of dialogue sessions that the agency reported done by the first promised date and that somebody else confirmed, of the promises that are decided: kept, late or broken.
figure-commitment-late = Promises confirmed as done that the agency reported after the first promised date, of the promises that are decided.
figure-commitment-broken = Promises that were declined, or whose first date has passed with no report that stands (none was made, or the last one was contested), of the promises that are decided.
figure-commitment-redated = Promises whose date was moved at least once, of all promises.
# used as: figure-comment-*

figure-comment-responded = Comments with a reasoned response by the drafter, their own or that of their group, of the comments made, without those that their authors withdrew.
figure-comment-accepted = Comments accepted in whole or part, of the comments with a response.
figure-comment-changed-text = Comments after which a later version changes a provision that the response names, of the comments accepted in whole or part.
# used as: figure-recommendation-*

figure-recommendation-answered-in-time = Recommendations answered in writing by the term of the law, of those with a term that were answered or whose term has passed, without those that the overseer let go.
figure-recommendation-confirmed = Recommendations that the overseer confirmed as carried out, of those that are followed up or done.

## One figure and what stands behind it

figure-of-period = Reports sent in
figure-within = Within
figure-of-cases = Counted over
figure-numerator = Numerator
figure-denominator = Denominator
figure-definition = Definition
figure-version = Version of the definition
figure-counted-from = Counted from
figure-entries = the first { $entries } entries of the public journal
figure-counted-at = Counted at
figure-published-in = Published in
figure-entry = entry { $entry } of the public journal
figure-cases = See the reports behind this figure
figure-cases-live = The list always shows the present state, so it may differ a little from the moment of counting; hidden reports are counted and not listed.
figure-matters = See what stands behind this figure
figure-check-entry = Check this entry of publication in the public journal
figure-again = Count it yourself
figure-again-how = There is no need to believe this page. This command reads the whole public journal, checks every entry, and counts every published figure again:
figure-again-files = The figures, the tables and the newest signed copy of the journal:
# used as: figure-source-*

figure-source-own = cases handled here
figure-source-imported = cases from other systems
