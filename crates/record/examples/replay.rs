//! Measures how fast entries are written, read and replayed, what a case costs in memory, and how long the book
//! takes to answer, over 100,000 made-up cases: `cargo run --release -p dantin-record --example replay`.
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use dantin_record::act::Actor;
use dantin_record::book::Book;
use dantin_record::book::figures::{Scope, tables::Tables};
use dantin_record::book::filter::{Bounds, Filter, Openness};
use dantin_record::code::{AgencyCode, AreaCode, CategoryCode, RuleCode, SubcategoryCode};
use dantin_record::entry::{Commitments, Entry, PendingEntry};
use dantin_record::event::{
    Due, DueKind, Event, Evidence, EvidenceKind, Origin, Phase, ShownText, Submission,
};
use dantin_record::field::FieldName;
use dantin_record::id::{CaseCode, CaseId, CodePrefix};
use dantin_record::moment::Moment;
use dantin_record::place::{Point, PublicPlace};

const CASES: u32 = 100_000;
const START: i64 = 1_767_225_600;

struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(bound)).unwrap_or(0)
    }
}

fn due(seconds: i64) -> Result<Due, Box<dyn Error>> {
    let at = Moment::from_second(START + seconds);
    let version = jiff::civil::date(2025, 2, 28);
    Ok(Due { at, rule: RuleCode::new("ihanoi.normal")?, version, kind: DueKind::CityRule })
}

/// The events of one case, as a story with a random end.
fn story(number: u32, dice: &mut Dice) -> Result<Vec<(Actor, Event)>, Box<dyn Error>> {
    let area = AreaCode::new(&format!("{:05}", dice.below(126)))?;
    let lead = AgencyCode::new(&format!("ward.{}", dice.below(126)))?;
    let spread = |dice: &mut Dice| i32::try_from(dice.below(20_000) + dice.below(20_000)).unwrap_or(0);
    let point = Point::new(2_080_000 + spread(dice), 10_560_000 + spread(dice)).ok_or("no point")?;
    let submission = Submission {
        code: CaseCode::new(CodePrefix::new("DT")?, number.wrapping_mul(2_654_435_761)),
        origin: Origin::Web,
        category: CategoryCode::new(&format!("category-{}", dice.below(16)))?,
        subcategory: Some(SubcategoryCode::new(&format!("sub-{}", dice.below(60)))?),
        place: PublicPlace::Point { area: Some(area), point, precision_m: 15 },
        photos: 2,
        urgent: dice.below(20) == 0,
        sample: true,
    };
    let time = i64::from(number) * 60;
    let day = 86_400;
    let handler = Actor::Handler(lead);
    let evidence = [Phase::Before, Phase::After]
        .map(|phase| Evidence { kind: EvidenceKind::Photo, phase, sha256: [7; 32] })
        .to_vec();
    let resolved =
        Event::ReportedResolved { evidence, confirm_by: Moment::from_second(START + time + 9 * day) };
    let mut story = vec![
        (Actor::Reporter, Event::Submitted(submission)),
        (
            Actor::Routing,
            Event::Assigned {
                agency: lead,
                parents: vec![AgencyCode::new("city")?],
                receive_by: due(time + day)?,
            },
        ),
        (
            Actor::Moderator,
            Event::Shown {
                text: ShownText::AsWritten,
                photos: vec![[7; 32], [8; 32]],
                reason: None,
                spot: None,
            },
        ),
        (handler, Event::Accepted { due: due(time + 5 * day)? }),
    ];
    match dice.below(8) {
        0 => {}
        1 => story.push((handler, resolved)),
        2 => {
            let contested = Event::Contested { evidence: vec![], due: due(time + 12 * day)? };
            story.extend([(handler, resolved.clone()), (Actor::Reporter, contested), (handler, resolved)]);
            story.push((Actor::Reporter, Event::Confirmed));
        }
        _ => story.extend([(handler, resolved), (Actor::Reporter, Event::Confirmed)]),
    }
    Ok(story)
}

