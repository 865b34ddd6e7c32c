//! The timeline of a case in words, and its results as evidence pairs. Persons do not occur: who acted is a role and
//! an agency.

use dantin_record::{
    act::Role,
    event::{Destination, Event, ShownText},
    reasons::HideReason,
    source::SourceAgency,
};
use dantin_words::Words;

use super::record::{Line, Paper, Record};
use crate::{
    pages::{
        components::{EvidencePair, Photo, Tag, TimelineEntry, Voice, count},
        erased,
    },
    speak::{shown::CasePhoto, wording::Wording},
};

/// The latest result that an agency has shown.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Before and after, side by side.
    pub pairs: Vec<EvidencePair>,
    /// Documents and measurements.
    pub papers: Vec<Paper>,
    /// What the agency said to it.
    pub said: String,
    /// What of it was erased, in lines.
    pub erased: Vec<String>,
    /// Number of the event; 0 where nothing was reported yet.
    pub number: i64,
}

/// The latest result of the case.
pub fn results(record: &Record, words: Wording<'_>) -> Results {
    let Some(line) =
        record.lines.iter().rev().find(|line| matches!(line.event, Event::ReportedResolved { .. }))
    else {
        return Results::default();
    };
    Results {
        pairs: pairs(record, line, words),
        papers: record.papers.iter().filter(|paper| paper.number == line.number).cloned().collect(),
        said: record.said(line.number, "words").unwrap_or_default().to_owned(),
        erased: record.erased.lines(words.w, words.city, line.number),
        number: line.number,
    }
}

/// The timeline, newest first. The result `told_above` stands on the page already and is only named.
pub fn timeline(record: &Record, told_above: i64, words: Wording<'_>) -> Vec<TimelineEntry> {
    let mut entries: Vec<TimelineEntry> = Vec::new();
    let mut joined = 0_usize;
    for (place, line) in record.lines.iter().enumerate() {
        // Neighbours who join one after the other are one entry with their number.
        if matches!(line.event, Event::Joined) {
            joined += 1;
            if record.lines.get(place + 1).is_some_and(|next| matches!(next.event, Event::Joined)) {
                continue;
            }
        } else {
            joined = 0;
        }
        let mut entry = entry(record, line, told_above, words);
        if joined > 1 {
            entry.title = words.w.n("case-joined-more", count(joined));
            joined = 0;
        }
        entries.push(entry);
    }
    entries.reverse();
    entries
}

/// One event in the words of the page.
pub fn told(record: &Record, line: &Line, words: Wording<'_>) -> TimelineEntry {
    entry(record, line, 0, words)
}

fn entry(record: &Record, line: &Line, told_above: i64, words: Wording<'_>) -> TimelineEntry {
    let w = words.w;
    let is_told = line.number == told_above;
    let said = if is_told { "" } else { record.said(line.number, "words").unwrap_or_default() };
    TimelineEntry {
        title: match &line.event {
            Event::Submitted(_) if record.case.pledged.is_some() => {
                w.code("origin", record.case.origin.code())
            }
            event => w.code("event", event.kind().code()),
        },
        moment: words.moment(line.occurred),
        actor: actor(line, words),
        voice: voice(line),
        text: [facts(record, line, words), said.to_owned()]
            .into_iter()
            .chain(papers_of_part(record, line, words))
            .chain(if is_told { Vec::new() } else { record.erased.lines(w, words.city, line.number) })
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        tag: tag(&line.event),
        photos: Vec::new(),
        pairs: if is_told || !matches!(line.event, Event::ReportedResolved { .. } | Event::PartDone { .. }) {
            Vec::new()
        } else {
            pairs(record, line, words)
        },
        entry: line
            .index
            .map(|index| w.integer(i64::try_from(index).unwrap_or(i64::MAX)))
            .unwrap_or_default(),
        entry_href: line.index.map(|index| format!("/verify?q={index}")).unwrap_or_default(),
    }
}

/// The documents and measurements of a part: a result shows its own above the timeline.
fn papers_of_part(record: &Record, line: &Line, words: Wording<'_>) -> Vec<String> {
    let is_part = matches!(line.event, Event::PartDone { .. });
    let papers = record.papers.iter().filter(|paper| is_part && paper.number == line.number);
    papers.map(|paper| format!("{}: {}", words.w.code("evidence", &paper.kind), paper.title)).collect()
}

