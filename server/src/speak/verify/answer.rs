//! What a check found, in the visitor's words: one outcome with its reasons, and the entries as rows.

use dantin_record::{
    entry::{Commitments, Entry, Line},
    event::{Destination, Event},
    matter::{MatterEntry, MatterEvent},
    place::PublicPlace,
};
use dantin_verify::{Fault, Receipt};
use dantin_words::Words;

use crate::{
    act::cases::hex,
    pages::{components::SummaryRow, erased::field_name},
    prove::journal::fingerprint,
    speak::wording::Wording,
};

/// An outcome as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// `success`, `warning` or `error`.
    pub tone: &'static str,
    /// The icon.
    pub symbol: &'static str,
    /// In one line.
    pub title: String,
    /// The reasons.
    pub sentences: Vec<String>,
    /// The entries that it is about.
    pub entries: Vec<Shown>,
}

/// An entry in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its number and type.
    pub heading: String,
    /// What it says.
    pub rows: Vec<SummaryRow>,
    /// Its bytes.
    pub raw: String,
}

impl Outcome {
    /// All is well.
    pub fn good(title: String, receipts: &[Receipt], words: Wording<'_>) -> Outcome {
        let w = words.w;
        let mut sentences = Vec::new();
        if let Some(first) = receipts.first() {
            let size = w.integer(i64::try_from(first.size).unwrap_or(i64::MAX));
            sentences.push(w.with("verify-signed", &[("size", size.as_str().into())]));
            let names: Vec<&str> = first.witnesses.iter().map(|(name, _)| name.as_str()).collect();
            sentences.push(if names.is_empty() {
                w.t("verify-no-witness")
            } else {
                w.with("verify-witnesses", &[("names", names.join(", ").as_str().into())])
            });
        }
        let entries = receipts.iter().map(|receipt| shown(receipt, words)).collect();
        Outcome { tone: "success", symbol: "circle-check", title, sentences, entries }
    }

    /// Something does not hold.
    pub fn bad(faults: &[Fault], words: Wording<'_>) -> Outcome {
        let sentences = faults.iter().map(|fault| say(fault, words)).collect();
        let is_missing = faults.iter().all(|fault| matches!(fault, Fault::NoEntry { .. }));
        let (tone, symbol, key) = if is_missing {
            ("warning", "search", "verify-unknown")
        } else {
            ("error", "octagon-alert", "verify-bad")
        };
        Outcome { tone, symbol, title: words.w.t(key), sentences, entries: Vec::new() }
    }

    /// Nothing was checked, for this reason.
    pub fn none(title: &str, sentence: String, words: Wording<'_>) -> Outcome {
        Outcome {
            tone: "warning",
            symbol: "search",
            title: words.w.t(title),
            sentences: vec![sentence],
            entries: Vec::new(),
        }
    }
}

/// A fault in the visitor's words.
fn say(fault: &Fault, words: Wording<'_>) -> String {
    let w = words.w;
    let number = |count: &u64| w.integer(i64::try_from(*count).unwrap_or(i64::MAX));
    match fault {
        Fault::Form(error) => w.with("verify-fault-form", &[("detail", error.to_string().as_str().into())]),
        Fault::CutOff(_) => w.t("verify-fault-cut"),
        Fault::OtherJournal { found, expected } => w.with(
            "verify-fault-other",
            &[("found", found.as_str().into()), ("expected", expected.as_str().into())],
        ),
        Fault::Checkpoint(_) | Fault::Today(_) => w.t("verify-fault-signature"),
        Fault::Inclusion(_) => w.t("verify-fault-inclusion"),
        Fault::EntryForm(_) => w.t("verify-fault-entry-form"),
        Fault::OtherKey { remembered } => {
            w.with("verify-fault-key-changed", &[("key", remembered.as_str().into())])
        }
        Fault::Shorter { seen, today } => w.with(
            "verify-fault-shorter",
            &[("size", number(today).as_str().into()), ("old", number(seen).as_str().into())],
        ),
        Fault::Rewritten { seen, .. } => {
            w.with("verify-fault-rewritten", &[("old", number(seen).as_str().into())])
        }
        Fault::Missing(what) => w.with("verify-fault-missing", &[("path", what.as_str().into())]),
        Fault::Damaged(_) => w.t("verify-fault-damaged"),
        Fault::NoEntry { index, size } => w.with(
            "verify-fault-no-entry",
            &[("size", number(size).as_str().into()), ("index", number(index).as_str().into())],
        ),
    }
}

