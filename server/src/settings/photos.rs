//! The check of the settings `photos.store` and `photos.s3_*`: a folder, or a bucket with everything that opening it
//! needs, in a build that can open it. Whether it can be written, `dantin doctor` says.

use std::path::Path;

use dantin_photos::{HAS_S3, Place, S3};

use super::Fault;

/// The place of the photos: a folder, seen from the data folder, or a bucket with everything that opening it needs.
pub(super) fn place<'a>(data: &Path, text: &impl Fn(&str) -> &'a str) -> Result<Place, Fault> {
    let place = text("photos.store");
    let Some(rest) = place.strip_prefix("s3://") else {
        if place.is_empty() || place.contains("://") {
            return Err(Fault(format!("photos.store is `{place}`; write a folder or s3://bucket/prefix")));
        }
        return Ok(Place::Folder(data.join(place)));
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    if bucket.is_empty() || !bucket.chars().all(is_letter) {
        return Err(Fault(format!(
            "photos.store is `{place}`; write a bucket after s3://, as in s3://photos/city"
        )));
    }
    if !HAS_S3 {
        return Err(Fault(format!(
            "photos.store is `{place}`, and this program was built without S3; build it with `cargo build --release \
             --features s3`, or name a folder"
        )));
    }
    let needed = |name: &str| match text(name) {
        "" => Err(Fault(format!("{name} is empty; photos.store = `{place}` needs it"))),
        value => Ok(value.to_owned()),
    };
    let endpoint = Some(text("photos.s3_endpoint").trim_end_matches('/').to_owned());
    let endpoint = endpoint.filter(|address| !address.is_empty());
    let is_address = |address: &String| address.starts_with("https://") || address.starts_with("http://");
    if !endpoint.as_ref().is_none_or(is_address) {
        return Err(Fault(
            "photos.s3_endpoint must begin with https:// (or http:// within one machine)".to_owned(),
        ));
    }
    Ok(Place::S3(S3 {
        bucket: bucket.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        region: needed("photos.s3_region")?,
        endpoint,
        access_key_id: needed("photos.s3_access_key_id")?,
        secret_access_key: needed("photos.s3_secret_access_key")?,
    }))
}

#[cfg(test)]
mod tests {
    use dantin_photos::HAS_S3;

    use crate::settings::Typed;

    #[test]
    fn photos_stand_in_a_folder_seen_from_the_data_folder_or_in_a_bucket() {
        let place = |values: &[(&str, &str)]| {
            let mut typed = Typed::defaults();
            typed.set("server.data", "/srv/dantin".to_owned(), "test").unwrap();
            for (name, value) in values {
                typed.set(name, (*value).to_owned(), "test").unwrap();
            }
            typed.check().map(|settings| settings.photos.to_string()).map_err(|fault| fault.0)
        };
        assert_eq!(place(&[]).unwrap(), "/srv/dantin/photos");
        assert_eq!(place(&[("photos.store", "/mnt/photos")]).unwrap(), "/mnt/photos");
        for (store, word) in
            [("", "s3://bucket/prefix"), ("gs://x", "s3://bucket"), ("s3:///x", "write a bucket")]
        {
            let fault = place(&[("photos.store", store)]).unwrap_err();
            assert!(fault.contains(word), "{store}: {fault}");
        }
        let key = [("photos.s3_access_key_id", "id"), ("photos.s3_secret_access_key", "secret")];
        let bucket = [("photos.store", "s3://photos/city/"), key[0], key[1]];
        if HAS_S3 {
            assert_eq!(place(&bucket).unwrap(), "s3://photos/city");
            assert!(place(&bucket[..2]).unwrap_err().contains("photos.s3_secret_access_key is empty"));
            let wrong = [bucket[0], bucket[1], bucket[2], ("photos.s3_endpoint", "s3.example")];
            assert!(place(&wrong).unwrap_err().contains("https://"));
        } else {
            assert!(place(&bucket).unwrap_err().contains("--features s3"));
        }
    }
}
