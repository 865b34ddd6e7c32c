//! The asynchronous door to this crate: takes bytes, prepares them on a thread for blocking work with few at a time,
//! and stores original and sizes. It knows nothing of who sends them.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::{
    ExifHint, Format, Hash, Limits, PhotoStore, Refusal, Region, Shelf, Size, StoreError, prepare_blurred,
};

/// The photo store with the limits and the number of decodings that may run at once.
#[derive(Debug, Clone)]
pub struct Photos {
    store: PhotoStore,
    limits: Limits,
    permits: Arc<Semaphore>,
}

/// A photo that has been stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// Hash of the file as it came.
    pub original: Hash,
    pub format: Format,
    /// The published sizes, largest first.
    pub sizes: [Published; 3],
    /// Hints for a form; they are stored nowhere here.
    pub hint: Option<ExifHint>,
}

/// One published size: width and height in pixels, length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub size: Size,
    pub width: u32,
    pub height: u32,
    pub length: usize,
    pub sha256: Hash,
}

/// Why a photo was not accepted.
#[derive(Debug)]
pub enum AcceptError {
    /// The file is at fault.
    Refused(Refusal),
    /// The store is at fault; the same file may be sent again later.
    Store(StoreError),
}

impl Photos {
    /// At most `at_once` photos are decoded at the same time (at least one); the others wait.
    pub fn new(store: PhotoStore, limits: Limits, at_once: usize) -> Self {
        Self { store, limits, permits: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// The store behind.
    pub fn store(&self) -> &PhotoStore {
        &self.store
    }

    /// The limits in force, for words on the form.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Prepares and stores a photo; when it returns, original and sizes are in the store.
    ///
    /// The limit on time runs from the start of decoding: waiting for a turn does not count.
    pub async fn accept(&self, bytes: Bytes) -> Result<Accepted, AcceptError> {
        self.store_prepared(bytes, Vec::new()).await
    }

    /// Makes the published sizes of a sealed original anew with these parts unrecognisable, and stores them beside the
    /// old ones. `None` where there is no such original.
    pub async fn blur(&self, original: Hash, regions: Vec<Region>) -> Result<Option<Accepted>, AcceptError> {
        match self.store.get(Shelf::Sealed, original).await? {
            Some(bytes) => self.store_prepared(bytes, regions).await.map(Some),
            None => Ok(None),
        }
    }

    async fn store_prepared(&self, bytes: Bytes, regions: Vec<Region>) -> Result<Accepted, AcceptError> {
        // Before the wait: what is too large must not be held while others decode.
        if bytes.len() > self.limits.bytes {
            return Err(Refusal::TooLarge { bytes: bytes.len(), limit: self.limits.bytes }.into());
        }
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let limits = self.limits.clone();
        let prepared = tokio::task::spawn_blocking(move || {
            // The turn belongs to the thread: a caller that goes away does not let another decoding begin beside it.
            let _permit = permit;
            prepare_blurred(&bytes, &limits, &regions)
        })
        .await
        .unwrap_or_else(|failure| {
            tracing::error!(%failure, "decoding a photo failed");
            Err(Refusal::Damaged)
        })?;
        self.store.put_original(&prepared.original).await?;
        self.store.put_sizes(&prepared.sizes).await?;
        let sizes = prepared.sizes.map(|sized| Published {
            size: sized.size,
            width: sized.width,
            height: sized.height,
            length: sized.bytes.len(),
            sha256: sized.sha256,
        });
        Ok(Accepted {
            original: prepared.original.sha256,
            format: prepared.original.format,
            sizes,
            hint: prepared.hint,
        })
    }
}

impl From<Refusal> for AcceptError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for AcceptError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for AcceptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "photo refused: {refusal}"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AcceptError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Store(error) => Some(error),
        }
    }
}
