//! A consultation with very many comments, put there through the product's own commands: what its pages take, its consolidated table as files,
//! and a comment more; and how long the comparison of two versions of a long draft takes, which needs no server.

use std::{
    fmt::Write as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use dantin::{
    act::{
        cases::{Asker, CaseError, Context},
        consultations::{self, Answering, By, NewComment, NewConsultation},
    },
    clock::{Clock as _, SeededRandom, SystemClock, SystemRandom, random},
    prove::journal::{BATCH, PublicLog, publish, sequence},
};
use dantin_drafts::{Draft, Format, Kind, compare::compare_drafts, import, match_versions};
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    consultation::{CommentChannel, Decision, DraftKind, Speaker, Stance},
};
use dantin_store::Db;
use jiff::{SignedDuration, Timestamp};

use crate::{
    Setting,
    client::{Client, get, page, post},
    load::{self, city},
    measure::{Pace, Row, load as ask, scatter},
    process::Server,
};

/// Comments of one transaction of the load, and of one group of like comments.
const BATCH_OF_COMMENTS: usize = 250;
const GROUP: usize = 20;
/// Every so many comments one goes to the first article, which thus has 200 of 20,000 more than its share.
const FIRST: usize = 100;
/// Comments sent by the form: fewer than one address may send at once.
const SENT: usize = 50;

/// What was loaded.
struct Held {
    code: String,
    articles: Vec<String>,
    /// Seconds that the load's first and last comments took, each with how many they were.
    first: (Duration, usize),
    last: (Duration, usize),
}

/// Reading, matching and comparing two versions of 300,000 characters, without a server.
pub fn versions() -> anyhow::Result<Vec<Row>> {
    let (old, new) = (text(300, 8, 0), text(300, 8, 7));
    let strange = text(300, 8, 100_003);
    let characters = old.chars().count();
    let timed = |name: String, aim: &str, start: Instant| Row {
        name,
        rate: None,
        latency: Some((start.elapsed(), start.elapsed())),
        processor: None,
        peak: None,
        note: aim.to_owned(),
    };
    let mut rows = Vec::new();
    let start = Instant::now();
    let old = read(&old)?;
    rows.push(timed(format!("reading a draft of {characters} characters"), "", start));
    for (name, text) in [("", new), (" whose words come in another order", strange)] {
        let new = read(&text)?;
        let start = Instant::now();
        let matches = match_versions(&old, &new, &[]).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        rows.push(timed(
            format!("matching its provisions with those of a version{name}"),
            "under 1 s",
            start,
        ));
        let start = Instant::now();
        let compared = compare_drafts(&old, &new, &matches);
        ensure!(compared.len() >= 2_700, "{} provisions were compared", compared.len());
        rows.push(timed(format!("comparing them word by word{name}"), "under 1 s", start));
    }
    Ok(rows)
}

fn read(text: &str) -> anyhow::Result<Draft> {
    let mut next = 0;
    let mut ids = || {
        next += 1;
        next
    };
    let read = import(text.as_bytes(), Format::Plain, &mut ids);
    read.map(|imported| imported.draft).map_err(|fault| anyhow::anyhow!("{fault:?}"))
}

