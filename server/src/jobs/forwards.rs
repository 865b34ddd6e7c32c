//! Carries handed-on cases to other cities' servers, and hears what they say since. A filing that surely did not arrive is
//! tried again; one that may have arrived waits for a person, since twice is worse than late.

use dantin_record::{
    case::Case,
    place::{Point, PublicPlace},
};
use dantin_words::{Language, Words};
use jiff::SignedDuration;

use crate::{
    act::{
        cases::{commands, hex},
        forwards::{self, Forward, Progress, Remote, Sent, TRIES},
    },
    app::Shared,
    error::Error,
    open311::client::{Filed, Filing, Form, IDS, Refused, Said, Server, Standing},
    outgoing::Client,
};

/// Filings of one run at most.
const BATCH: usize = 50;
/// How long before the last time we heard of a server its updates are asked for once more: clocks differ, and some servers
/// give their updates late.
const OVERLAP: SignedDuration = SignedDuration::from_hours(2);
/// The widest window of updates.
const WIDEST: SignedDuration = SignedDuration::from_hours(30 * 24);

fn server(remote: &Remote) -> Server {
    Server {
        url: remote.url.clone(),
        api_key: remote.api_key.clone(),
        jurisdiction: remote.jurisdiction.clone(),
        form: Form::from_code(&remote.format).unwrap_or(Form::Json),
    }
}

async fn ask<T: Send + 'static>(
    app: &Shared,
    what: impl FnOnce(&Client) -> T + Send + 'static,
) -> Result<T, Error> {
    let client = app.outgoing.clone();
    let answer = tokio::task::spawn_blocking(move || what(&client));
    answer.await.map_err(|error| Error::from(anyhow::Error::new(error)))
}

/// Sends what waits, and gives how many filings arrived.
pub async fn send(app: Shared) -> Result<usize, Error> {
    // What was restored may have been handed on already; and what comes of it could not be noted.
    if app.is_halted() {
        return Ok(0);
    }
    let mut arrived = 0;
    let mut remotes: Option<Vec<Remote>> = None;
    for _ in 0..BATCH {
        let now = app.now();
        // Nothing is written while there is nothing to do.
        if !app.read(move |tx| Ok(forwards::is_due(tx, now)?)).await? {
            break;
        }
        let Some(forward) = app.db.write(move |tx| forwards::take(tx, now)).await? else { break };
        if remotes.is_none() {
            remotes = Some(app.read(|tx| Ok(forwards::remotes(tx)?)).await?);
        }
        let remote = remotes.iter().flatten().find(|remote| remote.code == forward.remote);
        let Some(remote) = remote.cloned() else { continue };
        let sent = match forward.progress {
            Progress::Token => resolve(&app, &remote, &forward).await?,
            _ => file(&app, &remote, &forward).await?,
        };
        arrived += usize::from(sent.progress == Progress::Sent);
        note(&app, &remote, forward, sent).await?;
    }
    Ok(arrived)
}

async fn file(app: &Shared, remote: &Remote, forward: &Forward) -> Result<Sent, Error> {
    let case = forward.case.clone();
    let told = app.read(move |tx| Ok(forwards::to_tell(tx, &case)?)).await?;
    let now = app.now();
    let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(now);
    let failed = |fault: &str| Sent {
        progress: Progress::Failed,
        remote_id: None,
        token: None,
        fault: Some(fault.to_owned()),
        due: now,
    };
    let Some((code, record, photo, address)) = told else { return Ok(failed("no_case")) };
    let case: Case = serde_json::from_str(&record).map_err(anyhow::Error::new)?;
    let filing = Filing {
        service: forward.service.clone(),
        description: forward.body.clone(),
        point: point(case.place),
        address: address.or_else(|| area(app, &case)),
        media: photo.map(|hash| format!("{}/photos/{hash}/large.jpg", app.public_url)),
        reference: code,
        repeat_key: format!("dantin-{}", forward.id),
    };
    let (server, id) = (server(remote), forward.id.clone());
    app.db.write(move |tx| forwards::begin(tx, &id)).await?;
    let (progress, remote_id, token, fault, due) =
        match ask(app, move |client| server.file(client, &filing)).await? {
            Ok(Filed::Id(id)) => (Progress::Sent, Some(id), None, None, now),
            Ok(Filed::Token(token)) => {
                (Progress::Token, None, Some(token), None, after(SignedDuration::from_secs(2)))
            }
            Ok(Filed::Nothing) => (Progress::Sent, None, None, None, now),
            Err(refused) if refused.may_have_arrived() => {
                (Progress::Unsure, None, None, Some(said(&refused)), now)
            }
            Err(refused) if refused.may_pass() && forward.tries + 1 < TRIES => {
                let minutes = SignedDuration::from_mins(1_i64 << forward.tries.clamp(0, 8));
                (Progress::Waiting, None, None, Some(said(&refused)), after(minutes))
            }
            Err(refused) => (Progress::Failed, None, None, Some(said(&refused)), now),
        };
    Ok(Sent { progress, remote_id, token, fault, due })
}

