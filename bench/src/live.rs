//! A live session: followers by server-sent events, supports at a fixed pace, and how soon each follower has seen each support; what a
//! follower costs the server in memory; that no support which was acknowledged is missing in the journal; and what it takes to ask
//! where very many have asked already.
//!
//! An update carries counts, not supports: the n-th support of a question that was acknowledged is seen with the first update that tells of
//! n, counted from when it was to be sent.

use std::{
    cell::RefCell,
    collections::HashMap,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use dantin::{
    act::{
        cases::{Asker, CaseError, Context, hex},
        matters::{
            dialogues::{self, Doer, NewSession, Notes, Times, Words},
            questions::{self, NewQuestion},
        },
    },
    clock::{Clock as _, SystemClock, SystemRandom, random},
};
use dantin_record::{
    act::Actor,
    dialogue::{Attendance, DialogueEvent, QuestionChannel, SessionKind},
    entry::Line,
    matter::MatterEvent,
};
use jiff::SignedDuration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::LocalSet,
};

use crate::{
    Setting,
    client::{Client, get, get_from, post_from},
    load::{Loaded, city},
    measure::{Row, percentiles},
    process::Server,
};

/// Questions of the session that is followed.
const QUESTIONS: u32 = 40;
/// Connections that send supports; each waits for its answer.
const SENDERS: usize = 25;
/// How long the server is left alone before its memory is read, and after the last support.
const REST: Duration = Duration::from_secs(3);
/// How long the server may take for what was prepared.
const PATIENCE: Duration = Duration::from_mins(1);
/// Supports and followers of one address; more would be a flood, which the server refuses.
const OF_ONE_ADDRESS: usize = 200;
/// Questions that are asked while they are measured.
const ASKED: usize = 50;

/// How much of everything.
pub struct Size {
    /// Followers.
    pub followers: usize,
    /// Supports a second.
    pub supports: u32,
    /// Questions of the session in which asking is measured.
    pub questions: u32,
}

/// Follows, supports, and asks.
pub async fn live(setting: &Setting, loaded: &Loaded, size: &Size) -> anyhow::Result<Vec<Row>> {
    let followed = prepare(loaded, QUESTIONS)?;
    let full = prepare(loaded, size.questions)?;
    let server =
        Server::start_with(&setting.server, &loaded.folder, &[("DANTIN__SERVER__BEHIND_PROXY", "yes")])
            .await?;
    let tasks = LocalSet::new();
    let mut rows =
        tasks.run_until(follow(setting, &server, &followed, size)).await.context("the followed session")?;
    rows.push(ask(&server, &full, size.questions).await.context("asking")?);
    server.stop()?;
    let counted = counted(loaded, &followed)?;
    let acknowledged = rows.first().map_or(0, |(_, count)| *count);
    let lost = acknowledged.saturating_sub(counted);
    let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    rows.push(Row {
        name: "supports in the journal".to_owned(),
        rate: None,
        latency: None,
        processor: None,
        peak: None,
        note: format!("0 lost; {lost} of {acknowledged} acknowledged, {counted} counted"),
    });
    Ok(rows)
}

/// A session that is going on, with so many published questions; gives its code.
fn prepare(loaded: &Loaded, questions: u32) -> anyhow::Result<String> {
    let city = city()?;
    let host = city.settings().coordinator.clone();
    let db = loaded.open()?;
    let now = SystemClock.now();
    let hours = |hours: i64| now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(now);
    let new = NewSession {
        kind: SessionKind::Conference,
        host,
        area: None,
        times: Times {
            attendance: Attendance::InPerson,
            starts: hours(-1),
            ends: hours(3),
            questions_from: hours(-2),
            questions_until: hours(3),
        },
        words: Words {
            title: "Đối thoại mẫu để đo".to_owned(),
            subject: "Phiên mẫu".to_owned(),
            notes: Notes { place: "Hội trường mẫu".to_owned(), ..Notes::default() },
        },
        key: key(),
        sample: true,
    };
    let keys: Vec<String> = (0..questions).map(|_| key()).collect();
    let code = db.write_blocking(move |tx| {
        fill(tx, Context { city: &city, now, random: &SystemRandom }, &new, &keys)
    })?;
    db.close();
    Ok(code)
}