/// Loads the consultation, into the folder's own file or an empty PostgreSQL database, and asks a server for what people ask of it.
pub async fn measure(
    setting: &Setting,
    folder: &Path,
    postgres: Option<&str>,
    comments: usize,
) -> anyhow::Result<Vec<Row>> {
    let begun = Instant::now();
    let held = fill(folder, postgres, comments)?;
    eprintln!("Loaded {comments} comments in {:.0} s", begun.elapsed().as_secs_f64());
    let mut rows = vec![
        part("a comment of the load's first transaction", held.first),
        part("a comment of its last", held.last),
    ];
    let base = format!("/consultations/{}", held.code);

    let server = Server::start(&setting.server, folder).await?;
    let articles: Vec<String> = held.articles.iter().map(|article| format!("{base}/{article}")).collect();
    let first = articles.first().context("no articles")?.clone();
    let any = articles.clone();
    let any = move |number: usize| {
        let place = usize::try_from(scatter(number as u64)).unwrap_or(0) % any.len();
        page(any.get(place).map_or("", String::as_str), None)
    };
    let aim = "p99 under 40 ms";
    rows.push(
        ask(&server, 1, setting.seconds, Pace::Closed, 200, any).await?.row("a page of an article", aim),
    );
    let one = format!("{first}?after=0");
    let one = move |_| page(&one, None);
    let asked = ask(&server, 1, setting.seconds, Pace::Closed, 200, one).await?;
    rows.push(asked.row("the page of the article with the most comments", aim));
    for (name, path) in
        [("the consultation's own page", base.clone()), ("a page of the table", format!("{base}/table"))]
    {
        let asked = ask(&server, 1, setting.seconds, Pace::Closed, 200, move |_| page(&path, None)).await?;
        rows.push(asked.row(name, ""));
    }
    rows.push(sent(&server, &first, comments).await?);
    server.stop()?;

    for (ending, aim) in [("csv", ""), ("docx", ""), ("pdf", "under 20 s")] {
        rows.push(file(setting, folder, &format!("{base}/table.{ending}"), aim).await?);
    }
    Ok(rows)
}

fn part(name: &str, (took, count): (Duration, usize)) -> Row {
    let each = took / u32::try_from(count.max(1)).unwrap_or(u32::MAX);
    let note = format!("mean of {count}, {BATCH_OF_COMMENTS} in a transaction");
    Row { name: name.to_owned(), rate: None, latency: Some((each, each)), processor: None, peak: None, note }
}

/// The table as a file, asked of a server that has done nothing else.
async fn file(setting: &Setting, folder: &Path, path: &str, aim: &str) -> anyhow::Result<Row> {
    let server = Server::start(&setting.server, folder).await?;
    let before = server.processor_time()?;
    let rested = server.memory()?.1;
    let mut client = Client::connect(server.address).await?;
    let start = Instant::now();
    let status = client.send(&get(path)).await?;
    let took = start.elapsed();
    ensure!(status == 200, "{path} answers {status}: {}", String::from_utf8_lossy(client.body()));
    let ending = path.rsplit('.').next().unwrap_or_default().to_uppercase();
    let size = client.body().len() >> 10;
    let row = Row {
        name: format!("the consolidated table as {ending}, {size} KB"),
        rate: None,
        latency: Some((took, took)),
        processor: Some(server.processor_time()?.saturating_sub(before)),
        peak: Some(server.memory()?.1),
        note: [aim, &format!("peak before {} MB", rested >> 20)]
            .join("; ")
            .trim_start_matches("; ")
            .to_owned(),
    };
    server.stop()?;
    Ok(row)
}

/// Comments sent one after the other by the form of an article.
async fn sent(server: &Server, path: &str, there: usize) -> anyhow::Result<Row> {
    let mut client = Client::connect(server.address).await?;
    let mut latencies = Vec::with_capacity(SENT);
    for number in 0..SENT {
        let key = format!("{:064x}", scatter(number as u64));
        let fields = [
            ("idempotency_key", key.as_str()),
            ("version", "1"),
            ("provision", path.rsplit('/').next().unwrap_or_default()),
            ("stance", "disagree"),
            ("speaker", "person"),
            ("text", "Ý kiến mẫu gửi khi đã có rất nhiều ý kiến khác."),
        ];
        let request = post(path, &fields);
        let start = Instant::now();
        let status = client.send(&request).await?;
        latencies.push(start.elapsed());
        ensure!(status == 303, "a comment is answered {status}: {}", String::from_utf8_lossy(client.body()));
    }
    latencies.sort_unstable();
    let at = |percent: usize| latencies.get((SENT - 1) * percent / 100).copied().unwrap_or_default();
    Ok(Row {
        name: format!("a comment by the form, {there} are there"),
        rate: None,
        latency: Some((at(50), at(99))),
        processor: None,
        peak: Some(server.memory()?.1),
        note: format!("{SENT} one after the other, durable"),
    })
}

