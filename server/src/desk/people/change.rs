//! What an administrator does to one account. Giving and taking one role are steps of their own, so that of two
//! administrators who work at once neither undoes what the other did.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dantin_store::Tx;
use jiff::Timestamp;

use super::{list, one};
use crate::{
    app::Shared,
    city::people::{
        administration::{self, Change},
        factors,
        identities::{self, LinkFault},
        invitations,
        model::{Officer, OfficerId, OfficerRole, RoleKind},
        sessions,
        store::{self, ChangeFault},
        token::Token,
    },
    desk::form::{Check, Posted},
    error::{Error, Missing},
    pages::{components::FieldError, layout::Page},
};

/// What a form asks for.
enum Order {
    Give(OfficerRole),
    Take(OfficerRole),
    End,
    Reopen,
    Invite(Token),
    ForgetFactor,
    Link { issuer: String, subject: String },
    Unlink { issuer: String, subject: String },
}

/// Why an order was not carried out.
enum Fault {
    Change(ChangeFault),
    IdentityTaken,
}

impl From<ChangeFault> for Fault {
    fn from(fault: ChangeFault) -> Fault {
        Fault::Change(fault)
    }
}
impl From<dantin_store::Error> for Fault {
    fn from(error: dantin_store::Error) -> Fault {
        Fault::Change(ChangeFault::Store(error))
    }
}
impl From<LinkFault> for Fault {
    fn from(fault: LinkFault) -> Fault {
        match fault {
            LinkFault::Taken => Fault::IdentityTaken,
            LinkFault::Store(error) => error.into(),
        }
    }
}

/// `POST /desk/people/{login}/{change}`.
pub async fn change(
    State(app): State<Shared>,
    Path((login, change)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Error> {
    let Posted { signed, fields, .. } = posted;
    let officer = one::find(&app, &login).await?;
    let w = &signed.visit.w;
    let mut check = Check::new(w, &fields);
    let issuer = || match fields.get("issuer") {
        "" => app.settings.provider.as_ref().map(|provider| provider.issuer.clone()),
        issuer => Some(issuer.to_owned()),
    };
    let order = match change.as_str() {
        "give" => list::role(&app, &mut check, &fields).map(Order::Give),
        "take" => check.choice("role", |code| code.parse().ok()).map(Order::Take),
        "end" => Some(Order::End),
        "reopen" => Some(Order::Reopen),
        "invite" => Some(Order::Invite(Token::draw(app.random.as_ref()))),
        "forget-factor" => Some(Order::ForgetFactor),
        "link" => {
            let subject = check.needed_text("subject", 255);
            issuer().map(|issuer| Order::Link { issuer, subject })
        }
        "unlink" => {
            issuer().map(|issuer| Order::Unlink { issuer, subject: fields.get("subject").to_owned() })
        }
        _ => return Err(Error::NotFound(Missing::Page)),
    };
    let mut errors = check.errors;
    // Whoever keeps the accounts could else read, alone and at once, what no administrator may.
    if matches!(order, Some(Order::Give(_))) && officer.id == signed.officer().id {
        errors.push(FieldError { field: "agency".to_owned(), message: w.t("people-own-roles") });
    }
    if let (Some(order), true) = (order, errors.is_empty()) {
        let (by, about, now) = (signed.officer().id.clone(), officer.clone(), signed.visit.now);
        let required = app.settings.second_factor.clone();
        let link = match &order {
            Order::Invite(token) => Some(format!("{}/desk/welcome/{}", app.public_url, token.to_text())),
            _ => None,
        };
        match app.db.write(move |tx| carry_out(tx, &by, &about, &order, &required, now)).await {
            Ok(done) => {
                if let Some(link) = link {
                    let back = one::Back { link, ..one::Back::default() };
                    let page = one::page(&app, &signed, &officer, back).await?;
                    return Ok(Page::private(page).into_response());
                }
                let there = format!("/desk/people/{}?done={}", officer.login, done.code());
                return Ok(Redirect::to(&there).into_response());
            }
            Err(Fault::IdentityTaken) => {
                errors
                    .push(FieldError { field: "subject".to_owned(), message: w.t("people-identity-taken") });
            }
            Err(Fault::Change(ChangeFault::LastAdministrator)) => {
                errors.push(FieldError {
                    field: "person".to_owned(),
                    message: w.t("people-last-administrator"),
                });
            }
            Err(Fault::Change(ChangeFault::NotFound)) => return Err(Error::NotFound(Missing::Page)),
            Err(Fault::Change(ChangeFault::Store(error))) => return Err(error.into()),
            Err(Fault::Change(other)) => return Err(anyhow::Error::new(other).into()),
        }
    }
    let back = one::Back {
        errors,
        agency: fields.get("agency").to_owned(),
        kind: fields.get("kind").to_owned(),
        subject: fields.get("subject").to_owned(),
        ..one::Back::default()
    };
    let page = one::page(&app, &signed, &officer, back).await?;
    Ok(Page::private(page).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn carry_out(
    tx: &mut Tx<'_>,
    by: &OfficerId,
    about: &Officer,
    order: &Order,
    required: &[RoleKind],
    now: Timestamp,
) -> Result<Change, Fault> {
    // The roles as they are now, not as the page showed them.
    store::hold(tx, &about.id)?;
    let mut roles = store::find(tx, &about.id)?.ok_or(ChangeFault::NotFound)?.roles;
    let (change, detail) = match order {
        Order::Give(role) => {
            if !roles.contains(role) {
                roles.push(*role);
                store::set_roles(tx, &about.id, &roles, required)?;
            }
            (Change::RoleGiven, role.to_string())
        }
        Order::Take(role) => {
            roles.retain(|held| held != role);
            store::set_roles(tx, &about.id, &roles, required)?;
            (Change::RoleTaken, role.to_string())
        }
        Order::End => {
            store::set_active(tx, &about.id, false)?;
            invitations::withdraw(tx, &about.id)?;
            (Change::Ended, String::new())
        }
        Order::Reopen => {
            store::set_active(tx, &about.id, true)?;
            (Change::Reopened, String::new())
        }
        Order::Invite(token) => {
            invitations::make(tx, &about.id, token, now)?;
            (Change::Invited, String::new())
        }
        Order::ForgetFactor => {
            factors::store::forget(tx, &about.id)?;
            sessions::close_all(tx, &about.id)?;
            (Change::FactorForgotten, String::new())
        }
        Order::Link { issuer, subject } => {
            identities::link(tx, &about.id, issuer, subject, now)?;
            (Change::IdentityLinked, format!("{issuer} {subject}"))
        }
        Order::Unlink { issuer, subject } => {
            identities::unlink(tx, &about.id, issuer, subject)?;
            sessions::close_all(tx, &about.id)?;
            (Change::IdentityUnlinked, format!("{issuer} {subject}"))
        }
    };
    administration::note(tx, Some(by), &about.id, change, &detail, now)?;
    Ok(change)
}
