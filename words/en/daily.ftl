### The desk's daily tools: saved views, many cases at once, what changed, shortcuts.

## Saved views

views-title = Saved views
views-sentence = Give a filter a name and open it again with one press. The count stands beside the name.
views-save-title = Save this filter
views-save-this = Save this view
views-filter = Filter:
views-name = Name of the view
views-share = Who uses it
views-own = Only me
views-shared-with = Everybody at { $agency }
views-save = Save the view
views-there = Saved views
views-none = There is no saved view yet
views-none-sentence = Filter the inbox, then choose “Save this view”.
views-too-many = { $count ->
    [one] There is one view already. Remove it, then save again.
   *[other] There are { $count } views already. Remove one, then save again.
}
views-name-taken = Another view has this name. Please choose another one.

## Many at once

bulk-all = Choose all
bulk-choose = Choose
bulk-with-chosen = With the chosen rows:
# used as: bulk-button-*

bulk-button-assignee = Assign…
bulk-button-accept = Accept…
bulk-button-ask = Ask…
bulk-button-return = Return…
bulk-button-assign = Name the lead agency…
bulk-button-merge = Merge…
# used as: bulk-title-*

bulk-title-assignee = Assign several cases
bulk-title-accept = Accept several cases
bulk-title-ask = Ask in several cases
bulk-title-return = Return several cases
bulk-title-assign = Name the lead agency of many cases
bulk-title-merge = Merge several cases
bulk-each = Each case is judged by its own rules. A case for which this is not possible says why; the others go on.
bulk-ask-hint = Everybody who reported one of these gets the same question. The clock of each case stops until there is an answer.
bulk-assign-hint = Each case goes to this agency, and its time to accept begins anew. The public journal tells the agency that led it.
bulk-merge-hint = The earliest report stays, and the others are merged into it.
bulk-merge-two = Choose at least two cases to merge.
bulk-merge-other = The case that stays is now { $code }. Please look again, then send.
bulk-chosen = { $count ->
    [one] One case
   *[other] { $count } cases
}
bulk-not = Not possible:
bulk-go = { $count ->
    [one] Do it with one case
   *[other] Do it with { $count } cases
}
bulk-back = Back to the inbox
bulk-none = No case is chosen. Mark at least one row.
bulk-too-many = At most { $count } cases at a time. Please unmark some.
bulk-pause = After sending you have { $count } seconds to undo. Then it is written into the public journal and cannot be deleted.
bulk-stale = Somebody acted on this case after you opened the list. Please look at it.
bulk-missing = This case was not found.
bulk-failed = The server could not do this. Open the case and do it there.
bulk-no-colleague = The chosen officer does not work for the agency that leads this case.
bulk-leads-already = This agency leads the case already.
bulk-changed-since = Somebody has assigned it anew since, so it stays.
bulk-cancelled = Undone: nothing has happened.
bulk-waits = { $count ->
    [one] It will be done in one second.
   *[other] It will be done in { $count } seconds.
}
bulk-runs = It is being done. Open the page again in a moment.
bulk-done = Done: { $done } · not done: { $refused } · undone: { $undone }
bulk-late = It is too late to undo
bulk-late-explained = The public journal has it. To correct it, open the cases and take the next step.
bulk-undo = Undo
bulk-look = See the result
bulk-final = What stands in the public journal cannot be taken back silently: open the case and take the next step.
bulk-words = Words to be sent
# used as: bulk-item-*

bulk-item-waiting = Waiting
bulk-item-done = Done
bulk-item-refused = Not done
bulk-item-undone = Undone
bulk-item-kept = Stays: the others are merged into it
# used as: bulk-state-*

bulk-state-waiting = Waiting
bulk-state-done = Done
bulk-state-cancelled = Undone
bulk-list = Earlier batches
bulk-list-sentence = What you assigned, accepted, asked and returned for several cases at once.
bulk-list-none = There is nothing yet
bulk-list-none-sentence = Mark some rows of the inbox, then choose what to do.

## What changed

changes-title = What changed
changes-sentence = What others did in cases that you handle or watch, since you last looked.
changes-count = { $count ->
    [one] One case changed
   *[other] { $count } cases changed
}
changes-none = Nothing new
changes-none-sentence = You have seen everything.
changes-all-seen = I have seen all
changes-seen = Seen
changes-given = Newly given to you
changes-handled = You handle it
changes-watched = You watch it
changes-more = { $count ->
    [one] One more event before
   *[other] { $count } more events before
}
watch-on = Watch
watch-off = Stop watching

