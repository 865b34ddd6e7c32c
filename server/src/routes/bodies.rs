//! How much a request may bring, and for how long. Each route has its own limit; what says beforehand that it is larger is refused
//! before anything of it is read. Bodies are read into memory, so that those above the size of plain words are counted while they
//! arrive, of all requests together: when there is no room for more, whoever comes is told to come again, and a report without photos is
//! taken all the same. What is counted is what has arrived; who only announces much takes nothing from anybody. A body that does not end
//! in a generous time is ended.

use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::{DefaultBodyLimit, FromRequest as _, MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::{StreamExt as _, stream};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};

use crate::{
    app::Shared,
    error::{Error, invalid},
    listen::photos,
    open311,
};

/// A form of words alone; and of every other body what is never counted.
pub const WORDS: usize = 256 << 10;
/// The texts that a consultation begins with; `dantin_drafts` has limits of its own for what is in them.
const DRAFT: usize = dantin_drafts::limits::DOCX_BYTES + WORDS;
/// An officer's form may hold as many photos of the largest size, or more of smaller ones.
const AT_THE_DESK: usize = 5;

/// What arrives at the same time beyond words, in KiB.
const ROOM: usize = 256 << 10;
/// After how many seconds whoever found no room may come again.
const AGAIN: u64 = 20;
/// How long a body may take: words and one photo, and what is larger.
const LONGEST: Duration = Duration::from_mins(5);
const LONGEST_OF_MANY: Duration = Duration::from_mins(15);

/// What a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Words,
    /// The photo itself.
    Photo,
    /// A form with at most so many photos.
    Photos(usize),
    Desk,
    Draft,
    Open311,
}

impl Kind {
    fn of(path: &str) -> Kind {
        match path {
            "/photos/{sha256}" | "/desk/field/{code}/{sha256}" => Kind::Photo,
            "/report"
            | "/report/what"
            | "/report/send"
            | "/report/{step}"
            | "/my/{secret}/answer"
            | "/my/{secret}/reply"
            | "/desk/file" => Kind::Photos(photos::MOST),
            "/contractor/{secret}" => Kind::Photos(2 * photos::MOST),
            "/verify" => Kind::Photos(1),
            "/desk/cases/{code}/{step}" | "/desk/oversight/{code}/{step}" | "/desk/field/{code}" => {
                Kind::Desk
            }
            "/desk/consultations" | "/desk/consultations/{code}" | "/desk/consultations/imports/{id}" => {
                Kind::Draft
            }
            "/open311/v2/{*path}" => Kind::Open311,
            _ => Kind::Words,
        }
    }

    /// Bytes at most, where a photo may have so many.
    fn limit(self, photo: usize) -> usize {
        match self {
            Kind::Words => WORDS,
            Kind::Photo => photo,
            Kind::Photos(count) => count * photo + WORDS,
            Kind::Desk => AT_THE_DESK * photo,
            Kind::Draft => DRAFT,
            Kind::Open311 => open311::BODY,
        }
    }

    fn longest(self) -> Duration {
        match self {
            Kind::Words | Kind::Photo => LONGEST,
            _ => LONGEST_OF_MANY,
        }
    }
}

/// The room that all bodies share.
pub struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Room {
        Room::of(ROOM)
    }
}

impl Room {
    fn of(kilobytes: usize) -> Room {
        Room(Arc::new(Semaphore::new(kilobytes)))
    }

    /// Takes all of it, as bodies on their way would; for tests.
    pub fn take_all(&self) -> Option<OwnedSemaphorePermit> {
        let all = u32::try_from(self.0.available_permits()).ok()?;
        Arc::clone(&self.0).try_acquire_many_owned(all).ok()
    }
}

const IS_FULL: u8 = 1;
const IS_SLOW: u8 = 2;

/// What has arrived of one body, and why it was ended. Its room is free again when the answer is made.
struct Arrived {
    room: Arc<Semaphore>,
    held: Mutex<(usize, Option<OwnedSemaphorePermit>)>,
    fault: AtomicU8,
}

impl Arrived {
    fn new(room: &Room) -> Arc<Arrived> {
        let (room, held) = (Arc::clone(&room.0), Mutex::new((0, None)));
        Arc::new(Arrived { room, held, fault: AtomicU8::new(0) })
    }

