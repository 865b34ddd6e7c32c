### What the frame and the shared components say.

## Frame

page-error-prefix = Error:
footer-emergency = If life is in danger, call now
footer-links = Footer links
footer-help = Help and contact
footer-channels = Where complaints and denunciations go
footer-data = Open figures and how they are counted
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
notice-success = Done:
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
    [one] One thing to mend before going on
   *[other] { $count } things to mend before going on
}
characters-left = # characters left
characters-over = # characters too many
photo-reading = Making the photo smaller…
photo-sending = Sending the photo…
photo-sent = Photo sent
photo-failed = Not sent yet, the photo will go with the report
photo-too-many = At most { $count } photos
photo-keep = Keep this photo

## A case

tag-merged = Merged
deadline-running = Due:
deadline-soon = Due soon:
deadline-overdue = Overdue since:
deadline-paused = Clock paused, earlier due time:
deadline-met = Done in time:
deadline-late = Done, but late:
deadline-first = First promised:
evidence-before = Before
evidence-after = After
evidence-no-before = The reporter sent no photo
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
map-cluster = # cases, zoom in
map-zoom-in = Zoom in
map-zoom-out = Zoom out
map-north = Move north
map-south = Move south
map-west = Move west
map-east = Move east
map-use-centre = Use the middle of the map
map-pin = Chosen place
map-failed = The map could not be loaded; the list beside it is complete.
