//! The view of one case at the desk: its header and clocks, the steps that rules and rights allow, and four tabs. The
//! same page comes back when a form is refused, with everything that was typed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use dantin_record::{
    case::Visibility,
    id::{CaseCode, CodePrefix},
};
use serde::Deserialize;

use super::{
    form::Fields,
    history::{Course, voice},
    step_form::{Material, Private, Promise, StepForm},
    steps::{Standing, Step},
    store::{self, Asking, CasePaper, CasePhoto, Contents, Happened, Note, Record},
    wording::{Wording, tag, visibility_tag},
};
use crate::{
    act::cases::{Context, commands},
    app::Shared,
    city::people::{model::Officer, pages::SignedIn, rights::Act, store as people},
    error::{Error, Missing},
    pages::{
        components::{
            Choice, Deadline, EvidencePair, FieldError, Link, Moment, Notice, NoticeKind, Photo, SummaryRow,
            Tag, TimelineEntry, Voice,
        },
        erased::Erased,
        layout::{Page, Shell},
    },
};

/// Everything of a case that its page may need.
pub struct Seen {
    /// The row.
    pub record: Record,
    contents: Contents,
    events: Vec<Happened>,
    photos: Vec<CasePhoto>,
    papers: Vec<CasePaper>,
    notes: Vec<Note>,
    doers: BTreeMap<i64, String>,
    askers: Vec<Asking>,
    erased: Erased,
    has_partner_copies: bool,
    colleagues: Vec<Officer>,
}

/// Loads a case: eleven statements, whatever happened to it.
pub async fn load(app: &Shared, code: &str) -> Result<Seen, Error> {
    let code = full_code(app, code)?;
    app.read(move |tx| {
        let record = store::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
        let id = record.id.clone();
        let colleagues = match record.case.state.lead() {
            Some(lead) => people::list_colleagues(tx, lead)?,
            None => Vec::new(),
        };
        let events = store::course(tx, &id)?;
        Ok(Seen {
            contents: store::contents(tx, &id)?,
            erased: Erased::of(events.iter().map(|happened| (happened.at, &happened.event))),
            events,
            photos: store::photos(tx, &id)?,
            papers: store::papers(tx, &id)?,
            notes: store::notes(tx, &id)?,
            doers: store::doers(tx, &id)?,
            askers: store::askers(tx, &id)?,
            has_partner_copies: store::has_partner_copies(tx, &id)?,
            colleagues,
            record,
        })
    })
    .await
}

/// The full form of a code as it may be typed.
pub fn full_code(app: &Shared, typed: &str) -> Result<String, Error> {
    let prefix = CodePrefix::new(&app.city.settings().code_prefix).ok();
    let code = prefix.and_then(|prefix| CaseCode::parse(typed, prefix).ok());
    code.map(|code| code.to_string()).ok_or(Error::NotFound(Missing::Case))
}

/// One message of the conversation.
pub struct Message {
    voice: Voice,
    who: String,
    moment: Moment,
    text: String,
}

/// A document or a measurement as shown.
pub struct Paper {
    kind: String,
    title: String,
    body: String,
    hash: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/case.html")]
pub struct CasePage {
    shell: Shell,
    code: String,
    errors: Vec<FieldError>,
    heading: String,
    crumbs: Vec<Link>,
    tags: Vec<Tag>,
    deadline: Option<Deadline>,
    agency: String,
    facts: Vec<SummaryRow>,
    steps: Vec<Link>,
    form: Option<StepForm>,
    meanwhile: Vec<TimelineEntry>,
    tab: &'static str,
    tabs: Vec<Link>,
    messages: Vec<Message>,
    is_content_closed: bool,
    pairs: Vec<EvidencePair>,
    photos: Vec<Photo>,
    papers: Vec<Paper>,
    place: Vec<SummaryRow>,
    entries: Vec<TimelineEntry>,
    csrf: String,
    version: i64,
    may_note: bool,
    may_watch: bool,
    note: String,
    colleagues: Vec<Choice>,
}

/// What the address says beside the code.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    tab: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    done: String,
}

