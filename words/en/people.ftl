# Officers: roles, passwords and rights.
people-role-handler = Case handler
people-role-head = Head of agency
people-role-coordinator = Coordinator
people-role-moderator = Moderator
people-role-overseer = Overseer
people-role-privacy-officer = Privacy officer
people-role-administrator = Administrator of accounts

people-password-too-short = A password has at least 10 characters. A short sentence that you remember well is good enough.
people-password-too-long = A password has at most 200 characters.
people-password-is-login = The password must not be the same as the login.
people-password-common = This password is among the first that strangers try. Please choose another one.

people-denied-inactive = This account has been closed.
people-denied-not-your-role = Your role does not do this.
people-denied-not-your-case = Another agency answers for this report.
people-denied-own-deadline = Whoever handles a report does not move its due date. Please ask your head of agency or the coordinator.
people-denied-own-work = The agency that did the work, and those above it, never confirm its result.
people-denied-own-content = The body that holds the session or wrote the draft, and those above it, do not erase what people sent to it.
