//! Words: what people type, asked of the public list and of the coordinator's inbox; and the leaders' dashboard.

use anyhow::ensure;
use std::time::{Duration, Instant};

use crate::{
    Setting,
    client::{Client, get, page},
    load::Loaded,
    measure::{Pace, Row, load, scatter},
    process::Server,
};

/// Rare and frequent, with marks and without, short, long and wrong.
const QUERIES: [&str; 16] = [
    "nước ngập",
    "nuoc ngap",
    "ngõ 12 phố Mẫu Đơn",
    "rac thai",
    "mùi hôi",
    "den duong",
    "hoan kiem",
    "phường Ba Đình",
    "truc bach",
    "xe máy hay ngã",
    "trẻ em đi học phải vòng qua",
    "o ga",
    "nuwowcs ngaajp",
    "p. yen hoa",
    "khong co gi nhu vay",
    "tiếng ồn suốt đê",
];

/// How long an index may take to be made.
const PATIENCE: Duration = Duration::from_mins(10);

/// Has the index of a new folder made, so that nothing is measured beside that.
pub async fn index(setting: &Setting, loaded: &Loaded) -> anyhow::Result<()> {
    if loaded.folder.join("search").exists() {
        return Ok(());
    }
    let server = Server::start(&setting.server, &loaded.folder).await?;
    let made = whole(&server).await?;
    eprintln!("The index by words was made in {:.0} s", made.as_secs_f64());
    server.stop()?;
    Ok(())
}

/// Waits until the index is whole.
async fn whole(server: &Server) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut client = Client::connect(server.address).await?;
    loop {
        client.send(&get("/cases?q=nuoc")).await?;
        let body = String::from_utf8_lossy(client.body()).into_owned();
        // Both notices of an unfinished index stand in a notice; without words none is shown.
        if !body.contains("search-unfinished") {
            return Ok(begun.elapsed());
        }
        ensure!(begun.elapsed() < PATIENCE, "the index is not ready after {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Searching, by everybody and at the desk; one client.
pub async fn search(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, path, cookie) in [
        ("search in public", "/cases", None),
        ("search by the coordinator", "/desk", Some(loaded.coordinator.clone())),
        ("search by a ward's handler", "/desk", Some(loaded.handler.clone())),
    ] {
        let server = Server::start(&setting.server, &loaded.folder).await?;
        let made = whole(&server).await?;
        let asked = load(&server, 1, setting.seconds, Pace::Closed, 200, move |number| {
            let place = usize::try_from(scatter(number as u64) % QUERIES.len() as u64).unwrap_or(0);
            let words = escaped(QUERIES.get(place).copied().unwrap_or_default());
            page(&format!("{path}?q={words}"), cookie.as_deref())
        });
        let mut row = asked.await?.row(name, "p99 under 15 ms");
        if rows.is_empty() {
            row.note = format!("{}; index whole {:.1} s after the start", row.note, made.as_secs_f64());
        }
        rows.push(row);
        server.stop()?;
    }
    Ok(rows)
}

/// The dashboard of the coordinator; one client.
pub async fn dashboard(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let server = Server::start(&setting.server, &loaded.folder).await?;
    let cookie = loaded.coordinator.clone();
    let asked =
        load(&server, 1, setting.seconds, Pace::Closed, 200, move |_| page("/desk/dashboard", Some(&cookie)));
    let row = asked.await?.row("leaders' dashboard", "p99 under 60 ms");
    server.stop()?;
    Ok(row)
}
