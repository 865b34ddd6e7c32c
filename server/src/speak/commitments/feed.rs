//! The commitments as Atom and as JSON Feed: one item for each, which programs show again when something happened to it.

use axum::{
    extract::{Query, State},
    response::Response,
};
use dantin_record::case::{Case, PledgeState};

use super::{Asked, chosen, in_state, list, pledges, texts};
use crate::{
    act::deadlines::moment,
    app::{Shared, Visit},
    error::Error,
    speak::{
        feed::{Feed, Form, Item, Spoken, address, author, base, plain},
        wording::Wording,
    },
};

/// Commitments of one feed.
const MOST: usize = 50;

/// `GET /commitments.atom`.
pub async fn atom(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Error> {
    answer(&app, &visit, &asked, &spoken, Form::Atom).await
}

/// `GET /commitments.feed.json`.
pub async fn json(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Query(spoken): Query<Spoken>,
) -> Result<Response, Error> {
    answer(&app, &visit, &asked, &spoken, Form::Json).await
}

async fn answer(
    app: &Shared,
    visit: &Visit,
    asked: &Asked,
    spoken: &Spoken,
    form: Form,
) -> Result<Response, Error> {
    let mut all = in_state(chosen(app, asked, moment(visit.now)), asked);
    all.sort_by_key(|(case, _)| std::cmp::Reverse(case.last_event));
    all.truncate(MOST);
    let shown: Vec<&(Case, PledgeState)> = all.iter().collect();
    let (texts, pledges) = (texts(app, &shown).await?, pledges(app, &shown).await?);
    let w = app.words.words(spoken.language());
    let wording = Wording { city: &app.city, w: &w, now: visit.now };
    let url = base(app);
    let items = all.iter().map(|(case, state)| {
        let row = list::row(wording, case, *state, &texts, &pledges);
        let due = format!("{}: {}", w.t("commitments-due"), row.due.shown);
        let first =
            row.first_due.map(|first| format!("{} {} · {}", w.t("session-first"), first.shown, row.moved));
        let said = row.said.map(|(_, title)| format!("{}: {title}", w.t("commitments-said")));
        let facts = [row.agency, row.area, row.state.clone()].into_iter().filter(|fact| !fact.is_empty());
        let facts = facts.collect::<Vec<_>>().join(" · ");
        let measure =
            (!row.measure.is_empty()).then(|| format!("{}: {}", w.t("promise-measure"), row.measure));
        let verifier = format!("{}: {}", w.t("promise-verifier"), row.verifier);
        let parts: Vec<String> =
            [Some(facts), Some(due), first, measure, Some(verifier), said].into_iter().flatten().collect();
        Item {
            address: format!("{url}{}", row.href),
            title: plain(&row.text),
            text: plain(&parts.join("\n")),
            published: case.submitted,
            updated: case.last_event.max(case.submitted),
            tags: vec![row.state],
        }
    });
    let items: Vec<Item> = items.collect();
    let last = app.book.read().last_at();
    let agency = Some(asked.agency.as_str()).filter(|code| !code.is_empty());
    let title = std::iter::once(w.t("commitments-title")).chain(agency.map(|code| wording.agency(code)));
    let feed = Feed {
        title: title.chain([author(app, &w)]).collect::<Vec<_>>().join(" · "),
        author: author(app, &w),
        page: format!("{url}{}", asked.address("/commitments")),
        address: format!(
            "{url}{}",
            address(&format!("/commitments{}", form.ending()), &asked.query(), w.language())
        ),
        language: w.language().code(),
        updated: items.iter().map(|item| item.updated).max().unwrap_or(last),
        items,
    };
    feed.answer(form)
}