fn fill(
    tx: &mut dantin_store::Tx<'_>,
    context: Context<'_>,
    new: &NewSession,
    keys: &[String],
) -> Result<String, CaseError> {
    let doer = Doer { by: Actor::Coordinator, officer: "bench".to_owned() };
    let code = dialogues::announce(tx, context, &doer, new)?;
    dialogues::step(tx, context, &doer, &code, DialogueEvent::Opened {})?;
    for (number, key) in (1..).zip(keys) {
        let question = NewQuestion {
            channel: QuestionChannel::Web,
            area: None,
            topic: None,
            text: format!("Câu hỏi mẫu số {number}: bao giờ làm xong việc này?"),
            asker: Asker { language: "vi".to_owned(), ..Asker::default() },
            key: key.clone(),
        };
        let (number, _) = questions::ask(tx, context, &code, &question, None)?;
        questions::show(tx, context, &doer, &code, number, None)?;
    }
    dialogues::step(tx, context, &doer, &code, DialogueEvent::Started {})?;
    Ok(code)
}

fn key() -> String {
    hex(&random::<32>(&SystemRandom))
}

/// When a follower had which revision.
type Seen = Rc<RefCell<Vec<(u64, Instant)>>>;
/// From which revision on how many stand behind a question, by question and in the order of the revisions.
type Told = Rc<RefCell<HashMap<u32, Vec<(u64, usize)>>>>;

/// The rows, and to how many supports the server said yes.
async fn follow(
    setting: &Setting,
    server: &Server,
    code: &str,
    size: &Size,
) -> anyhow::Result<Vec<(Row, usize)>> {
    // The first answers of a server build what it then keeps.
    let mut client = Client::connect(server.address).await?;
    let begun = Instant::now();
    // What was prepared waits to be sequenced.
    while client.send(&get(&format!("/dialogues/{code}"))).await? != 200 {
        ensure!(begun.elapsed() < PATIENCE, "the session never came into the journal");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for _ in 0..20 {
        ensure!(client.send(&get(&format!("/dialogues/{code}"))).await? == 200, "the page of the session");
    }
    tokio::time::sleep(REST).await;
    let (before, _) = server.memory()?;
    let told: Told = Rc::default();
    let mut followers = Vec::with_capacity(size.followers);
    for number in 0..size.followers {
        let stream = connect(server.address, code, number).await?;
        let seen = Seen::default();
        tokio::task::spawn_local(read(stream, Rc::clone(&seen), Rc::clone(&told)));
        followers.push(seen);
    }
    tokio::time::sleep(REST).await;
    let (after, _) = server.memory()?;
    let begun = Instant::now();
    let processor = server.processor_time()?;
    let (acknowledged, answers) = support(server.address, code, size.supports, setting.seconds).await?;
    let elapsed = begun.elapsed();
    let processor = server.processor_time()?.saturating_sub(processor);
    tokio::time::sleep(REST).await;
    let (_, peak) = server.memory()?;
    let without = followers.iter().filter(|seen| seen.borrow().is_empty()).count();
    ensure!(without == 0, "{without} of {} followers saw nothing", size.followers);
    let count = acknowledged.len();
    let latencies = latencies(&acknowledged, &told.borrow(), &followers)?;
    #[expect(clippy::cast_precision_loss, reason = "counts of some thousands")]
    let rate = count as f64 / elapsed.as_secs_f64();
    let each = after.saturating_sub(before) / u64::try_from(size.followers.max(1))?;
    let one = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let update = Row {
        name: format!("update seen, {} followers, {} supports/s", size.followers, size.supports),
        rate: Some(rate),
        latency: Some(percentiles(latencies)),
        processor: Some(processor / one),
        peak: Some(peak),
        note: "p99 under 1 s".to_owned(),
    };
    let answer = Row {
        name: "support acknowledged".to_owned(),
        rate: Some(rate),
        latency: Some(percentiles(answers)),
        processor: None,
        peak: None,
        note: "the same supports".to_owned(),
    };
    let memory = Row {
        name: format!("memory of a follower, {} of them", size.followers),
        rate: None,
        latency: None,
        processor: None,
        peak: Some(after),
        note: format!(
            "under 40 KB; {:.1} KB (resident {} KB before, {} KB with them)",
            kilobytes(each),
            before >> 10,
            after >> 10
        ),
    };
    Ok(vec![(update, count), (answer, 0), (memory, 0)])
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of one connection")]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}

/// Connects a follower; a few hundred share an address, as in a hall.
async fn connect(address: SocketAddr, code: &str, number: usize) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)
        .await
        .context("no connection; `ulimit -n` says how many files may be open, here and in the server")?;
    stream.set_nodelay(true)?;
    let from = format!("198.51.100.{}", number / OF_ONE_ADDRESS % 250 + 1);
    stream.write_all(&get_from(&format!("/dialogues/{code}/events"), &from)).await?;
    Ok(stream)
}

