//! `/commitments/embed`: the list in a frame of another site. Whoever shows it learns nothing of its readers and can make them do
//! nothing: the page has no form, no script and no cookie, reads none, and its own policy says so. The language stands in the address.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use dantin_record::case::{Case, PledgeState};
use dantin_words::{Language, Words};

use super::{
    Asked, chosen, in_state,
    list::{self, Row},
    pledges, texts,
};
use crate::{
    act::deadlines::moment,
    app::{App, Shared},
    error::Error,
    pages::{headers::Framed, layout::Page},
    speak::{
        feed::{Spoken, address, base},
        wording::Wording,
    },
};

/// Commitments of one frame.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "speak/templates/commitments_embed.html")]
struct EmbedPage {
    w: Words,
    city: String,
    is_sample: bool,
    /// The agency to which the list is narrowed, or nothing.
    agency: String,
    counts: Vec<(String, String)>,
    rows: Vec<Row>,
    /// Where the whole list is.
    whole: String,
    url: String,
}

/// `GET /commitments/embed`. It takes no `Visit`, which would look at cookies.
pub async fn show(
    State(app): State<Shared>,
    Query(asked): Query<Asked>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Error> {
    let now = app.now();
    let all = chosen(&app, &asked, moment(now));
    let w = app.words.words(spoken.language());
    let count = |state: &PledgeState| all.iter().filter(|(_, one)| one == state).count();
    let number = |count: usize| w.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let counts =
        PledgeState::ALL.iter().map(|state| (w.code("pledge", state.code()), number(count(state)))).collect();
    let mut all = in_state(all, &asked);
    all.sort_by_key(|(case, _)| std::cmp::Reverse(case.last_event));
    all.truncate(MOST);
    let shown: Vec<&(Case, PledgeState)> = all.iter().collect();
    let (texts, pledges) = (texts(&app, &shown).await?, pledges(&app, &shown).await?);
    let wording = Wording { city: &app.city, w: &w, now };
    let rows = all.iter().map(|(case, state)| list::row(wording, case, *state, &texts, &pledges)).collect();
    let agency = if asked.agency.is_empty() { String::new() } else { wording.agency(&asked.agency) };
    let url = base(&app).to_owned();
    let page = EmbedPage {
        city: app.site.city(w.language()).to_owned(),
        is_sample: app.site.is_sample,
        agency,
        counts,
        rows,
        whole: format!("{url}{}", asked.address("/commitments")),
        url,
        w,
    };
    Ok((axum::Extension(Framed), Page::public(page)).into_response())
}

/// What another site writes to show the list with these filters.
pub(super) fn frame(app: &App, asked: &Asked, language: Language, title: &str) -> String {
    let address = address("/commitments/embed", &asked.query(), language);
    let source = format!("{}{address}", base(app)).replace('&', "&amp;");
    format!(
        "<iframe src=\"{source}\" title=\"{title}\" width=\"100%\" height=\"600\" loading=\"lazy\"></iframe>"
    )
}
