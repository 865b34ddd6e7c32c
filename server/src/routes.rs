//! Every route of the product on one page, with the layers that all answers pass. Who may call each stands in
//! [`access::TABLE`].

pub mod access;
pub mod bodies;

use axum::{
    Router,
    extract::State,
    middleware,
    response::Response,
    routing::{MethodRouter, get, post, put},
};

use crate::{
    app::{Shared, Visit},
    city::{
        map::images,
        people::{
            account,
            factors::{pages as factors, passkeys},
            pages as people,
            provider::pages as provider,
        },
    },
    desk, error,
    listen::{
        alerts, consultations, dialogues, flags, my, photos,
        reports::{channels, join, steps, waiting},
        work,
    },
    open311,
    pages::{assets, headers},
    speak,
};

/// A router that remembers the addresses it was given, so that a test can hold them against [`access::TABLE`].
#[derive(Default)]
struct Routes {
    router: Router<Shared>,
    paths: Vec<&'static str>,
}

impl Routes {
    fn route(mut self, path: &'static str, methods: MethodRouter<Shared>) -> Routes {
        self.paths.push(path);
        self.router = self.router.route(path, methods);
        self
    }
}

/// The address of every route.
pub fn paths() -> Vec<&'static str> {
    routes().paths
}

/// The router of the whole product.
pub fn router(app: Shared) -> Router {
    let guard = headers::Guard { is_https: app.settings.behind_proxy, ..headers::Guard::default() };
    routes()
        .router
        .layer(middleware::from_fn_with_state(app.clone(), bodies::hold))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(move |request, next| headers::finish(guard.clone(), request, next)))
        .with_state(app)
}