/// Role and agency; empty where the title says it.
fn actor(line: &Line, words: Wording<'_>) -> String {
    match (line.by.agency(), line.by.role()) {
        (Some(agency), Role::Handler) => words.agency(agency.as_str()),
        (Some(agency), role) => {
            format!("{} · {}", words.agency(agency.as_str()), words.w.code("role", role.code()))
        }
        (None, Role::Reporter) if matches!(line.event, Event::Replied { .. } | Event::Withdrawn) => {
            String::new()
        }
        (None, role) => words.w.code("role", role.code()),
    }
}

fn voice(line: &Line) -> Voice {
    match line.by.role() {
        Role::Reporter | Role::Joiner | Role::Neighbour => Voice::Resident,
        Role::Routing | Role::Clock | Role::Importer | Role::Partner => Voice::System,
        Role::Handler
        | Role::Head
        | Role::Coordinator
        | Role::Moderator
        | Role::Overseer
        | Role::PrivacyOfficer => Voice::Official,
    }
}

const fn tag(event: &Event) -> Option<Tag> {
    match event {
        Event::Accepted { .. } => Some(Tag::InProgress),
        Event::Asked => Some(Tag::Waiting),
        Event::ReportedResolved { .. } => Some(Tag::Reported),
        Event::Declined { .. } => Some(Tag::Declined),
        Event::Confirmed => Some(Tag::Confirmed),
        Event::Contested { .. } => Some(Tag::Reopened),
        Event::Expired => Some(Tag::Unconfirmed),
        Event::Withdrawn => Some(Tag::Withdrawn),
        Event::Merged { .. } => Some(Tag::Merged),
        _ => None,
    }
}

/// What an event says besides its name: dates, reasons, agencies.
fn facts(record: &Record, line: &Line, words: Wording<'_>) -> String {
    let w = words.w;
    let dated = |key: &str, at| {
        let shown = words.dated(at).shown;
        w.with(key, &[("time", shown.as_str().into())])
    };
    match &line.event {
        Event::Assigned { agency, receive_by, .. } => {
            let name = words.agency(agency.as_str());
            let time = words.dated(receive_by.at).shown;
            let is_pledged = record.case.pledged.is_some();
            let key = if is_pledged { "pledge-assigned-to" } else { "case-assigned-to" };
            w.with(key, &[("agency", name.as_str().into()), ("time", time.as_str().into())])
        }
        Event::Returned { to, reason } => {
            let to = match to {
                Destination::Agency(agency) => words.agency(agency.as_str()),
                Destination::Coordinator => words.agency(&words.city.settings().coordinator),
            };
            let reason = w.code("return", reason.code());
            w.with("case-returned-to", &[("reason", reason.as_str().into()), ("agency", to.as_str().into())])
        }
        Event::Accepted { due } => {
            let time = words.dated(due.at).shown;
            let rule = words.rule(due);
            w.with("case-promised", &[("time", time.as_str().into()), ("rule", rule.as_str().into())])
        }
        Event::Replied { due } => dated("case-due-after-reply", due.at),
        Event::Extended { reason, due } => {
            let reason = w.code("extend", reason.code());
            let time = words.dated(due.at).shown;
            w.with("case-due-moved", &[("reason", reason.as_str().into()), ("time", time.as_str().into())])
        }
        Event::ReportedResolved { confirm_by, .. } => dated("case-confirm-by", *confirm_by),
        Event::Contested { due, .. } => dated("case-due-again", due.at),
        Event::Declined { reason, authority } => {
            let mut parts = vec![w.code("decline", reason.code())];
            if let Some(basis) = record.said(line.number, "basis") {
                parts.push(w.with("case-basis", &[("basis", basis.into())]));
            }
            if let Some(authority) = authority {
                let name = words.agency(authority.as_str());
                parts.push(w.with("case-right-authority", &[("agency", name.as_str().into())]));
            }
            parts.join("\n")
        }
        Event::SourceStatus { word, agency, .. } => {
            let said = w.with("case-source-word", &[("word", word.as_str().into())]);
            let agency = match agency {
                Some(SourceAgency::Known(code)) => words.agency(code.as_str()),
                Some(SourceAgency::Named(name)) => name.as_str().to_owned(),
                None => return said,
            };
            let agency = w.with("case-source-agency-named", &[("agency", agency.as_str().into())]);
            format!("{said}\n{agency}")
        }
        Event::PartAdded { agency, due, .. } => {
            let (agency, time) = (words.agency(agency.as_str()), words.dated(due.at).shown);
            w.with("joint-part-given", &[("agency", agency.as_str().into()), ("time", time.as_str().into())])
        }
        Event::PartReleased { agency, reason } => {
            let (agency, reason) = (words.agency(agency.as_str()), w.code("release", reason.code()));
            w.with(
                "joint-part-released",
                &[("agency", agency.as_str().into()), ("reason", reason.as_str().into())],
            )
        }
        Event::Escalated { to, part, .. } => {
            let agency = words.agency(to.as_str());
            let risen = w.with("joint-risen-to", &[("agency", agency.as_str().into())]);
            match part {
                None => risen,
                Some(part) => {
                    let late = words.agency(part.as_str());
                    let late = w.with("joint-late-part", &[("agency", late.as_str().into())]);
                    format!("{late}\n{risen}")
                }
            }
        }
        Event::Merged { .. } => {
            let main = record.relatives.iter().find(|one| one.is_main);
            main.map_or_else(String::new, |main| {
                w.with("joint-now-in", &[("code", main.code.as_str().into())])
            })
        }
        Event::Erased(erasure) => {
            let target = record.lines.iter().find(|line| line.number == i64::from(erasure.entry));
            erased::told(w, target.map(|line| &line.event), erasure)
        }
        Event::Forwarded { to } => record.system(to),
        Event::ForwardStatus { to, outcome, number, word } => {
            let mut lines = vec![format!("{}: {}", record.system(to), w.code("forward", outcome.code()))];
            lines.extend(number.iter().map(|id| w.with("forward-number", &[("id", id.as_str().into())])));
            lines.extend(
                word.iter().map(|word| w.with("case-source-word", &[("word", word.as_str().into())])),
            );
            lines.join("\n")
        }
        Event::Submitted(_)
        | Event::Asked
        | Event::Confirmed
        | Event::Expired
        | Event::Joined
        | Event::Withdrawn
        | Event::PartDone { .. }
        | Event::Unmerged
        | Event::Hidden { .. } => String::new(),
        Event::Shown { text: ShownText::Redacted, reason, .. } => redaction(w, *reason),
        Event::Shown { reason: Some(reason), .. } => {
            let reason = w.code("hide", reason.code());
            w.with("case-shown-reason", &[("reason", reason.as_str().into())])
        }
        Event::Shown { .. } => String::new(),
    }
}

