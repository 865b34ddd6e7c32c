//! A round or a critique as pages show it: the record in words, with what was published of it.

use std::collections::BTreeMap;

use dantin_record::{
    case::StateKind,
    event::Due,
    matter::Matter,
    moment::Moment as RecordMoment,
    oversight::{Critique, Recommendation, Reply, Round},
};
use dantin_store::{Query, Tx};

use crate::{
    act::matters::oversight::{answers_on_paper, visit_events},
    error::{Error, Missing, not_found},
    pages::components::{Deadline, Moment, Photo, SummaryRow, Tag},
    speak::{
        shown::{Picture, pixels},
        wording::Wording,
    },
};

/// A matter of oversight with what pages show beside its record.
pub struct Held {
    pub id: String,
    pub code: String,
    pub title: String,
    pub version: i64,
    pub matter: Matter,
    /// How many entries have lost their words, in a restoring from before them.
    pub words_lost: i64,
    /// Everything that the entries commit to and that is there: number of the event, field, text.
    pub contents: Vec<(i64, String, String)>,
    /// Published words, by the field of their commitment.
    said: BTreeMap<String, String>,
    /// Photos with the number of their event.
    photos: Vec<(i64, Picture)>,
    /// The numbers of the events that are visits, in their order.
    visits: Vec<i64>,
    /// The cases of recommendations, by id.
    cases: BTreeMap<String, CaseOf>,
    /// The numbers of what the overseer entered an answer to from paper.
    on_paper: Vec<u32>,
}

/// What a page says of the case that a recommendation is.
struct CaseOf {
    code: String,
    text: String,
    state: String,
    /// How it is measured, and what counts as evidence; empty where the overseer did not say.
    measure: String,
    evidence: String,
}

impl Held {
    /// The published words of a field; empty where there are none.
    pub fn said(&self, field: &str) -> &str {
        self.said.get(field).map_or("", String::as_str)
    }

    /// The photos with the number of the visit that they were taken at, counted from 1.
    pub fn photos(&self) -> impl Iterator<Item = (usize, &Picture)> {
        self.photos.iter().filter_map(|(event, picture)| {
            let place = self.visits.iter().position(|visit| visit == event)?;
            Some((place + 1, picture))
        })
    }

    /// The published words of a field that was filled in once: where they are no more, that is said.
    fn said_or_gone(&self, field: &str, words: Wording<'_>) -> String {
        match self.said(field) {
            "" => words.w.t("words-gone"),
            said => said.to_owned(),
        }
    }
}

/// Finds a round or critique by its public code in full.
pub fn find(tx: &mut Tx<'_>, code: &str) -> Result<Held, Error> {
    let row: Option<(String, String, i64, String, i64)> = tx.first(
        "SELECT id, title, version, record, words_lost FROM matters WHERE code = $1 AND kind IN ('round', 'critique')",
        &[&code],
    )?;
    let (id, title, version, record, words_lost) = row.ok_or_else(|| not_found(Missing::Page))?;
    let matter = read(&record)?;
    let contents: Vec<(i64, String, String, bool)> = tx.all(
        "SELECT number, field, body, opened FROM contents WHERE case_id = $1 ORDER BY number, field",
        &[&id],
    )?;
    let opened = contents.iter().filter(|(.., opened)| *opened);
    let said = opened.map(|(_, field, body, _)| (field.clone(), body.clone())).collect();
    let photos: Vec<(i64, String, String, i64, i64)> = tx.all(
        "SELECT m.number, p.hash, p.large, p.width, p.height FROM matter_photos m JOIN photos p ON p.hash = m.photo \
         WHERE m.matter_id = $1 ORDER BY m.number, m.place",
        &[&id],
    )?;
    // Photos can be erased, so that what is left of them does not tell which visit they belong to.
    let visits = visit_events(tx, &id)?;
    let cases = match &matter {
        Matter::Round(round) => cases(tx, round)?,
        _ => BTreeMap::new(),
    };
    let on_paper = answers_on_paper(tx, &id)?;
    let photos = photos
        .into_iter()
        .map(|(number, original, published, width, height)| {
            (number, Picture { original, published, width: pixels(width), height: pixels(height) })
        })
        .collect();
    Ok(Held {
        id,
        code: code.to_owned(),
        title,
        version,
        matter,
        words_lost,
        contents: contents.into_iter().map(|(number, field, body, _)| (number, field, body)).collect(),
        said,
        photos,
        visits,
        cases,
        on_paper,
    })
}

/// Id, code, published words, state, measure, expected evidence.
type CaseRow = (String, String, Option<String>, String, Option<String>, Option<String>);