    /// Counts a piece; refuses one that there is no room for.
    fn count(&self, piece: usize) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (bytes, permit) = &mut *held;
        let before = bytes.saturating_sub(WORDS).div_ceil(1024);
        *bytes += piece;
        let more = bytes.saturating_sub(WORDS).div_ceil(1024) - before;
        if more == 0 {
            return true;
        }
        let taken = u32::try_from(more).ok().map(|more| Arc::clone(&self.room).try_acquire_many_owned(more));
        let Some(Ok(taken)) = taken else { return false };
        match permit {
            Some(permit) => permit.merge(taken),
            None => *permit = Some(taken),
        }
        true
    }

    fn end(&self, fault: u8) -> io::Error {
        self.fault.store(fault, Ordering::Relaxed);
        io::Error::other("the body was ended")
    }

    fn fault(&self) -> Option<Error> {
        match self.fault.load(Ordering::Relaxed) {
            IS_FULL => Some(Error::Crowded { wait: AGAIN }),
            IS_SLOW => Some(invalid("form", "unreadable-form")),
            _ => None,
        }
    }
}

/// The same body, counted while it arrives, and ended when it takes too long or when there is no room for it.
fn watched(body: Body, arrived: Arc<Arrived>, longest: Duration) -> Body {
    let end = Instant::now() + longest;
    let pieces = stream::unfold(Some((body.into_data_stream(), arrived)), move |state| async move {
        let (mut pieces, arrived) = state?;
        match tokio::time::timeout_at(end, pieces.next()).await {
            Err(_late) => Some((Err(arrived.end(IS_SLOW)), None)),
            Ok(None) => None,
            Ok(Some(Err(error))) => Some((Err(io::Error::other(error)), None)),
            Ok(Some(Ok(piece))) if arrived.count(piece.len()) => Some((Ok(piece), Some((pieces, arrived)))),
            Ok(Some(Ok(_))) => Some((Err(arrived.end(IS_FULL)), None)),
        }
    });
    Body::from_stream(pieces)
}

/// Middleware: holds a request's body to what its route takes.
pub async fn hold(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let kind = Kind::of(request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str));
    let limit = kind.limit(app.settings.photo_bytes);
    let said = request.body().size_hint().lower();
    if said > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Error::TooLarge.into_response();
    }
    DefaultBodyLimit::max(limit).apply(&mut request);
    let arrived = Arrived::new(&app.room);
    let request = request.map(|body| watched(body, Arc::clone(&arrived), kind.longest()));
    let response = next.run(request).await;
    arrived.fault().map_or(response, |fault| fault.into_response())
}

/// A whole body as bytes, for handlers that ask for a right or an allowance before they read.
pub async fn read(app: &Shared, request: Request) -> Result<Bytes, Error> {
    Bytes::from_request(request, app).await.map_err(|refusal| match refusal.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => invalid("form", "unreadable-form"),
    })
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn read_watched(body: Body, room: &Room, longest: Duration) -> (Arc<Arrived>, Option<usize>) {
        let arrived = Arrived::new(room);
        let read = to_bytes(watched(body, Arc::clone(&arrived), longest), usize::MAX).await;
        (arrived, read.ok().map(|bytes| bytes.len()))
    }

    #[tokio::test]
    async fn room_is_taken_by_what_arrives_and_given_back_with_the_answer() {
        let room = Room::of(4);
        let hour = Duration::from_hours(1);
        let (words, read) = read_watched(Body::from(vec![0; WORDS]), &room, hour).await;
        assert_eq!((read, room.0.available_permits()), (Some(WORDS), 4), "words need none");
        let (photo, read) = read_watched(Body::from(vec![0; WORDS + 3_000]), &room, hour).await;
        assert_eq!((read, room.0.available_permits()), (Some(WORDS + 3_000), 1));
        let (refused, read) = read_watched(Body::from(vec![0; WORDS + 3_000]), &room, hour).await;
        assert!(read.is_none() && matches!(refused.fault(), Some(Error::Crowded { .. })));
        assert!(words.fault().is_none() && photo.fault().is_none());
        drop((photo, refused));
        assert_eq!(room.0.available_permits(), 4);
        let drops = stream::iter((0..2_000).map(|_| Ok::<_, io::Error>(Bytes::from_static(b"x"))));
        let (_, read) = read_watched(Body::from_stream(drops), &room, hour).await;
        assert_eq!((read, room.0.available_permits()), (Some(2_000), 4), "small pieces cost their bytes");
    }

    #[tokio::test]
    async fn a_body_that_does_not_end_is_ended() {
        let first = stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"a"))]);
        let slow = Body::from_stream(first.chain(stream::pending()));
        let (arrived, read) = read_watched(slow, &Room::default(), Duration::from_millis(20)).await;
        assert!(read.is_none() && matches!(arrived.fault(), Some(Error::Invalid { .. })));
    }

    #[test]
    fn each_route_with_files_is_one_that_is_there() {
        let paths = crate::routes::paths();
        let with_files = paths.iter().filter(|path| Kind::of(path) != Kind::Words).count();
        assert_eq!(with_files, 18, "an address that was renamed would take words alone");
        assert!(Kind::Photo.limit(8 << 20) < Kind::Photos(3).limit(8 << 20));
    }
}
