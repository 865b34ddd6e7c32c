//! The pages on which prepared replies are listed, written, looked at as the resident will see them, and retired. Heads
//! write those of their agency, coordinators those of the city; colleagues read them.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_record::case::StateKind;

use super::{
    STEPS,
    fill::{self, Fault},
    store::{self, Reply, Version},
};
use crate::{
    act::cases::hex,
    app::Shared,
    city::people::{
        model::{Officer, RoleKind},
        pages::SignedIn,
        rights::writes_replies_of,
    },
    clock::random,
    desk::{
        form::{Check, Fields, Posted},
        step_form::{LINE_LIMIT, WORDS_LIMIT},
        steps::Step,
        wording::Wording,
    },
    error::{Error, Missing},
    pages::{
        components::{Choice, FieldError, Link, Moment, Notice, NoticeKind, Voice},
        layout::{Page, Shell},
    },
};

/// The owner that stands for the whole city in forms.
const CITY: &str = "city";

/// A reply as listed.
pub struct Listed {
    href: String,
    title: String,
    about: String,
    body: String,
    retired: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "desk/templates/replies.html")]
pub struct ListPage {
    shell: Shell,
    crumbs: Vec<Link>,
    may_write: bool,
    replies: Vec<Listed>,
}

/// A wording of before as shown.
pub struct Earlier {
    number: String,
    title: String,
    body: String,
    officer: String,
    at: Moment,
}

/// The form of one reply.
#[derive(Template)]
#[template(path = "desk/templates/reply.html")]
pub struct ReplyPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    heading: String,
    action: String,
    csrf: String,
    version: i64,
    is_new: bool,
    retired: bool,
    fields: Fields,
    owners: Vec<Choice>,
    owner: String,
    steps: Vec<Choice>,
    categories: Vec<Choice>,
    states: Vec<Choice>,
    names: Vec<(String, String)>,
    preview: Option<(String, Moment, String)>,
    voice: Voice,
    earlier: Vec<Earlier>,
}

impl ReplyPage {
    fn error(&self, field: &str) -> &str {
        crate::pages::components::error_of(&self.errors, field)
    }
}

/// Whether an officer writes the replies of this owner.
fn may_write(officer: &Officer, agency: Option<&str>) -> bool {
    writes_replies_of(officer).iter().any(|owner| owner.as_deref() == agency)
}

fn agencies(officer: &Officer) -> Vec<String> {
    officer.agencies().iter().map(|agency| agency.as_str().to_owned()).collect()
}

/// Handlers, heads and coordinators read them; nobody else has a form to put one into.
fn check_reader(officer: &Officer) -> Result<(), Error> {
    let reads = [RoleKind::Handler, RoleKind::Head, RoleKind::Coordinator];
    if reads.into_iter().any(|kind| officer.holds(kind)) {
        Ok(())
    } else {
        Err(Error::Forbidden("people-denied-not-your-role"))
    }
}

fn may_read(officer: &Officer, reply: &Reply) -> bool {
    let works_there = |agency: &String| agencies(officer).contains(agency);
    reply.agency.as_ref().is_none_or(works_there) || may_write(officer, reply.agency.as_deref())
}

fn owner_name(wording: &Wording<'_>, agency: Option<&str>) -> String {
    agency.map_or_else(|| wording.w.t("replies-of-city"), |agency| wording.agency(agency))
}

/// `GET /desk/replies`.
pub async fn list(State(app): State<Shared>, signed: SignedIn) -> Result<Page<ListPage>, Error> {
    check_reader(signed.officer())?;
    let own = agencies(signed.officer());
    let replies = app.read(move |tx| Ok(store::list(tx, &own)?)).await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let title = w.t("replies-title");
    Ok(Page::private(ListPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        may_write: !writes_replies_of(signed.officer()).is_empty(),
        replies: replies
            .into_iter()
            .map(|reply| {
                // What fits everything is not named.
                let named = |code: &str, name: &dyn Fn(&str) -> String| {
                    Some(code).filter(|code| !code.is_empty()).map(name)
                };
                let about = [
                    Some(w.code("desk-step", &reply.step)),
                    named(&reply.category, &|code| wording.service(code, None)),
                    named(&reply.state, &|code| w.code("state", code)),
                    Some(owner_name(&wording, reply.agency.as_deref())),
                ];
                Listed {
                    href: format!("/desk/replies/{}", reply.id),
                    about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                    title: reply.title,
                    body: reply.body,
                    retired: reply.retired,
                }
            })
            .collect(),
        shell: signed.shell(title),
    }))
}

