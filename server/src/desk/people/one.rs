//! One account, with what can be done to it.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    Entry, entries,
    list::{agencies, kinds},
    role_words,
};
use crate::{
    app::Shared,
    city::people::{
        administration, credentials::Login, factors, identities, model::Officer, pages::SignedIn, store,
    },
    desk::wording::Wording,
    error::{Error, Missing},
    pages::{
        components::{Choice, FieldError, Link, Notice, NoticeKind, error_of},
        layout::{Page, Shell},
    },
};

/// The most changes that are listed.
const CHANGES: i64 = 50;

/// A role with its text for the form that takes it away.
pub struct Held {
    code: String,
    words: String,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/person.html")]
pub struct PersonPage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    login: String,
    name: String,
    address: String,
    active: bool,
    roles: Vec<Held>,
    /// The roles that must have a second factor, in words.
    guarded: String,
    kinds: Vec<Choice>,
    agencies: Vec<Choice>,
    agency: String,
    has_factor: bool,
    identities: Vec<(String, String)>,
    provider: String,
    subject: String,
    changes: Vec<Entry>,
    /// A link that was just made.
    link: String,
}

impl PersonPage {
    fn error(&self, name: &str) -> &str {
        error_of(&self.errors, name)
    }
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /desk/people/{login}`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(login): Path<String>,
    Query(done): Query<Done>,
) -> Result<Page<PersonPage>, Error> {
    let officer = find(&app, &login).await?;
    let w = &signed.visit.w;
    let known = administration::Change::ALL.into_iter().find(|change| change.code() == done.done);
    let notice = known.map(|change| Notice {
        kind: NoticeKind::Success,
        title: w.code("people-change", change.code()),
        text: String::new(),
    });
    let back = Back { notice, ..Back::default() };
    Ok(Page::private(page(&app, &signed, &officer, back).await?))
}

/// The officer with the login of an address.
pub(super) async fn find(app: &Shared, login: &str) -> Result<Officer, Error> {
    let missing = || Error::NotFound(Missing::Page);
    let login = Login::new(login).map_err(|_none| missing())?;
    app.read(move |tx| Ok(store::find_by_login(tx, &login)?)).await?.ok_or_else(missing)
}

/// What a page that comes back after a form carries.
#[derive(Default)]
pub(super) struct Back {
    pub errors: Vec<FieldError>,
    pub agency: String,
    pub kind: String,
    pub subject: String,
    pub link: String,
    pub notice: Option<Notice>,
}

pub(super) async fn page(
    app: &Shared,
    signed: &SignedIn,
    officer: &Officer,
    back: Back,
) -> Result<PersonPage, Error> {
    let id = officer.id.clone();
    let (noted, set_up, linked) = app
        .read(move |tx| {
            Ok((
                administration::latest(tx, Some(&id), CHANGES)?,
                factors::store::of(tx, &id)?,
                identities::of(tx, &id)?,
            ))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let held = |role| Held { code: format!("{role}"), words: role_words(app, &wording, role) };
    let guarded: Vec<String> = app.settings.second_factor.iter().map(|kind| w.t(kind.word())).collect();
    let login = officer.login.to_string();
    Ok(PersonPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new("/desk/people", w.t("people-title")),
            Link::new("", login.clone()),
        ],
        csrf: signed.session.csrf().to_owned(),
        address: format!("/desk/people/{login}"),
        name: officer.name.to_string(),
        active: officer.active,
        roles: officer.roles.iter().map(held).collect(),
        guarded: guarded.join(", "),
        kinds: kinds(w, &back.kind),
        agencies: agencies(app, &wording),
        agency: back.agency,
        has_factor: set_up.any(),
        identities: linked,
        provider: app.settings.provider.as_ref().map(|provider| provider.issuer.clone()).unwrap_or_default(),
        subject: back.subject,
        changes: entries(&wording, noted),
        link: back.link,
        shell: signed
            .shell(format!("{} · {login}", w.t("people-title")))
            .with_notice(back.notice)
            .with_errors(!back.errors.is_empty()),
        errors: back.errors,
        login,
    })
}
