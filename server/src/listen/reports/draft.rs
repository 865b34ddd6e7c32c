//! What has been typed so far, exactly as typed: each step carries it along, and nothing of it is lost when a field is
//! refused. Whether it can be taken is asked in `check`.

use std::collections::BTreeMap;

use crate::{
    act::cases::hex,
    app::App,
    clock::{Random, random},
    listen::{
        form::Form,
        own::{Own, Place},
    },
};

/// The four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What it is about.
    What,
    /// Photos and place.
    Place,
    /// The words and, if wanted, a contact.
    Words,
    /// Everything once more, with the agency and its time.
    Check,
}

impl Step {
    /// All, in order.
    pub const ALL: [Step; 4] = [Step::What, Step::Place, Step::Words, Step::Check];

    /// The last part of its address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Place => "place",
            Self::Words => "words",
            Self::Check => "check",
        }
    }

    /// The step of an address.
    pub fn from_code(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// Everything of a report that is not sent yet.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// A proposal goes with the problem; otherwise a report.
    pub is_proposal: bool,
    /// Code of a category or sub-category.
    pub category: String,
    /// Code of a sub-category, chosen beneath the category.
    pub subcategory: String,
    /// Photos that whoever fills in the form has sent already.
    pub photos: Vec<Own>,
    /// Whether the form named another photo.
    pub is_any_lost: bool,
    /// Degrees, as the device or the map wrote them.
    pub latitude: String,
    /// Degrees.
    pub longitude: String,
    /// Metres.
    pub accuracy: String,
    /// Code of a ward or commune.
    pub area: String,
    /// Street and number, or how to find it.
    pub address: String,
    /// The words.
    pub text: String,
    /// Contact.
    pub name: String,
    /// Contact.
    pub phone: String,
    /// Contact.
    pub email: String,
    /// Answers to the service's own questions, by the question's code.
    pub answers: BTreeMap<String, Vec<String>>,
    /// The reporter has looked at the cases nearby: this one is another.
    pub is_another: bool,
    /// Key by which a report that is sent twice is stored once: 64 hexadecimal digits.
    pub key: String,
}

/// Before the code of a question in a field's name.
pub const ANSWER: &str = "answer-";

impl Draft {
    /// A draft with nothing in it but its key.
    pub fn new(source: &dyn Random) -> Draft {
        Draft { key: hex(&random::<32>(source)), ..Draft::default() }
    }

    /// What a form carried. A key that is no key is replaced.
    pub fn read(form: &Form, app: &App) -> Draft {
        let text = |name: &str| form.value(name).to_owned();
        let (photos, is_any_lost) = Own::read_all(&app.key, Place::Outside, form.values("photo_hash"));
        let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form.fields() {
            if let Some(code) = name.strip_prefix(ANSWER).filter(|_| !value.is_empty()) {
                answers.entry(code.to_owned()).or_default().push(value.clone());
            }
        }
        let key = text("idempotency_key");
        let is_key = key.len() == 64 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        Draft {
            is_proposal: form.value("channel") == "recommendation",
            category: text("category"),
            subcategory: text("subcategory"),
            photos,
            is_any_lost,
            latitude: text("latitude"),
            longitude: text("longitude"),
            accuracy: text("accuracy"),
            area: text("area"),
            address: text("address"),
            text: text("text"),
            name: text("name"),
            phone: text("phone"),
            email: text("email"),
            answers,
            is_another: form.value("another") == "1",
            key: if is_key { key } else { Draft::new(app.random.as_ref()).key },
        }
    }

    /// The hidden fields of a page that shows the fields of `step` itself.
    pub fn carried(&self, step: Step) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.push((name.to_owned(), value.to_owned()));
            }
        };
        add("idempotency_key", &self.key);
        if self.is_proposal {
            add("channel", "recommendation");
        }
        if step != Step::What {
            add("category", &self.category);
            add("subcategory", &self.subcategory);
        }
        if step != Step::Place {
            for photo in &self.photos {
                add("photo_hash", &photo.to_string());
            }
            for (name, value) in [
                ("latitude", &self.latitude),
                ("longitude", &self.longitude),
                ("accuracy", &self.accuracy),
                ("area", &self.area),
                ("address", &self.address),
            ] {
                add(name, value);
            }
        }
        if step != Step::Words {
            for (name, value) in
                [("text", &self.text), ("name", &self.name), ("phone", &self.phone), ("email", &self.email)]
            {
                add(name, value);
            }
            for (code, values) in &self.answers {
                for value in values {
                    add(&format!("{ANSWER}{code}"), value);
                }
            }
        }
        // Another kind or another place has other neighbours: then it is asked again.
        if self.is_another && step > Step::Place {
            add("another", "1");
        }
        pairs
    }
}
