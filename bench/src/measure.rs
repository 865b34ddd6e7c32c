//! Latencies, loads and the table. A closed load sends the next request when the answer is there; an open one sends at
//! fixed times, and counts from the time at which a request was to be sent, so that a slow answer is not hidden by the
//! requests it held up.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::task::LocalSet;

use crate::{client::Client, process::Server};

/// One line of the table.
pub struct Row {
    /// What was measured.
    pub name: String,
    /// Requests a second.
    pub rate: Option<f64>,
    /// Median and 99th percentile.
    pub latency: Option<(Duration, Duration)>,
    /// Processor time of the server for one request.
    pub processor: Option<Duration>,
    /// Peak memory of the server in bytes.
    pub peak: Option<u64>,
    /// What the figure is held against, and other words.
    pub note: String,
}

/// What a load gave.
pub struct Load {
    /// Each answer's time, sorted.
    latencies: Vec<Duration>,
    /// Answers with another status than the wanted.
    pub failures: usize,
    /// How long it ran.
    pub elapsed: Duration,
    processor: Duration,
    peak: u64,
}

/// How requests follow each other.
#[derive(Clone, Copy)]
pub enum Pace {
    /// Each client sends when it has its answer.
    Closed,
    /// So many a second in all, whatever the answers take.
    Open(u32),
}

/// Lets `clients` connections send what `request` gives for a running number, for so long, and expects `status`.
pub async fn load(
    server: &Server,
    clients: usize,
    seconds: u64,
    pace: Pace,
    status: u16,
    request: impl Fn(usize) -> Vec<u8> + 'static,
) -> anyhow::Result<Load> {
    let request = Rc::new(request);
    let number = Rc::new(Cell::new(0_usize));
    let before = server.processor_time()?;
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let tasks = LocalSet::new();
    let mut running = Vec::new();
    for _ in 0..clients {
        let mut client = Client::connect(server.address).await?;
        let (request, number) = (Rc::clone(&request), Rc::clone(&number));
        running.push(tasks.spawn_local(async move {
            let mut latencies = Vec::new();
            let mut failures = 0;
            loop {
                let mine = number.replace(number.get() + 1);
                let start = match pace {
                    Pace::Closed => Instant::now(),
                    Pace::Open(rate) => {
                        begun + Duration::from_secs(1) * u32::try_from(mine).unwrap_or(u32::MAX) / rate
                    }
                };
                if start >= end {
                    return Ok::<_, anyhow::Error>((latencies, failures));
                }
                tokio::time::sleep_until(start.into()).await;
                let bytes = request(mine);
                if client.send(&bytes).await? != status {
                    if failures == 0 {
                        eprintln!(
                            "{}\n{}",
                            String::from_utf8_lossy(&bytes),
                            String::from_utf8_lossy(client.body())
                        );
                    }
                    failures += 1;
                }
                latencies.push(start.elapsed());
            }
        }));
    }
    let mut load = Load {
        latencies: Vec::new(),
        failures: 0,
        elapsed: Duration::ZERO,
        processor: Duration::ZERO,
        peak: 0,
    };
    tasks
        .run_until(async {
            for task in running {
                let (latencies, failures) = task.await??;
                load.latencies.extend(latencies);
                load.failures += failures;
            }
            Ok::<(), anyhow::Error>(())
        })
        .await?;
    load.elapsed = begun.elapsed();
    load.processor = server.processor_time()?.saturating_sub(before);
    load.peak = server.memory()?.1;
    load.latencies.sort_unstable();
    Ok(load)
}

impl Load {
    /// Answers.
    pub fn count(&self) -> usize {
        self.latencies.len()
    }

    /// Answers a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of some millions")]
    pub fn rate(&self) -> f64 {
        self.count() as f64 / self.elapsed.as_secs_f64()
    }

    /// How long the slowest of this percentage took.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.count().saturating_sub(1);
        self.latencies.get(last * percent / 100).copied().unwrap_or_default()
    }

    /// The line of the table.
    pub fn row(&self, name: impl Into<String>, note: impl Into<String>) -> Row {
        let mut note = note.into();
        if self.failures > 0 {
            note = format!("{} FAILED; {note}", self.failures);
        }
        Row {
            name: name.into(),
            rate: Some(self.rate()),
            latency: Some((self.percentile(50), self.percentile(99))),
            processor: Some(self.processor / u32::try_from(self.count().max(1)).unwrap_or(u32::MAX)),
            peak: Some(self.peak),
            note,
        }
    }
}

/// Median and 99th percentile.
pub fn percentiles(mut latencies: Vec<Duration>) -> (Duration, Duration) {
    latencies.sort_unstable();
    let last = latencies.len().saturating_sub(1);
    let at = |percent: usize| latencies.get(last * percent / 100).copied().unwrap_or_default();
    (at(50), at(99))
}

/// Prints the table, in Markdown.
pub fn print(rows: &[Row]) {
    println!("\n| scenario | requests/s | p50 ms | p99 ms | CPU µs/request | peak MB | aim |");
    println!("|---|---:|---:|---:|---:|---:|---|");
    for row in rows {
        let rate = row.rate.map(|rate| format!("{rate:.0}")).unwrap_or_default();
        let (p50, p99) = row.latency.map(|(p50, p99)| (millis(p50), millis(p99))).unwrap_or_default();
        let processor = row.processor.map(|time| time.as_micros().to_string()).unwrap_or_default();
        let peak = row.peak.map(|bytes| (bytes >> 20).to_string()).unwrap_or_default();
        println!("| {} | {rate} | {p50} | {p99} | {processor} | {peak} | {} |", row.name, row.note);
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

/// Numbers that look random and are the same in each run (`SplitMix64`, Steele, Lea, Flood 2014).
pub fn scatter(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
