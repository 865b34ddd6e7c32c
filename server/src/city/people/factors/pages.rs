//! The pages of the second factor: the door's second step, and where an officer sets up, renews and removes what is asked
//! there.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    codes::Shared as Secret,
    is_required, passkeys, recovery, setup,
    showing::{self, Place, Removal, Shown},
    store,
};
use crate::{
    act::cases::hex,
    app::Shared,
    city::people::{
        cookies::Cookie,
        pages::{Address, SignedIn, check_csrf, inside_the_desk, let_in, moment, token, told},
        sessions::{self, Awaits, NewSession},
        sign_in::{Refused, SignedIn as In},
        throttle::{self, Source},
        token::Token,
    },
    error::Error,
    pages::{
        components::{FieldError, Moment, Notice, NoticeKind},
        layout::{Page, Shell},
        qr,
    },
};

/// The second step of the door.
#[derive(Template)]
#[template(path = "city/people/templates/code.html")]
pub struct CodePage {
    shell: Shell,
    errors: Vec<FieldError>,
    csrf: String,
    next: String,
    has_passkeys: bool,
}

/// Where to go after the door.
#[derive(Deserialize)]
pub struct Waiting {
    #[serde(default)]
    next: String,
}

/// `GET /desk/sign-in/code`.
pub async fn show_code(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(waiting): Query<Waiting>,
) -> Result<Page<CodePage>, Error> {
    let next = inside_the_desk(&waiting.next).to_owned();
    code_page(&app, &signed, next, Vec::new(), StatusCode::OK).await
}

async fn code_page(
    app: &Shared,
    signed: &SignedIn,
    next: String,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result<Page<CodePage>, Error> {
    let id = signed.officer().id.clone();
    let set_up = app.read(move |tx| Ok(store::of(tx, &id)?)).await?;
    let w = &signed.visit.w;
    let page = CodePage {
        shell: signed.shell(w.t("factor-door-title")).unlisted().with_errors(!errors.is_empty()),
        errors,
        csrf: signed.session.csrf().to_owned(),
        next,
        has_passkeys: !set_up.passkeys.is_empty(),
    };
    Ok(Page::private(page).with_status(status))
}

/// What the door's second form sends, and the forms of the account.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    present: String,
    #[serde(default)]
    next: String,
}

/// `POST /desk/sign-in/code`.
pub async fn take_code(
    State(app): State<Shared>,
    signed: SignedIn,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let (new, device) = (NewSession::draw(app.random.as_ref()), Token::draw(app.random.as_ref()));
    let place = Place { address, device: token(&headers, Cookie::Device, &app) };
    let (officer, session, now) = (signed.officer().clone(), signed.token.clone(), signed.visit.now);
    let (key, typed, given, mark) = (app.key.clone(), form.code.clone(), new.clone(), device.clone());
    let person = officer.clone();
    let shown = app
        .db
        .write(move |tx| {
            showing::complete_by_code(tx, &key, &person, &typed, &place, &session, &given, &mark, now)
        })
        .await;
    let (status, message) = match shown {
        Ok(Shown::In) => {
            let done = In { officer, session: new.token, awaits: None, device: Some(device) };
            return Ok(let_in(&app, &headers, &done, &form.next));
        }
        Ok(Shown::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, signed.visit.w.t("factor-wrong")),
        Err(refused) => told(&app, &signed.visit, refused)?,
    };
    let errors = vec![FieldError { field: "code".to_owned(), message }];
    let next = inside_the_desk(&form.next).to_owned();
    Ok(code_page(&app, &signed, next, errors, status).await?.into_response())
}

/// A passkey as listed.
struct Listed {
    handle: String,
    name: String,
    since: Moment,
}

/// What is being set up.
struct SettingUp {
    secret: String,
    drawing: Option<qr::Drawing>,
}

/// The officer's second factor.
#[derive(Template)]
#[template(path = "city/people/templates/second_factor.html")]
pub struct FactorPage {
    shell: Shell,
    errors: Vec<FieldError>,
    csrf: String,
    /// Whether what guards the account may be changed now.
    is_recent: bool,
    is_required: bool,
    is_set_up: bool,
    codes_since: Option<Moment>,
    setting_up: Option<SettingUp>,
    recovery_left: i64,
    drawn: Vec<String>,
    can_have_passkeys: bool,
    passkeys: Vec<Listed>,
}

