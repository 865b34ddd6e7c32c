//! `dantin serve`: opens everything, says where it listens, and serves until it is told to stop; then it finishes what
//! was accepted.

use std::{io::IsTerminal as _, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{Frame, demo};
use crate::{
    app::{App, Opening},
    clock::{Clock, SystemClock, SystemRandom},
    jobs,
    operation::lock,
    routes,
    settings::Settings,
};

/// Options of `dantin serve`.
#[derive(Args)]
pub struct Serve {
    /// Address and port (server.listen); port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Open a city with sample cases in a folder of its own (dantin-demo, or --data), to try everything out
    #[arg(long)]
    demo: bool,
    /// Let others than this machine reach the demonstration, whose passwords everybody knows
    #[arg(long, requires = "demo")]
    yes_public_demo: bool,
}

impl Serve {
    /// Serves until SIGINT or SIGTERM.
    pub fn run(&self, frame: &Frame) -> anyhow::Result<()> {
        let mut typed = frame.typed()?;
        if let Some(listen) = self.listen {
            typed.set("server.listen", listen.to_string(), "option")?;
        }
        if self.demo {
            demo::prepare(&mut typed, frame)?;
        }
        let settings = typed.check()?;
        if self.demo && !self.yes_public_demo {
            demo::stay_at_home(&settings)?;
        }
        start_log(&settings)?;
        let _alone = match &settings.database {
            dantin_store::Settings::Sqlite { path, .. } => Some(lock::only_server(path)?),
            dantin_store::Settings::Postgres { .. } => None,
        };
        let _held = lock::as_server(&settings.data)?;
        let city = frame.city()?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start the threads of the server")?;
        let served = runtime.block_on(serve(settings, city, self.demo));
        // Everything that was accepted is done; a witness that does not answer holds up no stop.
        runtime.shutdown_timeout(Duration::from_secs(1));
        served
    }
}

/// A write beyond the limit on the size of files must be an error like any other; unhandled, its signal ends the process.
fn outlive_the_limit_on_files() -> anyhow::Result<()> {
    let kind = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    // Once asked for, a signal stays handled although nobody waits for it.
    drop(signal(kind).context("the limit on the size of files cannot be handled")?);
    Ok(())
}

/// The machine's clock. A demonstration of a debug build may be days ahead of it: a test cannot wait until a consultation ends.
fn clock(is_demo: bool) -> anyhow::Result<Arc<dyn Clock>> {
    #[cfg(debug_assertions)]
    if is_demo && let Ok(days) = std::env::var("DANTIN_DAYS_AHEAD") {
        let days: i64 = days.parse().context("DANTIN_DAYS_AHEAD is not a number")?;
        return Ok(Arc::new(crate::clock::AheadClock(jiff::SignedDuration::from_hours(24 * days))));
    }
    let _ = is_demo;
    Ok(Arc::new(SystemClock))
}

async fn serve(mut settings: Settings, city: dantin_city::City, is_demo: bool) -> anyhow::Result<()> {
    outlive_the_limit_on_files()?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; is another server running there?", settings.listen))?;
    settings.listen = listener.local_addr().context("the listening address is not known")?;
    let opening = Opening {
        settings,
        city,
        clock: clock(is_demo)?,
        random: Arc::new(SystemRandom),
        is_sample: is_demo,
    };
    let open = move || {
        if is_demo {
            demo::log(&opening)?;
        }
        let app = App::open(opening)?;
        let cases = if is_demo { demo::fill(&app)? } else { 0 };
        Ok::<_, anyhow::Error>((app, cases))
    };
    let (app, sample_cases) = tokio::task::spawn_blocking(open).await.context("opening failed")??;
    let app = Arc::new(app);
    println!("Dân Tin · {} · {}/", app.site.city_vi, app.public_url);
    if is_demo {
        demo::greet(&app, sample_cases);
    }
    let (stop, stopped) = watch::channel(false);
    let jobs = jobs::start(&app, &stopped);
    let mut closing = stopped.clone();
    let live = app.clone();
    axum::serve(listener, routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            tokio::select! {
                () = told_to_stop() => {}
                _ = closing.changed() => {}
            }
            live.live.close();
            tracing::info!("Stopping: no new connections, what was accepted is finished");
        })
        .await
        .context("the server stopped")?;
    // The receivers are the jobs: when none is left there is nobody to tell.
    stop.send_replace(true);
    for job in jobs {
        let _ = tokio::time::timeout(Duration::from_secs(10), job).await;
    }
    app.db.close();
    tracing::info!("Stopped");
    Ok(())
}

pub(super) async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

pub(super) fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log_level)
        .with_context(|| format!("log.level `{}` is not understood", settings.log_level))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let json = settings.log_json.unwrap_or_else(|| !std::io::stderr().is_terminal());
    let started = if json { log.json().flatten_event(true).try_init() } else { log.try_init() };
    started.map_err(|e| anyhow::anyhow!("the log cannot be started: {e}"))
}