/// A form that came back.
pub struct Returned<'a> {
    /// Which.
    pub step: Step,
    /// What was typed.
    pub fields: &'a Fields,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What is wrong with the whole of it.
    pub notice: Option<Notice>,
    /// The version it was made from, where somebody else acted since.
    pub since: Option<i64>,
}

/// `GET /desk/cases/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<CasePage>, Error> {
    let seen = load(&app, &code).await?;
    Ok(Page::private(page(&app, &signed, &seen, &asked, None)?))
}

const TABS: [(&str, &str); 4] = [
    ("conversation", "desk-tab-conversation"),
    ("evidence", "desk-tab-evidence"),
    ("location", "desk-tab-location"),
    ("history", "desk-tab-history"),
];

/// Makes the page; refuses when the officer may not see the case.
pub fn page(
    app: &Shared,
    signed: &SignedIn,
    seen: &Seen,
    asked: &Asked,
    returned: Option<Returned<'_>>,
) -> Result<CasePage, Error> {
    let record = &seen.record;
    let case = &record.case;
    let officer = signed.officer();
    let standing = Standing::new(&app.city, officer, case, record.assignee.as_ref());
    standing.check(Act::See).map_err(|denied| Error::Forbidden(denied.word()))?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let with_content = standing.has(Act::SeeContent);
    let course = Course {
        wording,
        events: &seen.events,
        contents: &seen.contents,
        photos: &seen.photos,
        papers: &seen.papers,
        erased: &seen.erased,
        doers: &seen.doers,
        with_content,
    };
    let address = format!("/desk/cases/{}", record.code);
    let steps = standing.steps();
    let chosen = match &returned {
        Some(returned) => Some(returned.step).filter(|step| !step.stands_apart()),
        None => Step::from_code(&asked.step).filter(|step| steps.contains(step) && !step.stands_apart()),
    }
    .or_else(|| standing.first(&steps));

    let subcategory = case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
    let service = wording.service(case.category.as_str(), subcategory);
    let area = case.area().map(|area| wording.area(area.as_str()));
    let heading = match &area {
        Some(area) => format!("{service}, {area}"),
        None => service.clone(),
    };
    let (tab, _) = TABS.into_iter().find(|(code, _)| *code == asked.tab).unwrap_or(TABS[0]);
    let (fields, errors, notice, since) = match returned {
        Some(r) => (Some(r.fields), r.errors, r.notice, r.since),
        None => (None, Vec::new(), done_notice(&signed.visit.w, &asked.done), None),
    };
    let original = if with_content { seen.contents.of(1, "text").unwrap_or_default() } else { "" };
    let photos: Vec<(Photo, CasePhoto)> = seen
        .photos
        .iter()
        .filter(|photo| with_content || photo.shown)
        .map(|photo| (course.photo(photo), photo.clone()))
        .collect();
    let promise = {
        let context = Context { city: &app.city, now: signed.visit.now, random: app.random.as_ref() };
        commands::promised(context, case)
            .ok()
            .map(|due| Promise { at: wording.moment(due.at.to_timestamp()), counts: wording.counts(&due) })
    };
    let address_line = if with_content { seen.contents.of(1, "address").unwrap_or_default() } else { "" };
    let typed = fields.filter(|_| chosen.is_some());
    let form = chosen.map(|step| {
        let material = Material {
            wording,
            case,
            address: &address,
            csrf: signed.session.csrf(),
            version: record.version,
            original,
            public_text: record.public_text.as_deref(),
            address_line: record.public_address.as_deref().unwrap_or(address_line),
            photos: &photos,
            promise,
            private: Private {
                events: &seen.events,
                contents: &seen.contents,
                notes: &seen.notes,
                has_partner_copies: seen.has_partner_copies,
            },
        };
        StepForm::new(step, material, typed, errors.clone())
    });
    let step_links = steps.iter().filter(|step| !step.stands_apart()).map(|step| {
        Link::new(format!("{address}?step={}#step", step.code()), w.code("desk-step", step.code()))
            .current_if(Some(*step) == chosen)
    });
    let mut tags = vec![tag(case.kind())];
    if case.is_overdue(dantin_record::moment::Moment::from(signed.visit.now)) {
        tags.push(Tag::Overdue);
    }
    tags.extend(visibility_tag(case.visibility));
    let colleagues = if steps.contains(&Step::Assignee) {
        colleague_choices(w, &seen.colleagues, record)
    } else {
        Vec::new()
    };
    Ok(CasePage {
        code: record.code.clone(),
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", record.code.clone())],
        tags,
        deadline: wording.deadline(case),
        agency: wording.lead(case),
        facts: facts(&wording, seen, &standing, &service),
        steps: step_links.collect(),
        form,
        meanwhile: since.map(|version| course.since(version)).unwrap_or_default(),
        tab,
        tabs: TABS
            .into_iter()
            .map(|(code, key)| {
                Link::new(format!("{address}?tab={code}#tab"), w.t(key)).current_if(code == tab)
            })
            .collect(),
        messages: messages(&course, seen, standing.has(Act::Note)),
        is_content_closed: !with_content && case.visibility != Visibility::Public,
        pairs: seen.events.iter().rev().flat_map(|happened| course.pairs(happened.number)).collect(),
        photos: photos
            .into_iter()
            .filter(|(_, stored)| !matches!(stored.moment.as_str(), "before" | "after"))
            .map(|(photo, _)| photo)
            .collect(),
        papers: seen.papers.iter().map(|paper| paper_shown(w, paper)).collect(),
        place: place_rows(&wording, seen, with_content),
        entries: course.entries(),
        csrf: signed.session.csrf().to_owned(),
        version: record.version,
        may_note: standing.has(Act::Note),
        may_watch: standing.has(Act::Watch),
        note: fields.map(|fields| fields.get("note").to_owned()).unwrap_or_default(),
        colleagues,
        shell: signed
            .shell(format!("{} {heading}", record.code))
            .with_notice(notice)
            .with_errors(!errors.is_empty()),
        heading,
        errors,
    })
}