/// `GET /desk/replies/{id}`; `new` is an empty form.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (reply, versions) = load(&app, &signed, &id).await?;
    let fields = fields_of(&reply);
    let made = Made { reply: &reply, versions, fields, errors: Vec::new(), notice: None, preview: false };
    Ok(page(&app, &signed, made, StatusCode::OK))
}

async fn load(app: &Shared, signed: &SignedIn, id: &str) -> Result<(Reply, Vec<Version>), Error> {
    let officer = signed.officer();
    check_reader(officer)?;
    if id == "new" {
        let owners = writes_replies_of(officer);
        let agency = owners.first().cloned().ok_or(Error::Forbidden("people-denied-not-your-role"))?;
        let id = hex(&random::<16>(app.random.as_ref()));
        return Ok((Reply { id, agency, ..Reply::default() }, Vec::new()));
    }
    let id = id.to_owned();
    let (reply, versions) =
        app.read(move |tx| Ok((store::find(tx, &id)?, store::versions(tx, &id)?))).await?;
    let reply = reply.filter(|reply| may_read(officer, reply)).ok_or(Error::NotFound(Missing::Page))?;
    Ok((reply, versions))
}

fn fields_of(reply: &Reply) -> Fields {
    Fields::default()
        .holding("owner", reply.agency.clone().unwrap_or_else(|| CITY.to_owned()))
        .holding("title", reply.title.clone())
        .holding("step", reply.step.clone())
        .holding("category", reply.category.clone())
        .holding("state", reply.state.clone())
        .holding("body", reply.body.clone())
}

/// What a page of one reply is made from.
struct Made<'a> {
    reply: &'a Reply,
    versions: Vec<Version>,
    fields: Fields,
    errors: Vec<FieldError>,
    notice: Option<Notice>,
    preview: bool,
}

fn page(app: &Shared, signed: &SignedIn, made: Made<'_>, status: StatusCode) -> Response {
    let Made { reply, versions, fields, errors, notice, preview } = made;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let is_new = reply.version == 0;
    let title = if is_new { w.t("replies-new") } else { reply.title.clone() };
    let any = Choice { label: w.t("desk-any"), ..Choice::default() };
    let owners = if is_new { writes_replies_of(signed.officer()) } else { vec![reply.agency.clone()] };
    let owner = match fields.get("owner") {
        CITY => None,
        agency => Some(agency),
    };
    let example = preview.then(|| {
        let words = fill::fill(fields.get("body"), |name| example(&wording, &fields, owner, name));
        (owner_name(&wording, owner), wording.moment(signed.visit.now), words)
    });
    let page = ReplyPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/replies", w.t("replies-title")),
            Link::new("", title.clone()),
        ],
        heading: title.clone(),
        action: format!("/desk/replies/{}", reply.id),
        csrf: if may_write(signed.officer(), reply.agency.as_deref()) {
            signed.session.csrf().to_owned()
        } else {
            String::new()
        },
        version: reply.version,
        is_new,
        retired: reply.retired,
        owner: owner_name(&wording, reply.agency.as_deref()),
        owners: owners
            .iter()
            .map(|agency| {
                let value = agency.clone().unwrap_or_else(|| CITY.to_owned());
                Choice {
                    is_chosen: fields.get("owner") == value,
                    label: owner_name(&wording, agency.as_deref()),
                    value,
                    ..Choice::default()
                }
            })
            .collect(),
        steps: wording.choices("desk-step", &STEPS, Step::code, fields.get("step")),
        categories: std::iter::once(any.clone())
            .chain(app.city.categories().iter().map(|category| Choice {
                value: category.code.clone(),
                label: wording.of(&category.name),
                is_chosen: category.code == fields.get("category"),
                ..Choice::default()
            }))
            .collect(),
        states: std::iter::once(any)
            .chain(wording.choices("state", StateKind::ALL, StateKind::code, fields.get("state")))
            .collect(),
        names: fill::NAMES.iter().map(|name| (format!("{{{name}}}"), w.code("replies-name", name))).collect(),
        preview: example,
        voice: Voice::Official,
        earlier: versions
            .into_iter()
            .map(|version| Earlier {
                number: w.integer(version.number),
                title: version.title,
                body: version.body,
                officer: version.officer,
                at: wording.moment(version.at),
            })
            .collect(),
        shell: signed.shell(title).with_notice(notice).with_errors(!errors.is_empty()),
        errors,
        fields,
    };
    Page::private(page).with_status(status).into_response()
}