/// Puts the consultation there: each comment is made and shown; of twenty like ones one is answered, and the others with it.
fn fill(folder: &Path, postgres: Option<&str>, comments: usize) -> anyhow::Result<Held> {
    std::fs::create_dir_all(folder)?;
    load::keep_at(folder, postgres)?;
    let city = Arc::new(city()?);
    let source = Arc::new(SeededRandom::new(7));
    let db = load::open(folder, postgres)?;
    PublicLog::create(folder, &"bench.example/journal".parse()?, &random(&SystemRandom))?;
    let log = PublicLog::open(folder)?.context("no log")?;
    let start = SystemClock.now() - SignedDuration::from_hours(10 * 24);
    load::begin(&db, &log, start.as_second())?;
    let drafter = city.agencies().first().context("an agency")?.code.clone();
    let by = By::actor(Actor::Handler(AgencyCode::new(&drafter).map_err(|_bad| anyhow::anyhow!("no code"))?));
    let draft = read(&text(100, 8, 0))?;
    let articles: Vec<String> = draft
        .walk()
        .iter()
        .filter(|step| step.provision.kind == Kind::Article)
        .map(|step| step.provision.id.to_string())
        .collect();
    let new = NewConsultation {
        by: by.clone(),
        kind: DraftKind::Plan,
        drafter,
        area: None,
        title: "Dự thảo mẫu có rất nhiều ý kiến".to_owned(),
        explanation: "Văn bản mẫu để đo.".to_owned(),
        opens: None,
        closes: start + SignedDuration::from_hours(40 * 24),
        draft,
        sample: true,
        key: "bench".to_owned(),
    };
    let work = Work { db: &db, city, source };
    let code = work.write(start, move |tx, context| {
        let code = consultations::announce(tx, context, &new)?;
        let file = consultations::open(tx, &code)?;
        consultations::tick(tx, context, &file.matter.id().to_string())?;
        Ok(code)
    })?;
    let mut times = Vec::new();
    for number in (0..comments).step_by(BATCH_OF_COMMENTS) {
        let made: Vec<NewComment> =
            (number..comments.min(number + BATCH_OF_COMMENTS)).map(|one| comment(one, &articles)).collect();
        let (held, by) = (code.clone(), by.clone());
        let at = start + SignedDuration::from_secs(60 + i64::try_from(number).unwrap_or(0) * 20);
        let count = made.len();
        let begun = Instant::now();
        let numbers: Vec<u32> = work.write(at, move |tx, context| {
            let mut file = consultations::open(tx, &held)?;
            made.iter().map(|one| Ok(consultations::comment(tx, context, &mut file, one)?.0)).collect()
        })?;
        times.push((begun.elapsed(), count));
        let held = code.clone();
        work.write(at, move |tx, context| work_on(tx, context, &held, &by, &numbers))?;
    }
    publish(&db, &log)?;
    db.close();
    let (first, last) = (times.first().copied(), times.last().copied());
    Ok(Held { code, articles, first: first.unwrap_or_default(), last: last.unwrap_or_default() })
}

struct Work<'a> {
    db: &'a Db,
    city: Arc<dantin_city::City>,
    source: Arc<SeededRandom>,
}

impl Work<'_> {
    /// One transaction at a moment, sequenced at once.
    fn write<T: Send + 'static>(
        &self,
        now: Timestamp,
        work: impl Fn(&mut dantin_store::Tx<'_>, Context<'_>) -> Result<T, CaseError> + Send + 'static,
    ) -> anyhow::Result<T> {
        let (city, source) = (Arc::clone(&self.city), Arc::clone(&self.source));
        Ok(self.db.write_blocking(move |tx| {
            let done = work(tx, Context { city: &city, now, random: source.as_ref() })?;
            while sequence(tx, now)? == BATCH {}
            Ok::<_, CaseError>(done)
        })?)
    }
}

