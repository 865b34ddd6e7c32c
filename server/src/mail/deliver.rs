//! Handing over what waits: a few connections at a time, each with a few mails, so that ten thousand take no more memory
//! than ten. What came of a mail is noted before the next one is handed over.

use std::sync::PoisonError;

use dantin_mail::{Connection, Outcome, Trouble};
use tokio::sync::watch;

use super::{
    Letter, Mailer,
    outbox::{self, CLAIM, Claimed},
};
use crate::{app::Shared, error::Error};

/// Connections at the same time: a mail mostly waits for the other side, and servers commonly take more from one client.
const CONNECTIONS: i64 = 10;
/// Mails that one connection takes at a time.
const CLAIMED: i64 = 10;
/// Mails after which a connection is closed: many servers want no more.
const PER_CONNECTION: usize = 100;

/// Hands over what is due and gives how many mails were dealt with.
pub async fn deliver(app: &Shared, stop: &watch::Receiver<bool>) -> Result<usize, Error> {
    let now = app.now();
    let due = app.read(move |tx| Ok(outbox::due(tx, now, CONNECTIONS * CLAIMED)?)).await?;
    let connections = (due + CLAIMED - 1) / CLAIMED;
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let (app, stop) = (app.clone(), stop.clone());
            tokio::task::spawn_blocking(move || match &app.mail {
                Some(mailer) => work(&app, mailer, &stop),
                None => Ok(0),
            })
        })
        .collect();
    let mut count = 0;
    for worker in workers {
        count += worker.await.map_err(anyhow::Error::new)??;
    }
    Ok(count)
}

fn work(app: &Shared, mailer: &Mailer, stop: &watch::Receiver<bool>) -> Result<usize, Error> {
    let mut way: Option<(Connection, usize)> = None;
    let mut count = 0;
    loop {
        let now = app.now();
        let claimed = {
            let _turn = mailer.claims.lock().unwrap_or_else(PoisonError::into_inner);
            app.db.write_blocking(move |tx| outbox::claim(tx, now, CLAIMED))?
        };
        let mut claimed = claimed.into_iter();
        if claimed.len() == 0 {
            break;
        }
        while let Some(mail) = claimed.next() {
            // What is not begun in half the time of the claim is left to whoever claims it next.
            if *stop.borrow() || app.now().duration_since(now) > CLAIM / 2 {
                release(app, std::iter::once(mail).chain(claimed))?;
                close(way);
                return Ok(count);
            }
            if way.as_ref().is_some_and(|(_, used)| *used >= PER_CONNECTION) {
                close(way.take());
            }
            let (connection, used) = match &mut way {
                Some(open) => open,
                none => match mailer.transport.open() {
                    Ok(connection) => none.insert((connection, 0)),
                    Err(trouble) => {
                        tracing::warn!(%trouble, "Mail cannot be sent now and will be tried again");
                        release(app, std::iter::once(mail).chain(claimed))?;
                        return Ok(count);
                    }
                },
            };
            *used += 1;
            match hand_over(mailer, connection, &mail) {
                Ok(outcome) => finish(app, mail, outcome)?,
                Err(trouble) => {
                    tracing::warn!(%trouble, "The mail server breaks off; what waits will be tried again");
                    // It counts as a try, so that a mail that breaks every connection comes to its end.
                    finish(app, mail, Outcome::Later("connection".to_owned()))?;
                    release(app, claimed)?;
                    return Ok(count);
                }
            }
            count += 1;
        }
    }
    close(way);
    Ok(count)
}

fn close(way: Option<(Connection, usize)>) {
    if let Some((connection, _)) = way {
        connection.close();
    }
}

fn hand_over(mailer: &Mailer, connection: &mut Connection, mail: &Claimed) -> Result<Outcome, Trouble> {
    let message = mailer.message(&mail.id, &mail.letter, mail.made);
    match message.to_bytes() {
        Ok(bytes) => connection.send(&message.from.address, &message.to, &message.id, &bytes),
        Err(fault) => {
            tracing::error!(%fault, mail = mail.id, "A mail cannot be written");
            Ok(Outcome::MailRefused("unwritable".to_owned()))
        }
    }
}

fn finish(app: &Shared, mail: Claimed, outcome: Outcome) -> Result<(), Error> {
    if let Outcome::AddressRefused(code) | Outcome::MailRefused(code) = &outcome {
        tracing::warn!(mail = mail.id, code, "A mail was refused for good");
    }
    let now = app.now();
    Ok(app.db.write_blocking(move |tx| outbox::finish(tx, now, &mail, &outcome))?)
}

fn release(app: &Shared, mails: impl Iterator<Item = Claimed>) -> Result<(), Error> {
    let (now, mails): (_, Vec<Claimed>) = (app.now(), mails.collect());
    Ok(app.db.write_blocking(move |tx| mails.iter().try_for_each(|mail| outbox::release(tx, now, mail)))?)
}

/// Sends one mail at once and past the outbox, for what must not be stored: the caller waits for the answer. Blocks.
pub fn send_now(
    mailer: &Mailer,
    id: &str,
    letter: &Letter,
    now: jiff::Timestamp,
) -> Result<Outcome, Trouble> {
    let mut connection = mailer.transport.open()?;
    let claimed = Claimed { id: id.to_owned(), letter: letter.clone(), made: now, tries: 0 };
    let outcome = hand_over(mailer, &mut connection, &claimed);
    connection.close();
    outcome
}
