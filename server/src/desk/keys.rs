//! The keys of the desk as a page, for everybody and for browsers without JavaScript, and whether an officer wants them.
//! What each key does is in `assets/js/desk.js`.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use dantin_store::Tx;

use super::form::Posted;
use crate::{
    app::Shared,
    city::people::{model::OfficerId, pages::SignedIn},
    error::Error,
    pages::{
        components::Link,
        layout::{Page, Shell},
    },
};

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/keys_page.html")]
pub struct KeysPage {
    shell: Shell,
    crumbs: Vec<Link>,
    csrf: String,
    keys_off: bool,
}

/// Whether the officer has switched the keys off.
pub fn are_off(tx: &mut Tx<'_>, officer: &OfficerId) -> Result<bool, dantin_store::Error> {
    let on: Option<bool> =
        tx.first("SELECT shortcuts FROM desk_choices WHERE officer_id = $1", &[officer])?;
    Ok(on == Some(false))
}

/// `GET /desk/keys`.
pub async fn show(State(app): State<Shared>, signed: SignedIn) -> Result<Page<KeysPage>, Error> {
    let officer = signed.officer().id.clone();
    let keys_off = app.read(move |tx| Ok(are_off(tx, &officer)?)).await?;
    let w = &signed.visit.w;
    let title = w.t("desk-shortcuts");
    Ok(Page::private(KeysPage {
        crumbs: vec![Link::new("/desk", w.t("desk-nav-inbox")), Link::new("", title.clone())],
        csrf: signed.session.csrf().to_owned(),
        keys_off,
        shell: signed.shell(title),
    }))
}

/// `POST /desk/keys`: `shortcuts` is `on` or `off`.
pub async fn choose(State(app): State<Shared>, posted: Posted) -> Result<Response, Error> {
    let on = match posted.fields.get("shortcuts") {
        "on" => true,
        "off" => false,
        _ => return Err(Error::Invalid { field: "shortcuts", code: "unknown-choice" }),
    };
    let officer = posted.signed.officer().id.clone();
    let written: Result<u64, Error> = app
        .db
        .write(move |tx| {
            Ok(tx.execute(
                "INSERT INTO desk_choices (officer_id, shortcuts) VALUES ($1, $2) \
                 ON CONFLICT (officer_id) DO UPDATE SET shortcuts = excluded.shortcuts",
                &[&officer, &on],
            )?)
        })
        .await;
    written?;
    Ok(Redirect::to("/desk/keys").into_response())
}
