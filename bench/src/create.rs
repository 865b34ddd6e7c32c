//! Durable creates through Open311, and beside them the rows that they left, put into a copy of the same database
//! straight through rusqlite in the same run.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, ensure};

use crate::{
    Setting,
    client::{Client, get, post},
    load::Loaded,
    measure::{Pace, Row, load, scatter},
    process::Server,
    raw,
};

/// With one client and with 64, each on its own copy of the loaded folder.
pub async fn create(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (clients, aim) in [(1, "p50 under 3 ms"), (64, "3,000/s and 0.4 of raw")] {
        rows.extend(with(setting, loaded, clients, aim).await?);
    }
    Ok(rows)
}

async fn with(setting: &Setting, loaded: &Loaded, clients: usize, aim: &str) -> anyhow::Result<[Row; 2]> {
    let copies = tempfile::tempdir_in(&loaded.folder).context("no temporary folder")?;
    let folder = copies.path().join("data");
    copy(&loaded.folder, &folder)?;
    let database = folder.join("dantin.db");
    let untouched = copies.path().join("raw.db");
    fs::copy(&database, &untouched).context("the database cannot be copied")?;
    let mark = raw::mark(&database)?;

    let server = Server::start(&setting.server, &folder).await?;
    let services = services(&server).await?;
    let key = loaded.key.clone();
    let asked = load(&server, clients, setting.seconds, Pace::Closed, 200, report(services, key));
    let asked = asked.await?;
    server.stop()?;

    let written = mark.rows_since(&database)?;
    ensure!(written.len() + asked.failures >= asked.count(), "acknowledged cases are missing");
    let raw = written.insert(&untouched, clients, Duration::from_secs(setting.seconds))?;
    let ratio = asked.rate() / raw;
    let name =
        if clients == 1 { "create, 1 client".to_owned() } else { format!("create, {clients} clients") };
    Ok([
        asked.row(name, format!("{aim}; {ratio:.2} of raw")),
        Row {
            name: format!("the same rows through rusqlite, {clients} cases a transaction"),
            rate: Some(raw),
            latency: None,
            processor: None,
            peak: None,
            note: format!("{:.1} rows a case", written.rows_a_case()),
        },
    ])
}

/// A copy of database and log.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for name in ["dantin.db", "journal.key", "journal.mark", "journal", "search"] {
        copy_all(&from.join(name), &to.join(name)).with_context(|| format!("{name} cannot be copied"))?;
    }
    // Where whoever loaded the folder has it open still, the newest writes stand in the log beside the database.
    let log = from.join("dantin.db-wal");
    if log.exists() {
        copy_all(&log, &to.join("dantin.db-wal")).context("the database's log cannot be copied")?;
    }
    Ok(())
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(|_bytes| ());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Reports for a running number, each of its own place and words.
pub fn report(services: Vec<String>, key: String) -> impl Fn(usize) -> Vec<u8> + 'static {
    move |number| {
        let chance = scatter(number as u64);
        let place = usize::try_from(chance % services.len().max(1) as u64).unwrap_or(0);
        let service = services.get(place).map_or("", String::as_str);
        let latitude = format!("21.{:05}", 1000 + (chance >> 16) % 4000);
        let longitude = format!("105.{:05}", 82_000 + (chance >> 40) % 4000);
        let description =
            format!("Mẫu số {number}: chỗ này hỏng đã mấy ngày, mong cơ quan sớm đến xem và xử lý.");
        post(
            "/open311/v2/requests.json",
            &[
                ("api_key", key.as_str()),
                ("service_code", service),
                ("lat", latitude.as_str()),
                ("long", longitude.as_str()),
                ("description", description.as_str()),
                ("phone", "0900000000"),
            ],
        )
    }
}

/// The services that can be asked for without more than a place and words.
pub async fn services(server: &Server) -> anyhow::Result<Vec<String>> {
    let mut client = Client::connect(server.address).await?;
    let status = client.send(&get("/open311/v2/services.json")).await?;
    ensure!(status == 200, "services.json: {status}");
    let list: serde_json::Value = serde_json::from_slice(client.body())?;
    let list = list.as_array().context("services.json is no list")?;
    Ok(list
        .iter()
        .filter(|service| service["metadata"] != true)
        .filter_map(|service| service["service_code"].as_str())
        .map(str::to_owned)
        .collect())
}
