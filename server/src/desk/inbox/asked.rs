//! What an address asks of the inbox: a view, filters, words, a place in the list and a chosen case; and for an officer, which
//! cases that means. It knows no page.

use dantin_record::{
    case::{Case, StateKind},
    code::AgencyCode,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{
    PAGE, search,
    store::{Cursor, Scope, View, Wanted},
};
use crate::{
    app::Shared,
    city::people::{
        boards::{self, Confined},
        model::{Officer, RoleKind},
        pages::SignedIn,
        rights::sees_the_whole_city,
    },
};

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub(in crate::desk) view: String,
    #[serde(default)]
    pub(in crate::desk) category: String,
    #[serde(default)]
    pub(in crate::desk) area: String,
    #[serde(default)]
    pub(in crate::desk) state: String,
    #[serde(default)]
    pub(in crate::desk) agency: String,
    #[serde(default)]
    pub(in crate::desk) after: String,
    #[serde(default)]
    pub(in crate::desk) case: String,
    #[serde(default)]
    pub(in crate::desk) code: String,
    #[serde(default)]
    pub(in crate::desk) q: String,
}

impl Asked {
    /// What the list is filtered by; the first view where none is named.
    pub(in crate::desk) fn filter(&self) -> [&str; 5] {
        let view = if self.view.is_empty() { View::Open.code() } else { &self.view };
        [view, &self.category, &self.area, &self.state, &self.agency]
    }

    /// The address of the filter alone, from its start.
    pub(in crate::desk) fn filter_address(&self) -> String {
        self.address("view", self.filter()[0])
    }

    /// The filters, for a form that asks for other words among the same cases.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        [
            ("view", &self.view),
            ("category", &self.category),
            ("area", &self.area),
            ("state", &self.state),
            ("agency", &self.agency),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }

    /// The address of this view with one pair changed; an empty value drops it. Another filter begins at the start.
    pub(super) fn address(&self, changed: &str, value: &str) -> String {
        let keeps_place = matches!(changed, "after" | "case");
        let pairs = [
            ("view", &self.view),
            ("category", &self.category),
            ("area", &self.area),
            ("state", &self.state),
            ("agency", &self.agency),
            ("q", &self.q),
            ("after", &self.after),
            ("case", &self.case),
        ];
        let mut text = String::new();
        for (key, present) in pairs {
            let present = if !keeps_place && matches!(key, "after" | "case") { "" } else { present.as_str() };
            let value = if key == changed { value } else { present };
            if !value.is_empty() {
                text.push(if text.is_empty() { '?' } else { '&' });
                text.push_str(key);
                text.push('=');
                text.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
            }
        }
        format!("/desk{text}")
    }
}

/// Drops filters that name nothing: an old address then shows more rather than none.
pub(in crate::desk) fn known_only(app: &Shared, asked: Asked) -> Asked {
    let city = &app.city;
    let known = |value: String, is_known: bool| if is_known { value } else { String::new() };
    let (category, area) = (city.category(&asked.category).is_some(), city.area(&asked.area).is_some());
    let (agency, state) =
        (city.agency(&asked.agency).is_some(), StateKind::from_code(&asked.state).is_some());
    Asked {
        category: known(asked.category, category),
        area: known(asked.area, area),
        agency: known(asked.agency, agency),
        state: known(asked.state, state),
        after: known(
            asked.after.clone(),
            Cursor::parse(&asked.after).is_some() || search::is_place(&asked.after),
        ),
        q: search::words_of(&asked.q),
        ..asked
    }
}

/// The views that this officer has, the one that opens first.
pub(super) fn views_of(officer: &Officer) -> Vec<View> {
    let works = officer.holds(RoleKind::Handler) || officer.holds(RoleKind::Head);
    let coordinates = officer.holds(RoleKind::Coordinator);
    let moderates = officer.holds(RoleKind::Moderator);
    let oversees = officer.holds(RoleKind::Overseer);
    let mut views: Vec<View> = View::ALL
        .into_iter()
        .filter(|view| match view {
            View::Mine => works,
            View::ToDecide => coordinates,
            View::Moderation => moderates,
            _ => true,
        })
        .collect();
    // The first view is the one that opens: what somebody came for.
    let first = if works || coordinates {
        View::Open
    } else if moderates {
        View::Moderation
    } else if oversees {
        View::Reported
    } else {
        View::Open
    };
    views.sort_by_key(|view| *view != first);
    views
}

/// The cases of this officer that the address asks for.
pub(super) fn wanted(app: &Shared, signed: &SignedIn, asked: &Asked, view: View) -> Wanted {
    let officer = signed.officer();
    let zone = app.city.calendar().zone();
    let now = signed.visit.now;
    let day_end = now.to_zoned(zone.clone()).tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    // A board sees the cases of its ward, whoever leads them; one of a single project those that it recommended.
    let confined = boards::confined(&app.city, officer);
    let ward = match confined {
        Some(Confined::Ward(ward)) => Some(ward),
        _ => None,
    };
    let sees_all = sees_the_whole_city(&boards::without_boards(&app.city, officer));
    Wanted {
        view,
        scope: match confined {
            Some(Confined::Ward(ward)) => Scope::Ward(ward.to_owned()),
            Some(Confined::Projects(boards)) => Scope::Cases(recommended(app, &boards)),
            None if sees_all => Scope::City,
            None => Scope::Agencies(below(app, officer)),
        },
        me: officer.id.clone(),
        now,
        day_end: day_end.map_or(now, |end| end.timestamp()),
        category: asked.category.clone(),
        area: ward.map_or_else(|| asked.area.clone(), ToOwned::to_owned),
        state: asked.state.clone(),
        agency: asked.agency.clone(),
        after: Cursor::parse(&asked.after),
        limit: PAGE,
    }
}

/// The ids of the cases that these boards recommended and alone confirm.
fn recommended(app: &Shared, boards: &[AgencyCode]) -> Vec<String> {
    let is_theirs = |case: &Case| {
        let verifier = case.pledged.and_then(|pledged| pledged.pledge.verifier);
        verifier.is_some_and(|verifier| boards.contains(&verifier))
    };
    let book = app.book.read();
    book.pledged_cases().filter(is_theirs).map(|case| case.id.to_string()).collect()
}

/// The officer's agencies, and for heads all that stand below theirs.
pub(in crate::desk) fn below(app: &Shared, officer: &Officer) -> Vec<String> {
    let own = officer.agencies();
    let headed: Vec<&str> = officer
        .roles
        .iter()
        .filter(|role| role.kind == RoleKind::Head)
        .map(|role| role.agency.as_str())
        .collect();
    let is_inside = |code: &str| {
        own.iter().any(|agency| agency.as_str() == code)
            || app.city.ancestors(code).iter().any(|above| headed.contains(&above.code.as_str()))
    };
    let all = app.city.agencies().iter().map(|agency| agency.code.clone());
    all.filter(|code| is_inside(code)).collect()
}
