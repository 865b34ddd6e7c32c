//! `GET /oversight/{code}/report.docx` (and `.pdf` in a build with the feature `documents`): the result of a round or the answers to a
//! critique in the layout of Decree 30/2020. `GET /oversight/hearing/{year}-{half}`: the report for a hearing, which is a page too
//! (`hearing`). All say only what the public pages say; office and signer sign by hand.

use axum::{
    extract::{Path, State},
    response::Response,
};
use dantin_documents::model::{
    Align, Block, Column, Document, Heading, Items, Level, Marks, Number, Row, Signature, Signatures, Table,
    Text,
};
use dantin_record::matter::Matter;
use dantin_words::{Language, Words};
use jiff::civil::Date;

use super::{
    hearing::{self, HalfYear},
    page::full_code,
    view::{self, Held, RecommendationShown},
};
use crate::{
    act::deadlines::moment,
    app::{App, Shared, Visit},
    documents::Form,
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
    speak::wording::Wording,
};

/// The report of a round, a critique, or of half a year.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path((typed, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let missing = || not_found(Missing::Page);
    if typed == "hearing"
        && let Some(half) = HalfYear::parse(&file)
    {
        return hearing::page(&app, &visit, half).await;
    }
    let (stem, ending) = file.rsplit_once('.').ok_or_else(missing)?;
    let form = Form::of(ending).ok_or_else(missing)?;
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let (document, name) = if typed == "hearing" {
        let half = HalfYear::parse(stem).ok_or_else(missing)?;
        (hearing::document(&app, words, half).await?, format!("oversight-{stem}"))
    } else {
        if stem != "report" {
            return Err(missing());
        }
        let code = full_code(&app, &typed)?;
        let asked = code.clone();
        let held = app.read(move |tx| view::find(tx, &asked)).await?;
        (report(&app, words, &held), format!("oversight-{code}"))
    };
    let turn = app.press.turn().await?;
    turn.send(form, &format!("{name}.{ending}"), CachePolicy::Public, move || Ok(document)).await
}

/// A document of an overseer with what every report has.
pub(super) fn sheet(
    app: &App,
    words: Wording<'_>,
    overseer: &str,
    title: &str,
    day: Date,
    path: &str,
) -> Document {
    let w = words.w;
    let language = match w.language() {
        Language::Vietnamese => dantin_documents::model::Language::Vietnamese,
        Language::English => dantin_documents::model::Language::English,
    };
    let mut document = Document::new(language, w.t(title), day);
    document.issuing_body = (!overseer.is_empty()).then(|| words.agency(overseer).to_uppercase());
    document.place = Some(app.site.city(w.language()).to_owned());
    // Whoever issues it enters the number by hand.
    document.number = Some(Number { number: None, symbol: "BC-……".to_owned() });
    let size = w.integer(i64::try_from(app.book.read().size()).unwrap_or(i64::MAX));
    let address = format!("{}{path}", app.public_url);
    document.foot = Some(
        w.with("oversight-doc-foot", &[("size", size.as_str().into()), ("address", address.as_str().into())]),
    );
    document.signatures = Signatures::One(Signature {
        authority: None,
        office: w.t("oversight-doc-signature"),
        note: Some(w.t("oversight-doc-sign")),
        name: None,
    });
    document
}

fn heading(level: Level, label: String, text: String) -> Block {
    Block::Heading(Heading { level, label: Some(label), text })
}

fn facts(rows: &[crate::pages::components::SummaryRow]) -> Block {
    let lines = rows.iter().map(|row| Text::from(format!("{}: {}", row.term, row.value)));
    Block::Items(Items { marks: Marks::Dashes, items: lines.collect() })
}

/// An answer: its kind in a word, its words, and who entered it where it came on paper.
fn answered(w: &Words, (reply, words, from_paper): (&str, &str, &str)) -> String {
    match (reply, from_paper) {
        ("", _) => w.t("oversight-unanswered"),
        (_, "") => format!("{reply}. {words}"),
        _ => format!("{reply}. {words}\n({from_paper})"),
    }
}

