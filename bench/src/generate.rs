//! A generated city of so many cases: spacing, mix, delays and repeats as [`crate::taken`] found them, placed on the wards of
//! the built-in pack and on its working calendar. The same seed makes the same cases. What the files cannot know (what
//! residents say afterwards) is assumed, and printed as assumed.

use std::fmt::Write as _;

use anyhow::Context as _;
use dantin::act::cases::{Asker, NewCase, Place};
use dantin_calendar::Amount;
use dantin_city::City;
use dantin_record::{act::Actor, event::Origin};
use jiff::{Timestamp, ToSpan as _};

use crate::{
    load::{Reports, Step},
    measure::scatter,
    taken::Taken,
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Of a hundred results: confirmed, contested and done again. The others nobody answers.
const CONFIRMED: u64 = 55;
const CONTESTED: u64 = 10;
/// Days after a result at which nobody has answered for sure.
const NOBODY: i64 = 38;
/// Seconds after a case is shown in which somebody else joins it.
const JOINED_WITHIN: i64 = 7 * DAY;

/// One case as drawn.
struct Drawn {
    service: usize,
    area: usize,
    chance: u64,
}

/// The drawn cases with what happens to them.
pub struct Generated {
    cases: Vec<Drawn>,
    /// (second, case, step) in the order of time.
    pub steps: Vec<(i64, usize, Step)>,
    /// What was drawn, in words.
    pub summary: String,
}

/// A series of numbers that follows from the seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        scatter(self.0)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// The place in a list of weights.
    fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().map(|weight| u64::from(*weight)).sum());
        for (place, weight) in weights.iter().enumerate() {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        0
    }
}

/// Draws the cases of the last `days` days before `now`.
pub fn draw(
    city: &City,
    taken: &Taken,
    cases: usize,
    seed: u64,
    days: i64,
    now: i64,
) -> anyhow::Result<Generated> {
    anyhow::ensure!(days >= 14, "cases are spread over two weeks or more");
    let mut dice = Dice(scatter(seed));
    let services = city.services().count().max(1);
    let weights: Vec<u32> = taken.kinds.iter().map(|kind| kind.count).collect();
    let calendar = city.calendar();
    let mut drawn = Vec::with_capacity(cases);
    let mut steps: Vec<(i64, usize, Step)> = Vec::with_capacity(cases * 6);
    let mut counts = [0_usize; 6];
    let moment = |second: i64| Timestamp::from_second(second).context("a time");
    // The next moment of work so many working hours on.
    let working = |second: i64, hours: u32| -> anyhow::Result<i64> {
        let time = calendar.add_working(moment(second)?, Amount::WorkingHours(hours.max(1)));
        Ok(time.map_err(|_far| anyhow::anyhow!("a time out of reach"))?.as_second())
    };
    for case in 0..cases {
        let kind_number = dice.weighted(&weights);
        let kind = taken.kinds.get(kind_number).context("a kind")?;
        let sent = loop {
            let day = moment(now)?.to_zoned(calendar.zone().clone()).date();
            let back = i64::try_from(dice.below(u64::try_from(days.max(1))?))?;
            let monday =
                day.checked_sub((i64::from(day.weekday().to_monday_zero_offset()) + 7 * (back / 7)).days())?;
            let hour = i64::try_from(dice.weighted(&taken.hours))?;
            let start = monday.to_zoned(calendar.zone().clone())?.timestamp().as_second();
            let sent = start + hour * HOUR + i64::try_from(dice.below(3600))?;
            if sent < now - HOUR {
                break sent;
            }
        };
        drawn.push(Drawn {
            service: kind_number % services,
            area: usize::try_from(dice.below(u64::try_from(city.areas().len())?))?,
            chance: dice.next(),
        });
        let mut step = |second: i64, step: Step| {
            let happens = second < now;
            if happens {
                steps.push((second, case, step));
            }
            happens
        };
        step(sent, Step::Submit);
        let shown = working(sent, 1 + u32::try_from(dice.below(3))?)?;
        step(shown, Step::Show);
        let joined = dice.below(u64::from(taken.rows)) < u64::from(taken.repeats);
        let joined_after = i64::try_from(dice.below(JOINED_WITHIN.unsigned_abs()))?;
        let fate = dice.below(u64::from(kind.count));
        if fate < u64::from(kind.cancelled) {
            // What others asked for too is nobody's to withdraw: these cases stay with one resident.
            counts[1] += usize::from(step(shown + HOUR, Step::Withdraw));
            continue;
        }
        // Who comes when the case has ended writes anew: whoever joins does so while it is open.
        let mut join = |step: &mut dyn FnMut(i64, Step) -> bool, ends: Option<i64>| {
            let open = ends.map_or(JOINED_WITHIN, |ends| (ends - shown).min(JOINED_WITHIN));
            counts[0] += usize::from(joined && step(shown + joined_after % open.max(1), Step::Join));
        };
        let accepted = working(shown, 1 + u32::try_from(dice.below(9))?)?;
        if !step(accepted, Step::Accept)
            || fate < u64::from(kind.cancelled + kind.open)
            || kind.delays.is_empty()
        {
            join(&mut step, None);
            counts[2] += 1;
            continue;
        }
        let delay = kind.delays.get(usize::try_from(dice.below(u64::try_from(kind.delays.len())?))?);
        let done = working((sent + i64::from(delay.copied().unwrap_or(0)) * 60).max(accepted), 1)?;
        if !step(done, Step::Report) {
            join(&mut step, None);
            counts[2] += 1;
            continue;
        }
        let said = dice.below(100);
        let after = done + DAY + i64::try_from(dice.below(4 * 86_400))?;
        if said < CONFIRMED {
            join(&mut step, Some(after));
            counts[3] += usize::from(step(after, Step::Confirm));
        } else if said < CONFIRMED + CONTESTED {
            // Contested and done again is over at its second confirmation, which is later than any joining.
            let again = working(after + DAY, 4)?;
            join(&mut step, Some(again + DAY));
            counts[4] += usize::from(step(after, Step::Contest));
            if step(again, Step::ReportAgain) && dice.below(2) == 0 {
                step(again + DAY, Step::Confirm);
            }
        } else {
            join(&mut step, Some(done + NOBODY * DAY));
            counts[5] += usize::from(step(done + NOBODY * DAY, Step::Expire));
        }
    }
    steps.sort_unstable();
    let mut summary = String::new();
    let [joined, withdrawn, open, confirmed, contested, unanswered] = counts;
    writeln!(summary, "Generated with seed {seed}: {cases} cases over {days} days, {} events", steps.len())?;
    writeln!(
        summary,
        "  {joined} with a second resident, {withdrawn} withdrawn, {open} still at work, {confirmed} confirmed at once, \
         {contested} contested, {unanswered} that nobody answered"
    )?;
    writeln!(
        summary,
        "  assumed, since no file says it: {CONFIRMED} of 100 results are confirmed and {CONTESTED} contested; kinds go to the \
         pack's services by rank; the files' days are stretched over {days}"
    )?;
    Ok(Generated { cases: drawn, steps, summary })
}

