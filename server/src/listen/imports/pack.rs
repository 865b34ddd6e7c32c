//! A city pack made from an export: its categories, units and areas as the file has them, so that an import into the
//! pack finds everything it names. Such a pack is for looking at another city's requests. Deadlines and channels are
//! those of the pack that is built in, since the file says nothing of either; the files say so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dantin_city::{Bilingual, Bounds, Faults, Files};
use jiff::civil::Date;

use super::mapping::{Mapping, PackRecipe, slug};
use super::request::SourceRequest;

/// Longest code of a category or a unit, as journal entries hold them.
const LONGEST_CODE: usize = 31;
const COORDINATOR: &str = "coordinator";

/// What has been seen of a city so far.
#[derive(Debug, Default)]
pub struct Gathered {
    categories: BTreeMap<String, CategorySeen>,
    agencies: BTreeMap<String, String>,
    areas: BTreeMap<String, Extent>,
    whole: Extent,
    first_day: Option<Date>,
}

#[derive(Debug)]
struct CategorySeen {
    word: String,
    name: String,
    requests: u64,
    by_agency: BTreeMap<String, u64>,
}

/// Where requests lie.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    points: u32,
    latitude: f64,
    longitude: f64,
    bounds: Option<Bounds>,
}

impl Extent {
    fn add(&mut self, (latitude, longitude): (f64, f64)) {
        self.points += 1;
        self.latitude += latitude;
        self.longitude += longitude;
        let old = self.bounds.unwrap_or(Bounds {
            south: latitude,
            west: longitude,
            north: latitude,
            east: longitude,
        });
        self.bounds = Some(Bounds {
            south: old.south.min(latitude),
            west: old.west.min(longitude),
            north: old.north.max(latitude),
            east: old.east.max(longitude),
        });
    }

    /// The mean of the points.
    fn centre(&self) -> Option<(f64, f64)> {
        let points = f64::from(self.points);
        (self.points > 0).then(|| (self.latitude / points, self.longitude / points))
    }

    /// Square kilometres of the box of the points; a hundredth at least.
    fn square_km(&self) -> f64 {
        let Some(bounds) = self.bounds else { return 0.01 };
        // A degree of latitude is 111.2 km on the sphere of the Earth's mean radius.
        let middle = f64::midpoint(bounds.south, bounds.north).to_radians();
        let square =
            (bounds.north - bounds.south) * (bounds.east - bounds.west) * 111.2 * 111.2 * middle.cos();
        square.max(0.01)
    }
}

/// Why no pack could be made.
#[derive(Debug)]
pub enum PackError {
    /// The mapping has no `[pack]`.
    NoRecipe,
    /// Two words of the file would get the same code.
    SameCode { code: String, words: [String; 2] },
    /// A word has no letter or digit.
    NoCode { word: String },
    /// No request has a point, so there is no city on the map.
    NoPoints,
    /// What was made is no sound pack.
    Unsound(Faults),
    /// A file could not be written out.
    Csv(csv::Error),
}

