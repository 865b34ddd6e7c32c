//! The view of one case at the desk: its header and clocks, the steps that rules and rights allow, and four tabs. The
//! same page comes back when a form is refused, with everything that was typed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use dantin_record::{
    act::{Actor, Role},
    book::filter::{Filter, Openness},
    case::{Case, Visibility},
    event::EventKind,
    id::{CaseCode, CodePrefix},
};
use serde::Deserialize;

use super::{
    field,
    form::Fields,
    history::{Course, voice},
    joint::JointShown,
    presence::{self, Beside},
    reads, replies,
    step_form::{Material, Private, Promise, StepForm},
    steps::{Standing, Step},
    store::{self, Asking, CasePaper, CasePhoto, Contents, Draft, Happened, Note, Record, Relative},
    wording::{Wording, tag, visibility_tag},
};
use crate::{
    act::{
        cases::{
            Context, commands,
            extension::{self, Wish},
            hex,
            links::{self, Link as WorkLink},
        },
        forwards::{self, Elsewhere, Remote},
    },
    app::Shared,
    city::people::{model::Officer, pages::SignedIn, rights::Act, store as people},
    clock::random,
    error::{Error, Missing},
    mail::digest::Look,
    pages::{
        components::{
            Choice, Deadline, EvidencePair, FieldError, Link, Moment, Notice, NoticeKind, Photo, SummaryRow,
            Tag, TimelineEntry, Voice, count,
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
    /// Its photos.
    pub photos: Vec<CasePhoto>,
    papers: Vec<CasePaper>,
    notes: Vec<Note>,
    doers: BTreeMap<i64, String>,
    askers: Vec<Asking>,
    erased: Erased,
    has_partner_copies: bool,
    colleagues: Vec<Officer>,
    wish: Option<Wish>,
    links: Vec<WorkLink>,
    drafts: Vec<Draft>,
    relatives: Vec<Relative>,
    /// Other cities' servers that the case may be handed on to.
    pub remotes: Vec<Remote>,
    elsewhere: Vec<Elsewhere>,
    /// What is prepared for a case like this.
    pub replies: Vec<replies::store::Reply>,
    /// Pictures that officers took at the place and that are no evidence yet.
    taken: Vec<field::Draft>,
}

impl Seen {
    /// Whether there is anything of the case that the public does not read.
    pub fn has_private_words(&self) -> bool {
        self.contents.all().next().is_some() || !self.notes.is_empty()
    }

    /// Whether anybody said how to be reached.
    pub fn has_contact(&self) -> bool {
        self.askers.iter().any(|asker| asker.contact.iter().any(Option::is_some))
    }
}

/// Loads a case: nineteen statements, whatever happened to it.
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
            remotes: forwards::remotes(tx)?,
            elsewhere: forwards::of_case(tx, &id)?,
            replies: replies::store::for_case(
                tx,
                record.case.state.lead().as_ref().map(|lead| lead.as_str()),
                record.case.category.as_str(),
                record.case.kind().code(),
            )?,
            taken: field::drafts(tx, &id)?,
            colleagues,
            wish: extension::wish(tx, &id)?,
            links: links::of_case(tx, &id)?,
            drafts: store::drafts(tx, &id)?,
            relatives: store::relatives(tx, &id)?,
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
    look: Option<Look>,
    has_mail: bool,
    meanwhile: Vec<TimelineEntry>,
    tab: &'static str,
    tabs: Vec<Link>,
    messages: Vec<Message>,
    is_content_closed: bool,
    pairs: Vec<EvidencePair>,
    photos: Vec<Photo>,
    blurs: Vec<Link>,
    papers: Vec<Paper>,
    place: Vec<SummaryRow>,
    entries: Vec<TimelineEntry>,
    csrf: String,
    version: i64,
    may_note: bool,
    may_watch: bool,
    note: String,
    colleagues: Vec<Choice>,
    joint: JointShown,
    may_link: bool,
    /// Who else is there, and what the officer chose.
    pub beside: Beside,
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
    /// What the mails of this step would say, when the officer asked to see them first.
    pub look: Option<Look>,
}

/// `GET /desk/cases/{code}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<CasePage>, Error> {
    let seen = load(&app, &code).await?;
    let mut page = page(&app, &signed, &seen, &asked, None)?;
    page.beside = presence::look(&app, &signed, &seen.record).await;
    reads::note_page(&app, &signed, &seen).await?;
    Ok(Page::private(page))
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
    let standing =
        Standing::new(&app.city, officer, case, record.assignee.as_ref()).with_wish(seen.wish.is_some());
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
    let mut steps = standing.steps();
    steps.retain(|step| *step != Step::Forward || !seen.remotes.is_empty());
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
    let (fields, errors, notice, since, look) = match returned {
        Some(r) => (Some(r.fields), r.errors, r.notice, r.since, r.look),
        None => (None, Vec::new(), done_notice(&signed.visit.w, &asked.done), None, None),
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
            remotes: &seen.remotes,
            promise,
            wish: seen.wish.as_ref().filter(|_| standing.has(Act::Extend)),
            drafts: drafts(&course, seen, &standing, step),
            mergeable: if step == Step::Merge { mergeable(app, &wording, case) } else { Vec::new() },
            key: if step == Step::WorkLink { hex(&random::<32>(app.random.as_ref())) } else { String::new() },
            replies: &seen.replies,
            taken: &seen.taken,
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
        look,
        has_mail: app.mail.is_some(),
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
        blurs: if steps.contains(&Step::Publish) { blurs(w, &address, &seen.photos) } else { Vec::new() },
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
        joint: joint(&wording, seen, &standing),
        may_link: standing.has(Act::WorkLink),
        may_watch: standing.has(Act::Watch),
        note: fields.map(|fields| fields.get("note").to_owned()).unwrap_or_default(),
        colleagues,
        beside: Beside::default(),
        shell: signed
            .shell(format!("{} {heading}", record.code))
            .with_notice(notice)
            .with_errors(!errors.is_empty()),
        heading,
        errors,
    })
}

