//! Telling: what waits for each endpoint is sent, a failure is tried again after a growing while, and an endpoint that
//! never answers is given up with a warning. One that fails is asked once and left alone for some minutes, so that a
//! thousand waiting messages do not fall upon a receiver that has just come back.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    message,
    store::{self, DeliveryState, Endpoint, Outcome},
};
use crate::{
    app::Shared,
    clock::{Random, random},
    error::Error,
    outgoing::{Answer, Fault},
};

/// Messages of one endpoint in one run.
const BATCH: usize = 100;
/// Endpoints that are told at the same time.
const TOGETHER: usize = 8;
/// How long a message that was taken is nobody else's.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// The waits after the first try, the second and so on, as the specification proposes; after the last one it is given up.
const WAITS: [SignedDuration; 9] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
    SignedDuration::from_hours(20),
    SignedDuration::from_hours(24),
];
/// The longest wait that a receiver may ask for.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// How long an endpoint rests at most before it is asked again.
const REST: SignedDuration = SignedDuration::from_mins(5);
/// An endpoint that does not answer for so long is given up: the last try of a message comes after it.
const PATIENCE: SignedDuration = SignedDuration::from_hours(60);
/// How long the log of deliveries is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Messages that arrived.
    pub delivered: usize,
    /// Tries that failed.
    pub failed: usize,
}

/// Notes what came into the journal and tells it to whoever it is due for.
pub async fn work(app: &Shared) -> Result<Counted, Error> {
    let now = app.now();
    let (endpoints, size, due) =
        app.read(move |tx| Ok((store::list(tx)?, store::size(tx)?, store::due(tx, now)?))).await?;
    let mut counted = Counted::default();
    if endpoints.is_empty() {
        return Ok(counted);
    }
    let permits = Arc::new(Semaphore::new(TOGETHER));
    let mut told = JoinSet::new();
    for endpoint in endpoints.into_iter().filter(|endpoint| endpoint.disabled_at.is_none()) {
        // Nothing is written while there is nothing to do.
        let is_new = endpoint.next < size;
        if !is_new && !due.contains(&endpoint.id) {
            continue;
        }
        let (app, permits) = (Arc::clone(app), Arc::clone(&permits));
        told.spawn(async move {
            let _permit = permits.acquire().await;
            if is_new {
                follow(&app, &endpoint.id).await?;
            }
            if endpoint.rests_until.is_some_and(|until| until > now) {
                return Ok(Counted::default());
            }
            tell(&app, &endpoint).await
        });
    }
    while let Some(result) = told.join_next().await {
        match result.map_err(|error| Error::from(anyhow::Error::new(error)))? {
            Ok(one) => {
                counted.delivered += one.delivered;
                counted.failed += one.failed;
            }
            // The others are told all the same.
            Err(error) => {
                tracing::warn!(?error, "An endpoint of webhooks could not be told; it will be tried again");
            }
        }
    }
    if counted != Counted::default() {
        let before = now.saturating_sub(KEPT).unwrap_or(now);
        app.db.write(move |tx| store::forget(tx, before)).await?;
    }
    Ok(counted)
}

async fn follow(app: &Shared, endpoint: &str) -> Result<(), Error> {
    loop {
        let (id, now) = (endpoint.to_owned(), app.now());
        if app.db.write(move |tx| store::follow(tx, &id, now)).await? == 0 {
            return Ok(());
        }
    }
}

async fn tell(app: &Shared, endpoint: &Endpoint) -> Result<Counted, Error> {
    let mut counted = Counted::default();
    for _ in 0..BATCH {
        let (id, now) = (endpoint.id.clone(), app.now());
        let lease = now.saturating_add(LEASE).unwrap_or(now);
        let Some((index, tries)) = app.db.write(move |tx| store::take(tx, &id, now, lease)).await? else {
            break;
        };
        let Some(told) = app.read(move |tx| Ok(store::entry(tx, index)?)).await? else { break };
        let body = message::body(&app.public_url, &told);
        let answer = send(app, endpoint, index, body).await?;
        let (outcome, health) = judge(app.random.as_ref(), endpoint, tries + 1, &answer, app.now());
        let worked = outcome.state == DeliveryState::Delivered;
        note(app, endpoint, index, outcome, health).await?;
        if !worked {
            counted.failed += 1;
            break;
        }
        counted.delivered += 1;
    }
    Ok(counted)
}

async fn send(
    app: &Shared,
    endpoint: &Endpoint,
    index: i64,
    body: String,
) -> Result<Result<Answer, Fault>, Error> {
    let id = message::id(&app.public_url, index);
    let timestamp = app.now().as_second();
    let signature = message::sign(&endpoint.secret, &id, timestamp, &body);
    let (client, url) = (app.outgoing.clone(), endpoint.url.clone());
    let answer = tokio::task::spawn_blocking(move || {
        let time = timestamp.to_string();
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", time.as_str()),
            ("webhook-signature", signature.as_str()),
        ];
        client.post(&url, &headers, body.as_bytes())
    });
    answer.await.map_err(|error| Error::from(anyhow::Error::new(error)))
}

/// How the endpoint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Works,
    Fails { rests_until: Timestamp, is_over: bool },
}

