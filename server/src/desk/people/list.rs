//! The list of accounts, and the form that adds one.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;

use super::{Entry, entries, role_words};
use crate::{
    app::Shared,
    city::people::{
        administration::{self, Change},
        credentials::{Login, PersonName},
        invitations,
        model::{Officer, OfficerId, OfficerRole, RoleKind},
        pages::SignedIn,
        store::{self, ChangeFault},
        token::Token,
    },
    desk::{
        form::{Check, Fields, Posted},
        order::agency_among,
        wording::Wording,
    },
    error::Error,
    pages::{
        components::{Choice, FieldError, Link, error_of},
        layout::{Page, Shell},
    },
};

/// The most changes that are listed.
const CHANGES: i64 = 100;
/// The most acts of others that stand above the list, and for how long.
const OF_OTHERS: i64 = 10;
const OTHERS_LAST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An account as listed.
pub struct Account {
    login: String,
    name: String,
    roles: Vec<String>,
    active: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/people.html")]
pub struct PeoplePage {
    shell: Shell,
    crumbs: Vec<Link>,
    errors: Vec<FieldError>,
    csrf: String,
    fields: Fields,
    kinds: Vec<Choice>,
    agencies: Vec<Choice>,
    accounts: Vec<Account>,
    changes: Vec<Entry>,
    /// What others did lately that may let them into an account.
    ways_in: Vec<Entry>,
    /// The login and the link of an account that was just added.
    added: Option<(String, String)>,
}

impl PeoplePage {
    fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    fn error(&self, name: &str) -> &str {
        error_of(&self.errors, name)
    }
}

/// `GET /desk/people`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Page<PeoplePage>, Error> {
    Ok(Page::private(page(&app, &signed, Fields::default(), Vec::new(), None).await?))
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    fields: Fields,
    errors: Vec<FieldError>,
    added: Option<(String, String)>,
) -> Result<PeoplePage, Error> {
    let (reader, since) = (signed.officer().id.clone(), signed.visit.now - OTHERS_LAST);
    let (officers, noted, ways_in) = app
        .read(move |tx| {
            Ok((
                store::list(tx)?,
                administration::latest(tx, None, CHANGES)?,
                administration::ways_in_by_others(tx, &reader, since, OF_OTHERS)?,
            ))
        })
        .await?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let accounts = officers.into_iter().map(|officer| Account {
        login: officer.login.to_string(),
        name: officer.name.to_string(),
        roles: officer.roles.iter().map(|role| role_words(app, &wording, role)).collect(),
        active: officer.active,
    });
    Ok(PeoplePage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", w.t("people-title"))],
        csrf: signed.session.csrf().to_owned(),
        kinds: kinds(w, fields.get("kind")),
        agencies: agencies(app, &wording),
        accounts: accounts.collect(),
        changes: entries(&wording, noted),
        ways_in: entries(&wording, ways_in),
        shell: signed.shell(w.t("people-title")).with_errors(!errors.is_empty()),
        fields,
        errors,
        added,
    })
}

/// The kinds of roles.
pub(super) fn kinds(w: &dantin_words::Words, chosen: &str) -> Vec<Choice> {
    let choice = |kind: RoleKind| Choice {
        value: kind.code().to_owned(),
        label: w.t(kind.word()),
        is_chosen: kind.code() == chosen,
        ..Choice::default()
    };
    RoleKind::ALL.into_iter().map(choice).collect()
}

/// The agencies by name.
pub(super) fn agencies(app: &Shared, wording: &Wording<'_>) -> Vec<Choice> {
    let choice = |agency: &dantin_city::Agency| Choice {
        value: agency.code.clone(),
        label: wording.of(&agency.name),
        ..Choice::default()
    };
    app.city.agencies().iter().map(choice).collect()
}

/// The role that a form names. At a board of residents there is one: it oversees.
pub(super) fn role(app: &Shared, check: &mut Check<'_>, fields: &Fields) -> Option<OfficerRole> {
    let kind = check.choice("kind", RoleKind::from_code);
    let oversees = kind.is_none_or(|kind| kind == RoleKind::Overseer);
    let may_hold = |agency: &dantin_city::Agency| oversees || !agency.kind.is_board();
    let agency = agency_among(app, check, fields, may_hold, "people-board-oversees");
    let agency = agency.and_then(|code| dantin_record::code::AgencyCode::new(&code).ok());
    Some(OfficerRole { kind: kind?, agency: agency? })
}

/// `POST /desk/people`: adds an account. Nobody knows a password of it until its officer chooses one by the link.
pub async fn add(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let login = Login::new(fields.get("login"));
    if login.is_err() {
        check.wrong("login", "people-login-wrong");
    }
    let name = PersonName::new(fields.get("name"));
    if name.is_err() {
        check.wrong("name", "people-name-wrong");
    }
    let role = role(&app, &mut check, &fields);
    let errors = check.errors;
    let (Ok(login), Ok(name), Some(role), true) = (login, name, role, errors.is_empty()) else {
        let page = page(&app, &signed, fields, errors, None).await?;
        return Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    let now = signed.visit.now;
    let officer = Officer {
        id: OfficerId::draw(now, app.random.as_ref()),
        login,
        name,
        language: w.language(),
        active: true,
        roles: vec![role],
    };
    let token = Token::draw(app.random.as_ref());
    let (by, new, link) = (signed.officer().id.clone(), officer.clone(), token.clone());
    let added = app
        .db
        .write(move |tx| {
            // No password fits what is no hash.
            store::insert(tx, &new, "", now)?;
            administration::note(tx, Some(&by), &new.id, Change::Added, &role.to_string(), now)?;
            invitations::make(tx, &new.id, &link, now)?;
            Ok::<_, ChangeFault>(())
        })
        .await;
    match added {
        Ok(()) => {
            let link = format!("{}/desk/welcome/{}", app.public_url, token.to_text());
            let added = Some((officer.login.to_string(), link));
            let page = page(&app, &signed, Fields::default(), Vec::new(), added).await?;
            Ok(Page::private(page).into_response())
        }
        Err(ChangeFault::LoginTaken) => {
            let message = w.t("people-login-taken");
            let errors = vec![FieldError { field: "login".to_owned(), message }];
            let page = page(&app, &signed, fields, errors, None).await?;
            Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        Err(ChangeFault::Store(error)) => Err(error.into()),
        Err(other) => Err(anyhow::Error::new(other).into()),
    }
}
