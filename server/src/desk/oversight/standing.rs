//! As whom an officer acts in a round or critique: as the overseer for that body, or for an agency that owes an answer. No database.

use dantin_record::{
    act::Actor,
    code::AgencyCode,
    matter::Matter,
    oversight::{CritiqueState, RoundState},
};

use crate::city::people::model::{Officer, RoleKind};

/// What an officer can do now, as the page offers it.
#[derive(Default)]
pub struct Offered {
    pub moves: bool,
    pub notifies: bool,
    pub receives: bool,
    pub visits: bool,
    pub finds: bool,
    pub recommends: bool,
    pub concludes: bool,
    pub closes: bool,
    pub cancels: bool,
    pub raises: bool,
    pub delivers: bool,
    /// Numbers of recommendations or points that this officer can answer, and whether the answer came on paper.
    pub answers: Vec<u32>,
    pub on_paper: bool,
    /// Numbers of recommendations that can be let go.
    pub lets_go: Vec<u32>,
    /// As privacy officer, apart from everything else.
    pub erases: bool,
    /// As moderator, likewise.
    pub blurs: bool,
}

/// In this role, if the officer has it and belongs to none of the bodies that the matter is about: a privacy officer erases, a
/// moderator makes parts of photos unrecognisable.
pub fn apart(officer: &Officer, matter: &Matter, kind: RoleKind) -> Option<Actor> {
    // All roles count: whoever oversees, or is overseen, does not take away what could be held against it.
    let is_party = officer.roles.iter().any(|role| parties(matter).contains(&role.agency));
    let mut roles = officer.roles.iter().filter(|_| !is_party);
    roles.find(|role| role.kind == kind).and_then(|role| role.actor())
}

/// The bodies whose work the matter is about.
fn parties(matter: &Matter) -> Vec<AgencyCode> {
    match matter {
        Matter::Round(round) => {
            let to = round.recommendations.iter().map(|one| one.to);
            [round.overseer, round.overseen].into_iter().chain(to).collect()
        }
        Matter::Critique(critique) => vec![critique.critic, critique.drafter],
        Matter::Session(session) => vec![session.host],
        Matter::Consultation(consultation) => vec![consultation.drafter],
    }
}

/// As overseer of this body, if the officer is one there.
pub fn overseer_of(officer: &Officer, body: AgencyCode) -> Option<Actor> {
    let holds = |role: &&crate::city::people::model::OfficerRole| {
        role.kind == RoleKind::Overseer && role.agency == body
    };
    officer.roles.iter().find(holds).and_then(|role| role.actor())
}

/// As somebody of this agency, a handler first.
pub fn somebody_of(officer: &Officer, agency: AgencyCode) -> Option<Actor> {
    let works = |role: &&crate::city::people::model::OfficerRole| {
        matches!(role.kind, RoleKind::Handler | RoleKind::Head) && role.agency == agency
    };
    officer.roles.iter().find(works).and_then(|role| role.actor())
}

/// What the page offers this officer.
pub fn offered(officer: &Officer, matter: &Matter) -> Offered {
    let is_apart = |kind| apart(officer, matter, kind).is_some();
    Offered {
        erases: is_apart(RoleKind::PrivacyOfficer),
        blurs: is_apart(RoleKind::Moderator),
        ..of_the_matter(officer, matter)
    }
}

fn of_the_matter(officer: &Officer, matter: &Matter) -> Offered {
    match matter {
        Matter::Round(round) => {
            let is_overseer = overseer_of(officer, round.overseer).is_some();
            let is_overseen = somebody_of(officer, round.overseen).is_some();
            let state = round.state;
            let follows = matches!(state, RoundState::UnderWay | RoundState::Concluded);
            let open = || round.recommendations.iter().filter(|one| one.is_unanswered());
            let answers: Vec<u32> = match (follows, is_overseer) {
                (true, true) => open().map(|one| one.number).collect(),
                (true, false) => open()
                    .filter(|one| somebody_of(officer, one.to).is_some())
                    .map(|one| one.number)
                    .collect(),
                (false, _) => Vec::new(),
            };
            let before = matches!(state, RoundState::Planned | RoundState::Notified);
            let told = matches!(state, RoundState::Notified | RoundState::UnderWay);
            Offered {
                moves: is_overseer && before,
                cancels: is_overseer && before,
                notifies: is_overseer && state == RoundState::Planned,
                receives: told && round.report_received.is_none() && (is_overseer || is_overseen),
                visits: is_overseer && told,
                finds: is_overseer && state == RoundState::UnderWay,
                recommends: is_overseer && follows,
                concludes: is_overseer && state == RoundState::UnderWay,
                closes: is_overseer && state == RoundState::Concluded,
                on_paper: is_overseer,
                answers,
                lets_go: if is_overseer && follows {
                    let held = round.recommendations.iter().filter(|one| one.let_go.is_none());
                    held.map(|one| one.number).collect()
                } else {
                    Vec::new()
                },
                ..Offered::default()
            }
        }
        Matter::Critique(critique) => {
            let is_critic = overseer_of(officer, critique.critic).is_some();
            let is_drafter = somebody_of(officer, critique.drafter).is_some();
            let running = matches!(critique.state, CritiqueState::Open | CritiqueState::Delivered);
            let open = critique.points.iter().filter(|point| point.reply.is_none()).map(|point| point.number);
            Offered {
                raises: is_critic && critique.state == CritiqueState::Open,
                delivers: is_critic && critique.state == CritiqueState::Open,
                closes: is_critic && critique.state == CritiqueState::Delivered,
                cancels: is_critic && running,
                on_paper: is_critic,
                answers: if running && (is_critic || is_drafter) { open.collect() } else { Vec::new() },
                ..Offered::default()
            }
        }
        Matter::Session(_) | Matter::Consultation(_) => Offered::default(),
    }
}
