//! What the page of a case at the desk tells of it: its facts, its conversation, its papers and its place. Knows the words of
//! the page; what the officer may read, its callers say.

use dantin_record::{case::Case, code::AgencyCode};

use super::{
    history::{Course, voice},
    seen::Seen,
    steps::Standing,
    store::CasePaper,
    wording::Wording,
};
use crate::{
    act::forwards::Elsewhere,
    city::people::rights::Act,
    pages::components::{Moment, SummaryRow, Voice},
    speak::{case::pledge, wording::Wording as PublicWording},
};

/// One message of the conversation.
pub struct Message {
    pub(super) voice: Voice,
    pub(super) who: String,
    pub(super) moment: Moment,
    pub(super) text: String,
}

/// A document or a measurement as shown.
pub struct Paper {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) hash: String,
}

pub(super) fn paper_shown(w: &dantin_words::Words, paper: &CasePaper) -> Paper {
    Paper {
        kind: w.code("evidence", &paper.kind),
        title: paper.title.clone(),
        body: paper.body.clone(),
        hash: paper.sha256.clone(),
    }
}

pub(super) fn facts(
    wording: &Wording<'_>,
    seen: &Seen,
    standing: &Standing<'_>,
    service: &str,
) -> Vec<SummaryRow> {
    let w = wording.w;
    let (record, case) = (&seen.record, &seen.record.case);
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow { term: w.t(key), value, change: String::new() });
    };
    row("desk-fact-service", service.to_owned());
    row("desk-fact-origin", w.code("origin", case.origin.code()));
    let zone = wording.city.calendar().zone();
    row("desk-fact-submitted", w.date_time(case.submitted.to_timestamp(), zone));
    if let Some(first) = case.first_due {
        row("desk-fact-first-due", w.date_time(first.to_timestamp(), zone));
    }
    let assignee = record.assignee.as_ref().map(|id| {
        let known = seen.colleagues.iter().find(|colleague| colleague.id == *id);
        known.map_or_else(|| w.t("desk-somebody-else"), |colleague| colleague.name.to_string())
    });
    row("desk-fact-assignee", assignee.unwrap_or_else(|| w.t("desk-nobody")));
    for (key, count) in [
        ("desk-fact-hand-overs", i64::from(case.hand_overs)),
        ("desk-fact-extensions", i64::from(case.extensions)),
        ("desk-fact-contests", i64::from(case.contests)),
        ("desk-fact-joins", i64::from(case.joins)),
    ] {
        if count > 0 {
            row(key, w.integer(count));
        }
    }
    rows.extend(pledge(wording, seen));
    rows.extend(elsewhere(wording, seen));
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow { term: w.t(key), value, change: String::new() });
    };
    if standing.has(Act::SeeContact) {
        let reached = |relation: &str| {
            let contacts =
                seen.askers.iter().filter(|asker| asker.relation == relation).filter_map(|asker| {
                    let parts: Vec<&str> = asker.contact.iter().filter_map(|part| part.as_deref()).collect();
                    (!parts.is_empty()).then(|| parts.join(" · "))
                });
            contacts.collect::<Vec<_>>().join("\n")
        };
        let reporter = reached("reporter");
        let none = || w.t("desk-no-contact");
        row("desk-fact-contact", if reporter.is_empty() { none() } else { reporter });
        let joiners = reached("joiner");
        if !joiners.is_empty() {
            row("desk-fact-joiners", joiners);
        }
    }
    rows
}

/// What was promised or recommended with the case, as the public reads it.
fn pledge(wording: &Wording<'_>, seen: &Seen) -> Vec<SummaryRow> {
    let case = &seen.record.case;
    let Some(pledged) = case.pledged else { return Vec::new() };
    let read = |field: &str| {
        let erased = || seen.erased.line(wording.w, wording.city, 1, field);
        seen.contents.of(1, field).map(str::to_owned).or_else(erased)
    };
    pledge::rows(case, pledged, read, PublicWording { w: wording.w, city: wording.city, now: wording.now })
}