fn cases(tx: &mut Tx<'_>, round: &Round) -> Result<BTreeMap<String, CaseOf>, Error> {
    if round.recommendations.is_empty() {
        return Ok(BTreeMap::new());
    }
    // What is hidden with its case is hidden here.
    let mut query = Query::new(
        "SELECT c.id, c.code, c.public_text, c.state, m.body, e.body FROM cases c \
         LEFT JOIN contents m ON m.case_id = c.id AND m.number = 1 AND m.field = 'measure' AND m.opened = TRUE \
         AND c.visibility <> 'hidden' \
         LEFT JOIN contents e ON e.case_id = c.id AND e.number = 1 AND e.field = 'evidence_expected' \
         AND e.opened = TRUE AND c.visibility <> 'hidden' WHERE c.id IN (",
    );
    query.bind_list(round.recommendations.iter().map(|one| one.case.to_string())).push(")");
    let rows: Vec<CaseRow> = tx.all_query(&query)?;
    let case = |(id, code, text, state, measure, evidence): CaseRow| {
        let [text, measure, evidence] = [text, measure, evidence].map(Option::unwrap_or_default);
        (id, CaseOf { code, text, state, measure, evidence })
    };
    Ok(rows.into_iter().map(case).collect())
}

/// The live record out of its column.
pub fn read(record: &str) -> Result<Matter, Error> {
    serde_json::from_str(record).map_err(|fault| anyhow::Error::new(fault).into())
}

/// A clock of the law with what it is called.
pub struct Clock {
    pub label: String,
    pub deadline: Deadline,
}

/// A visit.
pub struct VisitShown {
    pub number: String,
    pub moment: Moment,
    pub text: String,
    pub photos: Vec<Photo>,
}

/// A finding or a point of a critique.
pub struct Said {
    pub number: String,
    pub moment: Moment,
    pub text: String,
    /// The answer's kind in a word, and its words; empty while there is none.
    pub reply: String,
    pub reply_text: String,
    pub answered: Option<Moment>,
    /// Who entered the answer, where it came on paper.
    pub from_paper: String,
}

/// A recommendation.
pub struct RecommendationShown {
    pub number: String,
    /// The finding that it follows from, as a number; empty for none.
    pub finding: String,
    pub to: String,
    pub text: String,
    /// How it is measured, and what counts as evidence; empty where the overseer did not say.
    pub measure: String,
    pub evidence: String,
    /// The public code of its case.
    pub case: String,
    pub tag: Option<Tag>,
    pub answer_by: Option<Deadline>,
    pub reply: String,
    pub reply_text: String,
    pub answered: Option<Moment>,
    /// Who entered the answer, where it came on paper.
    pub from_paper: String,
    /// Why it is no longer followed up; empty while it is.
    pub let_go: String,
    pub let_go_text: String,
}

/// A round in words.
pub struct RoundShown {
    pub state: String,
    pub facts: Vec<SummaryRow>,
    pub clocks: Vec<Clock>,
    pub visits: Vec<VisitShown>,
    pub findings: Vec<Said>,
    pub recommendations: Vec<RecommendationShown>,
    /// What the overseen body's own report says in short; empty where nobody wrote that down.
    pub overseen_report: String,
    pub conclusion: String,
    pub concluded: Option<Moment>,
}

/// A critique in words.
pub struct CritiqueShown {
    pub state: String,
    pub facts: Vec<SummaryRow>,
    pub clocks: Vec<Clock>,
    pub points: Vec<Said>,
}

fn fact(term: String, value: String) -> SummaryRow {
    SummaryRow { term, value, change: String::new() }
}

fn reply_words(words: Wording<'_>, reply: Option<Reply>) -> String {
    reply.map(|reply| words.w.code("oversight-reply", reply.code())).unwrap_or_default()
}

/// A round in words.
pub fn round(held: &Held, round: &Round, words: Wording<'_>) -> RoundShown {
    let w = words.w;
    let mut facts = vec![
        fact(w.t("oversight-overseer"), words.agency(round.overseer.as_str())),
        fact(w.t("oversight-body"), w.code("oversight-body", round.body.code())),
        fact(w.t("oversight-form"), w.code("oversight-form", round.form.code())),
        fact(w.t("oversight-overseen"), words.agency(round.overseen.as_str())),
    ];
    if round.area.is_some() {
        facts.push(fact(w.t("oversight-area"), words.area(round.area)));
    }
    for (field, term) in [("project", "oversight-project"), ("team", "oversight-team")] {
        if !held.said(field).is_empty() {
            facts.push(fact(w.t(term), held.said(field).to_owned()));
        }
    }
    facts.push(fact(w.t("oversight-year"), round.year.to_string()));
    facts.push(fact(w.t("oversight-visit-day"), day(words, round.visit)));
    if round.moved > 0 {
        facts.push(fact(w.t("oversight-first-visit"), day(words, round.first_visit)));
    }
    let clock = |label: &str, due: &Due, done: Option<RecordMoment>| Clock {
        label: w.t(label),
        deadline: words.deadline(due, None, done, false),
    };
    let mut clocks = vec![
        clock("oversight-clock-notice", &round.notify_by, round.notified),
        clock("oversight-clock-report", &round.report_by, round.report_received),
    ];
    clocks.extend(round.conclude_by.iter().map(|due| clock("oversight-clock-result", due, round.concluded)));
    RoundShown {
        state: w.code("round-state", round.state.code()),
        facts,
        clocks,
        visits: visits(held, round, words),
        findings: round
            .findings
            .iter()
            .zip(1_u32..)
            .map(|(finding, number)| said(held, words, ("finding", number), finding.at, None, None))
            .collect(),
        recommendations: round.recommendations.iter().map(|one| recommendation(held, one, words)).collect(),
        overseen_report: held.said("overseen_report").to_owned(),
        conclusion: match round.concluded {
            Some(_) => held.said_or_gone("conclusion", words),
            None => String::new(),
        },
        concluded: round.concluded.map(|at| words.dated(at)),
    }
}

