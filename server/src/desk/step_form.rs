//! The form of one step: what it asks, what it already knows, what was wrong with it. It is filled by `case_page` and
//! read back by `take_step`; nothing is decided here.

use dantin_record::{
    case::{COORDINATOR_DECIDES_AT, Case, Visibility},
    reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason},
};

use super::{
    field,
    form::Fields,
    replies::{insert, store::Reply},
    steps::Step,
    store::{CasePhoto, Contents, Happened, Note},
    wording::Wording,
};
use crate::{
    act::{
        cases::{extension::Wish, fields, links::DAYS, showing::may_show_point},
        forwards::Remote,
    },
    city::people::factors::key::DeskKey,
    listen::own::{Own, Place},
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
    /// What the form sends for it: the hash of its original, where it is offered for the first time with its ticket.
    pub hash: String,
    /// The field of the form that marks it.
    pub field: &'static str,
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
    /// The open parts of supporting agencies.
    pub parts: Vec<Choice>,
    /// Cases that this one may be merged into.
    pub mergeable: Vec<Choice>,
    /// Names of the agencies whose open parts stand in the way of a result.
    pub owing: Vec<String>,
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
    /// Whether a point is known that is not public yet.
    pub has_new_point: bool,
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
    /// Whether the report came with a point.
    pub has_place: bool,
    /// Photos of the case as shown and as stored.
    pub photos: &'a [(Photo, CasePhoto)],
    /// The due time that accepting gives.
    pub promise: Option<Promise>,
    /// The wish for a later date, for those who may grant it.
    pub wish: Option<&'a Wish>,
    /// Photos that came by a contractor's link.
    pub drafts: Vec<(Photo, CasePhoto)>,
    /// Cases that this one may be merged into.
    pub mergeable: Vec<Choice>,
    /// A random text by which a link is made once.
    pub key: String,
    /// Other cities' servers.
    pub remotes: &'a [Remote],
    /// What is prepared for a case like this.
    pub replies: &'a [Reply],
    /// Makes the tickets of what the form offers.
    pub tickets: &'a DeskKey,
    /// The case's code.
    pub code: &'a str,
    /// Pictures that officers took at the place and that are no evidence yet.
    pub taken: &'a [field::Draft],
    /// What can be erased.
    pub private: Private<'a>,
}

impl Material<'_> {
    /// A photo that this form offers, as it sends it.
    fn offered(&self, hash: &str) -> String {
        let own = |hash| Own::of(self.tickets, Place::Desk(self.code), hash).to_string();
        hash.parse().map(own).unwrap_or_default()
    }
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
        if is_new {
            fields = proposed(fields, step, &material);
        }
        let reason = fields.get("reason");
        let reasons = match step {
            Step::Return => wording.choices("return", ReturnReason::ALL, ReturnReason::code, reason),
            Step::Extend | Step::AskExtension => {
                wording.choices("extend", ExtendReason::ALL, ExtendReason::code, reason)
            }
            Step::ReleasePart => wording.choices("release", ReleaseReason::ALL, ReleaseReason::code, reason),
            Step::Decline => wording.choices("decline", DeclineReason::ALL, DeclineReason::code, reason),
            // Why words or photos are left out is the same list as why all of a case is.
            Step::Hide | Step::Publish => wording.choices("hide", HideReason::ALL, HideReason::code, reason),
            Step::Erase => wording.choices("ground", ErasureGround::ALL, ErasureGround::code, reason),
            Step::Forward => remotes(material.remotes, fields.get("remote")),
            _ => Vec::new(),
        };
        let agencies = match step {
            Step::Return | Step::Assign | Step::AddPart => wording.workers(),
            Step::Decline => wording.agencies(""),
            _ => Vec::new(),
        };
        let chosen = fields.all("photo");
        let candidates = if step == Step::Publish {
            let reports = material.photos.iter().filter(|(_, stored)| stored.moment == "report");
            reports
                .map(|(photo, stored)| Candidate {
                    photo: photo.clone(),
                    hash: stored.hash.clone(),
                    field: "photo",
                    is_chosen: if is_new { stored.shown } else { chosen.contains(&stored.hash) },
                })
                .collect()
        } else if matches!(step, Step::Resolve | Step::FinishPart) {
            draft_photos(&material, &fields)
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
            drafts: material.taken.iter().map(|draft| material.offered(&draft.hash)).collect(),
            destinations: destinations(&wording, material.case, &fields),
            parts: open_parts(&wording, material.case, &fields),
            fields,
            errors,
            reasons,
            agencies,
            mergeable: material.mergeable,
            owing: match step {
                Step::Resolve => {
                    material.case.open_parts().map(|part| wording.agency(part.agency.as_str())).collect()
                }
                _ => Vec::new(),
            },
            promise: material.promise.filter(|_| matches!(step, Step::Accept | Step::AddPart)),
            candidates,
            erasables,
            beside,
            original: material.original.to_owned(),
            may_show_address: may_show_point(wording.city, material.case),
            has_new_point: material.has_place
                && material.case.place.point().is_none()
                && material.case.visibility != Visibility::Public
                && may_show_point(wording.city, material.case),
        }
    }

    /// Where parts of a photo are made unrecognisable.
    pub fn photo_address(&self, hash: &str) -> String {
        let case = self.action.rsplit_once('/').map_or("", |(case, _)| case);
        format!("{case}/photos/{hash}")
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

    /// Hash of the original of a photo that was taken at the place and can be shown here; empty for others.
    pub fn draft<'t>(&self, kept: &'t str) -> &'t str {
        let is_draft = self.drafts.iter().any(|draft| draft == kept);
        kept.split_once('.').filter(|_| is_draft).map_or("", |(hash, _)| hash)
    }

    /// Photos that an earlier try of this form brought.
    pub fn kept(&self, field: &str) -> Vec<String> {
        let mut kept = self.fields.all(&format!("{field}_kept"));
        // A contractor's photos are shown as pictures.
        kept.retain(|hash| !self.candidates.iter().any(|candidate| candidate.hash == *hash));
        kept
    }
}

