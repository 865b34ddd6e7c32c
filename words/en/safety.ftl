# Safety: sessions, the second factor, accounts, the log of access to personal data, floods of reports.
account-session-this = this one
account-session-unknown = Unknown browser
account-session-since = Signed in
account-session-seen = last used
account-session-close = End this session
account-session-closed = That session has ended
account-acts = What was done to this account
account-acts-sentence = Each change of your roles, password or way of signing in stands here, with who made it. If something is strange, tell another administrator at once.

factor-title = Two-step sign-in
factor-again = Sign in again before you change anything
factor-again-sentence = Changes are taken within 15 minutes of signing in, so that nobody who sits down at an open computer adds a way in of their own.
factor-again-link = Sign in again
factor-sentence = Beside the password you show something that only you have at hand. Somebody who knows only the password does not get in.
factor-account-sentence = A password can leak; the second step keeps your account when it does.
factor-account-link = Set up two-step sign-in
factor-required = Your role must have two-step sign-in. Please set it up now to reach the desk.
factor-codes = Codes on your phone
factor-codes-none = Not set up. You need an app on your phone that makes codes; any app for TOTP will do, and it needs no network.
factor-codes-since = In use, set up
factor-begin = Begin
factor-step-app = Open the app that makes codes on your phone.
factor-step-scan = Scan the QR code below, or type the key by hand.
factor-step-code = Type the six digits that the app shows.
factor-secret = Key for the app
factor-secret-hint = This key is shown only while you set it up. Take no picture of it and send it to nobody.
factor-code = Six-digit code
factor-code-hint = A code changes every 30 seconds and works once. If you have lost your phone, type a code from paper.
factor-confirm = Confirm the code
factor-go-on = Go on
factor-wrong = This is not the code, or it has been used. Wait for the next one and type it again; check that your phone's clock is right.
factor-needed = Your role must have two-step sign-in, so its only second step cannot be removed.
factor-door-title = One more step
factor-door-sentence = The password was right. Please type the code that your phone shows now.
factor-lost = Lost both phone and paper codes? The administrator of accounts resets them for you after meeting you in person.
factor-recovery = Codes on paper
factor-recovery-left = { $count ->
    [one] { $count } code on paper is left. It works once, when you have no phone.
   *[other] { $count } codes on paper are left. Each works once, when you have no phone.
 }
factor-recovery-make = Make ten new codes
factor-recovery-new = Ten new codes on paper
factor-recovery-keep = These codes are shown only once. Print them or write them down, and keep them in a safe place. Earlier codes no longer work.
factor-print = Print
factor-remove = Remove the codes on your phone
factor-remove-sentence = After this only the password protects your account. Type a code that still works.
factor-done-confirm = The codes on your phone are now active
factor-done-confirm-next = Make codes on paper below, for when your phone is lost.
factor-done-remove = The codes on your phone are removed

reads-nav = Access log
reads-title = Log of access to personal data
reads-sentence = Which officer looked at personal data of which report, and when (counted by five minutes).
reads-code = Code of the report
reads-what = What was seen
reads-everything = Everything
reads-from = From
reads-until = Until the end of
reads-at = At
reads-who = Officer
reads-none = No access recorded
reads-none-sentence = No access fits these filters, or it was too long ago to be kept.
# used as: looked-at-*
looked-at-content = Words, address, place
looked-at-contact = Name and contact
looked-at-photo = Photo that is not public

