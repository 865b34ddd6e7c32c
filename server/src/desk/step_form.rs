//! The form of one step: what it asks, what it already knows, what was wrong with it. It is filled by `case_page` and
//! read back by `take_step`; nothing is decided here.

use dantin_record::{
    case::{COORDINATOR_DECIDES_AT, Case},
    reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReturnReason},
};

use super::{
    field::Draft,
    form::Fields,
    replies::{insert, store::Reply},
    steps::Step,
    store::{CasePhoto, Contents, Happened, Note},
    wording::Wording,
};
use crate::{
    act::cases::fields,
    pages::{
        components::{Choice, FieldError, Moment, Photo, error_of},
        erased::field_name,
    },
};

/// The most characters of an officer's words.
pub const WORDS_LIMIT: usize = 4000;
/// The most characters of a title, a value or an address line.
pub const LINE_LIMIT: usize = 200;

/// A due time that accepting would give.
pub struct Promise {
    /// When.
    pub at: Moment,
    /// How it is counted.
    pub counts: String,
}

/// A photo that a moderator may show.
pub struct Candidate {
    /// The picture.
    pub photo: Photo,
    /// Hash of its original.
    pub hash: String,
    /// Whether it is marked to be shown.
    pub is_chosen: bool,
}

/// The form.
pub struct StepForm {
    /// Which step.
    pub step: Step,
    /// Where it is sent.
    pub action: String,
    /// The session's text.
    pub csrf: String,
    /// How many events the case had when the form was made.
    pub version: i64,
    /// What was typed, or what is proposed.
    pub fields: Fields,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The closed list of reasons, where the step has one.
    pub reasons: Vec<Choice>,
    /// Agencies, where the step names one.
    pub agencies: Vec<Choice>,
    /// Agency or coordinator.
    pub destinations: Vec<Choice>,
    /// The due time that accepting gives.
    pub promise: Option<Promise>,
    /// Photos that a moderator decides on.
    pub candidates: Vec<Candidate>,
    /// Committed words that can be erased.
    pub erasables: Vec<Choice>,
    /// Notes of the desk and copies of partners that can go with them.
    pub beside: Vec<Choice>,
    /// The report's words as they were written, for a moderator.
    pub original: String,
    /// What is prepared for this step.
    pub replies: Vec<Choice>,
    /// Where the case stands at the desk.
    pub address: String,
    /// Pictures from the place that are offered as evidence.
    drafts: Vec<String>,
    /// Whether the exact place may be public, so that an address line makes sense.
    pub may_show_address: bool,
}

/// What forms are made from.
pub struct Material<'a> {
    /// How things are said.
    pub wording: Wording<'a>,
    /// The case.
    pub case: &'a Case,
    /// Where its steps are sent, without the last part.
    pub address: &'a str,
    /// The session's text.
    pub csrf: &'a str,
    /// Events of the case.
    pub version: i64,
    /// The report's words.
    pub original: &'a str,
    /// What the public reads now.
    pub public_text: Option<&'a str>,
    /// The address line of the report.
    pub address_line: &'a str,
    /// Photos of the case as shown and as stored.
    pub photos: &'a [(Photo, CasePhoto)],
    /// The due time that accepting gives.
    pub promise: Option<Promise>,
    /// What is prepared for a case like this.
    pub replies: &'a [Reply],
    /// Pictures from the place that are no evidence yet.
    pub drafts: &'a [Draft],
    /// What can be erased.
    pub private: Private<'a>,
}

/// The private content of a case.
pub struct Private<'a> {
    /// What happened.
    pub events: &'a [Happened],
    /// Words by event and field.
    pub contents: &'a Contents,
    /// Notes of the desk.
    pub notes: &'a [Note],
    /// Whether partners' copies stand beside the case.
    pub has_partner_copies: bool,
}

