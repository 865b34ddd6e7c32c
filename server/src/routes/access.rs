//! Who may call which route: one entry for each method and address of the router. A route without an entry fails a test,
//! and at the desk it lets nobody in. What an officer may do to one case among others, [`crate::city::people::rights`]
//! says; this table only knows addresses.

use axum::http::Method;

use crate::city::people::{
    model::{Officer, RoleKind},
    rights::{Act, is_ever_granted},
};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, also nobody in particular.
    Everybody,
    /// Whoever holds the secret link that the address names.
    Holder,
    /// A program; writing needs a partner's key.
    Partner,
    /// Whoever has a session, complete or not.
    Entering,
    /// Whose password was right, while the second factor is still to be shown.
    ShowingFactor,
    /// Officers, and who must set up a second factor before he is one.
    SettingFactor,
    /// Every officer who is signed in.
    Officer,
    /// An officer who holds this role somewhere.
    Role(RoleKind),
    /// An officer with a role for this act; of which cases, the rights say.
    Act(Act),
    /// An officer with the right of the step that the address names, to the case that it names.
    Step,
}

/// One entry of the table.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `GET` answers `HEAD` too.
    pub method: Method,
    /// As the router writes it.
    pub path: &'static str,
    /// Who.
    pub who: Who,
}

const fn get(path: &'static str, who: Who) -> Entry {
    Entry { method: Method::GET, path, who }
}
const fn post(path: &'static str, who: Who) -> Entry {
    Entry { method: Method::POST, path, who }
}
const fn put(path: &'static str, who: Who) -> Entry {
    Entry { method: Method::PUT, path, who }
}

use Who::{Entering, Everybody, Holder, Officer as AnyOfficer, Partner, SettingFactor, ShowingFactor, Step};

