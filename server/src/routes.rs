//! Every route of the product on one page, with the layers that all answers pass.

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    middleware,
    response::Response,
    routing::{get, post, put},
};

use crate::{
    app::{Shared, Visit},
    city::{map::images, people::pages as people},
    desk, error,
    listen::{
        my, photos,
        reports::{channels, join, steps},
    },
    open311,
    pages::{assets, headers},
    speak,
};

/// Whole requests above this size are refused; photos have their own limit.
const BODY_LIMIT: usize = 40 << 20;

/// The router of the whole product.
pub fn router(app: Shared) -> Router {
    let guard = headers::Guard { is_https: app.settings.behind_proxy, ..headers::Guard::default() };
    Router::new()
        // What all pages need
        .route("/assets/{build}/{*name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/manifest.webmanifest", get(manifest))
        // Residents report, join, follow and confirm
        .route("/report", get(steps::begin).post(steps::what))
        .route("/report/danger", get(channels::danger))
        .route("/report/complaint", get(channels::complaint))
        .route("/report/denunciation", get(channels::denunciation))
        .route("/report/what", get(steps::begin).post(steps::what))
        .route("/report/send", get(steps::begin).post(steps::send))
        .route("/report/{step}", get(steps::return_to_begin).post(steps::step))
        .route("/cases/{code}/join", get(join::ask).post(join::join))
        .route("/photos/{sha256}", put(photos::upload))
        .route("/photos/{sha256}/{file}", get(photos::public))
        .route("/my/{secret}", get(my::show))
        .route("/my/{secret}/answer", post(my::answer))
        .route("/my/{secret}/reply", post(my::reply))
        .route("/my/{secret}/receipt.tlog-proof", get(my::receipt))
        .route("/my/{secret}/openings.json", get(my::openings))
        .route("/my/{secret}/withdraw", post(my::withdraw))
        .route("/my/{secret}/erasure", post(my::ask_erasure))
        .route("/my/{secret}/photos/{sha256}/{file}", get(my::photo))
        // Other programs, by the standard GeoReport v2
        .route("/open311/v2/{*path}", get(open311::get).post(open311::post))
        // For officers
        .route("/desk", get(desk::inbox::show))
        .route("/desk/sign-in", get(people::show_door).post(people::sign_in))
        .route("/desk/sign-out", post(people::sign_out))
        .route("/desk/sign-out-everywhere", post(people::sign_out_everywhere))
        .route("/desk/account", get(people::account))
        .route("/desk/account/password", post(people::change_password))
        .route("/desk/file", get(desk::on_behalf::show).post(desk::on_behalf::file))
        .route("/desk/erasure", get(desk::erasure_requests::show).post(desk::erasure_requests::settle))
        .route("/desk/dashboard", get(desk::dashboard::show))
        .route("/desk/dashboard.csv", get(desk::dashboard::csv))
        .route("/desk/dashboard/explain", post(desk::dashboard::explain))
        .route("/desk/watching", get(desk::watching::show).post(desk::watching::change))
        .route("/desk/photos/{hash}/{size}", get(desk::photos::show))
        .route("/desk/cases/{code}", get(desk::case_page::show))
        .route("/desk/cases/{code}/preview", get(desk::resident_view::show))
        .route("/desk/cases/{code}/{step}", post(desk::take_step::take))
        // What everybody reads
        .route("/", get(speak::home::show))
        .route("/cases", get(speak::cases::list))
        .route("/cases.json", get(speak::cases::json))
        .route("/cases.csv", get(speak::cases::csv))
        .route("/cases.geojson", get(speak::cases::geojson))
        .route("/cases/{code}", get(speak::case::show))
        .route("/cases/{code}/entries.json", get(speak::verify::entries))
        .route("/api/v1/evidence/{sha256}", get(speak::verify::evidence))
        .route("/verify", get(speak::verify::show).post(speak::verify::check))
        .route("/verify/words.json", get(speak::verify::words))
        .route("/map", get(speak::map::show))
        .route("/api/v1/map/clusters", get(speak::map::clusters))
        .route("/results", get(speak::results::show))
        .route("/results/{figure}", get(speak::results::figure))
        .route("/results.csv", get(speak::results::csv))
        .route("/results.json", get(speak::results::json))
        .route("/results.tsv", get(speak::results::tables))
        .route("/help", get(speak::help::show))
        // The public log, as files
        .route("/journal/{*path}", get(speak::journal::file))
        // What is published of the content behind its commitments
        .route("/content/{commitment}", get(speak::content::show))
        // Drawings of the map
        .route("/map/ward/{file}", get(images::ward))
        .route("/map/place.svg", get(images::closer))
        .route("/api/v1/map/base.svg", get(images::base))
        // For machines that watch
        .route("/livez", get(crate::health::alive))
        .route("/readyz", get(crate::health::ready))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(move |request, next| headers::finish(guard.clone(), request, next)))
        .with_state(app)
}

/// What a browser asks for when the site is put on a phone's home screen.
async fn manifest(State(app): State<Shared>, visit: Visit) -> Response {
    let language = visit.w.language();
    assets::manifest(&format!("Dân Tin {}", app.site.city(language)), language.code())
}