fn shown(receipt: &Receipt, words: Wording<'_>) -> Shown {
    let w = words.w;
    let index = w.integer(i64::try_from(receipt.index).unwrap_or(i64::MAX));
    let heading = w.with("verify-entry", &[("index", index.as_str().into())]);
    let Some(line) = &receipt.entry else {
        return Shown { heading, rows: Vec::new(), raw: receipt.text.clone() };
    };
    let heading = format!("{heading} · {}", type_name(w, line.type_code()));
    let rows = match line {
        Line::Case(entry) => rows(entry, words),
        Line::Matter(entry) => of_matter(entry, words),
        Line::Notice(notice) => {
            vec![
                ("verify-row-at", words.dated(notice.at).shown),
                ("verify-row-by", w.code("role", notice.fact.kind().by())),
            ]
        }
    };
    let rows = rows
        .into_iter()
        .chain([("verify-row-leaf", fingerprint(receipt.text.as_bytes()))])
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| SummaryRow { term: w.t(key), value, change: String::new() })
        .collect();
    Shown { heading, rows, raw: receipt.text.clone() }
}

/// What a type of entries is called; its code where the words do not know it.
pub(super) fn type_name(w: &Words, code: &str) -> String {
    if w.has(&format!("event-{}", code.replace(['.', '_'], "-"))) {
        w.code("event", code)
    } else {
        code.to_owned()
    }
}

/// What an entry of a matter says.
fn of_matter(entry: &MatterEntry, words: Wording<'_>) -> Vec<(&'static str, String)> {
    let w = words.w;
    let question = match &entry.event {
        MatterEvent::Dialogue(event) => event.question(),
        _ => None,
    };
    let comment = match &entry.event {
        MatterEvent::Consultation(event) => event.comment(),
        _ => None,
    };
    let recommendation = match &entry.event {
        MatterEvent::Oversight(event) => event.recommendation(),
        _ => None,
    };
    let point = match &entry.event {
        MatterEvent::Critique(event) => event.point(),
        _ => None,
    };
    let agency = entry.by.agency().map(|agency| words.agency(agency.as_str())).unwrap_or_default();
    let evidence = match &entry.event {
        MatterEvent::Oversight(event) => event.evidence().map(|(_, evidence)| evidence).unwrap_or_default(),
        _ => &[],
    };
    let evidence: Vec<String> = evidence.iter().map(|one| hex(&one.sha256.0)).collect();
    vec![
        ("verify-row-question", question.map(|number| number.to_string()).unwrap_or_default()),
        ("verify-row-comment", comment.map(|number| number.to_string()).unwrap_or_default()),
        ("verify-row-recommendation", recommendation.map(|number| number.to_string()).unwrap_or_default()),
        ("verify-row-point", point.map(|number| number.to_string()).unwrap_or_default()),
        ("verify-row-at", words.dated(entry.at).shown),
        ("verify-row-occurred", words.dated(entry.occurred).shown),
        ("verify-row-by", w.code("role", entry.by.role().code())),
        ("verify-row-for", agency),
        ("verify-row-evidence", evidence.join("\n")),
        ("verify-row-commit", fields(w, &entry.commit)),
    ]
}

/// The names of sealed fields, a line each.
fn fields(w: &Words, commit: &Commitments) -> String {
    let names: Vec<String> = commit.keys().map(|field| field_name(w, field.as_str())).collect();
    names.join("\n")
}

