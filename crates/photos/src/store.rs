//! The photo store: objects named by the hash of their bytes, in a local folder, in memory for tests, or (feature `s3`)
//! in an S3-compatible service. It knows two shelves, published and sealed, and nothing of reports or rights.

use std::fmt;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use crate::{Hash, Original, Sized};

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Pictures without metadata that the server may show: `photos/ab/cdef….jpg`.
    Published,
    /// Originals as they came, never served to the public: `sealed/ab/cdef…`.
    Sealed,
}

/// An object found by a listing: its hash and its length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    pub sha256: Hash,
    pub bytes: u64,
}

/// Why the store could not do what it was asked.
#[derive(Debug)]
pub enum StoreError {
    /// The folder or service answered with an error.
    Backend(object_store::Error),
    /// The folder could not be made.
    Folder(std::io::Error),
    /// The place is an S3-compatible service, and this build cannot speak to one.
    WithoutS3,
    /// What was stored on trial came back as something else.
    Forgetful,
    /// The object's bytes do not have the hash it is named by.
    Damaged { shelf: Shelf, sha256: Hash },
}

/// Photos by the hash of their bytes: the same bytes are one object, and an object never gets other bytes.
#[derive(Debug, Clone)]
pub struct PhotoStore {
    objects: Arc<dyn ObjectStore>,
}