fn judge(
    chance: &dyn Random,
    endpoint: &Endpoint,
    tries: i64,
    answer: &Result<Answer, Fault>,
    now: Timestamp,
) -> (Outcome, Health) {
    let status = answer.as_ref().ok().map(|answer| i64::from(answer.status));
    let fault = answer.as_ref().err().map(|fault| fault.code());
    let after = |wait: SignedDuration| now.saturating_add(wait).unwrap_or(now);
    if answer.as_ref().is_ok_and(Answer::is_success) {
        let outcome = Outcome { state: DeliveryState::Delivered, tries, due: now, status, fault };
        return (outcome, Health::Works);
    }
    let asked = answer.as_ref().ok().and_then(|answer| answer.retry_after);
    let asked = asked
        .map(|seconds| SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)).min(LONGEST));
    let wait = usize::try_from(tries - 1).ok().and_then(|tried| WAITS.get(tried));
    let (state, due) = match wait {
        Some(wait) => (DeliveryState::Waiting, after(spread(chance, *wait).max(asked.unwrap_or_default()))),
        None => (DeliveryState::GivenUp, now),
    };
    let doubled = SignedDuration::from_secs(5_i64 << endpoint.failures.clamp(0, 10));
    let rest = spread(chance, doubled.min(REST)).max(asked.unwrap_or_default());
    let is_gone = status == Some(410);
    let is_over = is_gone || endpoint.failing_since.is_some_and(|since| now.duration_since(since) > PATIENCE);
    (Outcome { state, tries, due, status, fault }, Health::Fails { rests_until: after(rest), is_over })
}

/// A wait somewhat shorter or longer, so that those who failed together do not come back together.
fn spread(chance: &dyn Random, wait: SignedDuration) -> SignedDuration {
    let [part] = random::<1>(chance);
    let milliseconds = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 1_000);
    SignedDuration::from_millis(milliseconds / 1_000 * (950 + i64::from(part) * 100 / 255))
}

async fn note(
    app: &Shared,
    endpoint: &Endpoint,
    index: i64,
    outcome: Outcome,
    health: Health,
) -> Result<(), Error> {
    let (id, now) = (endpoint.id.clone(), app.now());
    if let Health::Fails { is_over: true, .. } = health {
        tracing::warn!(
            webhook = endpoint.name,
            "The webhook does not answer any more and is disabled; `dantin webhook enable` takes it up again"
        );
    }
    app.db
        .write(move |tx| {
            store::note(tx, &id, index, &outcome, now)?;
            match health {
                Health::Works => store::works(tx, &id),
                Health::Fails { rests_until, is_over } => store::fails(tx, &id, rests_until, is_over, now),
            }
        })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;
    use crate::{clock::SeededRandom, speak::webhooks::Secret};

    fn endpoint() -> Endpoint {
        Endpoint {
            id: "a".into(),
            name: "a".into(),
            url: "https://receiver.example".into(),
            secret: Secret::draw(&SeededRandom::new(1)),
            filter: store::Filter::default(),
            next: 0,
            created_at: "2026-03-10T02:00:00Z".parse().unwrap(),
            failures: 0,
            failing_since: None,
            rests_until: None,
            disabled_at: None,
        }
    }

    fn answer(status: u16, retry_after: Option<u64>) -> Answer {
        Answer { status, retry_after, body: Vec::new() }
    }

    #[test]
    fn waits_grow_with_each_try_and_the_last_one_is_the_end() {
        let (chance, now) = (SeededRandom::new(7), "2026-03-10T02:00:00Z".parse().unwrap());
        let mut last = SignedDuration::ZERO;
        for tries in 1..=9 {
            let (outcome, _) = judge(&chance, &endpoint(), tries, &Err(Fault::Timeout), now);
            assert_eq!(outcome.state, DeliveryState::Waiting, "{tries}");
            let wait = outcome.due.duration_since(now);
            assert!(wait > last, "{tries}: {wait:?} after {last:?}");
            assert!(wait < WAITS[usize::try_from(tries).unwrap() - 1] * 2);
            last = wait;
        }
        let (outcome, _) = judge(&chance, &endpoint(), 10, &Ok(answer(500, None)), now);
        assert_eq!((outcome.state, outcome.status), (DeliveryState::GivenUp, Some(500)));
    }

    #[test]
    fn a_receiver_that_asks_to_wait_is_waited_for_but_not_for_ever() {
        let (chance, now) = (SeededRandom::new(7), "2026-03-10T02:00:00Z".parse().unwrap());
        for (asked, least, most) in [(3_600, 3_600, 3_700), (u64::MAX, 86_400, 86_400)] {
            let (outcome, health) = judge(&chance, &endpoint(), 1, &Ok(answer(429, Some(asked))), now);
            let seconds = outcome.due.duration_since(now).as_secs();
            assert!((least..=most).contains(&seconds), "{seconds}");
            assert!(
                matches!(health, Health::Fails { rests_until, is_over: false } if rests_until == outcome.due)
            );
        }
    }

    #[test]
    fn who_is_gone_or_silent_for_days_is_given_up() {
        let (chance, now): (_, Timestamp) = (SeededRandom::new(7), "2026-03-10T02:00:00Z".parse().unwrap());
        let over = |endpoint: &Endpoint, status| {
            matches!(
                judge(&chance, endpoint, 1, &Ok(answer(status, None)), now).1,
                Health::Fails { is_over: true, .. }
            )
        };
        assert!(over(&endpoint(), 410));
        assert!(!over(&endpoint(), 500));
        let silent = Endpoint { failing_since: Some(now - 61.hours()), ..endpoint() };
        assert!(over(&silent, 500));
        let (_, health) = judge(&chance, &silent, 1, &Ok(answer(204, None)), now);
        assert_eq!(health, Health::Works);
        assert!(!over(&Endpoint { failing_since: Some(now - 59.hours()), ..endpoint() }, 302));
    }
}
