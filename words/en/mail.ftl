### E-mail and alerts.

mail-greeting = Hello,
mail-subject-case = { $code }: { $what }
mail-subject-cases = { $count ->
    [one] { $count } of your reports has news
   *[other] { $count } of your reports have news
}
mail-subject-all = { $count ->
    [one] { $count } of the things you sent in has news
   *[other] { $count } of the things you sent in have news
}
mail-subject-alert = { $heading }: { $what }
mail-subject-alerts = { $count ->
    [one] { $count } report that you follow has news
   *[other] { $count } reports that you follow have news
}
mail-received = Your report has been received
mail-received-agency = { $agency } must accept it by { $time }.
mail-joined = We have noted that you see this too
mail-shown = The words have been moderated and published
mail-question-hidden = Your question is not published
mail-question-merged = Your question is dealt with as question { $number }
mail-question-unmerged = Your question stands on its own again
mail-session-changed = The session was moved to { $time }
mail-session-changed-otherwise = The announcement of the session was changed; it begins { $time }
mail-session-cancelled = The session was cancelled
mail-new-case = New report
mail-hidden-title = Your report
mail-hidden = This report is not public now. There is news: please see your private page.
mail-call-answer = Is it done? Please press “Done” or “Not done” on your private page before { $time }.
mail-call-reply = The agency waits for your answer. Please answer on your private page.
mail-call-judge = Does that answer your question? Please say so on your private page.
mail-link-hint = Your private page opens with the private link on your receipt, or in the e-mail “Private link” if you sent that to yourself. We do not store that link, so this e-mail cannot contain it.
mail-link-hint-question = Your private page opens with the private link that you got when you asked or joined a question. We do not store that link, so this e-mail cannot contain it.
mail-open = See the public page
mail-why-cases = You get this e-mail because you left your address when you reported or joined a report.
mail-why-questions = You get this e-mail because you left your address when you asked a question, joined one or reported something.
mail-why-alerts = You get this e-mail because you signed up for alerts.
mail-choices = Change or stop these e-mails
mail-by-machine = A machine wrote this e-mail. Please do not answer it.

alerts-title = News by e-mail
alerts-description = Get an e-mail when there is a new report, when an agency says it is done and when residents confirm it, where and about what you choose.
alerts-sentence = You get an e-mail when there is a new report, when an agency accepts it or says it is done, and when residents confirm or say it is not. News close together become one e-mail.
alerts-case-sentence = You get an e-mail when there is news of this report. News close together become one e-mail.
alerts-of-consultation = Consultation { $code }
alerts-consultation-sentence = You get an e-mail three days before the time for comments ends, and one if that time is made longer.
alerts-of-case = Report { $code }
alerts-of-circle = within { $metres } m of the place you chose
alerts-near = How far around the place of report { $code }?
alerts-metres = { $metres } m
alerts-radius = Radius
alerts-around = Or around my position
alerts-radius-hint = Only used with the place of your device; then no ward need be chosen.
alerts-email = E-mail address
alerts-email-hint = Used for this news alone, never published, and deleted when you stop.
alerts-button = Sign up
alerts-feeds = Would you rather leave no address? Read with a feed reader:
alerts-no-mail = This city sends no e-mail yet. You can follow with a feed reader:
alerts-link-case = News of this report by e-mail
alerts-link-near = News from around here
alerts-link-list = News by e-mail
alerts-fault-all = Choose a category, a ward or a place
alerts-fault-near = The place of this report is not shown exactly; choose a ward
alerts-fault-email-marks = The part before the @ may only hold letters without accents
alerts-fault-email-long = This address is longer than e-mail allows. Please use another one
alerts-sent-title = Please look into your mailbox
alerts-sent-sentence = We have sent an e-mail to that address. Open the link in it to begin; if nobody does, the address is deleted after three days. If that address has this alert already, there is no new e-mail.
alerts-confirm-title = News by e-mail
alerts-confirm-sentence = Would you like news of: { $wish }?
alerts-confirm-button = Yes, send me news
alerts-mail-subject = Confirm your alert
alerts-mail-why = You get this e-mail because somebody, probably you, entered this address to get news.
alerts-mail-sentence = You would like news of: { $wish }. Please open the page below to confirm.
alerts-mail-button = Confirm
alerts-mail-after = If it was not you, ignore this e-mail: nothing more is sent, and your address is deleted after three days.

