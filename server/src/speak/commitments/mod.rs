//! `/commitments`: what was promised in public, who owes it, by when, and whether it was kept. A promise counts as kept only when
//! somebody other than the agency has confirmed it; moved dates stay in view, and the first one is what counts. The same list is
//! a page, CSV, a feed, and a page that other sites may show in a frame.

mod embed;
mod feed;
mod list;

use std::collections::{BTreeMap, HashMap};

use dantin_record::{
    case::{Case, PledgeState},
    event::PledgeKind,
    id::CaseId,
    moment::Moment,
};
use dantin_store::Query;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::{
    app::{App, Shared},
    error::Error,
    speak::case::pledge::{self, PledgeWords},
};

pub use embed::show as embed;
pub use feed::{atom, json};
pub use list::{csv, show};

/// What codes consist of needs no escape.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// What the address says.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Asked {
    pub(super) state: String,
    pub(super) agency: String,
}

impl Asked {
    /// The filters as a query.
    fn query(&self) -> String {
        let part = |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, IN_QUERY));
        let filters = [("state", self.state.as_str()), ("agency", self.agency.as_str())];
        let filters: Vec<String> =
            filters.into_iter().filter(|(_, value)| !value.is_empty()).map(part).collect();
        filters.join("&")
    }

    /// An address with the filters.
    fn address(&self, path: &str) -> String {
        match self.query() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

/// The commitments that the address asks for, with what became of each.
fn chosen(app: &App, asked: &Asked, now: Moment) -> Vec<(Case, PledgeState)> {
    let book = app.book.read();
    book.pledged_cases()
        .filter(|case| case.pledged.is_some_and(|pledged| pledged.pledge.kind == PledgeKind::Commitment))
        .filter_map(|case| Some((case.pledge_state(now)?, case)))
        .map(|(state, case)| (case, state))
        .filter(|(case, _)| {
            asked.agency.is_empty() || case.state.lead().is_some_and(|lead| lead.as_str() == asked.agency)
        })
        .collect()
}

/// Those in the state that is asked for, whatever else there is; an unknown state asks for all.
fn in_state(all: Vec<(Case, PledgeState)>, asked: &Asked) -> Vec<(Case, PledgeState)> {
    let wanted = PledgeState::from_code(&asked.state);
    all.into_iter().filter(|(_, state)| wanted.is_none_or(|wanted| wanted == *state)).collect()
}

/// The public words of these cases, by code: one statement.
async fn texts(app: &Shared, shown: &[&(Case, PledgeState)]) -> Result<BTreeMap<String, String>, Error> {
    let codes: Vec<String> = shown.iter().map(|(case, _)| case.code.to_string()).collect();
    if codes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(String, Option<String>)> = app
        .read(move |tx| {
            let mut query = Query::new("SELECT code, public_text FROM cases WHERE code IN (");
            Ok(tx.all_query(query.bind_list(codes.iter()).push(")"))?)
        })
        .await?;
    Ok(rows.into_iter().filter_map(|(code, text)| Some((code, text?))).collect())
}

/// How they are measured, who confirms them and where they were said: one statement.
async fn pledges(
    app: &Shared,
    shown: &[&(Case, PledgeState)],
) -> Result<HashMap<CaseId, PledgeWords>, Error> {
    let asked: Vec<_> = shown.iter().filter_map(|(case, _)| pledge::asked(case)).collect();
    app.read(move |tx| pledge::words(tx, &asked)).await
}
