//! Whether a draft can be taken, step by step, and what it means in the terms of the pack. Each fault is told in words
//! at its field. Nothing is stored here.

use dantin_city::{Attribute, AttributeKind, City, Service};
use dantin_geo::{Located, Point};
use dantin_words::{TextFault, Words, clean_text_within, fold};

use super::draft::{ANSWER, Draft};
use crate::{act::cases::Place, city::map::CityMap, listen::show::say, pages::components::FieldError};

/// Characters of the words at least, when there is no photo.
pub const LEAST: usize = 40;
/// Characters of the words at most.
pub const MOST: usize = 4_000;
/// Characters of an address at most.
const ADDRESS: usize = 300;
/// Characters of an answer to a question of the service.
const ANSWER_LENGTH: usize = 500;
/// A point so many metres from the middle of the ward that was chosen beside it is a slip: no ward or commune reaches so far.
const FAR: f64 = 20_000.0;
/// A place that the device knows less exactly than this, in metres, tells the ward and no more.
const COARSE: u16 = 500;

/// An error at a field.
pub fn fault(field: impl Into<String>, message: String) -> FieldError {
    FieldError { field: field.into(), message }
}

/// A cleaned text, or why it cannot be taken.
pub fn text(w: &Words, field: &str, typed: &str, most: usize) -> Result<String, FieldError> {
    clean_text_within(typed, most).map_err(|reason| {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let message = match reason {
            TextFault::Control { place, .. } => {
                w.with("error-text-control", &[("place", number(place).into())])
            }
            TextFault::TooLong { characters, limit } => w.with(
                "error-text-too-long",
                &[("characters", number(characters).into()), ("limit", number(limit).into())],
            ),
        };
        fault(field, message)
    })
}

/// What it is about.
pub fn what<'a>(w: &Words, city: &'a City, draft: &Draft) -> Result<Service<'a>, FieldError> {
    if draft.category.is_empty() {
        return Err(fault("category", w.t("report-fault-category")));
    }
    let Some(service) = city.service(&draft.category) else {
        return Err(fault("category", w.t("report-fault-category-gone")));
    };
    if service.subcategory.is_some() || draft.subcategory.is_empty() {
        return Ok(service);
    }
    match city.service(&draft.subcategory) {
        // One that was chosen under another category before the mind was changed.
        Some(finer) if finer.category.code != service.category.code => Ok(service),
        Some(finer) => Ok(finer),
        None => Err(fault("category", w.t("report-fault-category-gone"))),
    }
}

/// Where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The exact place, when one is known.
    pub place: Option<Place>,
    /// Code of the ward or commune.
    pub area: String,
    /// The ward was guessed from the nearest centre.
    pub is_approximate: bool,
    /// As typed, cleaned.
    pub address: String,
}

/// A position that a form carries: nothing, a place, or no place at all.
fn position(draft: &Draft) -> Result<Option<Place>, ()> {
    if draft.latitude.trim().is_empty() && draft.longitude.trim().is_empty() {
        return Ok(None);
    }
    let degrees = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).ok_or(());
    let (latitude, longitude) = (degrees(&draft.latitude)?, degrees(&draft.longitude)?);
    let accuracy = draft.accuracy.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of the type"
    )]
    let accuracy_m = accuracy.unwrap_or(0.0).clamp(0.0, f64::from(u16::MAX)).ceil() as u16;
    Ok(Some(Place { latitude, longitude, accuracy_m }))
}

/// The draft's position, when it has one on earth.
pub fn point(draft: &Draft) -> Option<Point> {
    let place = position(draft).ok()??;
    Point::new(place.latitude, place.longitude).ok()
}

/// The ward of the draft's position, when it has one inside the city.
pub fn located(map: &CityMap, draft: &Draft) -> Option<Located> {
    map.locate(point(draft)?)
}

/// What is said of a point outside the city.
pub fn outside(w: &Words, city: &City, field: &str) -> FieldError {
    fault(field, w.with("report-fault-outside", &[("city", say(&city.settings().name, w).into())]))
}

/// The place.
pub fn place(w: &Words, city: &City, map: &CityMap, draft: &Draft) -> Result<Spot, FieldError> {
    let address = text(w, "address", &draft.address, ADDRESS)?;
    let Ok(position) = position(draft) else {
        return Err(fault("position", w.t("report-fault-position")));
    };
    let found = located(map, draft);
    if position.is_some() && found.is_none() {
        return Err(outside(w, city, "position"));
    }
    let place = position.filter(|place| place.accuracy_m <= COARSE);
    if !draft.area.is_empty() {
        let Some(area) = city.area(&draft.area) else {
            return Err(fault("area", w.t("report-fault-area-gone")));
        };
        let centre = Point::new(area.latitude, area.longitude).ok();
        if point(draft).zip(centre).is_some_and(|(point, centre)| point.distance(centre) > FAR) {
            return Err(fault("area", w.with("report-fault-far", &[("area", say(&area.name, w).into())])));
        }
        return Ok(Spot { place, area: area.code.clone(), is_approximate: false, address });
    }
    match found {
        // A position that is no use as a point guesses the ward only.
        Some(found) => {
            let is_approximate = found.approximate || place.is_none();
            Ok(Spot { place, area: found.area, is_approximate, address })
        }
        None => Err(fault("area", w.t("report-fault-area"))),
    }
}

/// The words with the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Cleaned words; may be empty when there is a photo.
    pub text: String,
    /// Answers, a line `code=value` each; `None` when there are none.
    pub answers: Option<String>,
}

