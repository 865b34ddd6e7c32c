# The leaders' page
dashboard-title = Overview
dashboard-nav = Overview
dashboard-public = These are the published figures, counted from { $entries } entries of the journal at { $time }.
dashboard-public-page = See the public page
dashboard-change = last month { $last }, the month before { $before }
dashboard-help = Who needs help
dashboard-needs-help = { $agency } has the most overdue work: { $late }.
dashboard-nothing-late = Nothing is overdue just now.
dashboard-agencies = Figures by agency
dashboard-agency = Agency
dashboard-late-title = What is late
dashboard-late = { $count ->
    [one] { $count } case is overdue.
   *[other] { $count } cases are overdue.
}
dashboard-promises-sentence = Due this month: { $due }; already late: { $late }.
dashboard-reopened = At work again: { $reopened }.
dashboard-explanation = Explanation
dashboard-explanation-asked = Asked
dashboard-ask = Ask for an explanation
dashboard-asked = The handler has been asked for an explanation.
dashboard-asked-before = This case is no longer late, or an explanation was asked for already.
dashboard-explain-note = Please explain: this has been overdue since { $due }. Note the reason and when it will be done.
dashboard-weeks = The last twelve weeks, by agency
dashboard-weeks-explained = Each bar is the reports received in a week; the dark foot is how many of them are late now. All share one scale.
dashboard-weeks-counted = Counted straight from { $entries } entries of the journal; the published tables go by month.
dashboard-weeks-sentence = Reports: { $received }; late now: { $late }
dashboard-week = Week of { $week }: received { $received }, late now { $late }
dashboard-week-begins = Week of
dashboard-table = Table
dashboard-leads = Lead figures
dashboard-figure = Figure
dashboard-value = Value
dashboard-leads-change = Change
dashboard-where = Where it is late
dashboard-where-most = { $area } has the most overdue work: { $late }.
dashboard-where-key = Overdue cases against the ward with most of them

# The weekly mail
weekly-subject = Reports this week, { $day }: { $late } overdue
weekly-help = Where most is overdue
weekly-late = Overdue the longest
weekly-title = Get this page by e-mail
weekly-address = E-mail address
weekly-hint = One e-mail every Monday morning, with exactly the figures of this page. The first comes within minutes.
weekly-begin = Get the weekly e-mail
weekly-end = Stop it
weekly-goes-to = Every Monday morning an e-mail goes to { $address }.
weekly-stopped = The weekly e-mail no longer goes to { $address }: its reader stopped it by the link in an e-mail, or the address does not work. You can sign up again.
weekly-begun = Noted. The first e-mail comes within minutes.
weekly-ended = The weekly e-mail is sent no more.
weekly-bad-address = This address is not right yet. For example: name@city.example
weekly-dead-address = E-mails do not reach this address. Please use another one, or ask the operator to allow it again.
weekly-why = You get this e-mail because you chose, at the desk of Dân Tin, to get the page “Overview” by e-mail.
explanations-title = Why cases are late
explanations-lead = Somebody above asks why a case is late; whoever handles it answers here. Question and answer are also notes of the case, which the public does not read.
explanations-none = Nobody has asked yet
explanations-none-explained = Questions are asked on the page “Overview”, in the list of late cases.
explanations-asked = { $name } asks why
explanations-answered = { $name } answers
explanations-why = Why it is late
explanations-why-hint = Say why, and when it will be done. Only the desk reads it; leave out personal data.
explanations-answer = Send the answer
explanations-waiting = Waiting for the lead agency to answer
explanations-answer-gone = The words are gone, or you may not read the notes of this case.