impl PhotoStore {
    /// Photos in a folder, which is made if it is missing; what was put is on the disk when the call returns.
    pub fn local(folder: &FilePath) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        let files = object_store::local::LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { objects: Arc::new(files.with_fsync(true)) })
    }

    /// Photos in memory, for tests.
    pub fn memory() -> Self {
        Self { objects: Arc::new(object_store::memory::InMemory::new()) }
    }

    /// Photos in this store of objects.
    #[cfg(feature = "s3")]
    pub(crate) fn on(objects: impl ObjectStore) -> Self {
        Self { objects: Arc::new(objects) }
    }

    /// Stores a few bytes, reads them back and removes them, as whoever sets up a store wants to know that it works.
    pub async fn try_out(&self) -> Result<(), StoreError> {
        let bytes = Bytes::from_static(b"written to see whether this store works");
        let path = Path::from("trial");
        self.objects.put(&path, PutPayload::from_bytes(bytes.clone())).await?;
        let found = self.objects.get(&path).await?.bytes().await?;
        self.objects.delete(&path).await?;
        if found == bytes { Ok(()) } else { Err(StoreError::Forgetful) }
    }

    /// Keeps an original on the sealed shelf.
    pub async fn put_original(&self, original: &Original) -> Result<(), StoreError> {
        self.put(Shelf::Sealed, original.sha256, Bytes::copy_from_slice(&original.bytes)).await
    }

    /// Puts pictures on the published shelf.
    pub async fn put_sizes(&self, sizes: &[Sized]) -> Result<(), StoreError> {
        for sized in sizes {
            self.put(Shelf::Published, sized.sha256, Bytes::copy_from_slice(&sized.bytes)).await?;
        }
        Ok(())
    }

    /// Stores bytes under their hash. Where the object exists with these bytes nothing is written; where its bytes were
    /// damaged meanwhile it is written anew.
    async fn put(&self, shelf: Shelf, sha256: Hash, bytes: Bytes) -> Result<(), StoreError> {
        if Hash::of(&bytes) != sha256 {
            return Err(StoreError::Damaged { shelf, sha256 });
        }
        let path = shelf.path(sha256);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.objects.put_opts(&path, PutPayload::from_bytes(bytes.clone()), options).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => match self.get(shelf, sha256).await {
                Ok(Some(_)) => Ok(()),
                Ok(None) | Err(StoreError::Damaged { .. }) => {
                    tracing::warn!(%path, "a damaged photo is written anew");
                    self.objects.put(&path, PutPayload::from_bytes(bytes)).await?;
                    Ok(())
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes with this hash, or nothing; bytes that do not have it are an error and never returned.
    pub async fn get(&self, shelf: Shelf, sha256: Hash) -> Result<Option<Bytes>, StoreError> {
        let found = match self.objects.get(&shelf.path(sha256)).await {
            Ok(found) => found.bytes().await?,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if Hash::of(&found) == sha256 { Ok(Some(found)) } else { Err(StoreError::Damaged { shelf, sha256 }) }
    }

    /// Whether there is an object of this name; its bytes are not read.
    pub async fn exists(&self, shelf: Shelf, sha256: Hash) -> Result<bool, StoreError> {
        match self.objects.head(&shelf.path(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an object; one that is not there is no error.
    pub async fn delete(&self, shelf: Shelf, sha256: Hash) -> Result<(), StoreError> {
        match self.objects.delete(&shelf.path(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// All objects of a shelf in the order of their hashes, for checks; files with other names are left out.
    pub async fn list(&self, shelf: Shelf) -> Result<Vec<Stored>, StoreError> {
        let folder = Path::from(shelf.folder());
        let mut found = Vec::new();
        for prefix in self.objects.list_with_delimiter(Some(&folder)).await?.common_prefixes {
            let page = self.objects.list_with_delimiter(Some(&prefix)).await?;
            found.extend(page.objects.into_iter().filter_map(|object| {
                Some(Stored { sha256: shelf.hash(&object.location)?, bytes: object.size })
            }));
        }
        found.sort_unstable();
        Ok(found)
    }
}

impl Shelf {
    fn folder(self) -> &'static str {
        match self {
            Self::Published => "photos",
            Self::Sealed => "sealed",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Published => ".jpg",
            Self::Sealed => "",
        }
    }

    /// Two digits of the hash name a folder, so that no folder grows long.
    fn path(self, sha256: Hash) -> Path {
        let name = sha256.to_string();
        let (head, tail) = name.split_at(2);
        Path::from(format!("{}/{head}/{tail}{}", self.folder(), self.ending()))
    }

    fn hash(self, path: &Path) -> Option<Hash> {
        let inside = path.as_ref().strip_prefix(self.folder())?.strip_prefix('/')?;
        let (head, tail) = inside.strip_suffix(self.ending())?.split_once('/')?;
        format!("{head}{tail}").parse().ok()
    }
}

impl StoreError {
    /// Whether the folder's disk is full, or a quota or a limit on the size of files is reached.
    pub fn is_for_lack_of_room(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let first: &(dyn std::error::Error + 'static) = self;
        std::iter::successors(Some(first), |cause| cause.source()).any(|cause| {
            cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge))
        })
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Backend(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backend(error) => write!(f, "photo store: {error}"),
            Self::Folder(error) => write!(f, "photo folder: {error}"),
            Self::WithoutS3 => f.write_str("this program was built without S3; build it with --features s3"),
            Self::Forgetful => f.write_str("photo store: what was stored came back as something else"),
            Self::Damaged { shelf, sha256 } => {
                write!(f, "photo {} has other bytes than its name says", shelf.path(*sha256))
            }
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Backend(error) => Some(error),
            Self::Folder(error) => Some(error),
            Self::WithoutS3 | Self::Forgetful | Self::Damaged { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn original(bytes: &[u8]) -> Original {
        Original { bytes: bytes.to_vec(), sha256: Hash::of(bytes), format: Format::Jpeg }
    }

    async fn keeps_what_it_is_given(store: PhotoStore) {
        let photo = original(b"some bytes");
        assert_eq!(store.list(Shelf::Sealed).await.unwrap(), []);
        store.put_original(&photo).await.unwrap();
        store.put_original(&photo).await.unwrap();
        assert_eq!(store.get(Shelf::Sealed, photo.sha256).await.unwrap().unwrap(), photo.bytes);
        assert!(store.exists(Shelf::Sealed, photo.sha256).await.unwrap());
        assert!(!store.exists(Shelf::Published, photo.sha256).await.unwrap(), "sealed is not published");
        let listed = store.list(Shelf::Sealed).await.unwrap();
        assert_eq!(listed, [Stored { sha256: photo.sha256, bytes: 10 }]);
        store.delete(Shelf::Sealed, photo.sha256).await.unwrap();
        store.delete(Shelf::Sealed, photo.sha256).await.unwrap();
        assert_eq!(store.get(Shelf::Sealed, photo.sha256).await.unwrap(), None);
    }

    #[tokio::test]
    async fn both_stores_keep_one_object_per_content() {
        let folder = tempfile::tempdir().unwrap();
        keeps_what_it_is_given(PhotoStore::local(&folder.path().join("new")).unwrap()).await;
        keeps_what_it_is_given(PhotoStore::memory()).await;
    }

    #[tokio::test]
    async fn bytes_are_never_stored_under_the_name_of_others() {
        let store = PhotoStore::memory();
        let mut photo = original(b"these");
        photo.bytes = b"those".to_vec();
        assert!(matches!(store.put_original(&photo).await, Err(StoreError::Damaged { .. })));
        assert!(!store.exists(Shelf::Sealed, photo.sha256).await.unwrap());
    }

    #[tokio::test]
    async fn a_damaged_object_is_not_served_and_heals_when_sent_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = PhotoStore::local(folder.path()).unwrap();
        let photo = original(b"whole");
        store.put_original(&photo).await.unwrap();
        std::fs::write(folder.path().join(Shelf::Sealed.path(photo.sha256).as_ref()), b"who").unwrap();
        assert!(matches!(store.get(Shelf::Sealed, photo.sha256).await, Err(StoreError::Damaged { .. })));
        store.put_original(&photo).await.unwrap();
        assert_eq!(store.get(Shelf::Sealed, photo.sha256).await.unwrap().unwrap(), photo.bytes);
    }

    #[tokio::test]
    async fn strange_files_in_the_folder_are_left_out_of_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let store = PhotoStore::local(folder.path()).unwrap();
        std::fs::create_dir_all(folder.path().join("photos/ab")).unwrap();
        std::fs::write(folder.path().join("photos/ab/readme.txt"), b"x").unwrap();
        assert_eq!(store.list(Shelf::Published).await.unwrap(), []);
    }
}