mail-choices-title = E-mails to you
mail-choices-sentence = This page opens only with the link in e-mails to you.
mail-choices-cases = News of your reports and questions
mail-choices-cases-on = You get e-mail when there is news of the reports, questions and comments that you sent or joined.
mail-choices-cases-off = You get no e-mail about your reports, questions and comments.
mail-choices-end-cases = Stop these e-mails
mail-choices-resume-cases = Begin again
mail-choices-weekly = Weekly e-mail
mail-choices-weekly-on = You get the page “Overview” by e-mail every Monday morning.
mail-choices-weekly-off = You get no weekly e-mail.
mail-choices-alerts = Your alerts
mail-choices-no-alerts = You have no alert.
mail-choices-end = Stop
mail-choices-end-alerts = Stop all
mail-choices-new = Sign up for another
mail-done-confirmed = You are signed up and get an e-mail when there is news.
mail-done-ended = Stopped
mail-done-resumed = You get e-mail about your reports, questions and comments again.
mail-done-resumed-weekly = You get the weekly e-mail again, from next Monday.
mail-stopped-sentence = You get no more e-mail of this kind.

my-mail = News by e-mail
my-mail-on = When there is news of this report, we write to { $address }.
my-mail-off = No e-mail goes to { $address }.
my-mail-stopped = No e-mail can go to { $address }: its reader has stopped these e-mails, or the address does not work. The private link on your receipt still works.
my-mail-end = Send no more e-mail
my-mail-begin = Send me e-mail
my-mail-link-sentence = E-mails with news do not hold your private link, since we do not store it. You can send it to your own mailbox; whoever reads that mailbox can then answer for you.
my-mail-link = Send my private link to my mailbox
my-mail-link-subject = Private link of report { $code }
my-mail-link-body = This is your private link to report { $code }. Please keep this e-mail.
my-mail-link-why = You get this e-mail because somebody with the private link just sent it to the address that was left.
my-mail-said-on = E-mails with news are on
my-mail-said-off = E-mails with news are off
my-mail-said-sent = Sent. Please look into your mailbox.
my-mail-said-later = It could not be sent yet. Please try again in some minutes.
my-mail-said-refused = The mail server refuses this address. The private link on your receipt still works.

mail-trial-subject = A trial e-mail from Dân Tin
mail-trial-sentence = This e-mail shows that the server can send e-mail. If you can read it, all is well.
mail-trial-why = You get this e-mail because the operator of the server is trying it out.

desk-nav-mails = E-mails sent
desk-mails-sentence = Which e-mail went to whom, when and about which report or session. The words of e-mails are not kept.
desk-mails-off = The server sends no e-mail
desk-mails-off-explained = The operator has set no mail server.
desk-mails-case = Code of the report or session
desk-mails-none = No e-mails
desk-mails-none-sentence = When an e-mail is sent, it stands here.
desk-mails-at = When
desk-mails-to = To
desk-mails-list = Kind
desk-mails-cases = Reports, sessions
desk-mails-state = State
desk-mails-erased = (erased)
# used as: mail-list-*
mail-list-cases = news of what one sent in
mail-list-alerts = alert
mail-list-weekly = weekly e-mail
mail-list-confirm = confirmation of an alert
mail-list-link = private link
mail-list-trial = trial
# used as: mail-state-*
mail-state-waiting = waiting
mail-state-sent = sent
mail-state-refused = address refused
mail-state-failed = could not be sent
mail-state-bounced = came back
mail-state-withdrawn = not sent any more

desk-look = See the e-mail first
desk-look-title = The e-mail that residents will get
desk-look-readers = { $count ->
    [0] Nobody left an address with this report: no e-mail will be sent, residents see it on the page. The step has not been taken.
    [one] It will go to { $count } person. The step has not been taken.
   *[other] It will go to { $count } people. The step has not been taken.
}
desk-look-nothing = This step is not told by e-mail.

report-contact-hint-mail = Never public. Only the agency in charge, the city's coordinators, its privacy officers and account administrators can see it. If you leave an e-mail address, we write when there is news of your report; you can stop that at any time. The private link that you get after sending remains the surest way to follow it.
question-contact-hint-mail = It is never public. If you leave an e-mail address, we write when your question is published, merged, answered or promised an answer, and when what was promised has a result; you can stop that at any time. Keep the private link that you get after sending: only it opens the page where you say whether the answer answers your question.