people-nav = Accounts of officers
people-title = Accounts of officers
people-sentence = Who may enter the desk, in which role. Every change is recorded.
people-added = The account { $login } is there
people-link = Link by which the officer chooses a password
people-link-hint = Shown once, good once, for 7 days. Hand it to the right person; whoever has it gets into the account.
people-name = Name
people-name-hint = As colleagues will read it.
people-name-wrong = Please type a name of 1 to 100 characters on one line.
people-login-hint = 2 to 40 of the letters a–z, digits, dots and hyphens, such as le.van.mau.
people-login-wrong = A login has 2 to 40 of the letters a–z, digits, dots and hyphens, and begins with a letter or digit.
people-login-taken = Somebody else has this login.
people-roles = Roles
people-kind = Role
people-agency = Agency
people-state = State
people-active = Active
people-ended = Ended
people-add = Add an account
people-give = Give the role
people-give-sentence = When you give a role that must have two-step sign-in ({ $roles }), all open sessions of this officer end; they sign in again and set up or show their second step.
people-take = Take away
people-entry = Signing in
people-invite = Make a link for a new password
people-invite-sentence = When an officer forgot the password: by this link they choose another themselves. The old one works until then.
people-factor-forget = Forget the second step
people-factor-sentence = When an officer lost both phone and paper codes: they then set it up again. Do this only after meeting the right person.
people-unlink = Unlink
people-subject = User's number at the shared sign-in
people-subject-hint = Officers see it when they first try to sign in through the shared system.
people-link-identity = Link
people-identity-taken = This number belongs to another account.
people-end = End the account
people-end-sentence = The officer is signed out at once and cannot come in again. What they did stays.
people-reopen = Open the account again
people-own-roles = You cannot give a role to your own account. Ask another administrator, or whoever operates the server (dantin user).
people-last-administrator = This is the last administrator. Name another one first.
people-changes = What was changed
people-by-command = The server's command line
people-ways-in = Others have opened ways into accounts
people-ways-in-sentence = What was done in the last 30 days and not by you: accounts added, roles given, links for a password made, second steps forgotten, links to the shared sign-in. Whoever did it could enter the account themselves. If something is strange, ask who did it and the account's officer.
# used as: people-change-*
people-change-added = Account added
people-change-role-given = Role given
people-change-role-taken = Role taken away
people-change-roles-set = Roles set
people-change-ended = Account ended
people-change-reopened = Account opened again
people-change-invited = Link for a password made
people-change-password-set = Password set
people-change-factor-forgotten = Second step forgotten
people-change-identity-linked = Linked to the shared sign-in
people-change-identity-unlinked = Unlinked from the shared sign-in

welcome-title = Choose a password
welcome-sentence = This link works once. Only you will know the password that you choose now.
welcome-choose = Set the password
welcome-done = The password is set
welcome-done-explained = Please sign in with the password that you just chose.

my-data-export = Everything that is kept about you: how to reach you, the words and photos you sent, what you asked for. Keep the file as private as your link.
my-data-export-with-photos = Download data and photos (ZIP)
my-data-export-download = Data alone (JSON)

report-wait = { $count ->
    [one] Very many reports are coming in, so yours is not stored yet. Your device is doing a small sum and then sends it again by itself. If the page does not go on, please wait { $count } second and press send again. Nothing that you typed is lost.
   *[other] Very many reports are coming in, so yours is not stored yet. Your device is doing a small sum and then sends it again by itself. If the page does not go on, please wait { $count } seconds and press send again. Nothing that you typed is lost.
 }

passkeys = Passkeys
passkeys-sentence = A passkey lies on your phone, computer or security key and opens by finger, face or PIN. It works on this site alone, so a forged page gets nothing.
passkey-name = Name of the passkey
passkey-name-hint = To know it again later, such as “Computer at the office”.
passkey-nameless = Nameless passkey
passkey-make = Make a passkey
passkey-remove = Remove
passkey-use = Use a passkey
passkey-no-script = Passkeys need JavaScript. Without it, use the codes on your phone.
passkey-done = The passkey is now active
passkey-done-removed = The passkey was removed
error-passkey-refused = The passkey was not accepted. Please try again, or use a code.

provider-button = Sign in with { $name }
provider-failed = Signing in through the shared system failed
provider-failed-explained = The shared system did not confirm it, or more than ten minutes passed. Please begin again; if it fails again, use your password.
provider-unknown = No officer's account is linked to you yet
provider-unknown-explained = The shared system knows you, but nobody gave you a role here. Send the number below to the city's administrator of accounts.
provider-other-way = Sign in another way