fn entries() -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut dice = Dice(1);
    let mut entries = Vec::new();
    for number in 0..CASES {
        let mut id = [0; 16];
        for bytes in id.chunks_mut(4) {
            bytes.copy_from_slice(&(dice.below(1 << 31) << 1 | dice.below(2)).to_be_bytes());
        }
        let mut prev = None;
        for (step, (by, event)) in (0_i64..).zip(story(number, &mut dice)?) {
            let occurred = Moment::from_second(START + i64::from(number) * 60 + step);
            let mut commit = Commitments::new();
            if step == 0 {
                for field in ["address", "contact", "place", "text"] {
                    commit.insert(FieldName::new(field)?, [9; 32]);
                }
            }
            let pending = PendingEntry { case: CaseId(id), by, occurred, event, commit, voice: None };
            let index = u64::try_from(entries.len())?;
            entries.push(pending.sequence(occurred, prev.replace(index)));
        }
    }
    Ok(entries)
}

/// The time this thread has had on a processor, so that a busy machine does not spoil the figures; only Linux tells.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The result and the time on a processor that it took, or by the wall clock where the system does not tell.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let (wall, processor) = (Instant::now(), on_processor());
    let result = work();
    let spent = on_processor().zip(processor).map(|(after, before)| after.saturating_sub(before));
    (result, spent.unwrap_or_else(|| wall.elapsed()))
}

fn rate(name: &str, count: usize, time: Duration) {
    println!("{name:<34}{:>10.3} s {:>12.0} /s", time.as_secs_f64(), count as f64 / time.as_secs_f64());
}

/// The slowest of 20 runs, which is what a visitor may meet.
fn slowest<T>(name: &str, mut work: impl FnMut() -> T) {
    let slowest = (0..20).map(|_| timed(|| black_box(work())).1).max().unwrap_or_default();
    println!("{name:<34}{:>10.3} ms", slowest.as_secs_f64() * 1000.0);
}

fn main() -> Result<(), Box<dyn Error>> {
    let entries = entries()?;
    let count = entries.len();
    let (encoded, time) = timed(|| entries.iter().map(Entry::to_bytes).collect::<Result<Vec<_>, _>>());
    let encoded = encoded?;
    let bytes: usize = encoded.iter().map(Vec::len).sum();
    let clock = if on_processor().is_some() { "time on a processor" } else { "time by the wall clock" };
    println!("{clock}; {CASES} cases, {count} entries, {} bytes an entry", bytes / count);
    rate("write entries", count, time);
    let (read, time) = timed(|| encoded.iter().try_for_each(|bytes| Entry::parse(bytes).map(|_| ())));
    read?;
    rate("read entries", count, time);
    let (book, time) = timed(|| -> Result<Book, Box<dyn Error>> {
        let mut book = Book::new();
        for (index, bytes) in (0_u64..).zip(&encoded) {
            book.apply(index, &Entry::parse(bytes)?)?;
        }
        book.settle();
        Ok(book)
    });
    let book = book?;
    rate("replay: read and apply", count, time);
    println!("{:<34}{:>10} bytes", "memory for each case", book.bytes_per_case());
    slowest("digest", || book.digest());
    let all = Filter::default();
    let city = Bounds { south: 2_080_000, west: 10_560_000, north: 2_120_000, east: 10_600_000 };
    let street = Bounds { south: 2_100_000, west: 10_580_000, north: 2_100_400, east: 10_580_400 };
    let now = Moment::from_second(START + 40 * 86_400);
    let open = Filter { openness: Some(Openness::Open), overdue_at: Some(now), ..all.clone() };
    for zoom in [8, 12, 16] {
        slowest(&format!("clusters of the city, zoom {zoom}"), || book.clusters(city, zoom, &all));
    }
    slowest("clusters of the city, overdue", || book.clusters(city, 12, &open));
    slowest("marks of a street, zoom 17", || book.clusters(street, 17, &all));
    slowest("first page of 50", || book.page(&all, None, 50));
    slowest("first page of 50, overdue", || book.page(&open, None, 50));
    slowest("count by state", || book.count_by_state(&all));
    slowest("figures of the city", || book.figures(&Scope::default(), now));
    slowest("figures by agency", || book.figures_by_agency(&Scope::default(), now));
    let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh")?;
    slowest("figures by month", || book.figures_by_month(&Scope::default(), now, &zone));
    slowest("all tables that are published", || Tables::count(&book, now, &zone).hash());
    let point = Point::new(2_100_000, 10_580_000).ok_or("no point")?;
    let category = CategoryCode::new("category-3")?;
    slowest("nearby within 200 m", || book.nearby(category, point, 200, Moment::from_second(START), 5));
    Ok(())
}
