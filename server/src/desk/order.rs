//! What the form of a step asks for: its fields read back into an order, with words at what is wrong. It carries nothing out.

use dantin_city::Agency;
use dantin_record::{
    code::SubcategoryCode,
    event::EvidenceKind,
    reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReturnReason},
};
use dantin_words::Words;
use jiff::{Timestamp, ToSpan as _, civil};

use super::{
    dates,
    form::{Check, Fields},
    joint::{self, JointOrder},
    seen::Seen,
    step_form::{LINE_LIMIT, WORDS_LIMIT},
    steps::Step,
};
use crate::{
    app::{App, Shared},
    city::people::model::OfficerId,
};

/// What a form asks for, checked as far as that goes without the database.
pub(super) enum Order {
    Accept,
    Return {
        to: Option<String>,
        reason: ReturnReason,
        words: String,
    },
    Ask(String),
    Reply {
        words: String,
        photos: Vec<String>,
    },
    Extend {
        reason: ExtendReason,
        due: Timestamp,
        words: String,
    },
    Resolve {
        words: String,
        before: Vec<String>,
        after: Vec<String>,
        papers: Vec<(EvidenceKind, String, String)>,
    },
    Decline {
        reason: DeclineReason,
        basis: String,
        words: String,
        authority: Option<String>,
    },
    Assign(String),
    Confirm(Option<String>),
    Contest {
        words: String,
        photos: Vec<String>,
    },
    Publish {
        text: Option<String>,
        photos: Vec<String>,
        address: Option<String>,
        ward_only: bool,
        reason: Option<HideReason>,
    },
    Hide(HideReason),
    Erase {
        fields: Vec<(i64, String)>,
        notes: Vec<String>,
        partner_copies: bool,
        ground: ErasureGround,
        /// What the desk notes where no entry tells of it.
        trace: Option<String>,
    },
    Forward {
        remote: String,
        service: String,
        words: String,
        /// What the desk notes of it.
        trace: String,
    },
    Assignee(Option<OfficerId>),
    Note(String),
    Joint(JointOrder),
}

/// Reads the form of a step; what is wrong stands in `check`, and then there is no order.
#[expect(clippy::too_many_arguments, reason = "what one form holds")]
pub(super) fn read(
    app: &Shared,
    seen: &Seen,
    w: &Words,
    step: Step,
    check: &mut Check<'_>,
    fields: &Fields,
    before: Vec<String>,
    after: Vec<String>,
) -> Option<Order> {
    Some(match step {
        Step::Accept => Order::Accept,
        Step::Return => {
            let reason = check.choice("reason", ReturnReason::from_code);
            let words = check.needed_text("text", WORDS_LIMIT);
            let to = match fields.get("to") {
                "coordinator" => Some(None),
                "agency" => worker(app, check, fields).map(Some),
                _ => {
                    check.wrong("to", "error-choose");
                    None
                }
            };
            Order::Return { to: to?, reason: reason?, words }
        }
        Step::Ask => Order::Ask(check.needed_text("text", WORDS_LIMIT)),
        Step::Reply => Order::Reply { words: check.needed_text("text", WORDS_LIMIT), photos: after },
        Step::Extend => {
            let reason = check.choice("reason", ExtendReason::from_code);
            let words = check.needed_text("text", WORDS_LIMIT);
            let due = new_due(app, check, fields);
            Order::Extend { reason: reason?, due: due?, words }
        }
        Step::Resolve => {
            let words = check.needed_text("text", WORDS_LIMIT);
            let papers = papers(check, fields);
            if before.is_empty() && after.is_empty() && papers.is_empty() && check.errors.is_empty() {
                check.wrong("photos", "refusal-evidence-missing");
            }
            Order::Resolve { words, before, after, papers }
        }
        Step::Decline => {
            let reason = check.choice("reason", DeclineReason::from_code);
            let basis = check.needed_text("basis", LINE_LIMIT * 5);
            let words = check.needed_text("text", WORDS_LIMIT);
            let authority = match fields.get("agency").trim() {
                "" => Some(None),
                _ => agency(app, check, fields).map(Some),
            };
            Order::Decline { reason: reason?, basis, words, authority: authority? }
        }
        Step::Assign => Order::Assign(worker(app, check, fields)?),
        Step::Confirm => {
            Order::Confirm(Some(check.text("text", WORDS_LIMIT)).filter(|text| !text.is_empty()))
        }
        Step::Contest => {
            let words = check.text("text", WORDS_LIMIT);
            if words.is_empty() && after.is_empty() && check.errors.is_empty() {
                check.wrong("text", "desk-contest-needs");
            }
            Order::Contest { words, photos: after }
        }
        Step::Publish => Order::Publish {
            text: Some(check.text("text", WORDS_LIMIT)).filter(|text| !text.is_empty()),
            photos: fields.all("photo"),
            address: Some(check.text("address", LINE_LIMIT)).filter(|text| !text.is_empty()),
            ward_only: fields.get("ward_only") == "1",
            // Whether one is needed, the report's own words decide.
            reason: match fields.get("reason") {
                "" => None,
                _ => Some(check.choice("reason", HideReason::from_code)?),
            },
        },
        Step::Hide => Order::Hide(check.choice("reason", HideReason::from_code)?),
        Step::Erase => erasure(w, check, fields)?,
        Step::Forward => hand_on(seen, w, check, fields)?,
        Step::Assignee => Order::Assignee(
            Some(fields.get("officer")).filter(|id| !id.is_empty()).map(|id| OfficerId::from(id.to_owned())),
        ),
        Step::Note => Order::Note(check.needed_text("note", WORDS_LIMIT)),
        Step::AddPart
        | Step::FinishPart
        | Step::ReleasePart
        | Step::AskExtension
        | Step::RefuseExtension
        | Step::Merge
        | Step::Unmerge
        | Step::WorkLink
        | Step::RevokeLink => Order::Joint(joint::read(app, step, check, fields, before, after)?),
    })
}