fn visits(held: &Held, round: &Round, words: Wording<'_>) -> Vec<VisitShown> {
    let mut events = held.visits.iter();
    let shown = round.visits.iter().zip(1_u32..).map(|(visit, number)| {
        let event = events.next();
        let alt = words.w.with("oversight-photo-alt", &[("number", i64::from(number).into())]);
        let photos = held.photos.iter().filter(|(of, _)| Some(of) == event);
        VisitShown {
            number: number.to_string(),
            moment: words.dated(visit.at),
            text: held.said_or_gone(&format!("visit.{number}"), words),
            photos: photos
                .map(|(_, picture)| Photo { hash: picture.published.clone(), ..picture.medium(alt.clone()) })
                .collect(),
        }
    });
    shown.collect()
}

fn said(
    held: &Held,
    words: Wording<'_>,
    (stem, number): (&str, u32),
    at: RecordMoment,
    reply: Option<Reply>,
    answered: Option<RecordMoment>,
) -> Said {
    Said {
        number: number.to_string(),
        moment: words.dated(at),
        text: held.said_or_gone(&format!("{stem}.{number}"), words),
        reply: reply_words(words, reply),
        reply_text: reply.map(|_| held.said_or_gone(&format!("reply.{number}"), words)).unwrap_or_default(),
        answered: answered.map(|at| words.dated(at)),
        from_paper: reply.map(|_| from_paper(held, number, words)).unwrap_or_default(),
    }
}

/// That the overseer entered this answer in the place of whoever owes it; empty where that is not so.
fn from_paper(held: &Held, number: u32, words: Wording<'_>) -> String {
    if !held.on_paper.contains(&number) {
        return String::new();
    }
    let overseer = words.agency(held.matter.host().as_str());
    words.w.with("oversight-from-paper", &[("overseer", overseer.as_str().into())])
}

fn recommendation(held: &Held, one: &Recommendation, words: Wording<'_>) -> RecommendationShown {
    let case = held.cases.get(&one.case.to_string());
    RecommendationShown {
        number: one.number.to_string(),
        finding: one.finding.map(|finding| finding.to_string()).unwrap_or_default(),
        to: words.agency(one.to.as_str()),
        text: case
            .map(|case| case.text.clone())
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| words.w.t("words-gone")),
        measure: case.map(|case| case.measure.clone()).unwrap_or_default(),
        evidence: case.map(|case| case.evidence.clone()).unwrap_or_default(),
        case: case.map(|case| case.code.clone()).unwrap_or_default(),
        tag: case.and_then(|case| StateKind::from_code(&case.state)).map(Tag::from),
        answer_by: one
            .answer_by
            .filter(|_| one.let_go.is_none())
            .map(|due| words.deadline(&due, None, one.answered, false)),
        reply: reply_words(words, one.reply),
        reply_text: one
            .reply
            .map(|_| held.said_or_gone(&format!("reply.{}", one.number), words))
            .unwrap_or_default(),
        answered: one.answered.map(|at| words.dated(at)),
        from_paper: from_paper(held, one.number, words),
        let_go: one.let_go.map(|reason| words.w.code("let-go", reason.code())).unwrap_or_default(),
        let_go_text: held.said(&format!("let_go.{}", one.number)).to_owned(),
    }
}

/// A critique in words.
pub fn critique(held: &Held, critique: &Critique, words: Wording<'_>) -> CritiqueShown {
    let w = words.w;
    let mut facts = vec![
        fact(w.t("critique-critic"), words.agency(critique.critic.as_str())),
        fact(w.t("critique-drafter"), words.agency(critique.drafter.as_str())),
        fact(w.t("oversight-form"), w.code("critique-form", critique.form.code())),
        fact(w.t("critique-submission"), day(words, critique.submission)),
    ];
    if !held.said("about").is_empty() {
        facts.push(fact(w.t("critique-about"), held.said("about").to_owned()));
    }
    let came = words.deadline(&critique.send_by, None, Some(critique.requested), false);
    CritiqueShown {
        state: w.code("critique-state", critique.state.code()),
        facts,
        clocks: vec![Clock { label: w.t("critique-clock-sent"), deadline: came }],
        points: critique
            .points
            .iter()
            .map(|point| {
                said(held, words, ("point", point.number), point.raised, point.reply, point.answered)
            })
            .collect(),
    }
}

/// A day without its hour.
pub fn day(words: Wording<'_>, at: RecordMoment) -> String {
    words.w.date(words.city.calendar().date_at(at.to_timestamp()))
}
