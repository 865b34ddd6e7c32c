### Joint work of several agencies: parts, the rise of late cases, merged cases, links for contractors.

state-merged = Merged
event-case-part-added = A supporting agency was given a part
event-case-part-done = A supporting agency reported its part done
event-case-part-released = The part of a supporting agency is no longer waited for
event-case-escalated = Late: brought before those above
event-case-merged = Merged into another report
event-case-unmerged = A report of its own again
# used as: release-*

release-not-needed = The part turned out not to be needed
release-done-by-lead = The lead agency did it itself
release-taken-over = Another supporting agency did it
release-other-competence = It belongs to another level or body
release-no-answer = The supporting agency is late, and the rest cannot wait

refusal-part-of-the-lead = This is the lead agency, so it cannot be a supporting one too
refusal-part-is-open = This agency has a part that is not done yet
refusal-no-open-part = No part is waited for
refusal-parts-open = Supporting agencies have not finished their parts. Wait for them, or go on without a part for a public reason.
refusal-not-the-next-level = It is too early to bring it before this level
refusal-merged-into-itself = A report cannot be merged into itself
refusal-main-not-open = Reports are merged only into one that is open and shown
refusal-main-is-younger = Only the later report is merged into the earlier one, so that no promised date is lost
refusal-main-of-another = Another agency leads that report: only the coordinator merges them
refusal-main-unlike = The two reports differ in category or ward: only the coordinator merges them
refusal-has-followers = Other reports were merged into this one. Separate them first.
refusal-sample-with-real = Sample data and real reports are never merged

## On the public page and at the desk

joint-title = Joint work
joint-parts = Supporting agencies
joint-part-of = Part of
joint-released = No longer waited for:
joint-leads-now = it is the lead agency now
joint-part-given = { $agency }, due { $time }
joint-part-released = { $agency }: { $reason }
joint-risen = Late: brought before { $agency } on { $time }
joint-risen-to = Brought before { $agency }
joint-late-part = The part of { $agency } is late
joint-risen-explained = When a step is late, the system brings it before the head of the agency and then before the body above it.
joint-escalations = Times brought before those above: { $count }
joint-extensions = Times the due date was moved: { $count }
joint-merged = This report was merged
joint-merged-explained = All words and everybody who asked are kept. Work and confirmation go on at
joint-now-in = Worked on together with { $code }
joint-followers = Reports merged into this one:
joint-merged-into = Merged into
joint-my-merged = Your report is worked on together with one about the same matter
joint-my-merged-explained = Your words are kept as they are. Below is what happens to both; when the agency reports it done, you will be asked. The common report:

## Forms of the desk

joint-wish = { $name } asks for time until { $time }. Reason: { $reason }
joint-owing = It cannot be reported done yet; these parts are waited for:
joint-add-hint = A supporting agency has a due time of its own and says itself when it is done. Until then the report as a whole cannot be reported done.
joint-add-agency = Supporting agency
joint-add-words = What it is to do
joint-add-promise = Due time of the part, if given now:
joint-release-hint = The reason is published on the page of the report.
joint-release-part = Go on without the part of
joint-refuse-words = Why there is no more time
joint-private-words = Read by officers only, never published.
joint-ask-hint = The head of the agency or the body above decides. The first due date stays public.
joint-merge-hint = Everybody who asked follows the common report and is asked there whether it is done. It can be separated later.
joint-merge-into = Merge into report
joint-merge-into-hint = Code of the earlier report about the same matter
joint-merge-words = Explanation for residents
joint-into-unknown = This is not a code like { $prefix }-7K3M9Q.
joint-unmerge-hint = The report returns to the state it had. Its due time ran on meanwhile.
joint-drafts = Photos from the contractor
joint-drafts-hint = Choose photos as evidence. Those left out are not published.
joint-draft-take = Use this photo
joint-link-form-hint = Whoever has the link sees what is public of the report and what you write below, hands in photos and says that the work is done. What is not public and contacts of residents are not shown. It can be revoked at any time.
joint-link-brief = For the contractor to read
joint-link-brief-hint = What to do, and where. Only whoever has the link reads it; leave out names and telephones of residents.
joint-link-label = For whom
joint-link-days = Days of validity
joint-link-days-hint = From 1 to 90 days
joint-link-days-wrong = Days of validity: from 1 to { $most } days only
joint-link-title = Link for the contractor
joint-link-sentence = It is shown here once. Send it to the right person; if it is lost, revoke it and make another.
joint-link-hint = Opens on a phone, without an account
joint-links = Links for contractors
joint-link-by = made by
joint-link-until = Valid until
joint-link-opened = last opened
joint-link-done = said to be done
joint-link-revoke = Revoke
joint-link-revoked = Revoked
joint-link-expired = Expired
# used as: desk-step-*

desk-step-finish-part = Report the part done
desk-step-ask-extension = Ask for more time
desk-step-refuse-extension = Refuse more time
desk-step-add-part = Add a supporting agency
desk-step-release-part = Go on without a part
desk-step-merge = Merge
desk-step-unmerge = Separate
desk-step-work-link = Link for a contractor
# used as: desk-button-*

desk-button-finish-part = Report the part done
desk-button-ask-extension = Send for approval
desk-button-refuse-extension = Refuse
desk-button-add-part = Give the part
desk-button-release-part = Go on without it
desk-button-merge = Merge
desk-button-unmerge = Separate
desk-button-work-link = Make the link
# used as: desk-done-*

desk-done-finish-part = The part is reported done
desk-done-ask-extension = Asked for more time; it waits for approval
desk-done-refuse-extension = More time was refused
desk-done-add-part = The part is given; it stands in the agency's inbox
desk-done-release-part = No longer waited for; the reason is public
desk-done-merge = Merged; everybody who asked is asked at the common report
desk-done-unmerge = Separated
desk-done-work-link = The link is made
desk-done-revoke-link = The link is revoked

## The contractor's page

work-title = Work given to you
work-for = { $agency } gave this to { $label }.
work-until = The link is valid until
work-held = Words and photos of the report are not public, so they are not shown here. For more, ask the agency that gave you the work.
work-job = What is to be done
work-sent = Photos handed in
work-sent-hint = The agency sees these photos and chooses which of them prove the result.
work-send = Hand in the result
work-before = Photos before the work
work-after = Photos after the work
work-photos-hint = At most 3 photos at a time: JPEG, PNG or WebP
work-words = Message to the agency
work-words-hint = Read by officers only, never published.
work-say-done = This work is done
work-submit = Send
work-nothing = There is nothing to send yet: choose photos, write a message or mark it as done.
work-done = Said to be done on
work-done-explained = The agency looks at it and reports the result to the residents. More photos can still be handed in.
work-closed = This link opens no work any more
work-revoked = The agency has revoked the link.
work-expired = The link has expired.
work-over = The work has ended or was given elsewhere.
work-ask-agency = If it is still needed, ask { $agency } and name the code { $code }. Everything handed in is kept.

joint-inbox = Joint work and late cases
# used as: joint-kind-*

joint-kind-part = Part of the work
joint-kind-risen = Brought before you, late
joint-kind-risen-part = A late part, brought before you
joint-kind-wish = Asks for more time
