### Reporting: four steps, the other channels, joining.

## What

report-step-what = What
report-step-place = Photo and place
report-step-words = Words
report-step-check = Check, send
report-what-title = What do you want to report?
report-what-sentence = Four short steps, no account. Before you send, you see which agency has to deal with it and how long it has.
report-danger = Is somebody's life in danger?
report-danger-call = Call 113, 114 or 115 now; do not send it here.
report-danger-over = The danger is over, back to reporting
report-channels = Which of these is it?
report-channel-problem = I see a problem that needs to be dealt with
report-channel-proposal = I have a proposal
report-channel-complaint = A decision harms my rights
report-channel-denunciation = Somebody broke the law
report-search = Quick search
report-search-hint = For example: pothole, rubbish, street light, noise
report-search-button = Search
report-search-none = Nothing fits “{ $query }”. Please choose from the list below; if no kind fits, choose “Other”.
report-or-choose = Or choose from the list:
report-category = Choose what it is about
report-finer = More exactly (optional)

## Place

report-place-title = Photo and place
report-photos = Photos (3 at most)
report-photos-hint = A photo speeds things up. Place and camera data are removed before it is published. Better not to show faces and number plates.
report-photo-number = Photo { $count }
report-where = Where is it?
report-where-hint = One way is enough: your device's place, a name, a point on the map, or the ward or commune.
report-locate = Use my location
report-locating = Finding your location, a few seconds…
report-located = Location found, accurate to about # m. The ward follows from it.
report-located-coarse = Your device is only accurate to about # m, so only the ward is taken from it. Please add an address.
report-located-denied = Your device does not give its location. Please search by name or choose the ward below.
report-position-known = The chosen point lies in { $area }.
report-position-approximate = The chosen point is nearest to { $area } (approximate). If that is wrong, choose the ward below.
report-position-unclear = The point that was sent cannot be used. Drop it and choose again, or choose the ward below.
report-pin-open = Point it out on a map
report-pin-label = Map for pointing out the place
report-pin-hint = Tap the place. Tap again or move the map if it is not quite right; when it is, press “Continue” at the end of the page.
report-pin-move = Move and zoom the map
report-pinned = Marked on the map. The ward follows from it.
report-position-clear = Drop this point
report-address = Address or how to find it
report-address-hint = House number, lane, street, landmark; names of former wards and districts work too. “Search” finds the ward by name.
report-find = Search
report-matches = Is it one of these? Press to choose the ward or commune.
report-matches-none = This name was not found. Please choose the ward or commune below.
report-area = Ward or commune
report-area-hint = Leave it empty if you used your location or the map.
report-area-choose = Choose a ward or commune
report-draft-saved = The draft is kept on this device.
report-draft-discard = Delete the draft
report-draft-offline = You are offline. The draft is kept on this device and goes on when you are back online.

## Duplicates

report-similar-title = Has it been reported already?
report-similar-sentence = There are reports of the same kind nearby. If it is one of them, press “I see it too”: the agency learns that more people need it, and you can follow it like the one who reported it.
report-similar-distance = about { $distance } away
report-another = Mine is another one
report-joined = { $count ->
    [one] { $count } person sees it too
   *[other] { $count } people see it too
 }
report-waiting-title = A report nearby is waiting for a moderator
report-waiting-sentence = A report of this kind from nearby (sent { $ago }) waits for a moderator. Until then nobody is shown its words, photos or place. If you believe that it is about the same thing, you can be added to it; if you are not sure, send your own: reports about the same thing are joined later.
report-waiting-button = I believe it is the same
report-waiting-join = You are added to the report that waits, and you get a private link to follow it and to confirm the result. Words and photos that you have prepared are not sent with it: if you want to send them, choose “Mine is another one”.

## The same form, sent with other words

report-again-title = This report had been sent already
report-again-sentence = Report { $code } was taken in when you sent it before. What you sent now is different in places, and the changes were not taken in. What you typed is still below.
report-again-own = Open the private page of the report that was sent
report-again-typed = What you typed now
report-again-add = How to add it
report-again-reply = When the agency asks you something, you answer on the private page: keep what you want to add until then.
report-again-withdraw = If the first one was sent by mistake, withdraw it on the private page and send this one by the button below.
report-again-new = If what you changed matters, send what you typed now as a new report; the agency joins the two.
report-again-send = Send what I typed as a new report

## Words

report-words-title = Tell what is happening
report-text = What is happening
report-text-hint = { $count ->
    [one] What is happening, since when, what does it cause? At least { $count } character.
   *[other] What is happening, since when, what does it cause? At least { $count } characters.
 }