/// What the form of a step of joint work begins with.
fn proposed(fields: Fields, step: Step, material: &Material<'_>) -> Fields {
    match (step, material.wish) {
        (Step::Extend, Some(wish)) => {
            let local = wish.due.to_zoned(material.wording.city.calendar().zone().clone());
            fields
                .holding("reason", wish.reason.code())
                .holding("due_date", local.date().to_string())
                .holding("due_time", local.strftime("%H:%M").to_string())
                .holding("text", wish.words.clone())
        }
        (Step::Forward, _) => fields.holding("text", material.public_text.unwrap_or_default()),
        (Step::WorkLink, _) => {
            fields.holding("key", material.key.clone()).holding("days", DAYS.1.to_string())
        }
        (Step::Resolve | Step::FinishPart, _) => {
            let came = material.drafts.iter().map(|(_, stored)| (&stored.moment, &stored.hash));
            let taken = material.taken.iter().map(|draft| (&draft.phase, &draft.hash));
            came.chain(taken).fold(fields, |fields, (phase, hash)| {
                fields.holding(kept_field(phase), material.offered(hash))
            })
        }
        _ => fields,
    }
}

/// The field in which a form keeps a contractor's photo.
fn kept_field(phase: &str) -> &'static str {
    if phase == "before" { "before_kept" } else { "photos_kept" }
}

/// A contractor's photos, each to be taken up or left.
fn draft_photos(material: &Material<'_>, typed: &Fields) -> Vec<Candidate> {
    let photos = material.drafts.iter();
    photos
        .map(|(photo, stored)| {
            let (field, offered) = (kept_field(&stored.moment), material.offered(&stored.hash));
            Candidate {
                photo: photo.clone(),
                is_chosen: typed.all(field).contains(&offered),
                hash: offered,
                field,
            }
        })
        .collect()
}

/// The parts that are still owed, by agency.
fn open_parts(wording: &Wording<'_>, case: &Case, typed: &Fields) -> Vec<Choice> {
    let chosen = typed.get("part");
    case.open_parts()
        .map(|part| Choice {
            value: part.agency.as_str().to_owned(),
            label: wording.agency(part.agency.as_str()),
            is_chosen: part.agency.as_str() == chosen,
            ..Choice::default()
        })
        .collect()
}

/// The servers that a case may be handed on to.
fn remotes(remotes: &[Remote], chosen: &str) -> Vec<Choice> {
    let choice = |remote: &Remote| Choice {
        value: remote.code.clone(),
        label: remote.name.clone(),
        is_chosen: remote.code == chosen,
        ..Choice::default()
    };
    remotes.iter().map(choice).collect()
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
            let is_chosen = chosen.contains(&value);
            Some(Candidate { photo: photo.clone(), is_chosen, hash: value, field: "field" })
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

/// The beginning of a text, on one line.
pub(super) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).collect::<String>() + "…" }
}
