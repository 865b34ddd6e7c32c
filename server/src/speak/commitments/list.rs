//! The board of commitments and the same as CSV.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_record::{
    case::{Case, PledgeState},
    id::CaseId,
    moment::Moment as RecordMoment,
};

use super::{Asked, chosen, embed, pledges, texts};
use crate::{
    act::deadlines::moment,
    app::{Shared, Visit},
    error::Error,
    pages::{
        components::{Choice, Link, Moment, Tag},
        headers::CachePolicy,
        layout::{Page, Section, Shell},
        qr::Drawing,
    },
    speak::{
        case::pledge::{self, PledgeWords},
        feed::{self, Form},
        wording::Wording,
    },
};

/// Rows of one page.
const MOST: usize = 200;

/// A commitment as shown.
pub(super) struct Row {
    pub href: String,
    pub code: String,
    pub text: String,
    pub agency: String,
    pub area: String,
    /// How it is measured, and who confirms it.
    pub measure: String,
    pub verifier: String,
    /// Address and title of the session in which it was said.
    pub said: Option<(String, String)>,
    pub due: Moment,
    pub first_due: Option<Moment>,
    pub moved: String,
    pub tag: Tag,
    pub state: String,
    pub kind: &'static str,
    pub reported: Option<Moment>,
}

#[derive(Template)]
#[template(path = "speak/templates/commitments.html")]
struct CommitmentsPage {
    shell: Shell,
    crumbs: Vec<Link>,
    rows: Vec<Row>,
    counts: Vec<Link>,
    agencies: Vec<Choice>,
    state: String,
    csv: String,
    feeds: [Link; 2],
    /// What another site writes to show the same list.
    frame: String,
    /// Nobody types it from a screen.
    drawing: Option<Drawing>,
}

/// `GET /commitments`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let now = moment(visit.now);
    let all = chosen(&app, &asked, now);
    let wanted = PledgeState::from_code(&asked.state);
    let shown: Vec<&(Case, PledgeState)> =
        all.iter().filter(|(_, state)| wanted.is_none_or(|wanted| wanted == *state)).take(MOST).collect();
    let (texts, pledges) = (texts(&app, &shown).await?, pledges(&app, &shown).await?);
    let w = &visit.w;
    let wording = Wording { city: &app.city, w, now: visit.now };
    let language = w.language();
    let feeds = [(Form::Atom, "Atom"), (Form::Json, "JSON Feed")].map(|(form, label)| {
        Link::new(feed::address(&format!("/commitments{}", form.ending()), &asked.query(), language), label)
    });
    let frame = embed::frame(&app, &asked, language, &w.t("commitments-title"));
    let rows = shown.iter().map(|(case, state)| row(wording, case, *state, &texts, &pledges)).collect();
    let address = |state: &str| Asked { state: state.to_owned(), ..asked.clone() }.address("/commitments");
    let count = |count: usize| w.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let mut counts = vec![
        Link::new(address(""), w.t("commitments-all"))
            .counting(count(all.len()))
            .current_if(wanted.is_none()),
    ];
    for state in PledgeState::ALL {
        let number = all.iter().filter(|(_, one)| one == state).count();
        counts.push(
            Link::new(address(state.code()), w.code("pledge", state.code()))
                .counting(count(number))
                .current_if(wanted == Some(*state)),
        );
    }
    let mut leads: BTreeMap<String, String> = BTreeMap::new();
    for (case, _) in chosen(&app, &Asked::default(), now) {
        if let Some(lead) = case.state.lead() {
            leads.insert(lead.as_str().to_owned(), wording.agency(lead.as_str()));
        }
    }
    let agencies = leads.into_iter().map(|(value, label)| Choice {
        is_chosen: value == asked.agency,
        value,
        label,
        ..Choice::default()
    });
    let csv = Asked { state: String::new(), ..asked.clone() }.address("/commitments.csv");
    Ok(Page::public(CommitmentsPage {
        crumbs: vec![
            Link::new("/dialogues", w.t("dialogues-title")),
            Link::new("", w.t("commitments-title")),
        ],
        rows,
        counts,
        agencies: std::iter::once(Choice { label: w.t("commitments-all-agencies"), ..Choice::default() })
            .chain(agencies)
            .collect(),
        state: asked.state,
        csv,
        feeds,
        frame,
        drawing: None,
        shell: visit.shell(w.t("commitments-title"), Section::Dialogues),
    })
    .into_response())
}