/// Street names that no city has; the words of a case are put together out of these and of the pack's own.
const STREETS: [&str; 12] = [
    "Mẫu Đơn",
    "Hoa Ban",
    "Bằng Lăng Mẫu",
    "Cây Sữa Mẫu",
    "Hồ Sen Mẫu",
    "Đồng Lúa Mẫu",
    "Bến Đò Mẫu",
    "Chợ Phiên Mẫu",
    "Lò Gạch Mẫu",
    "Giếng Cổ Mẫu",
    "Trường Làng Mẫu",
    "Bờ Đê Mẫu",
];

const COMPLAINTS: [&str; 10] = [
    "đã mấy ngày chưa ai xử lý",
    "nước ngập đến mắt cá mỗi khi mưa",
    "trời tối đi lại rất khó",
    "xe máy hay ngã ở đây",
    "mùi hôi vào tận nhà",
    "trẻ em đi học phải vòng qua",
    "người già không dám ra ngõ",
    "chắn hết lối đi bộ",
    "tiếng ồn suốt đêm",
    "báo lần trước mà chưa thấy ai đến",
];

impl Reports for Generated {
    fn words(&self, city: &City, case: usize) -> String {
        let Some(drawn) = self.cases.get(case) else { return String::new() };
        let pick = |list: &[&'static str], bits: u32| {
            let place = (drawn.chance >> bits) % list.len().max(1) as u64;
            list.get(usize::try_from(place).unwrap_or(0)).copied().unwrap_or_default()
        };
        let services: Vec<_> = city.services().collect();
        let what = services.get(drawn.service).map_or("Việc", |service| {
            let words = service.keywords();
            let place = usize::try_from(drawn.chance >> 40).unwrap_or(0) % words.len().max(1);
            words.get(place).map_or(service.name().vi.as_str(), String::as_str)
        });
        let area = city.areas().get(drawn.area).map_or("", |area| area.name.vi.as_str());
        format!(
            "Mẫu số {case}: {what} ở ngõ {} phố {}, {area}; {}, {}. Mong cơ quan sớm đến xem và xử lý.",
            1 + drawn.chance % 399,
            pick(&STREETS, 8),
            pick(&COMPLAINTS, 16),
            pick(&COMPLAINTS, 24)
        )
    }