fn routes() -> Routes {
    Routes::default()
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
        .route("/report/waiting", get(steps::begin).post(waiting::ask))
        .route("/report/join", get(steps::begin).post(waiting::join))
        .route("/report/{step}", get(steps::return_to_begin).post(steps::step))
        .route("/cases/{code}/join", get(join::ask).post(join::join))
        .route("/cases/{code}/flag", get(flags::ask).post(flags::flag))
        .route("/photos/{sha256}", put(photos::upload))
        .route("/photos/{sha256}/{file}", get(photos::public))
        .route("/my/{secret}", get(my::show))
        .route("/my/{secret}/answer", post(my::answer))
        .route("/my/{secret}/reply", post(my::reply))
        .route("/my/{secret}/receipt.tlog-proof", get(my::receipt))
        .route("/my/{secret}/openings.json", get(my::openings))
        .route("/my/{secret}/export.json", get(my::export))
        .route("/my/{secret}/export.zip", get(my::archive))
        .route("/my/{secret}/withdraw", post(my::withdraw))
        .route("/my/{secret}/erasure", post(my::ask_erasure))
        .route("/my/{secret}/mail", post(my::mail))
        .route("/alerts", get(alerts::ask).post(alerts::sign_up))
        .route("/alerts/sent", get(alerts::sent))
        .route("/alerts/{token}", get(alerts::confirm_page).post(alerts::confirm))
        .route("/mail/{token}", get(alerts::show_choices).post(alerts::choose))
        .route("/mail/{token}/stop/{list}", get(alerts::stop_page).post(alerts::stop_at_once))
        .route("/my/{secret}/photos/{sha256}/{file}", get(my::photo))
        // Contractors, by a link that an agency made
        .route("/contractor/{secret}", get(work::show).post(work::deliver))
        .route("/contractor/{secret}/photos/{sha256}/{file}", get(work::photo))
        // Dialogue sessions
        .route("/dialogues", get(dialogues::list::show))
        .route("/dialogues.ics", get(dialogues::calendar::all))
        .route("/dialogues/{code}", get(dialogues::page::show))
        .route("/dialogues/{code}/ask", get(dialogues::ask::form).post(dialogues::ask::ask))
        .route("/dialogues/{code}/board", get(dialogues::board::show))
        .route("/dialogues/{code}/calendar.ics", get(dialogues::calendar::one))
        .route("/dialogues/{code}/events", get(dialogues::live::events))
        .route("/dialogues/{code}/minutes", get(dialogues::minutes::text))
        .route("/dialogues/{code}/minutes.docx", get(dialogues::minutes::docx))
        .route("/dialogues/{code}/minutes.pdf", get(dialogues::minutes::pdf))
        .route(
            "/dialogues/{code}/questions/{question}/join",
            get(dialogues::ask::join_form).post(dialogues::ask::join),
        )
        .route("/dialogues/{code}/questions/{question}/support", post(dialogues::support::support))
        .route("/d/{code}", get(dialogues::ask::short))
        .route("/my/{secret}/question/judge", post(dialogues::judge))
        .route("/my/{secret}/question/withdraw", post(dialogues::withdraw))
        // Consultations on drafts
        .route("/consultations", get(consultations::list::show))
        .route("/consultations/{code}", get(consultations::overview::show))
        .route("/consultations/{code}/compare", get(consultations::compare::show))
        .route("/consultations/{code}/table", get(consultations::table::show))
        .route("/consultations/{code}/table.csv", get(consultations::table::csv))
        .route("/consultations/{code}/table.docx", get(consultations::sheet::docx))
        .route("/consultations/{code}/table.pdf", get(consultations::sheet::pdf))
        .route("/consultations/{code}/text/{version}", get(consultations::overview::text))
        .route(
            "/consultations/{code}/{provision}",
            get(consultations::article::show).post(consultations::comment::make),
        )
        .route("/my/{secret}/comment/withdraw", post(consultations::withdraw))
        // Other programs, by the standard GeoReport v2
        .route("/open311/v2/{*path}", get(open311::get).post(open311::post))
        // For officers
        .route("/desk", get(desk::inbox::show))
        .route("/desk/sign-in", get(people::show_door).post(people::sign_in))
        .route("/desk/sign-in/code", get(factors::show_code).post(factors::take_code))
        .route("/desk/sign-in/provider", get(provider::leave))
        .route("/desk/sign-in/provider/back", get(provider::back))
        .route("/desk/sign-in/passkey", post(passkeys::ask))
        .route("/desk/sign-in/passkey/answer", post(passkeys::shown))
        .route("/desk/sign-out", post(people::sign_out))
        .route("/desk/sign-out-everywhere", post(people::sign_out_everywhere))
        .route("/desk/account", get(account::account))
        .route("/desk/account/password", post(account::change_password))
        .route("/desk/account/sessions", post(account::close_session))
        .route("/desk/account/passkeys", post(passkeys::begin))
        .route("/desk/account/passkeys/answer", post(passkeys::answer))
        .route("/desk/account/passkeys/remove", post(passkeys::remove))
        .route("/desk/account/second-factor", get(factors::show))
        .route("/desk/account/second-factor/begin", post(factors::begin))
        .route("/desk/account/second-factor/confirm", post(factors::confirm))
        .route("/desk/account/second-factor/codes", post(factors::new_codes))
        .route("/desk/account/second-factor/remove", post(factors::remove))
        .route("/desk/file", get(desk::on_behalf::show).post(desk::on_behalf::file))
        .route("/desk/erasure", get(desk::erasure_requests::show).post(desk::erasure_requests::settle))
        .route(
            "/desk/erasure/{code}/{number}",
            get(desk::matter_erasure::show).post(desk::matter_erasure::erase),
        )
        .route("/desk/mails", get(desk::mail_log::show))
        .route("/desk/moderation", get(desk::moderation::show).post(desk::moderation::settle))
        .route("/desk/webhooks", get(desk::webhooks::show).post(desk::webhooks::order))
        .route("/desk/people", get(desk::people::list).post(desk::people::add))
        .route("/desk/people/{login}", get(desk::people::show))
        .route("/desk/people/{login}/{change}", post(desk::people::change))
        .route("/desk/reads", get(desk::reads::show))
        .route("/desk/welcome/{token}", get(desk::people::welcome::show).post(desk::people::welcome::choose))
        .route("/desk/dashboard", get(desk::dashboard::show))
        .route("/desk/dashboard.csv", get(desk::dashboard::csv))
        .route("/desk/dashboard/mail", post(desk::dashboard::mail))
        .route("/desk/dashboard/explain", post(desk::dashboard::explain))
        .route("/desk/consultations", get(desk::consultations::list).post(desk::consultations::read_in))
        .route(
            "/desk/consultations/imports/{id}",
            get(desk::consultations::import::show).post(desk::consultations::import::change),
        )
        .route(
            "/desk/consultations/{code}",
            get(desk::consultations::work::show).post(desk::consultations::steps::take),
        )
        .route("/desk/dialogues", get(desk::dialogues::list))
        .route(
            "/desk/dialogues/new",
            get(desk::dialogues::announce::form).post(desk::dialogues::announce::announce),
        )
        .route("/desk/dialogues/{code}", get(desk::dialogues::show))
        .route(
            "/desk/dialogues/{code}/change",
            get(desk::dialogues::announce::change_form).post(desk::dialogues::announce::change),
        )
        .route(
            "/desk/dialogues/{code}/file",
            get(desk::dialogues::file::form).post(desk::dialogues::file::file),
        )
        .route(
            "/desk/dialogues/{code}/minutes",
            get(desk::dialogues::minutes::show).post(desk::dialogues::minutes::write),
        )
        .route("/desk/dialogues/{code}/questions/{question}", get(desk::dialogues::question::show))
        .route("/desk/dialogues/{code}/slips", post(desk::dialogues::slips::show))
        .route("/desk/dialogues/{code}/{step}", post(desk::dialogues::steps::take))
        .route("/desk/explanations", get(desk::explanations::show).post(desk::explanations::answer))
        .route("/desk/watching", get(desk::watching::show).post(desk::watching::change))
        .route("/desk/oversight", get(desk::oversight::page::list))
        .route("/desk/oversight/new", get(desk::oversight::begin::show).post(desk::oversight::begin::begin))
        .route("/desk/oversight/{code}", get(desk::oversight::page::show))
        .route(
            "/desk/oversight/{code}/photos/{hash}",
            get(desk::blur::show_of_round).post(desk::blur::take_of_round),
        )
        .route("/desk/oversight/{code}/{step}", post(desk::oversight::page::take))
        .route("/desk/photos/{hash}/{size}", get(desk::photos::show))
        .route("/desk/views", get(desk::saved_views::show).post(desk::saved_views::save))
        .route("/desk/views/{id}/remove", post(desk::saved_views::remove))
        .route("/desk/bulk", get(desk::bulk::result::list).post(desk::bulk::pages::take))
        .route("/desk/bulk/{id}", get(desk::bulk::result::show))
        .route("/desk/bulk/{id}/undo", post(desk::bulk::result::undo))
        .route("/desk/keys", get(desk::keys::show).post(desk::keys::choose))
        .route("/desk/replies", get(desk::replies::pages::list))
        .route("/desk/replies/{id}", get(desk::replies::pages::show).post(desk::replies::pages::write))
        .route("/desk/field/{code}", get(desk::field::show).post(desk::field::send))
        .route("/desk/field/{code}/{sha256}", put(desk::field::upload))
        .route("/desk/field/{code}/visits/{key}", put(desk::field::visits::put))
        .route("/desk/changes", get(desk::changes::show).post(desk::changes::mark))
        .route("/desk/cases/{code}", get(desk::case_page::show))
        .route("/desk/cases/{code}/presence", post(desk::presence::beat))
        .route("/desk/cases/{code}/watch", post(desk::changes::watch))
        .route("/desk/cases/{code}/sheet", get(desk::sheet::show))
        .route("/desk/cases/{code}/replies/{id}", get(desk::replies::insert::show))
        .route("/desk/cases/{code}/preview", get(desk::resident_view::show))
        .route("/desk/cases/{code}/photos/{hash}", get(desk::blur::show).post(desk::blur::take))
        .route("/desk/cases/{code}/{step}", post(desk::take_step::take))
        // What everybody reads
        .route("/", get(speak::home::show))
        .route("/cases", get(speak::cases::list))
        .route("/cases.json", get(speak::cases::json))
        .route("/cases.csv", get(speak::cases::csv))
        .route("/cases.geojson", get(speak::cases::geojson))
        .route("/cases.atom", get(speak::feed::atom))
        .route("/cases.feed.json", get(speak::feed::json))
        .route("/cases/{code}", get(speak::case::show))
        .route("/cases/{code}/entries.json", get(speak::verify::entries))
        .route("/api/v1/evidence/{sha256}", get(speak::verify::evidence))
        .route("/verify", get(speak::verify::show).post(speak::verify::check))
        .route("/verify/words.json", get(speak::verify::words))
        .route("/commitments", get(speak::commitments::show))
        .route("/commitments.csv", get(speak::commitments::csv))
        .route("/commitments.atom", get(speak::commitments::atom))
        .route("/commitments.feed.json", get(speak::commitments::json))
        .route("/commitments/embed", get(speak::commitments::embed))
        .route("/map", get(speak::map::show))
        .route("/api/v1/map/clusters", get(speak::map::clusters))
        .route("/results", get(speak::results::show))
        .route("/results/{figure}", get(speak::results::figure))
        .route("/results.csv", get(speak::results::csv))
        .route("/results.json", get(speak::results::json))
        .route("/results.tsv", get(speak::results::tables))
        .route("/moderation", get(speak::moderation::show))
        .route("/moderation.csv", get(speak::moderation::csv))
        .route("/oversight", get(speak::oversight::list::show))
        .route("/oversight/{code}", get(speak::oversight::page::show))
        .route("/oversight/{code}/{file}", get(speak::oversight::report::show))
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
        .route("/.well-known/security.txt", get(speak::security::show))
        .route("/livez", get(crate::health::alive))
        .route("/readyz", get(crate::health::ready))
}

/// What a browser asks for when the site is put on a phone's home screen.
async fn manifest(State(app): State<Shared>, visit: Visit) -> Response {
    let language = visit.w.language();
    assets::manifest(&format!("Dân Tin {}", app.site.city(language)), language.code())
}