/// What the page says of joint work; wishes and links are for those who work on the case or stand above.
fn joint(wording: &Wording<'_>, seen: &Seen, standing: &Standing<'_>) -> JointShown {
    let case = &seen.record.case;
    let is_inside = standing.has(Act::Note);
    let may_move = case.allows(EventKind::Extended, Role::Head).is_ok();
    let wish = seen.wish.as_ref().filter(|_| is_inside && may_move);
    let links = if is_inside { seen.links.as_slice() } else { &[] };
    JointShown::new(*wording, case, wish, &seen.relatives, links)
}

/// The photos that came by links of the agency that takes this step.
fn drafts(course: &Course<'_>, seen: &Seen, standing: &Standing<'_>, step: Step) -> Vec<(Photo, CasePhoto)> {
    if !matches!(step, Step::Resolve | Step::FinishPart) {
        return Vec::new();
    }
    let own = standing.actor(step).ok().flatten().and_then(Actor::agency);
    let is_own = |draft: &&Draft| own.is_some_and(|own| own.as_str() == draft.agency);
    seen.drafts.iter().filter(is_own).map(|draft| (course.photo(&draft.photo), draft.photo.clone())).collect()
}

/// Open cases of the same kind and ward that were filed before: what this one may be merged into.
fn mergeable(app: &Shared, wording: &Wording<'_>, case: &Case) -> Vec<Choice> {
    let filter = Filter {
        category: Some(case.category),
        area: case.area(),
        openness: Some(Openness::Open),
        imported: Some(false),
        sample: Some(case.sample),
        ..Filter::default()
    };
    let book = app.book.read();
    let rows = book.page(&filter, None, 60).rows;
    rows.into_iter()
        .filter_map(|row| book.row(row))
        .filter(|row| row.id < case.id)
        .take(15)
        .map(|row| {
            let subcategory = row.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
            let service = wording.service(row.category.as_str(), subcategory);
            let sent = wording.moment(row.submitted.to_timestamp()).shown;
            Choice {
                value: row.code.to_string(),
                label: format!("{} · {service} · {sent}", row.code),
                ..Choice::default()
            }
        })
        .collect()
}

/// Where parts of each photo are made unrecognisable.
fn blurs(w: &dantin_words::Words, address: &str, photos: &[CasePhoto]) -> Vec<Link> {
    let link = |(place, photo): (usize, &CasePhoto)| {
        let number = w.integer(count(place + 1));
        let label = format!("{number}. {}", w.code("desk-photo", &photo.moment));
        Link::new(format!("{address}/photos/{}", photo.hash), label)
    };
    photos.iter().enumerate().map(link).collect()
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