pub(super) fn row(
    wording: Wording<'_>,
    case: &Case,
    state: PledgeState,
    texts: &BTreeMap<String, String>,
    pledges: &HashMap<CaseId, PledgeWords>,
) -> Row {
    let w = wording.w;
    let code = case.code.to_string();
    let promised = case.pledged.map_or(case.submitted, |pledged| pledged.pledge.due);
    let due = case.due().map_or(promised, |due| due.at);
    let words = pledges.get(&case.id);
    let said = case.pledged.zip(words).and_then(|(pledged, words)| words.said(pledged));
    Row {
        href: format!("/cases/{code}"),
        text: texts.get(&code).cloned().unwrap_or_else(|| code.clone()),
        agency: wording.responsible(case.state.lead(), None),
        area: case.area().map(|area| wording.area(Some(area))).unwrap_or_default(),
        measure: words.and_then(|words| words.get("measure")).unwrap_or_default().to_owned(),
        verifier: case.pledged.map(|pledged| pledge::verifier(pledged, wording)).unwrap_or_default(),
        said,
        due: wording.dated(due),
        first_due: (due != promised).then(|| wording.dated(promised)),
        moved: if case.extensions > 0 {
            w.n("commitments-moved", i64::from(case.extensions))
        } else {
            String::new()
        },
        tag: case.kind().into(),
        state: w.code("pledge", state.code()),
        kind: state.code(),
        reported: case.last_reported.map(|at| wording.dated(at)),
        code,
    }
}

/// `GET /commitments.csv`.
pub async fn csv(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let all = chosen(&app, &asked, moment(visit.now));
    let shown: Vec<&(Case, PledgeState)> = all.iter().collect();
    let (texts, pledges) = (texts(&app, &shown).await?, pledges(&app, &shown).await?);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "code",
        "state",
        "agency",
        "area",
        "promised_due",
        "due",
        "moved",
        "last_reported",
        "ended",
        "session",
        "question",
        "text",
        "measure",
        "evidence_expected",
        "verifier",
        "speaker_words",
    ];
    writer.write_record(head).map_err(anyhow::Error::new)?;
    let time = |at: Option<RecordMoment>| at.map(|at| at.to_string()).unwrap_or_default();
    for (case, state) in &all {
        let code = case.code.to_string();
        let pledged = case.pledged;
        let words = pledges.get(&case.id);
        let field = |field: &str| words.and_then(|words| words.get(field)).unwrap_or_default().to_owned();
        let verifier = pledged.and_then(|pledged| pledged.pledge.verifier);
        let record = [
            code.clone(),
            state.code().to_owned(),
            case.state.lead().map(|lead| lead.as_str().to_owned()).unwrap_or_default(),
            case.area().map(|area| area.as_str().to_owned()).unwrap_or_default(),
            time(pledged.map(|pledged| pledged.pledge.due)),
            time(case.due().map(|due| due.at)),
            case.extensions.to_string(),
            time(case.last_reported),
            time(case.ended),
            pledged.map(|pledged| pledged.matter.to_string()).unwrap_or_default(),
            pledged.map(|pledged| pledged.number.to_string()).unwrap_or_default(),
            texts.get(&code).cloned().unwrap_or_default(),
            field("measure"),
            field("evidence_expected"),
            verifier.map(|body| body.as_str().to_owned()).unwrap_or_default(),
            field("speaker_words"),
        ];
        writer.write_record(&record).map_err(anyhow::Error::new)?;
    }
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"commitments.csv\""),
    ];
    Ok((CachePolicy::Private, headers, bytes).into_response())
}