/// Reads until the server ends it, and notes when which update came.
async fn read(mut stream: TcpStream, seen: Seen, told: Told) {
    let mut buffer = Vec::with_capacity(4096);
    while let Ok(1..) = stream.read_buf(&mut buffer).await {
        let now = Instant::now();
        while let Some(end) = buffer.windows(2).position(|pair| pair == b"\n\n") {
            let event: Vec<u8> = buffer.drain(..end + 2).collect();
            if let Some(revision) = note(&String::from_utf8_lossy(&event), &told) {
                seen.borrow_mut().push((revision, now));
            }
        }
    }
}

/// The revision of an update; what it says is taken in from whoever has it first.
fn note(event: &str, told: &Told) -> Option<u64> {
    let part = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    let revision: u64 = part("id: ")?.parse().ok()?;
    let mut told = told.borrow_mut();
    let is_known = told.values().any(|all| all.last().is_some_and(|(last, _)| *last >= revision));
    if is_known {
        return Some(revision);
    }
    let update: serde_json::Value = serde_json::from_str(part("data: ")?).ok()?;
    for question in update.get("questions")?.as_array()? {
        let number = question.get(0)?.as_u64().and_then(|number| u32::try_from(number).ok())?;
        let words = question.get(1)?.as_str()?;
        // The words begin with the number, in Vietnamese grouped by dots.
        let digits: String = words
            .chars()
            .take_while(|letter| letter.is_ascii_digit() || *letter == '.')
            .filter(char::is_ascii_digit)
            .collect();
        told.entry(number).or_default().push((revision, digits.parse().ok()?));
    }
    Some(revision)
}

/// A support to which the server said yes: of which question, and when it was to be sent.
type Acknowledged = (u32, Instant);

/// Sends supports, each from a browser of its own, and gives those that were acknowledged in the order of the answers.
async fn support(
    address: SocketAddr,
    code: &str,
    rate: u32,
    seconds: u64,
) -> anyhow::Result<(Vec<Acknowledged>, Vec<Duration>)> {
    let begun = Instant::now();
    let all = usize::try_from(u64::from(rate) * seconds)?;
    let next = Rc::new(RefCell::new(0..all));
    let done: Rc<RefCell<(Vec<Acknowledged>, Vec<Duration>)>> = Rc::default();
    let mut senders = Vec::new();
    for _ in 0..SENDERS {
        let mut client = Client::connect(address).await?;
        let (next, done, code) = (Rc::clone(&next), Rc::clone(&done), code.to_owned());
        senders.push(tokio::task::spawn_local(async move {
            loop {
                let Some(number) = next.borrow_mut().next() else { return Ok::<(), anyhow::Error>(()) };
                let due = begun + Duration::from_secs(1) * u32::try_from(number)? / rate;
                tokio::time::sleep_until(due.into()).await;
                let question = u32::try_from(number)? % QUESTIONS + 1;
                let path = format!("/dialogues/{code}/questions/{question}/support");
                let place = number / OF_ONE_ADDRESS;
                let from = format!("10.0.{}.{}", place / 250, place % 250 + 1);
                let status = client.send(&post_from(&path, &[], &from)).await?;
                ensure!(status == 303, "a support was answered with {status}");
                let mut done = done.borrow_mut();
                done.0.push((question, due));
                done.1.push(due.elapsed());
            }
        }));
    }
    for sender in senders {
        sender.await??;
    }
    Ok(done.take())
}

