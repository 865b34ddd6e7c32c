//! What a page says where erased content stood: what it was, when it went and on which ground. Out of the events of a
//! case; of the content itself nothing is left to say.

use std::collections::BTreeMap;

use dantin_city::City;
use dantin_record::{
    event::{Erasure, Event},
    moment::Moment,
    reasons::ErasureGround,
};
use dantin_words::Words;

/// The erased fields of a case: number of the event and field, with ground and time.
#[derive(Clone, Debug, Default)]
pub struct Erased(BTreeMap<(i64, String), (ErasureGround, Moment)>);

impl Erased {
    /// Out of the events of a case, each with its time.
    pub fn of<'a>(events: impl Iterator<Item = (Moment, &'a Event)>) -> Erased {
        let mut found = BTreeMap::new();
        for (at, event) in events {
            if let Event::Erased(Erasure { entry, fields, ground }) = event {
                let fields = fields.iter().map(|field| (i64::from(*entry), field.as_str().to_owned()));
                found.extend(fields.map(|field| (field, (*ground, at))));
            }
        }
        Erased(found)
    }

    /// Whether this field was erased.
    pub fn has(&self, number: i64, field: &str) -> bool {
        self.0.contains_key(&(number, field.to_owned()))
    }

    /// The line that stands where this field stood.
    pub fn line(&self, w: &Words, city: &City, number: i64, field: &str) -> Option<String> {
        let (ground, at) = self.0.get(&(number, field.to_owned()))?;
        Some(line(w, city, &field_name(w, field), *ground, *at))
    }

    /// The lines of an event that lost something: one for each time and ground.
    pub fn lines(&self, w: &Words, city: &City, number: i64) -> Vec<String> {
        let mut gone: BTreeMap<(Moment, ErasureGround), Vec<String>> = BTreeMap::new();
        for ((_, field), (ground, at)) in self.0.range((number, String::new())..(number + 1, String::new())) {
            gone.entry((*at, *ground)).or_default().push(field_name(w, field));
        }
        gone.into_iter().map(|((at, ground), names)| line(w, city, &names.join(", "), ground, at)).collect()
    }
}

fn line(w: &Words, city: &City, what: &str, ground: ErasureGround, at: Moment) -> String {
    let date = w.date_time(at.to_timestamp(), city.calendar().zone());
    let ground = w.code("ground", ground.code());
    w.with("erased-here", &[("what", what.into()), ("date", (&date).into()), ("ground", (&ground).into())])
}

/// What an erasure says of itself: from which event, what, and on which ground.
pub fn told(w: &Words, target: Option<&Event>, erasure: &Erasure) -> String {
    let event = target.map(|event| w.code("event", event.kind().code())).unwrap_or_default();
    let what: Vec<String> = erasure.fields.iter().map(|field| field_name(w, field.as_str())).collect();
    let (what, ground) = (what.join(", "), w.code("ground", erasure.ground.code()));
    w.with(
        "erased-told",
        &[("event", (&event).into()), ("what", (&what).into()), ("ground", (&ground).into())],
    )
}

/// A field in words: `photo.2` is "photo 2".
pub fn field_name(w: &Words, field: &str) -> String {
    match field.split_once('.') {
        Some((stem, number)) => format!("{} {number}", w.code("private-field", stem)),
        None => w.code("private-field", field),
    }
}
