### The words of the pages that everybody reads: home, list, one case, map.

## Home

crumb-home = Home
home-question = What needs fixing on your street?
home-lead = Send a photo and a few words. You learn at once which agency of { $city } is responsible and by when, and it is you who says whether it is done.
home-description = Report a problem where you live, follow the agency at work, and confirm the result yourself.
home-report = Report a problem
home-around = Look around me
home-track = Follow your report
home-pulse = How far the city has come
home-pulse-explained = Counted over all reports sent here, from the public journal that anyone can count again.
home-figure-accepted = Accepted in time
home-figure-confirmed = Confirmed done by residents or overseers
home-figure-contested = Contested
home-results = Before and after
home-newest = Newest reports
home-all-cases = { $count ->
    [one] See the one report
   *[other] See all { $count } reports
 }
home-empty = No reports yet
home-empty-explained = This page has just opened. If you see a pothole, rubbish, a broken lamp or a blocked drain, yours will be the first report.
home-how = From a resident's words to a result
home-how-send = You report
home-how-send-explained = A photo, a place, a few words. No account, and no name unless you wish.
home-how-act = The agency acts
home-how-act-explained = One agency is responsible, with a time to accept and a time to resolve. Hand-overs and moved dates are public, with reasons.
home-how-confirm = You confirm
home-how-confirm-explained = The agency cannot say “done” itself: residents or overseers do; “not done” opens the case again.

## Following by code

track-title = Follow a report
track-lead = Enter the code printed on the receipt.
track-label = Code of the report
track-hint = For example { $prefix }-7K3M9Q. Small or capital letters both work.
track-button = Find
track-list = Or look in the list of reports
track-empty = Enter the code of the report
track-malformed = This is not a code of ours. A code is { $prefix } and six letters or digits, for example { $prefix }-7K3M9Q.
track-unknown = No public report has this code. Please compare each character with the receipt.

## List

cases-title = Reports
cases-lead = Everything residents have reported and what the agencies did about it.
cases-description = The list of residents' reports: what, where, which agency, done or not.
cases-category = What
cases-area = Ward or commune
cases-state = State
cases-agency = Agency of the city
cases-period = Month sent
cases-all-categories = Everything
cases-all-areas = All wards and communes
cases-all-states = All states
cases-all-agencies = All agencies
cases-all-periods = All time
cases-count = { $count ->
    [one] 1 report
   *[other] { $count } reports
 }
cases-place = { $first }–{ $last } of { $total }
cases-on-map = See on the map
cases-download = Download exactly this list:
cases-none = No reports yet
cases-none-explained = As soon as somebody reports something, it appears here.
cases-none-match = No report matches
cases-none-match-explained = Take away one of the filters.
month-of-year = { $month } { $year }

# used as: standing-*

standing-open = Still to be done
standing-overdue = Overdue
standing-ended = Ended
standing-reported = Reported done at least once
standing-contested = Contested at least once
standing-redone = Being done again after a contest
standing-accepted-in-time = Accepted in time
standing-accepted-late = Accepted late
# used as: source-*

source-own = Worked on here
source-imported = Imported from another system

## One case

place-unknown = Ward not known
case-description = { $title } in { $area }: which agency, by when, and what was done.
case-sample = Sample data
case-sample-explained = This report is not real; it only shows how things work.
case-imported-from = Imported from { $system }, number { $id }
case-imported-explained = It is worked on in that system. Dân Tin repeats what that system says and has not confirmed the result, so it never counts as confirmed.
case-source-quoted = “{ $word }”: { $meaning }
case-source-says = What the other system says
case-source-lead = Agency responsible there
case-source-status = Status
case-source-agency = Agency responsible
case-source-agency-named = Agency responsible there: { $agency }
case-source-no-agency = The other system names no agency responsible.
case-source-requested = Sent
case-source-due = Due
case-source-ended = Closed or cancelled
case-source-updated = Last changed
case-source-data = Source of the data
case-redacted = This is a shortened version; the original stays sealed.
case-redacted-reason = This is a shortened version, because: { $reason }. The original stays sealed.
case-shown-reason = Part of it is not public, because: { $reason }.
case-held = The words wait for moderation
case-held-explained = The reporter's words and photos appear once somebody has checked that they reveal nobody's private details. What, which ward, which agency and the times are public at once.
case-report = The reporter's words
case-result = The result the agency reports
case-waits-for-confirmation = Waiting for confirmation until { $time }.
case-who-confirms = The reporter and those who joined answer “done” or “not done” with the private link on their receipt. The agency and the bodies above it can never confirm their own work.
case-timeline = Timeline
case-journal = Each line is an entry of the public journal; it never names persons, only roles and agencies.
case-verify = Check it in the public journal
case-agency = Lead agency
case-no-agency = No agency leads it yet: the coordinator is naming one.
case-urgent = Urgent
case-clock-receive = Acceptance
case-clock-resolve = Resolution
case-joined = { $count ->
    [one] 1 other has the same problem
   *[other] { $count } others have the same problem
 }
case-joined-more = { $count } more have the same problem
case-join = I see it too
case-join-explained = You get a private link of your own to follow it and to say whether it is done.
case-hand-overs = { $count ->
    [one] Handed over once between agencies
   *[other] Handed over { $count } times between agencies
 }
case-same-area = Other reports in this ward
case-code = Code of the report
case-print = Print this page
case-photo-report = Photo from the reporter: { $service }
case-photo-before = Before the work: { $service }
case-photo-after = After the work, photo from the agency: { $service }
case-assigned-to = { $agency }, to accept by { $time }
case-returned-to = { $reason }. Passed to: { $agency }
case-promised = Promised by { $time } ({ $rule })
case-due-after-reply = The clock runs again, now due { $time }
case-due-moved = { $reason }. Now due { $time }
case-due-again = To be done again by { $time }
case-confirm-by = Residents can confirm until { $time }
case-basis = Legal basis: { $basis }
case-right-authority = Competent body: { $agency }
case-source-word = The other system says: { $word }

## Map

explore-title = Map of reports
explore-lead = What is going on around you, and what has been done.
explore-description = A map of residents' reports by ward and commune.
explore-skip = Skip the map
explore-list = See as a list
explore-label = Map of reports
explore-by-area = Choose a ward or commune
explore-more = { $count ->
    [one] One more report in the full list
   *[other] { $count } more reports in the full list
 }