impl StepForm {
    /// The form of a step. `typed` is there when the form came back.
    pub fn new(
        step: Step,
        material: Material<'_>,
        typed: Option<&Fields>,
        errors: Vec<FieldError>,
    ) -> StepForm {
        let wording = material.wording;
        let is_new = typed.is_none();
        let mut fields = typed.cloned().unwrap_or_default();
        if is_new && step == Step::Publish {
            fields = fields
                .holding("text", material.public_text.unwrap_or(material.original))
                .holding("address", material.address_line);
        }
        if is_new && step == Step::Resolve {
            for draft in material.drafts {
                let field = if draft.phase == "before" { "before_kept" } else { "photos_kept" };
                fields = fields.holding(field, draft.hash.clone());
            }
        }
        let reason = fields.get("reason");
        let reasons = match step {
            Step::Return => wording.choices("return", ReturnReason::ALL, ReturnReason::code, reason),
            Step::Extend => wording.choices("extend", ExtendReason::ALL, ExtendReason::code, reason),
            Step::Decline => wording.choices("decline", DeclineReason::ALL, DeclineReason::code, reason),
            Step::Hide => wording.choices("hide", HideReason::ALL, HideReason::code, reason),
            Step::Erase => wording.choices("ground", ErasureGround::ALL, ErasureGround::code, reason),
            _ => Vec::new(),
        };
        let agencies = match step {
            Step::Return | Step::Assign | Step::Decline => wording.agencies(""),
            _ => Vec::new(),
        };
        let chosen = fields.all("photo");
        let candidates = if step == Step::Publish {
            let reports = material.photos.iter().filter(|(_, stored)| stored.moment == "report");
            reports
                .map(|(photo, stored)| Candidate {
                    photo: photo.clone(),
                    hash: stored.hash.clone(),
                    is_chosen: if is_new { stored.shown } else { chosen.contains(&stored.hash) },
                })
                .collect()
        } else if step == Step::Erase {
            erasable_photos(&material, &fields)
        } else {
            Vec::new()
        };
        let (erasables, beside) = match step {
            Step::Erase => (erasables(&material, &fields), beside(&material, &fields)),
            _ => (Vec::new(), Vec::new()),
        };
        StepForm {
            step,
            action: format!("{}/{}", material.address, step.code()),
            csrf: material.csrf.to_owned(),
            version: material.version,
            replies: insert::choices(material.replies, step, fields.get("template")),
            address: material.address.to_owned(),
            drafts: material.drafts.iter().map(|draft| draft.hash.clone()).collect(),
            destinations: destinations(&wording, material.case, &fields),
            fields,
            errors,
            reasons,
            agencies,
            promise: material.promise.filter(|_| step == Step::Accept),
            candidates,
            erasables,
            beside,
            original: material.original.to_owned(),
            may_show_address: material.case.place.point().is_some(),
        }
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> &str {
        error_of(&self.errors, name)
    }

    /// Whether this is the step of that code.
    pub fn is(&self, code: &str) -> bool {
        self.step.code() == code
    }

    /// Whether a photo was taken at the place and can be shown here.
    pub fn is_draft(&self, hash: &str) -> bool {
        self.drafts.iter().any(|draft| draft == hash)
    }

    /// Photos that an earlier try of this form brought.
    pub fn kept(&self, field: &str) -> Vec<String> {
        self.fields.all(&format!("{field}_kept"))
    }
}

/// To whom a case may be given back; after two hand-overs only to the coordinator.
fn destinations(wording: &Wording<'_>, case: &Case, fields: &Fields) -> Vec<Choice> {
    let only_coordinator = case.hand_overs + 1 >= COORDINATOR_DECIDES_AT;
    let chosen = if only_coordinator { "coordinator" } else { fields.get("to") };
    [("agency", "desk-to-agency"), ("coordinator", "desk-to-coordinator")]
        .into_iter()
        .filter(|(code, _)| !only_coordinator || *code == "coordinator")
        .map(|(code, key)| Choice {
            value: code.to_owned(),
            label: wording.w.t(key),
            is_chosen: chosen == code,
            ..Choice::default()
        })
        .collect()
}

/// Characters of a private text that the form shows, so that the officer knows what goes.
const SHOWN: usize = 160;

/// The committed words that are still there, each with the step they came with.
fn erasables(material: &Material<'_>, typed: &Fields) -> Vec<Choice> {
    let w = material.wording.w;
    let chosen = typed.all("field");
    material
        .private
        .contents
        .all()
        .filter(|(_, field, body)| !body.is_empty() && fields::place(field, "photo").is_none())
        .map(|(number, field, body)| {
            let value = format!("{number}.{field}");
            let event = material.private.events.iter().find(|happened| happened.number == number);
            let event = event.map(|happened| w.code("event", happened.event.kind().code()));
            let label = format!("{} · {}", field_name(w, field), event.unwrap_or_default());
            Choice {
                is_chosen: chosen.contains(&value),
                label,
                hint: shortened(body),
                value,
                ..Choice::default()
            }
        })
        .collect()
}

/// The photos whose originals are committed to.
fn erasable_photos(material: &Material<'_>, typed: &Fields) -> Vec<Candidate> {
    let chosen = typed.all("field");
    material
        .photos
        .iter()
        .filter_map(|(photo, stored)| {
            let field = fields::photo(usize::try_from(stored.place).ok()?);
            material.private.contents.of(stored.number, &field)?;
            let value = format!("{}.{field}", stored.number);
            Some(Candidate { photo: photo.clone(), is_chosen: chosen.contains(&value), hash: value })
        })
        .collect()
}

/// What is no event of the case: notes, and the copies of partners.
fn beside(material: &Material<'_>, typed: &Fields) -> Vec<Choice> {
    let w = material.wording.w;
    let chosen = typed.all("beside");
    let choice = |value: String, label: String, hint: String| Choice {
        is_chosen: chosen.contains(&value),
        label,
        hint,
        value,
        ..Choice::default()
    };
    let notes = material.private.notes.iter().map(|note| {
        let at = material.wording.moment(note.at).shown;
        choice(note.id.clone(), format!("{} · {at}", w.t("desk-note")), shortened(&note.body))
    });
    let partner = material
        .private
        .has_partner_copies
        .then(|| choice("partner".to_owned(), w.t("desk-erase-partner"), w.t("desk-erase-partner-hint")));
    notes.chain(partner).collect()
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).collect::<String>() + "…" }
}
