//! Loads that change nothing: a case as JSON, pages, map clusters.

use crate::{
    Setting,
    client::{get, page},
    load::Loaded,
    measure::{Pace, Row, load, scatter},
    process::Server,
};

/// Requests a second of the pages.
const PAGES_A_SECOND: u32 = 500;
/// Connections that share them: more than are ever waiting, so that a slow answer holds no other up.
const PAGE_CLIENTS: usize = 32;

/// One case as JSON, by its own address and by that of Open311; 64 clients.
pub async fn case_json(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, path) in
        [("case as JSON, `/cases/CODE.json`", "/cases/"), ("case as JSON, Open311", "/open311/v2/requests/")]
    {
        let server = Server::start(&setting.server, &loaded.folder).await?;
        let codes = loaded.shown.clone();
        let asked = load(&server, 64, setting.seconds, Pace::Closed, 200, move |number| {
            get(&format!("{path}{}.json", pick(&codes, number)))
        });
        rows.push(asked.await?.row(name, "12,000/s"));
        server.stop()?;
    }
    Ok(rows)
}

/// Home and a case's page, each at a fixed rate.
pub async fn pages(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (name, is_case) in [("home page at 500/s", false), ("case page at 500/s", true)] {
        let server = Server::start(&setting.server, &loaded.folder).await?;
        let codes = loaded.shown.clone();
        let asked =
            load(&server, PAGE_CLIENTS, setting.seconds, Pace::Open(PAGES_A_SECOND), 200, move |number| {
                if is_case {
                    page(&format!("/cases/{}", pick(&codes, number)), None)
                } else {
                    page("/", None)
                }
            });
        rows.push(asked.await?.row(name, "p99 under 15 ms"));
        server.stop()?;
    }
    Ok(rows)
}

/// Clusters of viewports of every size all over the city; one client.
pub async fn clusters(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Row> {
    let server = Server::start(&setting.server, &loaded.folder).await?;
    let asked = load(&server, 1, setting.seconds, Pace::Closed, 200, |number| {
        let chance = scatter(number as u64);
        let zoom = 9 + chance % 10;
        // A window of about 1,000 × 700 pixels around a point of the city, in hundred-thousandths of a degree.
        let (wide, high) = ((140_625_000_u64 >> zoom), (92_000_000_u64 >> zoom));
        let (west, south) = (10_550_000 + (chance >> 8) % 50_000, 2_080_000 + (chance >> 32) % 40_000);
        let degrees = |value: u64| format!("{}.{:05}", value / 100_000, value % 100_000);
        page(
            &format!(
                "/api/v1/map/clusters?bbox={},{},{},{}&zoom={zoom}",
                degrees(west - wide / 2),
                degrees(south - high / 2),
                degrees(west + wide / 2),
                degrees(south + high / 2)
            ),
            None,
        )
    });
    let row = asked.await?.row("map clusters, random viewports", "p99 under 15 ms");
    server.stop()?;
    Ok(row)
}

/// A code that looks picked at random.
fn pick(codes: &[String], number: usize) -> &str {
    let place = scatter(number as u64) % codes.len().max(1) as u64;
    codes.get(usize::try_from(place).unwrap_or(0)).map_or("", String::as_str)
}