/// What was just done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /desk/account/second-factor`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    let officer = signed.officer().id.clone();
    if is_setup(&signed) && app.read(move |tx| Ok(store::has_any(tx, &officer)?)).await? {
        return Ok(setup::to_the_door(&app));
    }
    let w = &signed.visit.w;
    let notice = match done.done.as_str() {
        "confirm" => Some((w.t("factor-done-confirm"), w.t("factor-done-confirm-next"))),
        "remove" => Some((w.t("factor-done-remove"), String::new())),
        "passkey" => Some((w.t("passkey-done"), w.t("factor-done-confirm-next"))),
        "passkey-removed" => Some((w.t("passkey-done-removed"), String::new())),
        "passkey-needed" => Some((w.t("factor-needed"), String::new())),
        _ => None,
    };
    let notice = notice.map(|(title, text)| Notice { kind: NoticeKind::Success, title, text });
    Ok(Page::private(page(&app, &signed, Vec::new(), Vec::new(), notice).await?).into_response())
}

/// Whether the session has shown the password alone, and must set up what it shows beside it.
fn is_setup(signed: &SignedIn) -> bool {
    signed.session.awaits == Some(Awaits::Setup)
}

async fn page(
    app: &Shared,
    signed: &SignedIn,
    errors: Vec<FieldError>,
    drawn: Vec<String>,
    notice: Option<Notice>,
) -> Result<FactorPage, Error> {
    let officer = signed.officer();
    let id = officer.id.clone();
    let (set_up, generator) =
        app.read(move |tx| Ok((store::of(tx, &id)?, store::generator(tx, &id)?))).await?;
    let begun = match generator {
        Some((sealed, _, None)) => setup::open(&app.key, officer, &signed.token, &sealed),
        _ => None,
    };
    let w = &signed.visit.w;
    let site = format!("Dân Tin {}", app.site.city(w.language()));
    Ok(FactorPage {
        shell: signed.shell(w.t("factor-title")).with_errors(!errors.is_empty()).with_notice(notice),
        errors,
        csrf: signed.session.csrf().to_owned(),
        is_recent: signed.session.is_recent(signed.visit.now),
        is_required: is_required(&app.settings.second_factor, officer),
        is_set_up: set_up.any(),
        codes_since: set_up.codes_since.map(|at| moment(app, &signed.visit, at)),
        setting_up: begun.map(|secret| SettingUp {
            secret: secret.as_typed(),
            drawing: qr::draw(&secret.address(&site, officer.login.as_str())),
        }),
        recovery_left: set_up.recovery_left,
        drawn,
        can_have_passkeys: passkeys::speaker(&app.public_url, "").is_some(),
        passkeys: set_up
            .passkeys
            .into_iter()
            .map(|passkey| Listed {
                handle: hex(&passkey.credential),
                name: passkey.name,
                since: moment(app, &signed.visit, passkey.created_at),
            })
            .collect(),
    })
}

const HERE: &str = "/desk/account/second-factor";

/// The form is the session's own, and its officer has just signed in: nobody adds a factor of their own at a desk that was left open.
pub(super) fn check_recent(signed: &SignedIn, csrf: &str) -> Result<(), Error> {
    check_csrf(signed, csrf)?;
    if signed.session.is_recent(signed.visit.now) { Ok(()) } else { Err(Error::Forbidden("sign-in-again")) }
}

/// `POST /desk/account/second-factor/begin`: draws a secret for a device.
pub async fn begin(
    State(app): State<Shared>,
    signed: SignedIn,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    check_recent(&signed, &form.csrf)?;
    let officer = signed.officer();
    let secret = Secret::draw(app.random.as_ref());
    let sealed = setup::seal(&app.key, officer, &signed.token, &secret, app.random.as_ref())
        .ok_or_else(|| anyhow::anyhow!("a secret could not be sealed"))?;
    let (id, now) = (officer.id.clone(), signed.visit.now);
    let (session, is_setup) = (signed.token.clone(), is_setup(&signed));
    let begun: Result<bool, Error> = app
        .db
        .write(move |tx| {
            let may = !is_setup || setup::may(tx, &id, &session)?;
            if may {
                store::begin_generator(tx, &id, &sealed, now)?;
            }
            Ok(may)
        })
        .await;
    Ok(if begun? { Redirect::to(HERE).into_response() } else { setup::to_the_door(&app) })
}

/// What became of the first code.
enum First {
    Right(Option<(NewSession, Token)>),
    Wrong,
    /// The session has shown the password alone, and there is a second factor by now.
    TooLate,
}