/// A code, and what the other server said.
fn said(refused: &Refused) -> String {
    match refused.words() {
        "" => refused.code(),
        words => format!("{}: {words}", refused.code()),
    }
}

async fn resolve(app: &Shared, remote: &Remote, forward: &Forward) -> Result<Sent, Error> {
    let (server, token) = (server(remote), forward.token.clone().unwrap_or_default());
    let found = ask(app, move |client| server.resolve(client, &token)).await?;
    let now = app.now();
    // Soon at first, then seldom, and never given up: a batch may be worked off once a day.
    let wait = SignedDuration::from_secs(2_i64 << forward.tries.clamp(0, 12));
    let due = now.saturating_add(wait).unwrap_or(now);
    let (progress, remote_id, fault) = match found {
        Ok(Some(id)) => (Progress::Sent, Some(id), None),
        Ok(None) => (Progress::Token, None, None),
        Err(refused) => (Progress::Token, None, Some(said(&refused))),
    };
    Ok(Sent { progress, remote_id, token: None, fault, due })
}

async fn note(app: &Shared, remote: &Remote, forward: Forward, sent: Sent) -> Result<(), Error> {
    let w = app.words.words(Language::Vietnamese);
    let id = sent.remote_id.clone().unwrap_or_default();
    let args = [
        ("system", remote.name.as_str().into()),
        ("id", id.as_str().into()),
        ("fault", sent.fault.as_deref().unwrap_or_default().into()),
    ];
    let told = match sent.progress {
        Progress::Sent => Some(w.with("forward-note-sent", &args)),
        Progress::Unsure => Some(w.with("forward-note-unsure", &args)),
        Progress::Failed => Some(w.with("forward-note-failed", &args)),
        Progress::Waiting | Progress::Token => None,
    };
    app.command(move |tx, context| {
        forwards::note_sent(tx, context, &forward, &sent)?;
        if let Some(told) = &told {
            commands::note(tx, context, &forward.case, "", told)?;
        }
        Ok(())
    })
    .await
}

fn point(place: PublicPlace) -> Option<(f64, f64)> {
    match place {
        PublicPlace::Point { point, .. } => Some(Point::to_degrees(point)),
        PublicPlace::Area { .. } | PublicPlace::Unplaced => None,
    }
}

fn area(app: &Shared, case: &Case) -> Option<String> {
    Some(app.city.area(case.area()?.as_str())?.name.vi.clone())
}

/// Asks each server for the states and updates of what it has; gives how much is new.
pub async fn poll(app: Shared) -> Result<usize, Error> {
    if app.is_halted() {
        return Ok(0);
    }
    let remotes = app.read(|tx| Ok(forwards::remotes(tx)?)).await?;
    let mut new = 0;
    for remote in remotes {
        let asked_at = app.now();
        let heard = hear(&app, &remote).await?;
        let fault = heard.as_ref().err().map(said);
        if let Some(fault) = &fault {
            tracing::warn!(
                remote = remote.code,
                fault,
                "Another city's server could not be asked; it will be tried again"
            );
        }
        new += heard.unwrap_or_default();
        app.db.write(move |tx| forwards::note_asked(tx, &remote.code, fault.as_deref(), asked_at)).await?;
    }
    Ok(new)
}

