### E-mail and alerts.

mail-greeting = Hello,
mail-subject-case = { $code }: { $what }
mail-subject-cases = { $count ->
    [one] { $count } of your reports has news
   *[other] { $count } of your reports have news
}
mail-subject-alert = { $heading }: { $what }
mail-subject-alerts = { $count ->
    [one] { $count } report that you follow has news
   *[other] { $count } reports that you follow have news
}
mail-received = Your report has been received
mail-received-agency = { $agency } must accept it by { $time }.
mail-joined = It is noted that you have this problem too
mail-shown = The words have been moderated and published
mail-new-case = New report
mail-hidden-title = Your report
mail-hidden = This report is not public now. There is news: please see your private page.
mail-call-answer = Is it done? Please press “Done” or “Not done” on your private page before { $time }.
mail-call-reply = The agency waits for your answer. Please answer on your private page.
mail-link-hint = Your private page opens with the private link on your receipt, or in the mail “Private link” if you sent that to yourself. We do not store that link, so this mail cannot contain it.
mail-open = See the public page
mail-why-cases = You get this mail because you left your address when you reported or joined a report.
mail-why-alerts = You get this mail because you signed up for alerts.
mail-choices = Change or stop these mails
mail-by-machine = A machine wrote this mail. Please do not answer it.