/// That the words that are shown are not all that was sent, and why, as far as a moderator said.
pub fn redaction(w: &Words, reason: Option<HideReason>) -> String {
    match reason {
        Some(reason) => {
            let reason = w.code("hide", reason.code());
            w.with("case-redacted-reason", &[("reason", reason.as_str().into())])
        }
        None => w.t("case-redacted"),
    }
}

/// The photos of a result side by side with what was before: the agency's own, else the report's published ones.
fn pairs(record: &Record, line: &Line, words: Wording<'_>) -> Vec<EvidencePair> {
    let of = |number: Option<i64>, moment: &str| -> Vec<&CasePhoto> {
        record
            .photos
            .iter()
            .filter(|photo| photo.moment == moment && number.is_none_or(|number| photo.number == number))
            .collect()
    };
    let mut before = of(Some(line.number), "before");
    let sent = record.lines.first().map(|first| first.occurred);
    let mut before_at = line.occurred;
    if before.is_empty() {
        before = of(None, "report");
        before_at = sent.unwrap_or(line.occurred);
    }
    let after = of(Some(line.number), "after");
    if after.is_empty() {
        return Vec::new();
    }
    let service =
        words.service(record.case.category.as_str(), record.case.subcategory.as_ref().map(|c| c.as_str()));
    let photo = |photo: &&CasePhoto, key: &str, at| -> Photo {
        let alt = words.w.with(key, &[("service", service.as_str().into())]);
        Photo { moment: words.dated(at), ..photo.picture.medium(alt) }
    };
    after
        .iter()
        .enumerate()
        .map(|(place, one)| EvidencePair {
            before: before.get(place).map(|one| photo(one, "case-photo-before", before_at)),
            after: Some(photo(one, "case-photo-after", line.occurred)),
        })
        .collect()
}