fn done_notice(w: &dantin_words::Words, done: &str) -> Option<Notice> {
    let step = Step::from_code(done)?;
    let title = w.code("desk-done", step.code());
    Some(Notice { kind: NoticeKind::Success, title, text: String::new() })
}

fn colleague_choices(w: &dantin_words::Words, colleagues: &[Officer], record: &Record) -> Vec<Choice> {
    let nobody =
        Choice { label: w.t("desk-nobody"), is_chosen: record.assignee.is_none(), ..Choice::default() };
    let people = colleagues.iter().map(|colleague| Choice {
        value: colleague.id.to_string(),
        label: colleague.name.to_string(),
        is_chosen: record.assignee.as_ref() == Some(&colleague.id),
        ..Choice::default()
    });
    std::iter::once(nobody).chain(people).collect()
}

fn paper_shown(w: &dantin_words::Words, paper: &CasePaper) -> Paper {
    Paper {
        kind: w.code("evidence", &paper.kind),
        title: paper.title.clone(),
        body: paper.body.clone(),
        hash: paper.sha256.clone(),
    }
}

fn facts(wording: &Wording<'_>, seen: &Seen, standing: &Standing<'_>, service: &str) -> Vec<SummaryRow> {
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

/// The words of the case in the order in which they fell, with the desk's notes among them.
fn messages(course: &Course<'_>, seen: &Seen, with_notes: bool) -> Vec<Message> {
    let mut said: Vec<(jiff::Timestamp, Message)> = Vec::new();
    for happened in &seen.events {
        let mut words = course.words(happened);
        if happened.number == 1 && course.with_content {
            words.extend(answers(course, seen));
        }
        words.extend(seen.erased.lines(course.wording.w, course.wording.city, happened.number));
        if !words.is_empty() {
            let at = happened.at.to_timestamp();
            // What an officer filed for a resident is the resident's word.
            let voice = if happened.number == 1 { Voice::Resident } else { voice(happened.by) };
            let (who, text) = (course.actor(happened), words.join("\n"));
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

fn place_rows(wording: &Wording<'_>, seen: &Seen, with_content: bool) -> Vec<SummaryRow> {
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
