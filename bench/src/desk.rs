//! The desk's daily work: its list under each filter, and one step for as many cases as a step may have. Knows the
//! addresses and forms of the desk.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use dantin::{city::people::model::RoleKind, desk::bulk::MOST};
use dantin_store::Db;

use crate::{
    Setting,
    client::{Client, get_as, page, post_as},
    load::{self, Loaded},
    measure::{Pace, Row, load, scatter},
    process::Server,
};

/// The list's filters; `WARD` and `CATEGORY` are codes of the pack.
const FILTERS: [&str; 19] = [
    "",
    "?view=mine",
    "?view=unassigned",
    "?view=due-today",
    "?view=overdue",
    "?view=reopened",
    "?view=waiting",
    "?view=to-decide",
    "?view=reported",
    "?view=moderation",
    "?view=ended",
    "?category=CATEGORY",
    "?area=WARD",
    "?state=in_progress",
    "?agency=AGENCY",
    "?view=ended&category=CATEGORY",
    "?view=ended&area=WARD",
    "?view=ended&state=unconfirmed",
    "?view=overdue&category=CATEGORY&area=WARD&state=in_progress",
];

/// The list as the coordinator, who sees every case, and as the handler of one ward see it, under every filter; one client.
/// A row for all filters in turn, and one for the slowest of them.
pub async fn inbox(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let city = load::city()?;
    let area = city.areas().first().context("a ward")?;
    let agency = city.ward_agency(&area.code).context("a ward's agency")?;
    let category = city.services().next().context("a category")?.category;
    let addresses: Vec<String> = FILTERS
        .iter()
        .map(|filter| {
            let filter = filter.replace("WARD", &area.code).replace("CATEGORY", &category.code);
            format!("/desk{}", filter.replace("AGENCY", &agency.code))
        })
        .collect();
    let mut rows = Vec::new();
    for (name, cookie) in
        [("inbox of the coordinator", &loaded.coordinator), ("inbox of a ward's handler", &loaded.handler)]
    {
        let server = Server::start(&setting.server, &loaded.folder).await?;
        let (all, one_of) = (cookie.clone(), addresses.clone());
        let asked = load(&server, 1, setting.seconds, Pace::Closed, 200, move |number| {
            page(one_of.get(number % one_of.len()).map_or("", String::as_str), Some(&all))
        });
        rows.push(asked.await?.row(format!("{name}, every filter in turn"), "p99 under 30 ms"));
        let mut slowest: Option<(Duration, Row)> = None;
        for address in &addresses {
            let (cookie, asked_for) = (cookie.clone(), address.clone());
            let asked = load(&server, 1, setting.seconds.div_ceil(4), Pace::Closed, 200, move |_| {
                page(&asked_for, Some(&cookie))
            });
            let asked = asked.await?;
            if slowest.as_ref().is_none_or(|(time, _)| asked.percentile(50) > *time) {
                let row = asked.row(format!("{name}, the slowest: `{address}`"), "p99 under 30 ms");
                slowest = Some((asked.percentile(50), row));
            }
        }
        rows.extend(slowest.map(|(_, row)| row));
        server.stop()?;
    }
    Ok(rows)
}

