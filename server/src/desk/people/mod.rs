//! `/desk/people`: the accounts of the desk, for administrators: who there is, with which roles; adding, changing and ending
//! accounts; and what was changed by whom. The link by which an officer chooses a password is in `welcome`.

mod change;
mod list;
mod one;
pub mod welcome;

pub use change::change;
pub use list::{add, show as list};
pub use one::show;

use crate::{
    app::Shared,
    city::people::{administration::Noted, model::OfficerRole},
    desk::wording::Wording,
    pages::components::Moment,
};

/// A change as shown.
pub struct Entry {
    at: Moment,
    by: String,
    about: String,
    what: String,
    detail: String,
}

fn entries(wording: &Wording<'_>, noted: Vec<Noted>) -> Vec<Entry> {
    let w = wording.w;
    let entry = |noted: Noted| Entry {
        at: wording.moment(noted.at),
        by: noted.by.unwrap_or_else(|| w.t("people-by-command")),
        about: noted.about,
        what: w.code("people-change", &noted.change),
        detail: noted.detail,
    };
    noted.into_iter().map(entry).collect()
}

/// A role in words: what, and where.
fn role_words(app: &Shared, wording: &Wording<'_>, role: &OfficerRole) -> String {
    let agency = app.city.agency(role.agency.as_str());
    let agency = agency.map_or_else(|| role.agency.to_string(), |agency| wording.of(&agency.name));
    format!("{} · {agency}", wording.w.t(role.kind.word()))
}