/// What other cities' servers have of the case, in their words.
fn elsewhere(wording: &Wording<'_>, seen: &Seen) -> Vec<SummaryRow> {
    let w = wording.w;
    let told = |elsewhere: &Elsewhere| {
        let forward = &elsewhere.forward;
        let mut lines = vec![w.code("forward", forward.progress.code())];
        if let Some(id) = &forward.remote_id {
            lines.push(w.with("forward-number", &[("id", id.as_str().into())]));
        }
        if let Some(status) = &forward.status {
            let word = forward.word.as_deref().unwrap_or_default();
            lines.push(format!("«{status}» {word}").trim_end().to_owned());
        }
        lines.extend(forward.fault.clone());
        SummaryRow { term: elsewhere.name.clone(), value: lines.join("\n"), change: String::new() }
    };
    seen.elsewhere.iter().map(told).collect()
}

/// The body whose words stand in the first entry of a promise or recommendation, whoever wrote them down.
fn said_by(case: &Case, number: i64) -> Option<AgencyCode> {
    case.pledged.filter(|_| number == 1).and_then(|pledged| pledge::speaker(case, pledged))
}

/// The words of the case in the order in which they fell, with the desk's notes among them.
pub(super) fn messages(course: &Course<'_>, seen: &Seen, with_notes: bool) -> Vec<Message> {
    let mut said: Vec<(jiff::Timestamp, Message)> = Vec::new();
    for happened in &seen.events {
        let mut words = course.words(happened);
        if happened.number == 1 && course.with_content {
            words.extend(answers(course, seen));
        }
        words.extend(seen.erased.lines(course.wording.w, course.wording.city, happened.number));
        if !words.is_empty() {
            let at = happened.at.to_timestamp();
            let speaker = said_by(&seen.record.case, happened.number);
            // What an officer filed for a resident is the resident's word.
            let is_residents = happened.number == 1 && speaker.is_none();
            let voice = if is_residents { Voice::Resident } else { voice(happened.by) };
            let who = match speaker {
                Some(agency) => course.wording.agency(agency.as_str()),
                None => course.actor(happened),
            };
            let text = words.join("\n");
            said.push((at, Message { voice, who, moment: course.wording.moment(at), text }));
        }
    }
    if with_notes {
        for note in &seen.notes {
            let moment = course.wording.moment(note.at);
            let message =
                Message { voice: Voice::Internal, who: note.name.clone(), moment, text: note.body.clone() };
            said.push((note.at, message));
        }
    }
    said.sort_by_key(|(at, _)| *at);
    said.into_iter().map(|(_, message)| message).collect()
}

/// Answers to the service's own questions, each with its question.
fn answers(course: &Course<'_>, seen: &Seen) -> Option<String> {
    let case = &seen.record.case;
    let lines = seen.contents.of(1, "answers")?;
    let subcategory = case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
    let service = course.wording.city.pair(case.category.as_str(), subcategory)?;
    let said = lines.lines().filter_map(|line| {
        let (code, value) = line.split_once('=')?;
        let question = service.attributes().iter().find(|attribute| attribute.code == code);
        let Some(question) = question else { return Some(format!("{code}: {value}")) };
        let known = question.values.iter().find(|choice| choice.code == value);
        let value = known.map_or_else(|| value.to_owned(), |choice| course.wording.of(&choice.name));
        Some(format!("{}: {value}", course.wording.of(&question.description)))
    });
    Some(said.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
}

pub(super) fn place_rows(wording: &Wording<'_>, seen: &Seen, with_content: bool) -> Vec<SummaryRow> {
    let w = wording.w;
    let case = &seen.record.case;
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow { term: w.t(key), value, change: String::new() });
    };
    let area = case.area().map_or_else(|| w.t("desk-no-area"), |area| wording.area(area.as_str()));
    row("desk-place-area", area);
    if with_content {
        if let Some(address) = seen.contents.of(1, "address") {
            row("desk-place-address", address.to_owned());
        }
        if let Some((latitude, longitude, accuracy)) = seen.record.place {
            let radius = w.accuracy(u32::try_from(accuracy).unwrap_or(0));
            row("desk-place-point", format!("{latitude:.5}, {longitude:.5} ({radius})"));
        }
    }
    let public = match (&seen.record.public_address, case.place.point()) {
        (Some(address), _) => address.clone(),
        (None, Some(_)) => w.t("desk-place-public-point"),
        (None, None) => w.t("desk-place-public-area"),
    };
    row("desk-place-public", public);
    rows
}