    #[expect(clippy::cast_precision_loss, reason = "parts of a thousand")]
    fn case(&self, city: &City, case: usize) -> NewCase {
        let (service, area, chance) =
            self.cases.get(case).map_or((0, 0, 0), |drawn| (drawn.service, drawn.area, drawn.chance));
        let service = city.services().nth(service);
        let area = city.areas().get(area);
        let shift = |bits: u32| (((chance >> bits) % 2000) as f64 - 1000.0) / 100_000.0;
        NewCase {
            origin: Origin::Web,
            by: Actor::Reporter,
            category: service.map(|service| service.category.code.clone()).unwrap_or_default(),
            subcategory: service.and_then(|service| service.subcategory.map(|finer| finer.code.clone())),
            area: area.map(|area| area.code.clone()),
            place: area.map(|area| Place {
                latitude: area.latitude + shift(32),
                longitude: area.longitude + shift(44),
                accuracy_m: 20,
            }),
            address: Some(format!("Số {} phố mẫu", 1 + chance % 199)),
            text: self.words(city, case),
            answers: None,
            photos: Vec::new(),
            asker: Asker {
                phone: Some("0900000000".to_owned()),
                language: "vi".to_owned(),
                ..Asker::default()
            },
            idempotency_key: None,
            sample: false,
            officer: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::load::{self, Wanted};

    const NOW: i64 = 1_764_400_000;

    fn files() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut rows =
            String::from("datetimeinit,problemcode,status,datetimeclosed,datecancelled,probaddress\n");
        for number in 0..70 {
            let (day, hour) = (1 + number % 7, 8 + number % 9);
            let kind = if number % 7 < 5 { "RÁC" } else { "ĐÈN" };
            let (status, closed) = match number % 10 {
                0 => ("NEW", "NA".to_owned()),
                3 => ("CANCEL", "NA".to_owned()),
                _ => ("CLOSED", format!("2018-01-{:02} 12:00:00.0", day + 2)),
            };
            writeln!(
                rows,
                "2018-01-{day:02} {hour:02}:00:00.0,{kind},{status},{closed},NA,{} MAIN",
                number % 30
            )
            .unwrap();
        }
        fs::write(folder.path().join("somewhere.csv"), rows).unwrap();
        fs::write(folder.path().join("other.csv"), "a,b\n1,2\n").unwrap();
        folder
    }

    #[test]
    fn the_same_seed_draws_the_same_city_and_another_seed_another() {
        let city = City::embedded().unwrap();
        let folder = files();
        let taken = Taken::read(folder.path()).unwrap();
        let drawn = |seed| draw(&city, &taken, 300, seed, 100, NOW).unwrap();
        let (one, same, other) = (drawn(7), drawn(7), drawn(8));
        assert_eq!((one.steps == same.steps, one.steps == other.steps), (true, false));
        assert_eq!(one.words(&city, 5), same.words(&city, 5));
        assert_eq!(one.summary, same.summary);
    }

    #[test]
    fn what_is_taken_shapes_what_is_drawn() {
        let city = City::embedded().unwrap();
        let folder = files();
        let taken = Taken::read(folder.path()).unwrap();
        assert_eq!((taken.rows, taken.kinds.len()), (70, 2));
        assert!(
            taken.repeats > 0 && taken.to_string().contains("somewhere: 70 requests on 7 days"),
            "{taken}"
        );
        let drawn = draw(&city, &taken, 2000, 1, 100, NOW).unwrap();
        let first = drawn.cases.iter().filter(|case| case.service == 0).count();
        assert!((1200..1650).contains(&first), "five of seven are of the biggest kind: {first}");
        let night = drawn.steps.iter().filter(|(second, _, step)| {
            let zoned = Timestamp::from_second(*second).unwrap().to_zoned(city.calendar().zone().clone());
            *step == Step::Submit && !(8..17).contains(&zoned.hour())
        });
        assert_eq!(night.count(), 0, "nobody of the files writes at night");
        for (second, _, step) in &drawn.steps {
            let at = Timestamp::from_second(*second).unwrap();
            if matches!(step, Step::Accept | Step::Report) {
                let before = at.checked_sub(1.seconds()).unwrap();
                assert!(city.calendar().is_working_time(before), "{step:?} at {at}");
            }
            assert!(*second < NOW);
        }
        assert!(drawn.steps.iter().any(|(_, _, step)| *step == Step::Join));
    }

    #[test]
    fn every_step_that_is_drawn_is_one_that_the_rules_allow() {
        let (files, folder) = (files(), tempfile::tempdir().unwrap());
        let wanted = Wanted { files: Some(files.path().to_owned()), seed: 1, days: 100, postgres: None };
        let shown = load::fill(folder.path(), 300, &wanted).unwrap();
        assert!(shown.len() > 280, "{}", shown.len());
        let city = City::embedded().unwrap();
        let drawn = draw(&city, &Taken::read(files.path()).unwrap(), 300, 1, 100, NOW).unwrap();
        for step in [Step::Join, Step::Withdraw, Step::Contest, Step::Expire, Step::Confirm] {
            assert!(drawn.steps.iter().any(|(_, _, drawn)| *drawn == step), "{step:?}");
        }
    }

    #[test]
    fn a_folder_without_known_files_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "x,y\n1,2\n").unwrap();
        assert!(
            Taken::read(folder.path()).unwrap_err().to_string().contains("no file whose columns are known")
        );
        assert!(Taken::read(&folder.path().join("missing")).is_err());
    }
}
