//! What the generated city takes from the records of real ones: when people write, which kinds of things they write about
//! and how often, how long the kinds take, how many stay open or are cancelled, and how often the same thing is written
//! twice. Files are read where they lie, by the names of their columns; no row, word, address or point of them is kept.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    path::Path,
};

use anyhow::{Context as _, ensure};
use jiff::civil::{Date, DateTime};

/// Hours of a week.
const WEEK: usize = 168;
/// A file that spans fewer days says nothing of the days of the week.
const WHOLE_WEEK: usize = 7;

/// Where a file's facts stand.
struct Layout {
    created: &'static str,
    kind: &'static str,
    closed: &'static str,
    cancelled: &'static str,
    status: &'static str,
    address: &'static str,
    format: &'static str,
}

const LAYOUTS: [Layout; 2] = [
    Layout {
        created: "CreatedDate",
        kind: "RequestType",
        closed: "ClosedDate",
        cancelled: "",
        status: "Status",
        address: "Address",
        format: "%m/%d/%Y %I:%M:%S %p",
    },
    Layout {
        created: "datetimeinit",
        kind: "problemcode",
        closed: "datetimeclosed",
        cancelled: "datecancelled",
        status: "status",
        address: "probaddress",
        format: "%Y-%m-%d %H:%M:%S%.f",
    },
];

/// One kind of request.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// How many.
    pub count: u32,
    /// Minutes from writing to closing, sorted.
    pub delays: Vec<u32>,
    /// How many were not closed.
    pub open: u32,
    /// How many were cancelled.
    pub cancelled: u32,
}

/// One file's part.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    rows: usize,
    days: usize,
    unread: usize,
}

/// Everything that is taken.
#[derive(Clone, Debug)]
pub struct Taken {
    parts: Vec<Part>,
    /// Weights of the hours of a week, Monday first.
    pub hours: [u32; WEEK],
    /// The kinds, the most frequent first.
    pub kinds: Vec<Kind>,
    /// Requests of one kind at one address after the first.
    pub repeats: u32,
    /// Of so many.
    pub rows: u32,
}