/// To which server, as which service there and in which words a case is handed on.
fn hand_on(seen: &Seen, w: &Words, check: &mut Check<'_>, fields: &Fields) -> Option<Order> {
    let words = check.needed_text("text", WORDS_LIMIT);
    let chosen = fields.get("remote");
    let Some(remote) = seen.remotes.iter().find(|remote| remote.code == chosen) else {
        check.wrong("remote", if chosen.is_empty() { "error-choose" } else { "error-unknown-choice" });
        return None;
    };
    let case = &seen.record.case;
    let subcategory = case.subcategory.as_ref().map(SubcategoryCode::as_str);
    let Some(service) = remote.service(case.category.as_str(), subcategory) else {
        check.wrong("remote", "forward-no-service");
        return None;
    };
    Some(Order::Forward {
        remote: remote.code.clone(),
        service: service.to_owned(),
        trace: w.with("forward-note-handed-on", &[("system", remote.name.as_str().into())]),
        words,
    })
}

/// What is to be erased; nothing is until the officer says that it cannot be undone.
fn erasure(w: &Words, check: &mut Check<'_>, fields: &Fields) -> Option<Order> {
    let chosen = fields.all("field").into_iter();
    let committed = chosen.filter_map(|value| {
        let (number, field) = value.split_once('.')?;
        Some((number.parse().ok()?, field.to_owned()))
    });
    let committed: Vec<(i64, String)> = committed.collect();
    let (partner, notes): (Vec<String>, Vec<String>) =
        fields.all("beside").into_iter().partition(|value| value == "partner");
    if committed.is_empty() && notes.is_empty() && partner.is_empty() {
        check.wrong("field", "desk-erase-nothing");
    }
    if fields.get("sure") != "1" {
        check.wrong("sure", "desk-erase-unsure");
    }
    let ground = check.choice("reason", ErasureGround::from_code)?;
    let gone = notes.len() + partner.len();
    let trace = (gone > 0).then(|| {
        let count = i64::try_from(gone).unwrap_or(i64::MAX);
        let ground = w.code("ground", ground.code());
        w.with("desk-erase-trace", &[("count", count.into()), ("ground", (&ground).into())])
    });
    Some(Order::Erase { fields: committed, notes, partner_copies: !partner.is_empty(), ground, trace })
}

/// An agency by its name as typed, with or without marks, in either language, or by its code. Boards of residents oversee, and no work is
/// given to them.
pub(super) fn agency(app: &Shared, check: &mut Check<'_>, fields: &Fields) -> Option<String> {
    agency_among(app, check, fields, |agency| !agency.kind.is_board(), "desk-agency-unknown")
}

/// The same among those that take work: no case and no part of one is given to a body that oversees, which may confirm it then.
pub(super) fn worker(app: &Shared, check: &mut Check<'_>, fields: &Fields) -> Option<String> {
    agency_among(app, check, fields, |agency| !agency.kind.oversees(), "desk-agency-oversees")
}

