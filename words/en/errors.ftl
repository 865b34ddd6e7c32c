# Error pages and refusals of general use.

# used as: error-*
error-page-missing = There is no such page
error-page-missing-explained = The address may be incomplete, or the page has moved.
error-case-missing = This report was not found
error-case-missing-explained = The code may be mistyped, or the report is not public.
error-secret-missing = This private link opens no report
error-secret-missing-explained = Please compare it with the link on your receipt: the part after /my/ has 26 characters, and each of them counts.
error-photo-missing = There is no such photo
error-photo-missing-explained = The photo is not public yet, or it was taken down.
error-method = This address does not take such a request
error-method-explained = It takes only what a form of this site sends. Please go back to that page and send it again.
error-forbidden = You may not do this
error-invalid = Something you sent is not valid
error-unknown-choice = This choice is not in the city's list. Please go back and choose again.
error-no-such-case = No report has this code. Please check each character.
error-redaction-reason = Choose why something is left out: the public journal says it
error-stale = Somebody else acted on this report before you
error-stale-explained = What you were about to do was not stored. Open the report again, see what changed, and decide then.
error-refused = This cannot be done now
error-too-large = This is too large to send
error-too-large-explained = A photo may have 8 MB at most, three photos at a time. What you typed is still on the page before: use your browser's back button.
error-too-many = You are sending too fast
error-too-many-explained = { $count ->
    [one] Please wait { $count } second and try again.
   *[other] Please wait { $count } seconds and try again.
 } What you typed is still on the page before.
error-busy = Another file is being made
error-busy-explained = Long files are made one after the other. { $count ->
    [one] Please try again in { $count } second.
   *[other] Please try again in { $count } seconds.
 }
error-crowded = Too many photos are being sent right now
error-crowded-explained = Nothing was stored. What you typed is still on the page before: use your browser's back button and try again in { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}.
error-disk-full = The server has no room left
error-disk-full-explained = This was not stored; everything stored before is whole. The operator has been told. Please keep this page and try again in a few minutes.
error-unavailable = The server cannot answer right now
error-unavailable-explained = Nothing was lost. Please try again in a few minutes.
error-read-only = Nothing can be changed right now
error-read-only-explained = The city's data are being compared with the public journal, because the two do not agree. Everything can still be read. What you just sent was not kept: please send it again later; if it is urgent, call the numbers at the foot of this page.
error-unexpected = Something went wrong on our side
error-unexpected-explained = If you sent something, it was not stored. Please try again; if it fails again, tell the operator the code below.
error-way-home = To the home page
error-way-cases = See the list of reports
error-way-help = Help
error-forbidden-role = This belongs to another role. Ask the right person, or an administrator.
error-forbidden-sign-in-again = What guards an account is changed within 15 minutes of signing in. Sign in again, then go on.
error-forbidden-csrf = The form has expired or was not sent from this site. Please open the page again and repeat.
