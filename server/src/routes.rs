//! Every route of the product on one page, with the layers that all answers pass.

use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get};

use crate::{
    app::Shared,
    error, open311,
    pages::{assets, headers},
};

/// Whole requests above this size are refused; photos have their own limit.
const BODY_LIMIT: usize = 40 << 20;

/// The router of the whole product.
pub fn router(app: Shared) -> Router {
    let guard = headers::Guard { tile_host: None, is_https: app.settings.behind_proxy };
    Router::new()
        // What all pages need
        .route("/assets/{build}/{*name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        // Other programs, by the standard GeoReport v2
        .route("/open311/v2/{*path}", get(open311::get).post(open311::post))
        // For machines that watch
        .route("/livez", get(crate::health::alive))
        .route("/readyz", get(crate::health::ready))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(move |request, next| headers::finish(guard.clone(), request, next)))
        .with_state(app)
}