report-text-hint-photo = What is happening, since when? With a photo, a few words will do.
report-text-privacy = Please leave out names, telephone numbers and numbers of identity papers. A moderator reads the text before it is public.
report-contact = How to reach you
report-contact-hint = Never public. Only the agency in charge, the city's coordinators and its privacy officers can see it. This service does not send e-mails or messages yet: you follow your report with the private link that you get after sending.
report-name = Name
report-phone = Telephone
report-email = E-mail

## Check

report-check-title = Check and send
report-promise = Who deals with it, and by when
report-agency = Agency in charge:
report-receive-by = Has to accept it by
report-resolve-within = After accepting, has to resolve it within
report-urgent = This kind counts as urgent.
report-kind-problem = Report
report-kind-proposal = Proposal
report-row-kind = Kind
report-row-what = About
report-row-area = Ward or commune
report-row-address = Address
report-row-position = Point
report-row-text = Words
report-row-contact = Contact
report-row-photos = Photos
report-no-contact = None given
report-area-approximate = { $area } (approximate)
report-accuse-title = The text seems to name a person and to blame them for an offence
report-accuse = You can send it, but a moderator will hold it back and may remove the name before it is public. For denunciations the law has a procedure of its own that protects you:
report-accuse-link = where to send a denunciation
report-public = Public at once: kind, ward or commune, state and times. Words, photos and the point appear only after moderation. Your name and contact are never public.
report-public-coarse = For this kind the public place is the ward or commune, no more.
report-public-anonymous = You leave no contact: please keep the private link that you get after sending, since it is the only way to follow and to answer.
report-send = Send the report

## Faults

report-fault-category = Choose what it is about
report-fault-category-gone = This kind is no longer in the city's list. Please choose again; everything you filled in is still there.
report-fault-position = The point that was sent cannot be read. Drop it, or choose a ward.
report-fault-outside = This point lies outside { $city }. Drop it and choose the place again.
report-fault-pin-ward = Choose the ward or commune first, then press “Point it out on a map”
report-fault-area = Choose the ward or commune, or use your location
report-fault-far = The point on the map is far from { $area }. Please choose the ward or the point again
report-fault-area-gone = This ward or commune is not in the city's list. Please choose again.
report-fault-short = { $count ->
    [one] A little short: write at least { $count } more character, or go back and add a photo
   *[other] A little short: write at least { $count } more characters, or go back and add a photo
 }
report-fault-phone = A telephone number has 8 to 15 digits, such as 0912 345 678
report-fault-email = An e-mail address looks like name@example.vn
photo-fault = { $name }: { $reason }
photo-fault-heic = HEIC photos cannot be taken yet. On an iPhone: Settings, Camera, Formats, “Most Compatible”; or send a screenshot of the photo.
photo-fault-not-an-image = This file is no photo. Please choose a JPEG, PNG or WebP photo.
photo-fault-format = Photos in { $format } cannot be taken. Please choose JPEG, PNG or WebP.
photo-fault-pixels = { $count ->
    [one] The photo is too large, { $count } megapixel at most. Please make it smaller and send it again.
   *[other] The photo is too large, { $count } megapixels at most. Please make it smaller and send it again.
 }
photo-fault-bytes = The file is too large, { $count } MB at most. Please make it smaller and send it again.
photo-fault-heavy = This photo is too heavy to process. Please make it smaller and send it again.
photo-fault-truncated = The end of the photo is missing; perhaps it was not loaded completely. Please choose it again.
photo-fault-damaged = The photo is damaged and cannot be opened. Please choose another one.
photo-fault-animated = Moving pictures cannot be taken. Please choose a still photo.
photo-fault-gone = A photo had waited for more than a day and was deleted. Please choose it again; everything else you filled in is still there.
error-photo-hash = The photo that arrived does not match its hash. Please send it again.
error-unreadable-form = What was sent cannot be read. Please go back to the page before and send it again.

## Formal complaints and denunciations

channel-not-here = Not through this service
channel-authority = Who receives it
channel-needs = What it needs
channel-protection = How you are protected
channel-terms = Time limits by law
channel-law = Legal basis:
channel-letter = A letter to print
channel-letter-hint = What you type here stays on this device and is gone when you close the page. This page sends nothing.
channel-letter-to = To
channel-letter-from = From (name, address, contact)
channel-letter-person = The person denounced (name, position, workplace)
channel-letter-decision = The decision or act complained about, and whose it is
channel-letter-text = What happened, reasons, evidence enclosed
channel-letter-asks = What I ask for
channel-print = Print the letter
channel-print-hint = If you see no print button, use your browser's print command. Sign it after printing.

## Joining

join-title = I see this too
join-sentence = You are added to this report, and you get a private link to follow it and to say whether it is done.
join-button = I see it too