async fn hear(app: &Shared, remote: &Remote) -> Result<Result<usize, Refused>, Error> {
    let (mut new, mut after) = (0, String::new());
    let mut all: Vec<(String, String, String)> = Vec::new();
    loop {
        let (code, from) = (remote.code.clone(), after.clone());
        let limit = i64::try_from(IDS).unwrap_or(i64::MAX);
        let page = app.read(move |tx| Ok(forwards::standing_at(tx, &code, &from, limit)?)).await?;
        let Some((last, _, _)) = page.last() else { break };
        after.clone_from(last);
        let ids: Vec<String> = page.iter().map(|(_, id, _)| id.clone()).collect();
        let server = server(remote);
        match ask(app, move |client| server.standings(client, &ids)).await? {
            Ok(standings) => new += note_standings(app, remote, &page, standings).await?,
            Err(refused) => return Ok(Err(refused)),
        }
        all.extend(page);
    }
    if all.is_empty() {
        return Ok(Ok(0));
    }
    let now = app.now();
    let widest = now.saturating_sub(WIDEST).unwrap_or(now);
    let from =
        remote.heard_at.map_or(widest, |heard| heard.saturating_sub(OVERLAP).unwrap_or(heard)).max(widest);
    let server = server(remote);
    match ask(app, move |client| server.updates(client, from, now)).await? {
        Ok(Some(said)) => new += note_updates(app, remote, &all, said).await?,
        // The base standard knows no updates: the states are all that there is.
        Ok(None) => {}
        Err(refused) => return Ok(Err(refused)),
    }
    Ok(Ok(new))
}

async fn note_standings(
    app: &Shared,
    remote: &Remote,
    page: &[(String, String, String)],
    standings: Vec<Standing>,
) -> Result<usize, Error> {
    let mut new = 0;
    for standing in standings {
        let Some((id, _, _)) = page.iter().find(|(_, their, _)| *their == standing.id) else { continue };
        if standing.word.is_empty() {
            continue;
        }
        let (id, now) = (id.clone(), app.now());
        // Their clock may be ahead of ours, and nothing was said in the future.
        let at = standing.updated.unwrap_or(now).min(now);
        let w = app.words.words(Language::Vietnamese);
        let told = note_words(&w, remote, &standing.word, standing.notes.as_deref().unwrap_or_default());
        let is_new = app
            .command(move |tx, context| {
                let notes = standing.notes.as_deref();
                let is_new = forwards::note_standing(tx, context, &id, &standing.word, notes, at)?;
                if is_new {
                    note_at(tx, context, &id, &told)?;
                }
                Ok(is_new)
            })
            .await?;
        new += usize::from(is_new);
    }
    Ok(new)
}

async fn note_updates(
    app: &Shared,
    remote: &Remote,
    all: &[(String, String, String)],
    updates: Vec<Said>,
) -> Result<usize, Error> {
    let mut new = 0;
    for said in updates {
        let by_id = |(_, id, _): &&(String, String, String)| said.id.as_ref() == Some(id);
        let by_reference = |(_, _, code): &&(String, String, String)| said.reference.as_ref() == Some(code);
        let Some((id, _, _)) = all.iter().find(by_id).or_else(|| all.iter().find(by_reference)) else {
            continue;
        };
        let (id, now) = (id.clone(), app.now());
        let at = said.at.unwrap_or(now).min(now);
        let w = app.words.words(Language::Vietnamese);
        let told = note_words(&w, remote, &said.word, &said.text);
        let is_new = app
            .command(move |tx, context| {
                let is_new = forwards::note_said(tx, context, &id, &said.key, &said.word, &said.text, at)?;
                if is_new {
                    note_at(tx, context, &id, &told)?;
                }
                Ok(is_new)
            })
            .await?;
        new += usize::from(is_new);
    }
    Ok(new)
}

fn note_words(w: &Words, remote: &Remote, status: &str, text: &str) -> String {
    w.with(
        "forward-note-said",
        &[("system", remote.name.as_str().into()), ("status", status.into()), ("text", text.into())],
    )
}

/// Leaves a note on the case of a filing.
fn note_at(
    tx: &mut dantin_store::Tx<'_>,
    context: crate::act::cases::Context<'_>,
    forward: &str,
    text: &str,
) -> Result<(), Error> {
    let id = hex(&crate::clock::random::<16>(context.random));
    tx.execute(
        "INSERT INTO notes (id, case_id, officer_id, body, created_at) SELECT $1, case_id, '', $2, $3 FROM forwards \
         WHERE id = $4",
        &[&id, &text, &context.now, &forward],
    )?;
    Ok(())
}