/// What an entry says; empty values are left out.
fn rows(entry: &Entry, words: Wording<'_>) -> Vec<(&'static str, String)> {
    let w = words.w;
    let mut rows = Vec::new();
    if let Event::Submitted(one) = &entry.event {
        rows.push(("verify-row-code", one.code.to_string()));
        rows.push(("verify-row-service", words.service(one.category.as_str(), None)));
        if let Some(finer) = &one.subcategory {
            rows.push(("verify-row-finer", words.service(one.category.as_str(), Some(finer.as_str()))));
        }
        let area = match &one.place {
            PublicPlace::Point { area, .. } => *area,
            PublicPlace::Area { area } => Some(*area),
            PublicPlace::Unplaced => None,
        };
        rows.extend(area.map(|area| ("verify-row-area", words.area(Some(area)))));
        rows.push((
            "verify-row-photos",
            Some(one.photos).filter(|count| *count > 0).map_or_else(String::new, |count| count.to_string()),
        ));
    }
    rows.push(("verify-row-at", words.dated(entry.at).shown));
    rows.push(("verify-row-occurred", words.dated(entry.occurred).shown));
    rows.push(("verify-row-by", w.code("role", entry.by.role().code())));
    rows.extend(entry.by.agency().map(|agency| ("verify-row-for", words.agency(agency.as_str()))));
    let hashes = |hashes: Vec<&[u8; 32]>| {
        let lines: Vec<String> = hashes.into_iter().map(|hash| hex(hash)).collect();
        ("verify-row-evidence", lines.join("\n"))
    };
    let due = |due: &dantin_record::event::Due| ("verify-row-due", words.dated(due.at).shown);
    match &entry.event {
        Event::Assigned { agency, receive_by, .. } => {
            rows.extend([("verify-row-agency", words.agency(agency.as_str())), due(receive_by)]);
        }
        Event::Returned { to: Destination::Agency(agency), .. } => {
            rows.push(("verify-row-agency", words.agency(agency.as_str())));
        }
        Event::Accepted { due: one } | Event::Replied { due: one } | Event::Extended { due: one, .. } => {
            rows.push(due(one));
        }
        Event::PartAdded { agency, due: one, .. } => {
            rows.extend([("verify-row-agency", words.agency(agency.as_str())), due(one)]);
        }
        Event::PartDone { evidence } => {
            rows.push(hashes(evidence.iter().map(|one| &one.sha256).collect()));
        }
        Event::PartReleased { agency, .. } | Event::Escalated { to: agency, .. } => {
            rows.push(("verify-row-agency", words.agency(agency.as_str())));
        }
        Event::ReportedResolved { evidence, confirm_by } => {
            rows.push(("verify-row-due", words.dated(*confirm_by).shown));
            rows.push(hashes(evidence.iter().map(|one| &one.sha256).collect()));
        }
        Event::Contested { evidence, due: one } => {
            rows.extend([due(one), hashes(evidence.iter().map(|one| &one.sha256).collect())]);
        }
        Event::Shown { photos, spot, .. } => {
            rows.extend(spot.map(|spot| {
                let (latitude, longitude) = spot.point.to_degrees();
                let radius = w.accuracy(u32::from(spot.precision_m));
                ("verify-row-spot", format!("{latitude:.5}, {longitude:.5} ({radius})"))
            }));
            rows.push(("verify-row-photos", hashes(photos.iter().collect()).1));
        }
        Event::Erased(one) => {
            let fields: Vec<String> = one.fields.iter().map(|field| field_name(w, field.as_str())).collect();
            rows.push(("verify-row-erased", fields.join("\n")));
            rows.push(("verify-row-ground", w.code("ground", one.ground.code())));
        }
        _ => {}
    }
    rows.push(("verify-row-commit", fields(w, &entry.commit)));
    rows
}