## Who is at it

presence-by = Being handled by { $names }
presence-looking = Being looked at by { $names }
presence-writing = { $name } (writing)

## Shortcuts

desk-key-assign = assign to an officer
desk-key-transfer = return the case
desk-key-reply = ask, or enter an answer
desk-key-status = next step
desk-key-mark = mark the row
desk-key-peek = quick view
desk-keys-page = Shortcuts on a page of their own, and their switch
desk-keys-sentence = For the inbox and the page of a case. While you type in a field, these keys are plain letters.
desk-keys-are-on = Shortcuts are on for this account.
desk-keys-are-off = Shortcuts are off for this account.
desk-keys-switch-on = Switch shortcuts on
desk-keys-switch-off = Switch shortcuts off

## Prepared replies

replies-title = Prepared replies
replies-sentence = Words to put into a form. An officer always reads and changes them before sending.
replies-new = Write a new one
replies-none = There is none yet
replies-none-sentence = Heads of agencies and coordinators write them here.
replies-retired = no longer used
replies-of-city = The whole city
replies-owner = Belongs to
replies-name = Name
replies-step = For the step
replies-body = Words
replies-body-hint = Residents will read this: write plainly and name no person. The places in braces below are filled in for each case.
# used as: replies-name-*

replies-name-code = code of the case
replies-name-category = category or service
replies-name-area = ward
replies-name-agency = lead agency
replies-name-due = due time that runs
replies-no-due = no due time yet
replies-save = Save
replies-look = See it as residents do
replies-retire = Stop using it
replies-preview = Residents will see
replies-versions = Saved versions
replies-stale = Somebody has just saved another version. Your words are still below, the newest version stands at the end of the page. Saving again replaces it.
replies-unknown-name = There is no place called “{ $name }”. Only the names listed below can be used.
replies-brace = A brace opens and does not close, or closes and did not open. Write each place in one pair of braces.
replies-choose = Choose one
replies-insert = Put it into the words

## Sheet for a visit

sheet-title = Site visit sheet
sheet-print = Print the sheet
sheet-qr = Scan to open the case on a phone
sheet-words = Words of the report
sheet-found = Found at the place
sheet-as-told = As reported
sheet-other = Different from the report
sheet-nothing = Nothing there any more
sheet-danger = Dangerous, to be fenced off at once
sheet-done = Done
sheet-photo-before = Photo before
sheet-photo-after = Photo after
sheet-measured = Measured, figures below
sheet-when = Date, time
sheet-who = Signature and name of the officer
sheet-printed = Printed

## At the place

field-title = At the place
field-open = Open the field view
field-open-map = Open a map on this device
field-before = Before the work
field-after = After the work
field-take = Take or choose photos
field-send = Send photos
field-waiting = Not sent (#). The photos are kept on this device and go by themselves when there is a network.
field-sending = Sending, # left
field-sent = All photos are sent
field-door = Not sent (#). Your session has ended: sign in again, the photos are still on this device.
field-refused = Photos that the server did not take: #. They are not JPEG, PNG or WebP, too large, 20 are there already, or the case is no longer with this agency.
field-full = This device has no room left. Not sent (#): keep this page open and send again when there is a network; closing it loses them.
field-again = Send again
field-drop = Throw these away
field-photo-alt = Photo just sent
field-draft-hint = Photos here are not public. When you report the result, you choose which of them are evidence.
field-resolve = Report resolved
field-only-lead = Only officers of the lead agency send photos here.
field-no-photo = No photo is chosen.
field-taken = Photo taken at the place
field-turned = The server did not take the visit of #. Words and photos are still on this device.
field-visit-open = Write down a visit on a phone
field-visit-photos-hint = At most 20 photos. They are published with the words: avoid faces and number plates.
field-visit-kept = Words and photos are kept on this device, also without a network. Pressing send once is enough: with a network it goes by itself, and is public.
field-visit-send = Send the visit
field-visit-edit = Edit further
field-visit-waiting = Not sent (#). Words and photos are kept on this device and go when there is a network.
field-visit-sent = Everything is sent
field-visit-not-now = The round is at a step at which no visit is taken. The draft on this device is kept.
field-visit-stale = The round has just changed. Look at its page, open this page again, and send if it is still needed.
field-visit-wrong-state = The round is at the step “{ $state }”, so no visit can be added.
error-field-too-many = Each case keeps at most 20 photos that wait to be used. Remove some, then send again.