/// What stands for a name in the preview: things of the pack, no real case.
fn example(wording: &Wording<'_>, fields: &Fields, owner: Option<&str>, name: &str) -> String {
    let city = wording.city;
    match name {
        "code" => format!("{}-7K3M9Q", city.settings().code_prefix),
        "category" => {
            let chosen = city.category(fields.get("category")).or_else(|| city.categories().first());
            chosen.map(|category| wording.of(&category.name)).unwrap_or_default()
        }
        "area" => city.areas().first().map(|area| wording.of(&area.name)).unwrap_or_default(),
        "agency" => owner
            .map(|agency| wording.agency(agency))
            .or_else(|| city.agencies().first().map(|agency| wording.of(&agency.name)))
            .unwrap_or_default(),
        "due" => {
            let due = wording.now + jiff::SignedDuration::from_hours(72);
            wording.w.date_time(due, city.calendar().zone())
        }
        _ => String::new(),
    }
}

/// `POST /desk/replies/{id}`: looks at it (`preview`), writes a wording, retires it (`retire`) or takes it up again.
pub async fn write(
    State(app): State<Shared>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let officer = signed.officer();
    let is_id = id.len() == 32 && id.bytes().all(|letter| letter.is_ascii_hexdigit());
    if !is_id {
        return Err(Error::NotFound(Missing::Page));
    }
    let key = id.clone();
    let (there, versions) =
        app.read(move |tx| Ok((store::find(tx, &key)?, store::versions(tx, &key)?))).await?;
    let there = there.filter(|reply| may_read(officer, reply));
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let owner = match fields.get("owner") {
        CITY => None,
        agency => Some(agency.to_owned()),
    };
    let agency = there.as_ref().map_or(owner, |reply| reply.agency.clone());
    if !may_write(officer, agency.as_deref()) {
        return Err(Error::Forbidden("people-denied-not-your-role"));
    }
    let version: i64 = fields.get("version").parse().unwrap_or(0);
    let retired = !fields.get("retire").is_empty();
    let step = check.choice("step", |code| STEPS.into_iter().find(|step| step.code() == code));
    let known = |value: &str, is_known: bool| if is_known { value.to_owned() } else { String::new() };
    let reply = Reply {
        id: id.clone(),
        agency,
        version,
        retired,
        title: check.needed_text("title", LINE_LIMIT).replace('\n', " "),
        step: step.map(Step::code).unwrap_or_default().to_owned(),
        category: known(fields.get("category"), app.city.category(fields.get("category")).is_some()),
        state: known(fields.get("state"), StateKind::from_code(fields.get("state")).is_some()),
        body: check.needed_text("body", WORDS_LIMIT - LINE_LIMIT * 5),
    };
    if let Err(fault) = fill::check(&reply.body) {
        let message = match fault {
            Fault::Unknown(name) => w.with("replies-unknown-name", &[("name", name.as_str().into())]),
            Fault::Brace => w.t("replies-brace"),
        };
        check.errors.push(FieldError { field: "body".to_owned(), message });
    }
    let errors = check.errors;
    let preview = !fields.get("preview").is_empty();
    let shown = there.clone().unwrap_or_else(|| Reply { version: 0, ..reply.clone() });
    if preview || !errors.is_empty() {
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let preview = preview && errors.is_empty();
        let made = Made { reply: &shown, versions, fields, errors, notice: None, preview };
        return Ok(page(&app, &signed, made, status));
    }
    let (person, now, new) = (officer.id.clone(), signed.visit.now, reply.clone());
    let written: Result<bool, Error> = app
        .db
        .write(move |tx| {
            Ok(if new.version == 0 {
                store::insert(tx, &new, &person, now)?
            } else {
                store::update(tx, &new, &person, now)?
            })
        })
        .await;
    // The same form sent twice has written the same words before.
    let is_same = there.as_ref().is_some_and(|there| {
        (&there.title, &there.body, &there.step, &there.category, &there.state, there.retired)
            == (&reply.title, &reply.body, &reply.step, &reply.category, &reply.state, reply.retired)
    });
    if written? || is_same {
        return Ok(Redirect::to(&format!("/desk/replies/{id}")).into_response());
    }
    let notice = Notice { kind: NoticeKind::Warning, title: w.t("error-stale"), text: w.t("replies-stale") };
    let made =
        Made { reply: &shown, versions, fields, errors: Vec::new(), notice: Some(notice), preview: false };
    Ok(page(&app, &signed, made, StatusCode::CONFLICT))
}