impl Taken {
    /// Reads every CSV file of a folder whose columns are known.
    pub fn read(folder: &Path) -> anyhow::Result<Taken> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
            .collect();
        names.sort();
        let mut taken = Taken { parts: Vec::new(), hours: [0; WEEK], kinds: Vec::new(), repeats: 0, rows: 0 };
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        // Hours of working days and of others, and the days of a week.
        let (mut hours, mut days) = ([[0_u64; 24]; 2], [0_u64; 7]);
        for path in &names {
            taken.file(path, &mut kinds, &mut hours, &mut days)?;
        }
        ensure!(!taken.parts.is_empty(), "{} holds no file whose columns are known", folder.display());
        if days.iter().all(|count| *count == 0) {
            days = [1; 7];
        }
        for (place, weight) in taken.hours.iter_mut().enumerate() {
            let (day, hour) = (place / 24, place % 24);
            let by_hour = hours.get(usize::from(day > 4)).and_then(|hours| hours.get(hour)).copied();
            let all: u64 = hours.get(usize::from(day > 4)).map_or(1, |hours| hours.iter().sum()).max(1);
            let product = days.get(day).copied().unwrap_or(0) * by_hour.unwrap_or(0) * 1_000 / all;
            *weight = u32::try_from(product).unwrap_or(u32::MAX);
        }
        taken.kinds = kinds.into_values().collect();
        taken.kinds.iter_mut().for_each(|kind| kind.delays.sort_unstable());
        taken.kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
        Ok(taken)
    }

    fn file(
        &mut self,
        path: &Path,
        kinds: &mut BTreeMap<String, Kind>,
        hours: &mut [[u64; 24]; 2],
        days: &mut [u64; 7],
    ) -> anyhow::Result<()> {
        let mut reader = csv::Reader::from_path(path)?;
        let head = reader.headers()?.clone();
        let column = |name: &str| head.iter().position(|title| title == name);
        let Some(layout) = LAYOUTS.iter().find(|layout| column(layout.created).is_some()) else {
            return Ok(());
        };
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut part = Part { name, rows: 0, days: 0, unread: 0 };
        let mut seen: HashMap<(String, String), u32> = HashMap::new();
        let mut dates: HashSet<Date> = HashSet::new();
        let mut weekdays = [0_u64; 7];
        for row in reader.records() {
            let row = row?;
            let cell = |name: &str| {
                column(name).and_then(|place| row.get(place)).map(str::trim).filter(|cell| *cell != "NA")
            };
            let time = |name: &str| DateTime::strptime(layout.format, cell(name)?).ok();
            let (Some(created), Some(kind)) = (time(layout.created), cell(layout.kind)) else {
                part.unread += 1;
                continue;
            };
            part.rows += 1;
            dates.insert(created.date());
            let weekday = usize::try_from(created.weekday().to_monday_zero_offset()).unwrap_or(0);
            if let Some(count) = weekdays.get_mut(weekday) {
                *count += 1;
            }
            if let Some(count) = hours
                .get_mut(usize::from(weekday > 4))
                .and_then(|hours| hours.get_mut(usize::try_from(created.hour()).unwrap_or(0)))
            {
                *count += 1;
            }
            let address = cell(layout.address).unwrap_or_default().to_owned();
            *seen.entry((kind.to_owned(), address)).or_default() += 1;
            let of_kind = kinds.entry(format!("{}: {kind}", part.name)).or_default();
            of_kind.count += 1;
            let status = cell(layout.status).unwrap_or_default().to_lowercase();
            if status.starts_with("cancel") || time(layout.cancelled).is_some() {
                of_kind.cancelled += 1;
            } else if let Some(closed) = time(layout.closed) {
                let minutes = created.duration_until(closed).as_mins();
                // A day without a time of day stands for the whole of it.
                of_kind.delays.push(u32::try_from(minutes.max(0)).unwrap_or(u32::MAX));
            } else {
                of_kind.open += 1;
            }
        }
        part.days = dates.len();
        if dates.len() >= WHOLE_WEEK {
            days.iter_mut().zip(weekdays).for_each(|(sum, count)| *sum += count);
        }
        self.rows += u32::try_from(part.rows).unwrap_or(u32::MAX);
        self.repeats += seen.values().map(|count| count - 1).sum::<u32>();
        self.parts.push(part);
        Ok(())
    }

    /// Minutes to closing at this share of all closed requests, in per cent.
    fn delay(&self, percent: usize) -> u32 {
        let mut all: Vec<u32> = self.kinds.iter().flat_map(|kind| kind.delays.iter().copied()).collect();
        all.sort_unstable();
        all.get(all.len() * percent / 100).or(all.last()).copied().unwrap_or(0)
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Taken from the files:")?;
        for part in &self.parts {
            let Part { name, rows, days, unread } = part;
            writeln!(f, "  {name}: {rows} requests on {days} days; {unread} rows without time or kind")?;
        }
        let share = |count: u32, all: u32| f64::from(count) * 100.0 / f64::from(all.max(1));
        let of_hours = |from: usize, to: usize| -> u32 {
            self.hours
                .iter()
                .enumerate()
                .filter(|(place, _)| (from..to).contains(&(place % 24)))
                .map(|(_, w)| w)
                .sum()
        };
        let all: u32 = self.hours.iter().sum();
        writeln!(
            f,
            "  spacing: {:.0} % between 7 and 12 o'clock, {:.0} % between 12 and 18, {:.0} % on Saturday and Sunday",
            share(of_hours(7, 12), all),
            share(of_hours(12, 18), all),
            share(self.hours.iter().skip(120).sum(), all)
        )?;
        let biggest: Vec<String> =
            self.kinds.iter().take(5).map(|kind| format!("{:.1} %", share(kind.count, self.rows))).collect();
        writeln!(f, "  mix: {} kinds, the biggest {}", self.kinds.len(), biggest.join(", "))?;
        writeln!(
            f,
            "  delays: half closed within {:.1} days, nine tenths within {:.1}, 99 of 100 within {:.1}",
            f64::from(self.delay(50)) / 1440.0,
            f64::from(self.delay(90)) / 1440.0,
            f64::from(self.delay(99)) / 1440.0
        )?;
        let sum = |of: fn(&Kind) -> u32| self.kinds.iter().map(of).sum::<u32>();
        writeln!(
            f,
            "  {:.1} % still open, {:.1} % cancelled, {:.1} % repeat an earlier one of their kind and address",
            share(sum(|kind| kind.open), self.rows),
            share(sum(|kind| kind.cancelled), self.rows),
            share(self.repeats, self.rows)
        )
    }
}