/// Shows these comments, groups like ones and answers each group.
fn work_on(
    tx: &mut dantin_store::Tx<'_>,
    context: Context<'_>,
    code: &str,
    by: &By,
    numbers: &[u32],
) -> Result<(), CaseError> {
    let mut file = consultations::open(tx, code)?;
    for number in numbers {
        consultations::show(tx, context, &mut file, &By::actor(Actor::Moderator), *number, None)?;
    }
    for group in numbers.chunks(GROUP) {
        let Some((main, others)) = group.split_first() else { continue };
        if !others.is_empty() {
            consultations::group(tx, context, &mut file, by, others, *main)?;
        }
        let answering = Answering {
            comment: *main,
            revision: 1,
            decision: Decision::NotAccepted,
            provisions: Vec::new(),
            text: "Giữ như dự thảo, vì quy định này đã cân nhắc điều kiện của từng nơi và được nhiều ý kiến khác đồng tình."
                .to_owned(),
        };
        consultations::answer(tx, context, &mut file, by, &answering)?;
    }
    Ok(())
}

fn comment(number: usize, articles: &[String]) -> NewComment {
    let chance = usize::try_from(scatter(number as u64) >> 8).unwrap_or(0);
    let place = if number.is_multiple_of(FIRST) { 0 } else { chance % articles.len().max(1) };
    NewComment {
        by: By::actor(Actor::Reporter),
        provision: articles.get(place).cloned(),
        version: 1,
        stance: if number.is_multiple_of(3) { Stance::Change } else { Stance::Disagree },
        speaker: Speaker::Person,
        channel: CommentChannel::Web,
        text: format!(
            "Ý kiến mẫu số {number}: đề nghị ghi rõ nơi áp dụng, vì người dân khó biết chỗ nào được phép."
        ),
        proposal: if number.is_multiple_of(3) {
            "Ghi rõ từng nơi ở phụ lục kèm theo.".to_owned()
        } else {
            String::new()
        },
        organisation: String::new(),
        asker: Asker { language: "vi".to_owned(), ..Asker::default() },
        key: format!("{number:064x}"),
    }
}

/// A draft whose words follow from a number: some clauses differ where `change` is small, all words where it is large.
fn text(articles: usize, clauses: usize, change: u64) -> String {
    const SYLLABLES: [&str; 32] = [
        "quy",
        "định",
        "của",
        "người",
        "dân",
        "phường",
        "xã",
        "thành",
        "phố",
        "cơ",
        "quan",
        "trách",
        "nhiệm",
        "thực",
        "hiện",
        "công",
        "khai",
        "thông",
        "tin",
        "giữ",
        "gìn",
        "cây",
        "xanh",
        "đường",
        "hè",
        "rác",
        "đúng",
        "nơi",
        "giờ",
        "việc",
        "lấy",
        "ý",
    ];
    let mut written = String::new();
    let mut state = 1_u64 + if change > 1000 { change } else { 0 };
    let mut draw = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for article in 1..=articles as u64 {
        // Writing into a string cannot fail.
        let _ = write!(written, "Điều {article}. Về việc thứ {article}\n\n");
        for clause in 1..=clauses as u64 {
            let mut words: Vec<String> = (0..26)
                .map(|_| {
                    let number = draw();
                    let place = usize::try_from(number % 32).unwrap_or(0);
                    let syllable = SYLLABLES.get(place).copied().unwrap_or_default();
                    if number % 5 == 0 { format!("{syllable}{}", number % 97) } else { syllable.to_owned() }
                })
                .collect();
            if change > 0 && (article * 8 + clause) % change.min(7) == 0 {
                words.insert(5, "sửa".to_owned());
                words.truncate(24);
            }
            let _ = write!(written, "{clause}. {}.\n\n", words.join(" "));
        }
    }
    written
}
