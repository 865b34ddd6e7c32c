### What the frame and the shared components say.

## Frame

page-error-prefix = Error:
footer-emergency = If life is in danger, call now
footer-links = Footer links
footer-help = Help and contact
footer-channels = Where complaints and denunciations go
footer-data = Open figures and how they are counted
footer-verify = Check the public journal yourself
footer-moderation = Log of moderation
footer-desk = For officers
footer-motto = Listen so that people speak, speak so that people understand, act so that people trust.
footer-journal = Public journal: { $entries } entries
footer-version = Version { $version } ({ $build })
light-on = Turn data saving on
light-off = Turn data saving off
error-ways-on = What you can do
error-reference = Error code to tell the operator: { $reference }

## Notices

notice-information = Information:
notice-success = Success:
notice-warning = Note:
notice-error = Error:

## Navigation within a page

breadcrumb = You are here
stepper = Steps
step-of = Step { $step } of { $steps }
change = Change
pagination = Pages
copy = Copy
copied = Copied
qr-code = QR code
remove = Remove

## Forms

error-summary = { $count ->
    [one] One thing to fix before going on
   *[other] { $count } things to fix before going on
}
characters-left = Characters left: #
characters-over = Characters too many: #
photo-reading = Making the photo smaller…
photo-sending = Sending the photo…
photo-sent = Photo sent
photo-failed = Not sent yet, the photo will go with the report
photo-too-many = At most { $count } photos
photo-keep = Keep this photo
photos-more = { $count ->
    [one] { $count } more photo
   *[other] { $count } more photos
}

## A case

deadline-running = Due:
deadline-soon = Due soon:
deadline-overdue = Overdue since:
deadline-paused = Clock paused, earlier due time:
deadline-met = Done in time:
deadline-late = Done, but late:
deadline-first = First promised:
evidence-before = Before
evidence-after = After
evidence-no-before = No photo from before has been published
evidence-no-after = The agency sent no photo
voice-resident = Resident
voice-official = Official reply
voice-system = System
voice-internal = Internal note
journal-entry = Journal entry

## Filters, figures, maps

filters = Filter the list
filters-active = Filters in force
filter-remove = Remove filter:
chart-method = How it is counted
no-data = No data
map-cluster = # reports, zoom in
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-north = Move north
map-south = Move south
map-west = Move west
map-east = Move east
map-use-centre = Use the middle of the map
map-pin = Chosen place
map-failed = The map could not be loaded; the list beside it is complete.

## Device, drafts, keys

place-locate = Use my location
place-locating = Finding where you are…
place-located = Place found, accurate to about # m
place-coarse = Accurate to about # m only: please choose the ward or write the address as well
place-denied = The device does not tell its place. You can still write the address or choose the ward.
draft-saved = The draft is kept on this device; we have received nothing yet.
draft-discard = Delete the draft
draft-offline = Not sent: the device is offline. The page sends it when the network is back.
shortcuts-show = Keyboard shortcuts
shortcuts-title = Keyboard shortcuts
shortcut-rows = one row down, up
shortcut-open = open the chosen row
shortcut-search = go to the search
shortcut-accept = accept
shortcut-reply = reply
shortcut-help = open this help
close = Close