/// What is recommended, how it is measured and what counts as evidence, a line each.
fn recommended(w: &Words, one: &RecommendationShown) -> String {
    let more = [("oversight-measure", &one.measure), ("oversight-evidence", &one.evidence)];
    let said = more.into_iter().filter(|(_, said)| !said.is_empty());
    std::iter::once(one.text.clone())
        .chain(said.map(|(key, said)| format!("{}: {said}", w.t(key))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn column(w: &Words, key: &str, share: u16, align: Align) -> Column {
    Column { title: w.t(key), share, align }
}

fn report(app: &App, words: Wording<'_>, held: &Held) -> Document {
    let w = words.w;
    let day = |at: dantin_record::moment::Moment| app.city.calendar().date_at(at.to_timestamp());
    let path = format!("/oversight/{}", held.code);
    let sections = |parts: Vec<(&str, Vec<Block>)>| -> Vec<Block> {
        let filled = parts.into_iter().filter(|(_, blocks)| !blocks.is_empty());
        filled
            .zip(1_u32..)
            .flat_map(|((key, blocks), number)| {
                let label = format!("{}.", dantin_documents::numbering::roman(number));
                std::iter::once(heading(Level::First, label, w.t(key).to_uppercase())).chain(blocks)
            })
            .collect()
    };
    match &held.matter {
        Matter::Round(round) => {
            let shown = view::round(held, round, words);
            let at = round.concluded.unwrap_or(moment(words.now));
            let mut document =
                sheet(app, words, round.overseer.as_str(), "oversight-doc-report", day(at), &path);
            document.summary =
                Some(w.with("oversight-doc-round", &[("subject", held.title.as_str().into())]));
            let numbered = |texts: Vec<Text>| -> Vec<Block> {
                if texts.is_empty() {
                    return Vec::new();
                }
                vec![Block::Items(Items { marks: Marks::Numbers { first: 1 }, items: texts })]
            };
            let visits = shown
                .visits
                .iter()
                .map(|visit| Text::from(format!("{}: {}", visit.moment.shown, visit.text)));
            let findings = shown.findings.iter().map(|finding| Text::from(finding.text.clone()));
            let paragraph = |text: &str| -> Vec<Block> {
                let filled = Some(text).filter(|text| !text.is_empty());
                filled.map(|text| Block::Paragraph(text.into())).into_iter().collect()
            };
            let rows: Vec<Row> = shown
                .recommendations
                .iter()
                .map(|one| {
                    let end = if one.let_go.is_empty() {
                        answered(w, (&one.reply, &one.reply_text, &one.from_paper))
                    } else {
                        format!("{} {}", w.t("oversight-let-go"), one.let_go)
                    };
                    let state = one.tag.map(|tag| w.t(tag.key())).unwrap_or_default();
                    Row::Cells(vec![
                        one.number.clone().into(),
                        recommended(w, one).into(),
                        one.to.clone().into(),
                        end.into(),
                        format!("{state}\n{}", one.case).into(),
                    ])
                })
                .collect();
            let table = Block::Table(Table {
                columns: vec![
                    column(w, "oversight-doc-number", 2, Align::Centre),
                    column(w, "oversight-recommendation", 9, Align::Left),
                    column(w, "oversight-owed-by", 5, Align::Left),
                    column(w, "oversight-reply", 7, Align::Left),
                    column(w, "oversight-state", 5, Align::Left),
                ],
                rows,
            });
            let recommendations = if shown.recommendations.is_empty() { Vec::new() } else { vec![table] };
            document.blocks = sections(vec![
                ("oversight-doc-general", vec![facts(&shown.facts)]),
                ("round-field-overseen-report", paragraph(&shown.overseen_report)),
                ("oversight-visits", numbered(visits.collect())),
                ("oversight-findings", numbered(findings.collect())),
                ("oversight-result", paragraph(&shown.conclusion)),
                ("oversight-recommendations", recommendations),
            ]);
            document.recipients = vec![words.agency(round.overseen.as_str()), w.t("oversight-doc-archive")];
            mark(&mut document, w, round.sample);
            document
        }
        Matter::Critique(critique) => {
            let shown = view::critique(held, critique, words);
            let at = critique.delivered.unwrap_or(moment(words.now));
            let mut document =
                sheet(app, words, critique.critic.as_str(), "oversight-doc-critique", day(at), &path);
            document.summary = Some(held.title.clone());
            let rows = shown.points.iter().map(|one| {
                let answer = answered(w, (&one.reply, &one.reply_text, &one.from_paper));
                Row::Cells(vec![one.number.clone().into(), one.text.clone().into(), answer.into()])
            });
            let table = Block::Table(Table {
                columns: vec![
                    column(w, "oversight-doc-number", 1, Align::Centre),
                    column(w, "critique-point", 6, Align::Left),
                    column(w, "oversight-reply", 6, Align::Left),
                ],
                rows: rows.collect(),
            });
            let points = if shown.points.is_empty() { Vec::new() } else { vec![table] };
            document.blocks = sections(vec![
                ("oversight-doc-general", vec![facts(&shown.facts)]),
                ("critique-points", points),
            ]);
            document.recipients = vec![words.agency(critique.drafter.as_str()), w.t("oversight-doc-archive")];
            mark(&mut document, w, critique.sample);
            document
        }
        Matter::Session(_) | Matter::Consultation(_) => {
            sheet(app, words, "", "oversight-doc-report", day(moment(words.now)), &path)
        }
    }
}

fn mark(document: &mut Document, w: &Words, is_sample: bool) {
    if is_sample {
        document.sample = Some(w.t("oversight-doc-sample"));
    }
}