/// The same among those that are meant; `not_meant` names what is said of another one.
pub(super) fn agency_among(
    app: &Shared,
    check: &mut Check<'_>,
    fields: &Fields,
    is_meant: impl Fn(&Agency) -> bool,
    not_meant: &str,
) -> Option<String> {
    let typed = fields.get("agency").trim();
    if typed.is_empty() {
        check.wrong("agency", "error-required");
        return None;
    }
    let folded = dantin_words::fold(typed);
    let agencies = || app.city.agencies().iter();
    let exact = agencies().find(|agency| {
        let is_named = |name: &str| dantin_words::fold(name) == folded;
        agency.code == typed || is_named(&agency.name.vi) || is_named(&agency.name.en)
    });
    let mut parts = agencies().filter(|agency| is_meant(agency)).filter(|agency| {
        dantin_words::fold(&agency.name.vi).contains(&folded)
            || dantin_words::fold(&agency.name.en).contains(&folded)
    });
    let only = match (parts.next(), parts.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    };
    match exact.or(only) {
        Some(found) if is_meant(found) => Some(found.code.clone()),
        Some(_) => {
            check.wrong("agency", not_meant);
            None
        }
        None => {
            check.wrong("agency", "desk-agency-unknown");
            None
        }
    }
}

/// Whether this lies on a day later than so many years from today: a slip of the hand, where a date that is given stays public.
pub(super) fn is_beyond(app: &App, at: Timestamp, years: i64) -> bool {
    let calendar = app.city.calendar();
    calendar.date_at(at) > calendar.date_at(app.now()).saturating_add(years.years())
}

/// The new due time in the city's own time.
pub(super) fn new_due(app: &Shared, check: &mut Check<'_>, fields: &Fields) -> Option<Timestamp> {
    let date = dates::day(fields.get("due_date"));
    let time: Option<civil::Time> = match fields.get("due_time").trim() {
        "" => Some(civil::time(17, 0, 0, 0)),
        typed => typed.parse().ok(),
    };
    if date.is_none() {
        check.wrong("due_date", "error-not-a-date");
    }
    if time.is_none() {
        check.wrong("due_time", "desk-not-a-time");
    }
    let zone = app.city.calendar().zone().clone();
    let due = date?.to_datetime(time?).to_zoned(zone).map(|due| due.timestamp());
    match due {
        Ok(due) if due <= app.now() => check.wrong("due_date", "desk-due-in-the-past"),
        Ok(due) if !is_beyond(app, due, 2) => return Some(due),
        _ => check.wrong("due_date", "desk-due-too-far"),
    }
    None
}

/// The document and the measurement of a form, as far as they were filled in: kind, title and body.
pub(super) fn papers(check: &mut Check<'_>, fields: &Fields) -> Vec<(EvidenceKind, String, String)> {
    let mut papers = Vec::new();
    let (title, body) = (check.text("document_title", LINE_LIMIT), check.text("document_body", WORDS_LIMIT));
    match (title.is_empty(), body.is_empty()) {
        (true, true) => {}
        (true, false) => check.wrong("document_title", "error-required"),
        _ => papers.push((EvidenceKind::Document, title, body)),
    }
    let names = ["measure_title", "measure_value", "measure_unit", "measure_instrument"];
    if names.iter().any(|name| !fields.get(name).trim().is_empty()) {
        let [title, value, unit, instrument] = names.map(|name| check.needed_text(name, LINE_LIMIT));
        if !value.is_empty() && !is_number(&value) {
            check.wrong("measure_value", "desk-measure-not-a-number");
        }
        papers.push((EvidenceKind::Measurement, title, format!("{value} {unit}\n{instrument}")));
    }
    papers
}

/// Whether a value is a number as people write it: `140`, `-2,5`, `0.75`, `1.234,5`.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['-', '−', '+']).unwrap_or(value);
    let mut groups = digits.split(['.', ',']);
    let (first, last) = (groups.next(), groups.next_back());
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    // What stands between two marks are thousands.
    first.into_iter().chain(last).all(is_digits) && groups.all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn a_number_has_a_comma_or_a_point_or_neither() {
        for value in ["140", "-2,5", "0.75", "1.234,5", "1.234.567", "−3"] {
            assert!(is_number(value), "{value}");
        }
        for value in ["", "abc", "12 kg", "-", ",5", "5.", "1.2.3", "1e3", "--1"] {
            assert!(!is_number(value), "{value}");
        }
    }
}
