//! The page behind a secret link: first the receipt, then the place where the one who asked follows the case, answers
//! the agency, and says whether it is done. The secret stands for its holder and for one case; nothing else is asked.

mod act;
mod contribution;
mod export;
mod mail;
mod openings;
mod page;
mod store;
mod story;

pub use act::{answer, ask_erasure, reply, withdraw};
pub use export::{archive, export};
pub use mail::mail;
pub use openings::openings;

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use dantin_record::{act::Actor, id::CaseId};
use dantin_store::Tx;

use super::{
    limits::{Deed, Source},
    photos,
};
use crate::{
    act::{
        cases::secret_hash,
        matters::{Contributor, by_secret},
    },
    app::{Shared, Visit},
    error::{Error, Missing, not_found},
    pages::headers::CachePolicy,
};

/// Whom a secret link stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    /// Their id.
    pub asker: String,
    /// The case.
    pub case: String,
    /// The case as which theirs is worked on, where it is merged: there they say whether it is done.
    pub main: Option<String>,
    /// Whether they reported it; others joined it.
    pub is_reporter: bool,
    /// When the link was made.
    pub since: jiff::Timestamp,
    /// The event by which they asked; none for links of before it was kept.
    pub number: Option<i64>,
}

impl Holder {
    fn actor(&self) -> Actor {
        if self.is_reporter { Actor::Reporter } else { Actor::Joiner }
    }

    /// Where and as whom they say whether it is done: in a main case as everybody who joined.
    fn answers(&self) -> (String, Actor) {
        match &self.main {
            Some(main) => (main.clone(), Actor::Joiner),
            None => (self.case.clone(), self.actor()),
        }
    }

    /// The same person before the main case: one who joined, and sees of it what is official or public.
    fn in_main(&self) -> Holder {
        let (case, _) = self.answers();
        Holder {
            case,
            main: None,
            is_reporter: false,
            number: None,
            asker: self.asker.clone(),
            since: self.since,
        }
    }
}

/// The holder of a secret link to a case.
async fn holder(app: &Shared, visit: &Visit, source: Source, secret: &str) -> Result<Holder, Error> {
    let hash = secret_hash(secret);
    behind(app, visit, source, secret, move |tx| find(tx, &hash)).await
}

/// What a secret link opens, as `look` finds it. A wrong secret counts against the address it came from. A right one opens
/// whatever others behind that address tried: it is too long to be one of their guesses.
pub(super) async fn behind<T: Send + 'static>(
    app: &Shared,
    visit: &Visit,
    source: Source,
    secret: &str,
    look: impl FnMut(&mut Tx<'_>) -> Result<Option<T>, Error> + Send + 'static,
) -> Result<T, Error> {
    let found = match secret.parse::<CaseId>() {
        Ok(_) => app.read(look).await?,
        Err(_) => None,
    };
    if found.is_none() {
        app.limits.take(Deed::WrongSecret, source, visit.now)?;
    }
    found.ok_or_else(|| not_found(Missing::Secret))
}

/// What the two kinds of links stand for.
enum Behind {
    Case(Holder),
    Contribution(Contributor),
}

/// The holder of a secret link to a case, or to what they contributed to a matter.
async fn whoever(app: &Shared, visit: &Visit, source: Source, secret: &str) -> Result<Behind, Error> {
    let (hash, copy) = (secret_hash(secret), secret.to_owned());
    behind(app, visit, source, secret, move |tx| {
        if let Some(holder) = find(tx, &hash)? {
            return Ok(Some(Behind::Case(holder)));
        }
        Ok(by_secret(tx, &copy)?.map(Behind::Contribution))
    })
    .await
}

fn find(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Holder>, Error> {
    type Found = (String, String, String, jiff::Timestamp, Option<i64>, Option<String>);
    let found: Option<Found> = tx.first(
        "SELECT a.id, a.case_id, a.relation, a.created_at, a.number, c.merged_into FROM askers a \
         JOIN cases c ON c.id = a.case_id WHERE a.secret_hash = $1",
        &[&hash.as_slice()],
    )?;
    Ok(found.map(|(asker, case, relation, since, number, main)| {
        let is_reporter = relation == "reporter";
        Holder { asker, case, main, is_reporter, since, number }
    }))
}

/// `GET /my/{secret}`.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
    Query(said): Query<mail::Said>,
) -> Result<Response, Error> {
    let holder = match whoever(&app, &visit, source, &secret).await? {
        Behind::Case(holder) => holder,
        Behind::Contribution(contributor) => {
            let is_comment = contributor.matter.parse().is_ok_and(|id| {
                app.book.read().matter(id).is_some_and(|matter| matter.as_consultation().is_some())
            });
            return if is_comment {
                super::consultations::show_mine(&app, &visit, &contributor, &secret, Vec::new()).await
            } else {
                let nothing = super::dialogues::Typed::default();
                super::dialogues::show_mine(&app, &visit, &contributor, &secret, nothing).await
            };
        }
    };
    let typed = page::Typed { notice: said.notice(&visit.w), ..page::Typed::default() };
    page::show(&app, &visit, &holder, &secret, typed).await
}

/// `GET /my/{secret}/receipt.tlog-proof`: the proof that the case's first entry stands in the public journal, by the C2SP
/// standard tlog-proof, with the entry itself as its extra data.
pub async fn receipt(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    let index: Option<(i64,)> = app
        .read(move |tx| {
            Ok(tx.first("SELECT idx FROM journal WHERE case_id = $1 AND number = 1", &[&holder.case])?)
        })
        .await?;
    let app = app.clone();
    let made = tokio::task::spawn_blocking(move || match (&app.log, index) {
        (Some(log), Some((index,))) => log.receipt(u64::try_from(index).unwrap_or(u64::MAX)),
        _ => Ok(None),
    });
    let made = made.await.map_err(anyhow::Error::new)?.map_err(anyhow::Error::new)?;
    // The next checkpoint is a second away.
    let (mut proof, entry) = made.ok_or(Error::Unavailable)?;
    proof.extra = entry;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dan-tin.tlog-proof\""),
    ];
    Ok((CachePolicy::Private, headers, proof.to_string()).into_response())
}

/// `GET /my/{secret}/photos/{sha256}/{size}.jpg`, by the hash of the large copy: the reporter sees the photos of the case before they are
/// published, others the published ones.
pub async fn photo(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path((secret, hash, file)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let holder = holder(&app, &visit, source, &secret).await?;
    photos::of_case(&app, holder.case, hash, &file, !holder.is_reporter).await
}