/// Of every support and every follower: from when it was to be sent to the update that counts it.
fn latencies(
    acknowledged: &[Acknowledged],
    told: &HashMap<u32, Vec<(u64, usize)>>,
    followers: &[Seen],
) -> anyhow::Result<Vec<Duration>> {
    let mut latencies = Vec::with_capacity(acknowledged.len() * followers.len());
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for (question, due) in acknowledged {
        let count = counts.entry(*question).or_default();
        *count += 1;
        // Whoever asked is counted too.
        let wanted = *count + 1;
        let revision = told.get(question).and_then(|all| all.iter().find(|(_, behind)| *behind >= wanted));
        let (revision, _) =
            revision.with_context(|| format!("support {count} of question {question} was never told"))?;
        for follower in followers {
            let seen = follower.borrow();
            let place = seen.partition_point(|(told, _)| told < revision);
            let (_, at) =
                seen.get(place).with_context(|| format!("a follower never saw revision {revision}"))?;
            latencies.push(at.saturating_duration_since(*due));
        }
    }
    Ok(latencies)
}

/// Asks where very many have asked, one after the other.
async fn ask(server: &Server, code: &str, questions: u32) -> anyhow::Result<(Row, usize)> {
    let mut client = Client::connect(server.address).await?;
    let mut latencies = Vec::with_capacity(ASKED);
    let processor = server.processor_time()?;
    let begun = Instant::now();
    for number in 0..ASKED {
        let text = format!("Câu hỏi mẫu thêm số {number}: bao giờ làm xong việc kia?");
        let key = key();
        let fields = [("idempotency_key", key.as_str()), ("text", &text), ("looked", "1")];
        let from = format!("10.1.{}.1", number / 20);
        let asked = Instant::now();
        let status = client.send(&post_from(&format!("/dialogues/{code}/ask"), &fields, &from)).await?;
        ensure!(status == 303, "a question was answered with {status}");
        latencies.push(asked.elapsed());
    }
    let (count, elapsed) = (u32::try_from(ASKED)?, begun.elapsed());
    let row = Row {
        name: format!("question asked where {questions} stand"),
        rate: Some(f64::from(count) / elapsed.as_secs_f64()),
        latency: Some(percentiles(latencies)),
        processor: Some(server.processor_time()?.saturating_sub(processor) / count),
        peak: Some(server.memory()?.1),
        note: "one client".to_owned(),
    };
    Ok((row, 0))
}

/// What the journal counts for the session, all questions together.
fn counted(loaded: &Loaded, code: &str) -> anyhow::Result<usize> {
    let db = loaded.open()?;
    let code = code.to_owned();
    let bodies: Vec<(String,)> = db.write_blocking(move |tx| {
        tx.all(
            "SELECT j.body FROM journal j JOIN matters m ON m.id = j.case_id WHERE m.code = $1 ORDER BY j.idx",
            &[&code],
        )
    })?;
    db.close();
    let mut totals: HashMap<u32, usize> = HashMap::new();
    for (body,) in bodies {
        let Line::Matter(entry) = Line::parse(body.as_bytes())? else { continue };
        if let MatterEvent::Dialogue(DialogueEvent::Supported { totals: told }) = entry.event {
            totals.extend(told.into_iter().map(|one| (one.question, one.total as usize)));
        }
    }
    Ok(totals.values().sum())
}