/// Steps for as many cases as one may have: giving them to somebody, which is done at once, and asking their reporters, which
/// waits its time for being taken back and is then carried out.
pub async fn bulk(setting: &Setting, loaded: &Loaded) -> anyhow::Result<Vec<Row>> {
    let db = loaded.open()?;
    let city = load::city()?;
    let agencies: Vec<&str> = city.agencies().iter().map(|agency| agency.code.as_str()).collect();
    let login = format!("bench.bulk.{}", std::process::id());
    let (cookie, officer) = load::session(&db, &login, RoleKind::Handler, &agencies)?;
    let server = Server::start(&setting.server, &loaded.folder).await?;
    // What is due at a start, such as steps that rise, changes cases: that is not what is measured.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let chosen: Vec<(String, i64)> = db.read_blocking(|tx| {
        tx.all("SELECT code, version FROM cases WHERE state = 'in_progress' ORDER BY code LIMIT 200", &[])
    })?;
    ensure!(chosen.len() == MOST, "only {} cases are at work in this folder", chosen.len());
    let mut client = Client::connect(server.address).await?;
    client.send(&get_as("/desk", &cookie)).await?;
    let csrf = String::from_utf8_lossy(client.body())
        .split_once("name=\"csrf\" value=\"")
        .and_then(|(_, rest)| rest.split('"').next().map(str::to_owned))
        .context("the desk's page has no csrf field")?;
    let marks: Vec<String> = chosen.iter().map(|(code, version)| format!("{code}~{version}")).collect();

    let mut rows = Vec::new();
    let step = |step: &str, more: &[(&str, &str)], number: u64| {
        let key = format!("{:016x}{:016x}", scatter(number), scatter(u64::from(std::process::id())));
        let mut fields = vec![("csrf", csrf.as_str()), ("step", step), ("idempotency_key", key.as_str())];
        fields.extend(marks.iter().map(|mark| ("case", mark.as_str())));
        fields.extend(more);
        (key.clone(), post_as("/desk/bulk", &fields, &cookie))
    };
    let timed = async |client: &mut Client, request: &[u8], status: u16| {
        let begun = Instant::now();
        let answered = client.send(request).await?;
        ensure!(answered == status, "{answered}: {}", String::from_utf8_lossy(client.body()));
        anyhow::Ok(begun.elapsed())
    };

    let (_, request) = step("ask", &[], 1);
    rows.push(took("bulk: the form for 200 cases", timed(&mut client, &request, 200).await?, ""));
    let (key, request) = step("assignee", &[("go", "1"), ("officer", officer.as_str())], 2);
    let elapsed = timed(&mut client, &request, 303).await?;
    ensure!(outcomes(&db, &key)? == (MOST, 0), "not all of 200 cases were given to somebody");
    rows.push(took("bulk: 200 cases given to somebody", elapsed, "under 1 s"));

    let (key, request) = step("ask", &[("go", "1"), ("text", "Chỗ này nay còn hỏng không?")], 3);
    let elapsed = timed(&mut client, &request, 303).await?;
    rows.push(took("bulk: 200 reporters to be asked, until that is noted", elapsed, ""));
    let begun = Instant::now();
    let mut first = None;
    loop {
        let (done, left) = outcomes(&db, &key)?;
        if done > 0 && first.is_none() {
            first = Some((Instant::now(), done));
        }
        if left == 0 {
            ensure!(done == MOST, "only {done} of 200 reporters were asked");
            break;
        }
        ensure!(begun.elapsed() < Duration::from_mins(2), "after two minutes {left} cases wait");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let (first, done) = first.context("nothing was carried out")?;
    let note = format!("under 1 s; from the first {done} to the last");
    rows.push(took("bulk: 200 reporters asked, once their time had come", first.elapsed(), &note));
    server.stop()?;
    db.close();
    Ok(rows)
}

/// How many cases of a batch are done, and how many wait.
fn outcomes(db: &Db, batch: &str) -> anyhow::Result<(usize, usize)> {
    let key = batch.to_owned();
    let rows: Vec<(String, i64)> = db.read_blocking(move |tx| {
        tx.all("SELECT state, count(*) FROM bulk_items WHERE batch_id = $1 GROUP BY state", &[&key])
    })?;
    let of = |state: &str| {
        rows.iter()
            .find(|(there, _)| there == state)
            .map_or(0, |(_, count)| usize::try_from(*count).unwrap_or(0))
    };
    Ok((of("done"), of("waiting")))
}

fn took(name: &str, time: Duration, note: &str) -> Row {
    Row {
        name: name.to_owned(),
        rate: None,
        latency: Some((time, time)),
        processor: None,
        peak: None,
        note: note.to_owned(),
    }
}
