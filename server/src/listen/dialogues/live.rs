//! What is going on in a session, told to whoever follows it as server-sent events: how many stand behind which question, what is on
//! the floor, and that there is more to see. A follower that falls behind gets the whole state once more, so that none is lost; one
//! that loses the connection comes back by itself.

use std::{
    collections::{BTreeSet, HashMap},
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::{dialogue::Session, matter::MatterId};
use dantin_words::Language;
use serde_json::json;
use tokio::sync::broadcast::{self, error::RecvError};

use super::find;
use crate::{
    app::{App, Shared, Visit},
    error::Error,
    listen::limits::Source,
    pages::headers::CachePolicy,
};

/// Updates that are kept for followers who read slowly.
const KEPT: usize = 16;
/// Followers of one process at most: each costs a connection.
const MOST: usize = 5_000;
/// Of them from one address: enough for a hall that shares it, and never all.
const MOST_FROM_ONE: usize = 1_000;
/// After so long without news a comment keeps the connection open.
const SILENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// One update, in each language.
type Update = Arc<[Bytes; 2]>;

struct Channel {
    sender: broadcast::Sender<Update>,
    /// The index of the newest entry that was told.
    told: u64,
    /// What was told of each question: how many stand behind it, and its end.
    questions: HashMap<u32, (u32, &'static str)>,
}

/// The followed sessions of this process.
#[derive(Default)]
pub struct Live {
    channels: Mutex<HashMap<MatterId, Channel>>,
    supported: Mutex<BTreeSet<MatterId>>,
    /// Sessions in which something was arranged of which no entry speaks.
    arranged: Mutex<BTreeSet<MatterId>>,
    followers: Arc<Mutex<Followers>>,
    is_closed: AtomicBool,
}

impl Live {
    /// Notes that somebody supported a question, so that it is counted soon.
    pub fn supported(&self, session: MatterId) {
        self.supported.lock().unwrap_or_else(PoisonError::into_inner).insert(session);
    }

    /// Notes that the order of questions or who speaks was changed, so that the hall's board shows it.
    pub fn arranged(&self, session: MatterId) {
        self.arranged.lock().unwrap_or_else(PoisonError::into_inner).insert(session);
    }

    /// Sessions whose supporters must be counted.
    pub fn take_supported(&self) -> BTreeSet<MatterId> {
        std::mem::take(&mut *self.supported.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends all connections: the server stops.
    pub fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        self.channels.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A place among the followers, unless all are taken or all that one address may have.
    pub fn seat(&self, source: Source) -> Option<Seat> {
        let mut followers = self.followers.lock().unwrap_or_else(PoisonError::into_inner);
        let here = followers.of.get(&source).copied().unwrap_or_default();
        if followers.all >= MOST || here >= MOST_FROM_ONE {
            return None;
        }
        followers.all += 1;
        followers.of.insert(source, here + 1);
        drop(followers);
        Some(Seat { followers: Arc::clone(&self.followers), source })
    }

    fn follow(&self, session: MatterId) -> broadcast::Receiver<Update> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = channels.entry(session).or_insert_with(|| Channel {
            sender: broadcast::channel(KEPT).0,
            told: 0,
            questions: HashMap::new(),
        });
        channel.sender.subscribe()
    }

    /// Tells followers what is new since the last telling; gives to how many sessions something was told.
    pub fn tell(&self, app: &App) -> usize {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|_, channel| channel.sender.receiver_count() > 0);
        let arranged = std::mem::take(&mut *self.arranged.lock().unwrap_or_else(PoisonError::into_inner));
        let mut told = 0;
        for (id, channel) in channels.iter_mut() {
            let book = app.book.read();
            let is_arranged = arranged.contains(id);
            let latest = book.latest_of_matter(*id);
            let Some(latest) = latest.filter(|latest| is_arranged || *latest > channel.told) else {
                continue;
            };
            let Some(session) = book.matter(*id).and_then(dantin_record::matter::Matter::as_session) else {
                continue;
            };
            channel.told = latest;
            let state = |question: &dantin_record::dialogue::Question| {
                (session.behind(question), question.ends.last().map_or("", |end| end.code()))
            };
            let changed: Vec<u32> = session
                .questions
                .iter()
                .filter(|question| channel.questions.get(&question.number) != Some(&state(question)))
                .map(|question| question.number)
                .collect();
            for question in &session.questions {
                channel.questions.insert(question.number, state(question));
            }
            // Who is gone meanwhile is no fault.
            let _followers = channel.sender.send(update(app, session, (latest, is_arranged), Some(&changed)));
            told += 1;
        }
        told
    }
}

/// An update as its bytes, in each language: all questions, or those that changed.
fn update(app: &App, session: &Session, at: (u64, bool), changed: Option<&[u32]>) -> Update {
    let text = |language| text(app, session, at, changed, language);
    Arc::new([text(Language::Vietnamese), text(Language::English)])
}

fn text(
    app: &App,
    session: &Session,
    (revision, is_arranged): (u64, bool),
    changed: Option<&[u32]>,
    language: Language,
) -> Bytes {
    let w = app.words.words(language);
    let questions: Vec<serde_json::Value> = session
        .questions
        .iter()
        .filter(|question| !question.is_gone())
        .filter(|question| changed.is_none_or(|changed| changed.contains(&question.number)))
        .map(|question| {
            let behind = w.n("question-behind", i64::from(session.behind(question)));
            json!([question.number, behind, question.ends.last().map_or("", |end| end.code())])
        })
        .collect();
    let update = json!({
        "revision": revision,
        "state": session.state.code(),
        "floor": session.floor,
        "asked": session.questions.len(),
        "questions": questions,
        "arranged": is_arranged,
    });
    Bytes::from(format!("id: {revision}\nevent: update\ndata: {update}\n\n"))
}

/// `GET /dialogues/{code}/events`.
pub async fn events(
    State(app): State<Shared>,
    visit: Visit,
    source: Source,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    let session = find(&app, &code)?;
    if app.live.is_closed.load(Ordering::Relaxed) {
        return Err(Error::Unavailable);
    }
    let seat = app.live.seat(source).ok_or(Error::Unavailable)?;
    let follower = Follower {
        receiver: app.live.follow(session.id),
        id: session.id,
        language: visit.w.language(),
        is_new: true,
        app,
        _seat: seat,
    };
    let stream = futures_util::stream::unfold(follower, |mut follower| async move {
        follower.next().await.map(|bytes| (Ok::<_, Infallible>(bytes), follower))
    });
    let mut response = (CachePolicy::Private, Body::from_stream(stream)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // A proxy that gathers answers would tell everything too late.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// The followers of this process.
#[derive(Default)]
struct Followers {
    all: usize,
    /// By address; none that has no follower.
    of: HashMap<Source, usize>,
}

/// A place among the followers, given back when the connection ends.
pub struct Seat {
    followers: Arc<Mutex<Followers>>,
    source: Source,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut followers = self.followers.lock().unwrap_or_else(PoisonError::into_inner);
        followers.all = followers.all.saturating_sub(1);
        if let Some(here) = followers.of.get_mut(&self.source) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                followers.of.remove(&self.source);
            }
        }
    }
}

struct Follower {
    receiver: broadcast::Receiver<Update>,
    id: MatterId,
    language: Language,
    is_new: bool,
    app: Shared,
    _seat: Seat,
}

impl Follower {
    /// The next piece of the answer; nothing when the server stops.
    async fn next(&mut self) -> Option<Bytes> {
        if self.is_new {
            self.is_new = false;
            return self.whole();
        }
        match tokio::time::timeout(SILENCE, self.receiver.recv()).await {
            Err(_silence) => Some(Bytes::from_static(b": still there\n\n")),
            Ok(Ok(update)) => update.get(usize::from(self.language == Language::English)).cloned(),
            // Fell behind: everything once more says what the lost ones said.
            Ok(Err(RecvError::Lagged(_))) => self.whole(),
            Ok(Err(RecvError::Closed)) => None,
        }
    }

    fn whole(&self) -> Option<Bytes> {
        let book = self.app.book.read();
        let session = book.matter(self.id)?.as_session()?;
        let latest = book.latest_of_matter(self.id)?;
        Some(text(&self.app, session, (latest, false), None, self.language))
    }
}