/// The words.
pub fn words(w: &Words, service: &Service<'_>, draft: &Draft) -> Result<(Said, Contact), Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut lines = Vec::new();
    if draft.is_proposal {
        lines.push("channel=recommendation".to_owned());
    }
    for question in service.attributes() {
        match answer(w, question, draft) {
            Ok(mut answered) => lines.append(&mut answered),
            Err(error) => faults.push(error),
        }
    }
    let cleaned = text(w, "text", &draft.text, MOST).and_then(|text| {
        let length = text.chars().count();
        if length < LEAST && draft.photos.is_empty() {
            let missing = i64::try_from(LEAST - length).unwrap_or(0);
            return Err(fault("text", w.n("report-fault-short", missing)));
        }
        Ok(text)
    });
    let cleaned = cleaned.unwrap_or_else(|error| {
        faults.push(error);
        String::new()
    });
    match contact(w, &draft.name, &draft.phone, &draft.email) {
        Ok(contact) if faults.is_empty() => {
            let answers = (!lines.is_empty()).then(|| lines.join("\n"));
            Ok((Said { text: cleaned, answers }, contact))
        }
        Ok(_) => Err(faults),
        Err(mut others) => {
            faults.append(&mut others);
            Err(faults)
        }
    }
}

/// The answers to one question, a line each.
fn answer(w: &Words, question: &Attribute, draft: &Draft) -> Result<Vec<String>, FieldError> {
    let field = format!("{ANSWER}{}", question.code);
    let given = draft.answers.get(&question.code).map_or(&[][..], Vec::as_slice);
    if given.is_empty() {
        return if question.required { Err(fault(field, w.t("error-required"))) } else { Ok(Vec::new()) };
    }
    let most = if question.datatype == AttributeKind::MultiValueList { given.len() } else { 1 };
    given
        .iter()
        .take(most)
        .map(|value| {
            let value = text(w, &field, value, ANSWER_LENGTH)?.replace('\n', " ");
            let fits = match question.datatype {
                AttributeKind::Number => {
                    if value.replace(',', ".").parse::<f64>().is_err() {
                        return Err(fault(field.clone(), w.t("error-not-a-number")));
                    }
                    true
                }
                AttributeKind::SingleValueList | AttributeKind::MultiValueList => {
                    question.values.iter().any(|choice| choice.code == value)
                }
                AttributeKind::String | AttributeKind::Text | AttributeKind::Datetime => true,
            };
            if !fits {
                return Err(fault(field.clone(), w.t("error-unknown-choice")));
            }
            Ok(format!("{}={value}", question.code))
        })
        .collect()
}

/// How the one who asks can be reached; each part may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// Looks a contact over: kindly, since it is a help and not a proof.
pub fn contact(w: &Words, name: &str, phone: &str, email: &str) -> Result<Contact, Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut part =
        |field: &str, typed: &str, most: usize, key: &'static str, fits: fn(&str) -> bool| match text(
            w, field, typed, most,
        ) {
            Ok(text) if text.is_empty() => None,
            Ok(text) if fits(&text) => Some(text),
            Ok(_) => {
                faults.push(fault(field, w.t(key)));
                None
            }
            Err(error) => {
                faults.push(error);
                None
            }
        };
    let contact = Contact {
        name: part("name", name, 100, "error-required", |_| true),
        phone: part("phone", phone, 40, "report-fault-phone", is_phone),
        email: part("email", email, 200, "report-fault-email", is_email),
    };
    if faults.is_empty() { Ok(contact) } else { Err(faults) }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (8..=15).contains(&digits)
        && text.chars().all(|letter| letter.is_ascii_digit() || " +-.()".contains(letter))
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
}

/// Whether a text seems to name a private person and to blame them for an offence. A guess that only decides what the
/// reporter is told: every text waits for a moderator.
pub fn may_accuse(text: &str) -> bool {
    const OFFENCES: [&str; 22] = [
        "lua dao",
        "trom",
        "an cap",
        "cuop",
        "hoi lo",
        "tham nhung",
        "tham o",
        "nhan tien",
        "an tien",
        "an chan",
        "danh nguoi",
        "hanh hung",
        "de doa",
        "ma tuy",
        "mai dam",
        "co bac",
        "danh bac",
        "bien thu",
        "xam hai",
        "giet",
        "bao ke",
        "tong tien",
    ];
    const TITLES: [&str; 9] = ["ong", "ba", "anh", "chi", "co", "chu", "bac", "thay", "ten"];
    let spaced = |text: &str| {
        format!(
            " {} ",
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        )
    };
    let folded = spaced(&fold(text));
    if !OFFENCES.iter().any(|offence| folded.contains(&format!(" {offence} "))) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| match pair {
        [title, name] => {
            TITLES.contains(&fold(title).trim_matches(|c: char| !c.is_alphanumeric()))
                && name.chars().next().is_some_and(char::is_uppercase)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_person_and_an_offence_together_are_noticed() {
        assert!(may_accuse("Tôi thấy ông Nguyễn Văn Mẫu nhận tiền của các hộ kinh doanh"));
        assert!(!may_accuse("Nhà bà Triệu ở đầu ngõ hay để rác trước cửa"));
        assert!(!may_accuse("Ổ gà sâu ở phố Bà Triệu, xe máy dễ ngã"));
        assert!(!may_accuse("Khu này hay có trộm vào ban đêm vì đèn đường tắt"));
    }

    #[test]
    fn contacts_are_looked_over_kindly() {
        for phone in ["0912 345 678", "+84 24 3825 3536", "(024) 3825-3536"] {
            assert!(is_phone(phone), "{phone}");
        }
        assert!(!is_phone("123") && !is_phone("số của tôi"));
        assert!(is_email("mau@example.vn") && !is_email("mau@") && !is_email("a b@example.vn"));
    }
}
