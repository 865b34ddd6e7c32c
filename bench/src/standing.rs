//! What a server takes before anybody asks it anything: time to start, memory to hold.

use std::time::Duration;

use crate::{Setting, load::Loaded, measure::Row, process::Server};

/// Starts; the first also warms the system's file cache, as on a machine where the server was upgraded.
const STARTS: usize = 5;
/// How long a server is left alone before its memory is read.
const REST: Duration = Duration::from_secs(5);

/// The median and the slowest of some starts.
pub async fn start(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let mut times = Vec::new();
    let mut peak = 0;
    for _ in 0..STARTS {
        let server = Server::start(&setting.server, &loaded.folder).await?;
        times.push(server.ready_after);
        peak = peak.max(server.memory()?.1);
        server.stop()?;
    }
    times.sort_unstable();
    let median = times.get(STARTS / 2).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    Ok(Row {
        name: format!("start with {} cases", loaded.cases),
        rate: None,
        latency: Some((median, slowest)),
        processor: None,
        peak: Some(peak),
        note: format!("under 2 s; median and slowest of {STARTS}"),
    })
}

/// Memory after a rest, without a request but `readyz`.
pub async fn memory(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let server = Server::start(&setting.server, &loaded.folder).await?;
    tokio::time::sleep(REST).await;
    let (now, peak) = server.memory()?;
    server.stop()?;
    Ok(Row {
        name: format!("idle with {} cases", loaded.cases),
        rate: None,
        latency: None,
        processor: None,
        peak: Some(peak),
        note: format!("under 120 MB; {} MB at rest", now >> 20),
    })
}