impl std::fmt::Display for PackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRecipe => f.write_str("the mapping has no [pack] that names the city"),
            Self::SameCode { code, words: [one, two] } => {
                write!(f, "\"{one}\" and \"{two}\" both give the code {code}")
            }
            Self::NoCode { word } => write!(f, "\"{word}\" gives no code: it has no letter and no digit"),
            Self::NoPoints => f.write_str("no request has a point, so the city's place is not known"),
            Self::Unsound(faults) => {
                write!(f, "the pack would have {} faults", faults.0.len())?;
                faults.0.iter().try_for_each(|fault| write!(f, "\n{fault}"))
            }
            Self::Csv(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PackError {}

impl Gathered {
    /// Takes in one request.
    pub fn add(&mut self, mapping: &Mapping, request: &SourceRequest) -> Result<(), PackError> {
        let word = &request.category;
        let code = category_code(mapping, word).ok_or_else(|| PackError::NoCode { word: word.clone() })?;
        let agency = match &request.agency {
            Some(name) => {
                let code =
                    agency_code(mapping, name).ok_or_else(|| PackError::NoCode { word: name.clone() })?;
                let known = self.agencies.entry(code.clone()).or_insert_with(|| name.clone());
                // Several names may go to one code on purpose, by the table.
                if !mapping.agencies.table.contains_key(name) {
                    same(&code, known, name)?;
                }
                Some(code)
            }
            None => None,
        };
        let category = self.categories.entry(code.clone()).or_insert_with(|| CategorySeen {
            word: word.clone(),
            name: request.category_name.clone(),
            requests: 0,
            by_agency: BTreeMap::new(),
        });
        // Several words may go to one code on purpose, by the table.
        if !mapping.categories.table.contains_key(word) {
            same(&code, &category.word, word)?;
        }
        category.requests += 1;
        if let Some(agency) = agency {
            *category.by_agency.entry(agency).or_default() += 1;
        }
        if let Some(point) = request.point {
            self.whole.add(point);
            if let Some(area) = &request.area {
                self.areas.entry(area.clone()).or_default().add(point);
            }
        }
        let day = mapping.source.zone.to_datetime(request.requested).date();
        self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
        Ok(())
    }

    /// The files of the pack, checked as `dantin check` checks any pack.
    pub fn files(&self, mapping: &Mapping) -> Result<Files, PackError> {
        let recipe = mapping.pack.as_ref().ok_or(PackError::NoRecipe)?;
        let built_in = Files::embedded();
        let mut files = Files::default();
        let origin =
            format!("made from an export of {}; {}", mapping.source.name, mapping.source.attribution);
        files.put("city.toml", self.city(mapping, recipe, &origin)?);
        files.put("areas.csv", self.areas(recipe, &origin)?);
        files.put("agencies.csv", self.agencies(recipe, &origin)?);
        files.put("categories.toml", self.categories(&origin));
        let header = "date,kind,flag,name_vi,name_en,source,confidence,note\n";
        files.put("holidays.csv", header);
        for name in ["deadlines.toml", "channels.toml"] {
            let mut text = "# Taken from the built-in pack so that this pack is complete. None of it is of this city.\n\n"
                .as_bytes()
                .to_vec();
            text.extend(built_in.get(name).unwrap_or_default());
            files.put(name, text);
        }
        dantin_city::City::check(&files).map_err(PackError::Unsound)?;
        Ok(files)
    }

    fn city(&self, mapping: &Mapping, recipe: &PackRecipe, origin: &str) -> Result<String, PackError> {
        let (latitude, longitude) = self.whole.centre().ok_or(PackError::NoPoints)?;
        let bounds = mapping
            .place
            .as_ref()
            .map(|place| place.bounds)
            .or(self.whole.bounds)
            .ok_or(PackError::NoPoints)?;
        let mut text =
            format!("# {origin}. For looking at its requests, not for the city's own service.\n\n");
        let zone = mapping.source.zone.iana_name().unwrap_or("UTC");
        let lines = [
            ("code", quoted(&recipe.code)),
            ("name", both(&recipe.name)),
            ("full_name", both(&recipe.full_name)),
            ("languages", "[\"en\", \"vi\"]".to_owned()),
            ("zone", quoted(zone)),
            ("code_prefix", quoted(&recipe.code_prefix)),
            ("coordinator", quoted(COORDINATOR)),
            ("confirmation", quoted("target.confirm")),
            ("handover_limit", "3".to_owned()),
        ];
        table(&mut text, "", &lines);
        let Bounds { south, west, north, east } = bounds;
        table(
            &mut text,
            "[map]",
            &[
                ("latitude", format!("{latitude:.5}")),
                ("longitude", format!("{longitude:.5}")),
                (
                    "bounds",
                    format!("{{ south = {south:?}, west = {west:?}, north = {north:?}, east = {east:?} }}"),
                ),
            ],
        );
        let open = "[\"08:00-17:00\"]".to_owned();
        text.push_str("# Chosen for this pack; the export does not say when the city works.\n");
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday"].map(|day| (day, open.clone()));
        table(&mut text, "[hours]", &days);
        let title = Bilingual {
            vi: "Đang có nguy hiểm? Hãy gọi ngay".into(),
            en: "Is someone in danger? Call now".into(),
        };
        let words = Bilingual {
            vi: "Trang này chỉ cho xem dữ liệu của một thành phố khác.".into(),
            en: "These pages only show the data of another city.".into(),
        };
        table(&mut text, "[diversion]", &[("title", both(&title)), ("text", both(&words))]);
        for emergency in &recipe.emergency {
            table(
                &mut text,
                "[[emergency]]",
                &[
                    ("number", quoted(&emergency.number)),
                    ("name", both(&emergency.name)),
                    ("when", both(&emergency.when)),
                ],
            );
        }
        Ok(text)
    }

    fn areas(&self, recipe: &PackRecipe, origin: &str) -> Result<Vec<u8>, PackError> {
        let first = self.first_day.map(|day| day.to_string()).unwrap_or_default();
        let source = format!("{origin}: centre and size from the points of its requests");
        let header = [
            "code",
            "valid_from",
            "kind",
            "name_vi",
            "name_en",
            "latitude",
            "longitude",
            "area_km2",
            "source",
            "confidence",
        ];
        let rows = self.areas.iter().filter_map(|(code, extent)| {
            let (latitude, longitude) = extent.centre()?;
            let name = area_name(&recipe.area_word, code);
            Some(vec![
                code.clone(),
                first.clone(),
                "phuong".to_owned(),
                name.vi,
                name.en,
                format!("{latitude:.5}"),
                format!("{longitude:.5}"),
                format!("{:.2}", extent.square_km()),
                source.clone(),
                "low".to_owned(),
            ])
        });
        csv_text(&header, rows)
    }

    fn agencies(&self, recipe: &PackRecipe, origin: &str) -> Result<Vec<u8>, PackError> {
        let header = [
            "code",
            "kind",
            "name_vi",
            "name_en",
            "parent",
            "area",
            "competence_vi",
            "competence_en",
            "source",
            "confidence",
        ];
        let row = |code: &str, kind: &str, name: &Bilingual, area: &str, task: &Bilingual| {
            let parent = if code == "city" { "" } else { "city" };
            let cells = [code, kind, &name.vi, &name.en, parent, area, &task.vi, &task.en, origin, "low"];
            cells.map(str::to_owned).to_vec()
        };
        let words = |vi: &str, en: &str| Bilingual { vi: vi.to_owned(), en: en.to_owned() };
        let mut rows = vec![
            row("city", "city", &recipe.full_name, "", &words("Toàn thành phố", "The whole city")),
            row(
                COORDINATOR,
                "coordinator",
                &words("Chưa rõ đơn vị", "Unit not named"),
                "",
                &words("Yêu cầu không ghi đơn vị chịu trách nhiệm", "Requests without a unit responsible"),
            ),
        ];
        let task = words("Theo dữ liệu của thành phố", "As the city's export names it");
        rows.extend(
            self.agencies.iter().map(|(code, name)| row(code, "department", &words(name, name), "", &task)),
        );
        rows.extend(self.areas.keys().map(|area| {
            let name = area_name(&recipe.area_word, area);
            row(&format!("area-{area}"), "ward", &name, area, &task)
        }));
        csv_text(&header, rows)
    }

    fn categories(&self, origin: &str) -> String {
        let mut text = format!("# {origin}. Names are the source's own.\n\n");
        for (code, category) in &self.categories {
            let lead =
                category.by_agency.iter().max_by_key(|(_, requests)| **requests).map(|(agency, _)| agency);
            let group =
                lead.and_then(|agency| self.agencies.get(agency)).map_or("Unit not named", String::as_str);
            let same_in_both = |text: &str| both(&Bilingual { vi: text.to_owned(), en: text.to_owned() });
            table(
                &mut text,
                "[[category]]",
                &[
                    ("code", quoted(code)),
                    ("name", same_in_both(&category.name)),
                    ("description", same_in_both(&category.word)),
                    ("icon", quoted("map-pin")),
                    ("group", same_in_both(group)),
                    ("keywords", "[]".to_owned()),
                    ("lead", quoted(lead.map_or(COORDINATOR, String::as_str))),
                    ("receive", quoted("ihanoi.receive")),
                    ("resolve", quoted("target.normal")),
                    ("duplicate_metres", "50".to_owned()),
                    ("duplicate_days", "30".to_owned()),
                ],
            );
        }
        text
    }
}

/// The code that the mapping gives a category of the source: by the table, else its slug.
pub fn category_code(mapping: &Mapping, word: &str) -> Option<String> {
    mapping.categories.table.get(word).cloned().or_else(|| slug(word, LONGEST_CODE))
}

/// The code that the mapping gives a unit of the source: by the table, else the slug of its name.
pub fn agency_code(mapping: &Mapping, name: &str) -> Option<String> {
    mapping.agencies.table.get(name).cloned().or_else(|| slug(name, LONGEST_CODE))
}

fn same(code: &str, known: &str, word: &str) -> Result<(), PackError> {
    if known == word {
        return Ok(());
    }
    Err(PackError::SameCode { code: code.to_owned(), words: [known.to_owned(), word.to_owned()] })
}

fn area_name(word: &Bilingual, code: &str) -> Bilingual {
    let number = code.trim_start_matches('0');
    Bilingual { vi: format!("{} {number}", word.vi), en: format!("{} {number}", word.en) }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn both(words: &Bilingual) -> String {
    format!("{{ vi = {}, en = {} }}", quoted(&words.vi), quoted(&words.en))
}

fn table(text: &mut String, head: &str, lines: &[(&str, String)]) {
    if !head.is_empty() {
        text.push_str(head);
        text.push('\n');
    }
    for (key, value) in lines {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{key} = {value}");
    }
    text.push('\n');
}

fn csv_text(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, PackError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(PackError::Csv)?;
    for row in rows {
        writer.write_record(row).map_err(PackError::Csv)?;
    }
    writer.into_inner().map_err(|error| PackError::Csv(error.into_error().into()))
}
