//! The page behind a link by which an officer chooses a password. The link stands for its holder, like a resident's, and is
//! good once.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::{Shared, Visit},
    city::people::{
        administration::{self, Change},
        credentials::Password,
        invitations,
        model::Officer,
        store::{self, ChangeFault},
        token::Token,
    },
    error::{Error, Missing},
    listen::limits::{Deed, Source},
    pages::{
        components::{FieldError, error_of},
        layout::{Page, Section, Shell},
    },
};

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/welcome.html")]
pub struct WelcomePage {
    shell: Shell,
    errors: Vec<FieldError>,
    login: String,
    address: String,
}

impl WelcomePage {
    fn error(&self, name: &str) -> &str {
        error_of(&self.errors, name)
    }
}

/// Whose link it is. A wrong one counts against the address it came from; a right one opens whatever others there tried.
async fn holder(app: &Shared, visit: &Visit, source: Source, token: &str) -> Result<(Officer, Token), Error> {
    let missing = || Error::NotFound(Missing::Page);
    let found = match Token::parse(token) {
        Some(token) => {
            let (sought, now) = (token.clone(), visit.now);
            app.read(move |tx| Ok(invitations::find(tx, &sought, now)?))
                .await?
                .map(|officer| (officer, token))
        }
        None => None,
    };
    if found.is_none() {
        app.limits.take(Deed::WrongSecret, source, visit.now)?;
    }
    found.ok_or_else(missing)
}

fn page(visit: &Visit, officer: &Officer, token: &Token, errors: Vec<FieldError>) -> WelcomePage {
    WelcomePage {
        shell: visit
            .shell(visit.w.t("welcome-title"), Section::Desk)
            .unlisted()
            .with_errors(!errors.is_empty()),
        errors,
        login: officer.login.to_string(),
        address: format!("/desk/welcome/{}", token.to_text()),
    }
}

/// `GET /desk/welcome/{token}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(token): Path<String>,
) -> Result<Page<WelcomePage>, Error> {
    let (officer, token) = holder(&app, &visit, source, &token).await?;
    Ok(Page::private(page(&visit, &officer, &token, Vec::new())))
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    wanted: String,
    #[serde(default)]
    again: String,
}

/// `POST /desk/welcome/{token}`.
pub async fn choose(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<Chosen>,
) -> Result<Response, Error> {
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(Error::Forbidden("csrf"));
    }
    let (officer, token) = holder(&app, &visit, source, &token).await?;
    let w = &visit.w;
    let wrong = |field: &str, message: String| {
        let errors = vec![FieldError { field: field.to_owned(), message }];
        let page = page(&visit, &officer, &token, errors);
        Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
    };
    if form.wanted != form.again {
        return wrong("again", w.t("account-again-differs"));
    }
    let password = match Password::new(&form.wanted, &officer.login) {
        Ok(password) => password,
        Err(fault) => return wrong("wanted", w.t(fault.word())),
    };
    let hash = match app.hasher.hash(password, app.random.as_ref()).await {
        Ok(hash) => hash,
        Err(_busy) => return wrong("wanted", w.t("sign-in-busy")),
    };
    let (id, now, link) = (officer.id.clone(), visit.now, token.clone());
    let set = app
        .db
        .write(move |tx| {
            // Of two that come at once, only one finds the link.
            store::hold(tx, &id)?;
            let is_good = invitations::find(tx, &link, now)?.is_some_and(|holder| holder.id == id);
            if is_good {
                store::set_password(tx, &id, &hash)?;
                administration::note(tx, Some(&id), &id, Change::PasswordSet, "", now)?;
            }
            Ok::<_, ChangeFault>(is_good)
        })
        .await;
    match set {
        Ok(true) => Ok(Redirect::to("/desk/sign-in?chosen=1").into_response()),
        Ok(false) => Err(Error::NotFound(Missing::Page)),
        Err(ChangeFault::Store(error)) => Err(error.into()),
        Err(other) => Err(anyhow::Error::new(other).into()),
    }
}
