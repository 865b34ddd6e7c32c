//! Photos that the public does not see, for officers who may: those of a case's report before moderation, and what
//! came with answers. What the public sees, of a case or of a visit, every officer does.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use dantin_photos::{Hash, Shelf};

use super::{
    reads::{self, What},
    steps::Standing,
    store,
};
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
    let (copy, looked_into) = app
        .read(move |tx| {
            let cases = store::cases_of_photo(tx, &hash)?;
            let is_shown = store::is_shown(tx, &hash)?;
            let by_right = cases.iter().find(|record| {
                let standing = Standing::new(&city, &officer, &record.case, record.assignee.as_ref());
                standing.has(Act::SeeContent)
            });
            if by_right.is_none() && !is_shown {
                return Err(Error::NotFound(Missing::Photo));
            }
            let looked_into = by_right.filter(|_| !is_shown).map(|record| record.id.clone());
            let copies = store::copies(tx, &hash)?;
            let copy = copies.and_then(|(large, medium, small)| match size.as_str() {
                "large.jpg" => Some(large),
                "medium.jpg" => Some(medium),
                "small.jpg" => Some(small),
                _ => None,
            });
            Ok((copy, looked_into))
        })
        .await?;
    if let Some(case) = looked_into {
        reads::note(&app, &signed.officer().id, &case, &[What::Photo], signed.visit.now).await?;
    }
    let copy: Hash = copy.and_then(|copy| copy.parse().ok()).ok_or_else(missing)?;
    let bytes = app.photos.store().get(Shelf::Published, copy).await.map_err(anyhow::Error::new)?;
    let bytes = bytes.ok_or_else(missing)?;
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}