/// `POST /desk/account/second-factor/confirm`: the device makes the right code, so it counts from now on.
pub async fn confirm(
    State(app): State<Shared>,
    signed: SignedIn,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    check_recent(&signed, &form.csrf)?;
    let officer = signed.officer().clone();
    let is_due = is_setup(&signed);
    let new = is_due.then(|| (NewSession::draw(app.random.as_ref()), Token::draw(app.random.as_ref())));
    let (key, session, now) = (app.key.clone(), signed.token.clone(), signed.visit.now);
    let random = app.random.clone();
    let (person, typed) = (officer.clone(), form.code.clone());
    let device = token(&headers, Cookie::Device, &app);
    let first = app
        .db
        .write(move |tx| {
            if is_due && !setup::may(tx, &person.id, &session)? {
                sessions::close(tx, &session)?;
                return Ok(First::TooLate);
            }
            throttle::count(tx, &Source::Session(&session), now)?;
            let Some((sealed, newest, None)) = store::generator(tx, &person.id)? else {
                return Ok::<_, Refused>(First::Wrong);
            };
            let right = setup::open(&key, &person, &session, &sealed).and_then(|secret| {
                let period = secret.period_of(&typed, now.as_second(), newest)?;
                Some((period, setup::keep(&key, &person, &secret, random.as_ref())?))
            });
            let Some((period, kept)) = right else { return Ok(First::Wrong) };
            if !store::take_period(tx, &person.id, period)? {
                return Ok(First::Wrong);
            }
            store::confirm_generator(tx, &person.id, &kept, now)?;
            throttle::clear(tx, &Source::Session(&session))?;
            if let Some(new) = &new {
                setup::finish(tx, &person.id, &session, device.as_ref(), new, now)?;
            }
            Ok(First::Right(new.clone()))
        })
        .await;
    let (status, message) = match first {
        Ok(First::Right(new)) => {
            let there = "/desk/account/second-factor?done=confirm";
            return Ok(match new {
                Some((session, device)) => {
                    let done = In { officer, session: session.token, awaits: None, device: Some(device) };
                    let_in(&app, &headers, &done, there)
                }
                None => Redirect::to(there).into_response(),
            });
        }
        Ok(First::TooLate) => return Ok(setup::to_the_door(&app)),
        Ok(First::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, signed.visit.w.t("factor-wrong")),
        Err(refused) => told(&app, &signed.visit, refused)?,
    };
    refuse(&app, &signed, "code", status, message).await
}

async fn refuse(
    app: &Shared,
    signed: &SignedIn,
    field: &str,
    status: StatusCode,
    message: String,
) -> Result<Response, Error> {
    let errors = vec![FieldError { field: field.to_owned(), message }];
    let page = page(app, signed, errors, Vec::new(), None).await?;
    Ok(Page::private(page).with_status(status).into_response())
}

/// `POST /desk/account/second-factor/codes`: ten new codes on paper, shown this once; earlier ones are good for nothing.
pub async fn new_codes(
    State(app): State<Shared>,
    signed: SignedIn,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    check_recent(&signed, &form.csrf)?;
    let drawn = recovery::draw(app.random.as_ref());
    let hashes: Vec<[u8; 32]> = drawn.iter().filter_map(|code| recovery::hash(code)).collect();
    let (id, now) = (signed.officer().id.clone(), signed.visit.now);
    let set: Result<bool, Error> = app
        .db
        .write(move |tx| {
            // Paper alone is no second factor.
            let has_any = store::has_any(tx, &id)?;
            if has_any {
                store::set_recovery(tx, &id, &hashes, now)?;
            }
            Ok(has_any)
        })
        .await;
    if !set? {
        return Ok(Redirect::to(HERE).into_response());
    }
    Ok(Page::private(page(&app, &signed, Vec::new(), drawn, None).await?).into_response())
}

/// `POST /desk/account/second-factor/remove`: only whoever can still show a code.
pub async fn remove(
    State(app): State<Shared>,
    signed: SignedIn,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Result<Response, Error> {
    check_csrf(&signed, &form.csrf)?;
    let officer = signed.officer().clone();
    let place = Place { address, device: token(&headers, Cookie::Device, &app) };
    let (key, now, typed) = (app.key.clone(), signed.visit.now, form.present.clone());
    let required = is_required(&app.settings.second_factor, &officer);
    let removed =
        app.db.write(move |tx| showing::take_away(tx, &key, &officer, &typed, &place, required, now)).await;
    let (status, key) = match removed {
        Ok(Removal::Done) => {
            return Ok(Redirect::to("/desk/account/second-factor?done=remove").into_response());
        }
        Ok(Removal::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, signed.visit.w.t("factor-wrong")),
        Ok(Removal::Needed) => (StatusCode::UNPROCESSABLE_ENTITY, signed.visit.w.t("factor-needed")),
        Err(refused) => told(&app, &signed.visit, refused)?,
    };
    refuse(&app, &signed, "present", status, key).await
}