/// The table.
pub const TABLE: &[Entry] = &[
    get("/assets/{build}/{*name}", Everybody),
    get("/favicon.ico", Everybody),
    get("/manifest.webmanifest", Everybody),
    // Residents
    get("/report", Everybody),
    post("/report", Everybody),
    get("/report/danger", Everybody),
    get("/report/complaint", Everybody),
    get("/report/denunciation", Everybody),
    get("/report/what", Everybody),
    post("/report/what", Everybody),
    get("/report/send", Everybody),
    post("/report/send", Everybody),
    get("/report/waiting", Everybody),
    post("/report/waiting", Everybody),
    get("/report/join", Everybody),
    post("/report/join", Everybody),
    get("/report/{step}", Everybody),
    post("/report/{step}", Everybody),
    get("/cases/{code}/join", Everybody),
    post("/cases/{code}/join", Everybody),
    put("/photos/{sha256}", Everybody),
    get("/photos/{sha256}/{file}", Everybody),
    get("/my/{secret}", Holder),
    post("/my/{secret}/answer", Holder),
    post("/my/{secret}/reply", Holder),
    get("/my/{secret}/receipt.tlog-proof", Holder),
    get("/my/{secret}/openings.json", Holder),
    get("/my/{secret}/export.json", Holder),
    get("/my/{secret}/export.zip", Holder),
    post("/my/{secret}/withdraw", Holder),
    post("/my/{secret}/erasure", Holder),
    get("/my/{secret}/photos/{sha256}/{file}", Holder),
    post("/my/{secret}/mail", Holder),
    get("/cases/{code}/flag", Everybody),
    post("/cases/{code}/flag", Everybody),
    get("/commitments", Everybody),
    get("/commitments.csv", Everybody),
    get("/commitments.atom", Everybody),
    get("/commitments.feed.json", Everybody),
    get("/commitments/embed", Everybody),
    get("/consultations", Everybody),
    get("/consultations/{code}", Everybody),
    get("/consultations/{code}/compare", Everybody),
    get("/consultations/{code}/table", Everybody),
    get("/consultations/{code}/table.csv", Everybody),
    get("/consultations/{code}/table.docx", Everybody),
    get("/consultations/{code}/table.pdf", Everybody),
    get("/consultations/{code}/text/{version}", Everybody),
    get("/consultations/{code}/{provision}", Everybody),
    post("/consultations/{code}/{provision}", Everybody),
    post("/my/{secret}/comment/withdraw", Holder),
    get("/dialogues", Everybody),
    get("/dialogues.ics", Everybody),
    get("/dialogues/{code}", Everybody),
    get("/dialogues/{code}/ask", Everybody),
    post("/dialogues/{code}/ask", Everybody),
    get("/dialogues/{code}/board", Everybody),
    get("/dialogues/{code}/calendar.ics", Everybody),
    get("/dialogues/{code}/events", Everybody),
    get("/dialogues/{code}/minutes", Everybody),
    get("/dialogues/{code}/minutes.docx", Everybody),
    get("/dialogues/{code}/minutes.pdf", Everybody),
    get("/dialogues/{code}/questions/{question}/join", Everybody),
    post("/dialogues/{code}/questions/{question}/join", Everybody),
    post("/dialogues/{code}/questions/{question}/support", Everybody),
    get("/d/{code}", Everybody),
    post("/my/{secret}/question/judge", Holder),
    post("/my/{secret}/question/withdraw", Holder),
    get("/alerts", Everybody),
    post("/alerts", Everybody),
    get("/alerts/sent", Everybody),
    get("/alerts/{token}", Holder),
    post("/alerts/{token}", Holder),
    get("/mail/{token}", Holder),
    post("/mail/{token}", Holder),
    get("/mail/{token}/stop/{list}", Holder),
    post("/mail/{token}/stop/{list}", Holder),
    // Contractors
    get("/contractor/{secret}", Holder),
    post("/contractor/{secret}", Holder),
    get("/contractor/{secret}/photos/{sha256}/{file}", Holder),
    // Other programs
    get("/open311/v2/{*path}", Partner),
    post("/open311/v2/{*path}", Partner),
    // Officers
    get("/desk", AnyOfficer),
    get("/desk/sign-in", Everybody),
    post("/desk/sign-in", Everybody),
    get("/desk/sign-in/code", ShowingFactor),
    post("/desk/sign-in/code", ShowingFactor),
    get("/desk/sign-in/provider", Everybody),
    get("/desk/sign-in/provider/back", Everybody),
    post("/desk/sign-in/passkey", ShowingFactor),
    post("/desk/sign-in/passkey/answer", ShowingFactor),
    post("/desk/sign-out", Entering),
    post("/desk/sign-out-everywhere", AnyOfficer),
    get("/desk/account", AnyOfficer),
    post("/desk/account/password", AnyOfficer),
    post("/desk/account/sessions", AnyOfficer),
    post("/desk/account/passkeys", SettingFactor),
    post("/desk/account/passkeys/answer", SettingFactor),
    post("/desk/account/passkeys/remove", AnyOfficer),
    get("/desk/account/second-factor", SettingFactor),
    post("/desk/account/second-factor/begin", SettingFactor),
    post("/desk/account/second-factor/confirm", SettingFactor),
    post("/desk/account/second-factor/codes", AnyOfficer),
    post("/desk/account/second-factor/remove", AnyOfficer),
    get("/desk/file", Who::Act(Act::FileOnBehalf)),
    post("/desk/file", Who::Act(Act::FileOnBehalf)),
    get("/desk/erasure", Who::Role(RoleKind::PrivacyOfficer)),
    post("/desk/erasure", Who::Act(Act::Erase)),
    get("/desk/erasure/{code}/{number}", Who::Act(Act::Erase)),
    post("/desk/erasure/{code}/{number}", Who::Act(Act::Erase)),
    get("/desk/people", Who::Act(Act::AdministerPeople)),
    post("/desk/people", Who::Act(Act::AdministerPeople)),
    get("/desk/people/{login}", Who::Act(Act::AdministerPeople)),
    post("/desk/people/{login}/{change}", Who::Act(Act::AdministerPeople)),
    get("/desk/reads", Who::Role(RoleKind::PrivacyOfficer)),
    get("/desk/mails", Who::Act(Act::ReadMailLog)),
    get("/desk/moderation", Who::Act(Act::Show)),
    post("/desk/moderation", Who::Act(Act::Show)),
    get("/desk/webhooks", Who::Act(Act::AdministerPartners)),
    post("/desk/webhooks", Who::Act(Act::AdministerPartners)),
    get("/desk/views", AnyOfficer),
    post("/desk/views", AnyOfficer),
    post("/desk/views/{id}/remove", AnyOfficer),
    get("/desk/bulk", AnyOfficer),
    post("/desk/bulk", AnyOfficer),
    get("/desk/bulk/{id}", AnyOfficer),
    post("/desk/bulk/{id}/undo", AnyOfficer),
    get("/desk/keys", AnyOfficer),
    post("/desk/keys", AnyOfficer),
    get("/desk/replies", AnyOfficer),
    get("/desk/replies/{id}", AnyOfficer),
    post("/desk/replies/{id}", Who::Act(Act::WriteReplies)),
    get("/desk/field/{code}", Who::Act(Act::See)),
    post("/desk/field/{code}", Who::Act(Act::See)),
    put("/desk/field/{code}/{sha256}", Who::Act(Act::See)),
    put("/desk/field/{code}/visits/{key}", Who::Act(Act::See)),
    get("/desk/dashboard", Who::Act(Act::SeeDashboard)),
    get("/desk/dashboard.csv", Who::Act(Act::SeeDashboard)),
    post("/desk/dashboard/mail", Who::Act(Act::SeeDashboard)),
    post("/desk/dashboard/explain", Who::Act(Act::AskExplanation)),
    get("/desk/consultations", AnyOfficer),
    post("/desk/consultations", Who::Act(Act::HoldConsultation)),
    get("/desk/consultations/imports/{id}", Who::Act(Act::HoldConsultation)),
    post("/desk/consultations/imports/{id}", Who::Act(Act::HoldConsultation)),
    get("/desk/consultations/{code}", AnyOfficer),
    post("/desk/consultations/{code}", AnyOfficer),
    get("/desk/dialogues", AnyOfficer),
    get("/desk/dialogues/new", Who::Act(Act::HoldSession)),
    post("/desk/dialogues/new", Who::Act(Act::HoldSession)),
    get("/desk/dialogues/{code}", AnyOfficer),
    get("/desk/dialogues/{code}/change", Who::Act(Act::HoldSession)),
    post("/desk/dialogues/{code}/change", Who::Act(Act::HoldSession)),
    get("/desk/dialogues/{code}/file", Who::Act(Act::HoldSession)),
    post("/desk/dialogues/{code}/file", Who::Act(Act::HoldSession)),
    get("/desk/dialogues/{code}/minutes", Who::Act(Act::HoldSession)),
    post("/desk/dialogues/{code}/minutes", Who::Act(Act::HoldSession)),
    get("/desk/dialogues/{code}/questions/{question}", AnyOfficer),
    post("/desk/dialogues/{code}/slips", Who::Act(Act::HoldSession)),
    post("/desk/dialogues/{code}/{step}", AnyOfficer),
    get("/desk/explanations", AnyOfficer),
    post("/desk/explanations", AnyOfficer),
    get("/desk/watching", Who::Act(Act::Watch)),
    post("/desk/watching", Who::Act(Act::Watch)),
    get("/desk/changes", AnyOfficer),
    post("/desk/changes", AnyOfficer),
    get("/desk/welcome/{token}", Holder),
    post("/desk/welcome/{token}", Holder),
    get("/desk/oversight", AnyOfficer),
    get("/desk/oversight/new", AnyOfficer),
    post("/desk/oversight/new", AnyOfficer),
    get("/desk/oversight/{code}", AnyOfficer),
    get("/desk/oversight/{code}/photos/{hash}", Who::Act(Act::Show)),
    post("/desk/oversight/{code}/photos/{hash}", Who::Act(Act::Show)),
    post("/desk/oversight/{code}/{step}", AnyOfficer),
    get("/desk/photos/{hash}/{size}", Who::Act(Act::See)),
    get("/desk/cases/{code}", Who::Act(Act::See)),
    get("/desk/cases/{code}/preview", Who::Act(Act::See)),
    post("/desk/cases/{code}/presence", Who::Act(Act::See)),
    post("/desk/cases/{code}/watch", Who::Act(Act::See)),
    get("/desk/cases/{code}/sheet", Who::Act(Act::See)),
    get("/desk/cases/{code}/replies/{id}", Who::Act(Act::See)),
    get("/desk/cases/{code}/photos/{hash}", Who::Act(Act::Show)),
    post("/desk/cases/{code}/photos/{hash}", Who::Act(Act::Show)),
    post("/desk/cases/{code}/{step}", Step),
    // Readers
    get("/", Everybody),
    get("/cases", Everybody),
    get("/cases.json", Everybody),
    get("/cases.csv", Everybody),
    get("/cases.geojson", Everybody),
    get("/cases.atom", Everybody),
    get("/cases.feed.json", Everybody),
    get("/moderation", Everybody),
    get("/moderation.csv", Everybody),
    get("/cases/{code}", Everybody),
    get("/cases/{code}/entries.json", Everybody),
    get("/api/v1/evidence/{sha256}", Everybody),
    get("/verify", Everybody),
    post("/verify", Everybody),
    get("/verify/words.json", Everybody),
    get("/map", Everybody),
    get("/api/v1/map/clusters", Everybody),
    get("/results", Everybody),
    get("/results/{figure}", Everybody),
    get("/results.csv", Everybody),
    get("/results.json", Everybody),
    get("/results.tsv", Everybody),
    get("/oversight", Everybody),
    get("/oversight/{code}", Everybody),
    get("/oversight/{code}/{file}", Everybody),
    get("/help", Everybody),
    get("/journal/{*path}", Everybody),
    get("/content/{commitment}", Everybody),
    get("/map/ward/{file}", Everybody),
    get("/map/place.svg", Everybody),
    get("/api/v1/map/base.svg", Everybody),
    // Machines that watch
    get("/.well-known/security.txt", Everybody),
    get("/livez", Everybody),
    get("/readyz", Everybody),
];

/// The entry of a route; none where it was forgotten.
pub fn entry(method: &Method, path: &str) -> Option<&'static Entry> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    TABLE.iter().find(|entry| entry.method == *method && entry.path == path)
}

impl Who {
    /// Whether this officer, whose session is complete, may call the route at all.
    pub fn lets_in(self, officer: &Officer) -> bool {
        match self {
            Who::Everybody
            | Who::Holder
            | Who::Partner
            | Who::Entering
            | Who::SettingFactor
            | Who::Officer
            | Who::Step => officer.active,
            Who::ShowingFactor => false,
            Who::Role(kind) => officer.active && officer.holds(kind),
            Who::Act(act) => officer.active && is_ever_granted(officer, act),
        }
    }
}
