//! The view of one case at the desk: its header and clocks, the steps that rules and rights allow, and four tabs. The
//! same page comes back when a form is refused, with everything that was typed.

use askama::Template;
use axum::extract::{Path, Query, State};
use dantin_record::{
    act::{Actor, Role},
    book::filter::{Filter, Openness},
    case::{Case, Visibility},
    event::EventKind,
};
use serde::Deserialize;

use super::{
    case_facts::{Message, Paper, facts, messages, paper_shown, place_rows},
    form::Fields,
    history::Course,
    joint::JointShown,
    presence::{self, Beside},
    reads,
    seen::{Seen, load},
    step_form::{Material, Private, Promise, StepForm},
    steps::{Standing, Step},
    store::{CasePhoto, Draft, Record},
    wording::{Wording, visibility_tag},
};
use crate::{
    act::cases::{Context, commands, hex},
    app::Shared,
    city::people::{model::Officer, pages::SignedIn, rights::Act},
    clock::random,
    error::Error,
    mail::digest::Look,
    pages::{
        components::{
            Choice, Deadline, EvidencePair, FieldError, Link, Notice, NoticeKind, Photo, SummaryRow, Tag,
            TimelineEntry, count,
        },
        layout::{Page, Shell},
    },
};

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
    /// Whether nobody but this officer acted meanwhile.
    is_own_doing: bool,
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
    /// The version it was made from, where somebody acted since.
    pub since: Option<Since>,
    /// What the mails of this step would say, when the officer asked to see them first.
    pub look: Option<Look>,
}

/// From where on a form that came back is behind the case.
#[derive(Clone, Copy)]
pub struct Since {
    /// The version it was made from.
    pub version: i64,
    /// Whether all that happened since is this officer's own doing.
    pub is_own: bool,
    /// Whether the officer has taken this very step since.
    pub is_done: bool,
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
        // A step that is done has no form any more, unless there are words in it.
        Some(Returned { step, fields, since: Some(Since { is_done: true, .. }), .. })
            if !steps.contains(step) && fields.get("text").is_empty() =>
        {
            None
        }
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
        .filter(|photo| with_content || photo.is_public)
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
            has_place: record.place.is_some(),
            photos: &photos,
            remotes: &seen.remotes,
            promise,
            wish: seen.wish.as_ref().filter(|_| standing.has(Act::Extend)),
            drafts: drafts(&course, seen, &standing, step),
            mergeable: if step == Step::Merge { mergeable(app, &wording, case) } else { Vec::new() },
            key: if step == Step::WorkLink { hex(&random::<32>(app.random.as_ref())) } else { String::new() },
            replies: &seen.replies,
            taken: &seen.taken,
            tickets: &app.key,
            code: &record.code,
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
    let mut tags = vec![Tag::from(case.kind())];
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
        meanwhile: since.map(|since| course.since(since.version)).unwrap_or_default(),
        is_own_doing: since.is_some_and(|since| since.is_own),
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
