//! Photos that the public does not see, for officers who may: those of a case's report before moderation, and what
//! came with answers. Shown photos are open to every officer who may see the case.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_photos::{Hash, Shelf};

use super::{steps::Standing, store};
use crate::{
    app::Shared,
    city::people::{pages::SignedIn, rights::Act},
    error::{Error, Missing},
    pages::headers::CachePolicy,
};

/// `GET /desk/photos/{hash}/{size}.jpg`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((hash, size)): Path<(String, String)>,
) -> Result<Response, Error> {
    let missing = || Error::NotFound(Missing::Photo);
    if hash.parse::<Hash>().is_err() {
        return Err(missing());
    }
    let (city, officer) = (app.city.clone(), signed.officer().clone());
    let copy = app
        .read(move |tx| {
            let cases = store::cases_of_photo(tx, &hash)?;
            let may_see = cases.iter().any(|record| {
                let standing = Standing::new(&city, &officer, &record.case, record.assignee.as_ref());
                standing.has(Act::SeeContent)
            });
            let may_see = may_see || (!cases.is_empty() && store::is_shown(tx, &hash)?);
            if !may_see {
                return Err(Error::NotFound(Missing::Photo));
            }
            let copies = store::copies(tx, &hash)?;
            Ok(copies.and_then(|(large, medium, small)| match size.as_str() {
                "large.jpg" => Some(large),
                "medium.jpg" => Some(medium),
                "small.jpg" => Some(small),
                _ => None,
            }))
        })
        .await?;
    let copy: Hash = copy.and_then(|copy| copy.parse().ok()).ok_or_else(missing)?;
    let bytes = app.photos.store().get(Shelf::Published, copy).await.map_err(anyhow::Error::new)?;
    let bytes = bytes.ok_or_else(missing)?;
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}
