//! Where photos are kept, as an operator says it: a folder, or a bucket of an S3-compatible service. The service needs
//! the feature `s3`, which brings an HTTP client; a build without it says so when such a place is opened.

use std::fmt;
use std::path::PathBuf;

use crate::store::{PhotoStore, StoreError};

/// Whether this build can keep photos in an S3-compatible service.
pub const HAS_S3: bool = cfg!(feature = "s3");

/// Where photos are kept.
#[derive(Clone)]
pub enum Place {
    /// A folder, made if it is missing.
    Folder(PathBuf),
    /// A bucket.
    S3(S3),
}

/// A bucket of an S3-compatible service, or a part of one, and how to open it.
#[derive(Clone)]
pub struct S3 {
    pub bucket: String,
    /// What all names in the bucket begin with; empty for the whole bucket.
    pub prefix: String,
    pub region: String,
    /// Address of the service where it is not Amazon's own; with `http://` it is spoken to in the clear.
    pub endpoint: Option<String>,
    pub access_key_id: String,
    pub secret_access_key: String,
}

impl Place {
    /// Opens the store; a folder is made, and of a service nothing is asked yet.
    pub fn open(&self) -> Result<PhotoStore, StoreError> {
        match self {
            Self::Folder(folder) => PhotoStore::local(folder),
            #[cfg(feature = "s3")]
            Self::S3(bucket) => bucket.open(),
            #[cfg(not(feature = "s3"))]
            Self::S3(_) => Err(StoreError::WithoutS3),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::S3(S3 { bucket, prefix, .. }) if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::S3(S3 { bucket, prefix, .. }) => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(feature = "s3")]
impl S3 {
    /// How long a request that fails is tried again: somebody waits for the answer.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

    fn open(&self) -> Result<PhotoStore, StoreError> {
        use object_store::{RetryConfig, aws::AmazonS3Builder, prefix::PrefixStore};
        // One provider of cryptography for the whole process; whoever comes second finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig { max_retries: 3, retry_timeout: Self::PATIENCE, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key_id)
            .with_secret_access_key(&self.secret_access_key)
            .with_retry(retry);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let objects = builder.build()?;
        Ok(if self.prefix.is_empty() {
            PhotoStore::on(objects)
        } else {
            PhotoStore::on(PrefixStore::new(objects, self.prefix.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket() -> S3 {
        S3 {
            bucket: "photos".into(),
            prefix: "city/hanoi".into(),
            region: "us-east-1".into(),
            endpoint: Some("http://127.0.0.1:1".into()),
            access_key_id: "id".into(),
            secret_access_key: "secret".into(),
        }
    }

    #[test]
    fn a_place_says_where_it_is_and_no_secret() {
        assert_eq!(Place::S3(bucket()).to_string(), "s3://photos/city/hanoi");
        assert_eq!(Place::S3(S3 { prefix: String::new(), ..bucket() }).to_string(), "s3://photos");
    }

    #[test]
    fn a_service_is_opened_from_settings_alone_or_said_to_be_missing() {
        let fault = Place::S3(bucket()).open().err().map(|error| error.to_string());
        let missing = "this program was built without S3; build it with --features s3".to_owned();
        assert_eq!(fault, if HAS_S3 { None } else { Some(missing) });
    }

    #[tokio::test]
    async fn what_is_stored_on_trial_is_read_back_and_gone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Place::Folder(folder.path().join("new")).open().unwrap();
        store.try_out().await.unwrap();
        let left = std::fs::read_dir(folder.path().join("new")).unwrap();
        assert!(left.into_iter().all(|entry| entry.unwrap().path().is_dir()), "no file is left");
    }
}
