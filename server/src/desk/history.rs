//! The course of a case in words: each event becomes an entry of the timeline or a message of the conversation, with
//! as much of the private words as the officer may read. Nothing is loaded here.

use std::collections::BTreeMap;

use dantin_record::{
    act::{Actor, Role},
    case::StateKind,
    event::{Destination, Due, Event, Origin},
    moment::Moment,
};

use super::{
    store::{CasePaper, CasePhoto, Contents, Happened},
    wording::Wording,
};
use crate::pages::{
    components::{EvidencePair, Photo, Tag, TimelineEntry, Voice},
    erased::{self, Erased},
};

/// Everything that was loaded of a case's course, and how much of it may be said.
pub struct Course<'a> {
    /// How things are said.
    pub wording: Wording<'a>,
    /// The events, oldest first.
    pub events: &'a [Happened],
    /// Private words.
    pub contents: &'a Contents,
    /// Photos.
    pub photos: &'a [CasePhoto],
    /// Documents and measurements.
    pub papers: &'a [CasePaper],
    /// What was erased.
    pub erased: &'a Erased,
    /// Names of officers by number of the event.
    pub doers: &'a BTreeMap<i64, String>,
    /// Whether residents' own words and unshown photos may be seen.
    pub with_content: bool,
}

impl Course<'_> {
    /// All events, newest first.
    pub fn entries(&self) -> Vec<TimelineEntry> {
        self.events.iter().rev().map(|happened| self.entry(happened)).collect()
    }

    /// The events after this number, oldest first: what somebody else did meanwhile.
    pub fn since(&self, version: i64) -> Vec<TimelineEntry> {
        self.events.iter().filter(|h| h.number > version).map(|happened| self.entry(happened)).collect()
    }

    /// The events of which `wanted` says yes to the number, oldest first.
    pub fn chosen(&self, wanted: impl Fn(i64) -> bool) -> Vec<TimelineEntry> {
        self.events.iter().filter(|h| wanted(h.number)).map(|happened| self.entry(happened)).collect()
    }

    fn entry(&self, happened: &Happened) -> TimelineEntry {
        let w = self.wording.w;
        let mut lines = self.particulars(&happened.event);
        lines.extend(self.words(happened));
        let papers = self.papers.iter().filter(|paper| paper.number == happened.number);
        lines.extend(papers.map(|paper| format!("{}: {}", w.code("evidence", &paper.kind), paper.title)));
        lines.extend(self.erased.lines(w, self.wording.city, happened.number));
        TimelineEntry {
            title: w.code("event", happened.event.kind().code()),
            moment: self.wording.moment(happened.at.to_timestamp()),
            actor: self.actor(happened),
            voice: voice(happened.by),
            text: lines.join("\n"),
            tag: state_after(&happened.event).map(Tag::from),
            photos: self.loose_photos(happened.number),
            pairs: self.pairs(happened.number),
            entry: happened.index.map(|index| w.integer(index)).unwrap_or_default(),
            entry_href: happened.index.map(|index| format!("/verify?q={index}")).unwrap_or_default(),
        }
    }

    /// Role, agency and, for colleagues, the name.
    pub fn actor(&self, happened: &Happened) -> String {
        let role = self.wording.w.code("role", happened.by.role().code());
        let agency = happened.by.agency().map(|agency| self.wording.agency(agency.as_str()));
        let name = self.doers.get(&happened.number).cloned();
        [Some(role), agency, name].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// The private words of an event that this officer may read.
    pub fn words(&self, happened: &Happened) -> Vec<String> {
        let is_residents = matches!(voice(happened.by), Voice::Resident) || happened.number == 1;
        if is_residents && !self.with_content {
            return Vec::new();
        }
        ["text", "public_text", "basis", "words", "said"]
            .into_iter()
            .filter_map(|field| self.contents.of(happened.number, field))
            .map(str::to_owned)
            .collect()
    }

    fn particulars(&self, event: &Event) -> Vec<String> {
        let w = self.wording.w;
        let said = |key: &str, value: String| w.with(key, &[("what", value.as_str().into())]);
        match event {
            Event::Submitted(submission) => {
                let origin = match &submission.origin {
                    Origin::OnBehalf { channel } => w.code("origin", channel.code()),
                    Origin::Web => w.t("origin-web"),
                    Origin::Open311 => w.t("origin-open311"),
                    Origin::Import { .. } => w.t("origin-import"),
                    Origin::Session { .. } => w.t("origin-session"),
                    Origin::Oversight { .. } => w.t("origin-oversight"),
                };
                vec![origin]
            }
            Event::Assigned { agency, receive_by, .. } => {
                vec![self.wording.agency(agency.as_str()), said("desk-said-receive-by", self.due(receive_by))]
            }
            Event::Returned { to, reason } => {
                let to = match to {
                    Destination::Agency(agency) => self.wording.agency(agency.as_str()),
                    Destination::Coordinator => w.t("desk-to-coordinator"),
                };
                vec![said("desk-said-reason", w.code("return", reason.code())), said("desk-said-to", to)]
            }
            Event::Accepted { due } | Event::Replied { due } | Event::Contested { due, .. } => {
                vec![said("desk-said-due", self.due(due))]
            }
            Event::Extended { reason, due } => vec![
                said("desk-said-reason", w.code("extend", reason.code())),
                said("desk-said-new-due", self.due(due)),
            ],
            Event::ReportedResolved { confirm_by, .. } => {
                vec![said("desk-said-confirm-by", self.time(*confirm_by))]
            }
            Event::Declined { reason, authority } => {
                let mut lines = vec![said("desk-said-reason", w.code("decline", reason.code()))];
                lines.extend(
                    authority.map(|code| said("desk-said-authority", self.wording.agency(code.as_str()))),
                );
                lines
            }
            Event::Hidden { reason } => vec![said("desk-said-reason", w.code("hide", reason.code()))],
            Event::Shown { text, photos, reason, .. } => {
                let mut lines = vec![
                    w.code("shown", text.code()),
                    w.n("desk-shown-photos", i64::try_from(photos.len()).unwrap_or(i64::MAX)),
                ];
                lines.extend(reason.map(|reason| said("desk-said-reason", w.code("hide", reason.code()))));
                lines
            }
            Event::SourceStatus { word, .. } => vec![word.as_str().to_owned()],
            Event::Erased(erasure) => {
                let target = self.events.iter().find(|h| h.number == i64::from(erasure.entry));
                vec![erased::told(w, target.map(|h| &h.event), erasure)]
            }
            Event::PartAdded { agency, due, .. } => {
                vec![self.wording.agency(agency.as_str()), said("desk-said-due", self.due(due))]
            }
            Event::PartReleased { agency, reason } => vec![
                self.wording.agency(agency.as_str()),
                said("desk-said-reason", w.code("release", reason.code())),
            ],
            Event::Escalated { to, part, .. } => {
                let late = part.map(|part| self.wording.agency(part.as_str()));
                let late =
                    late.map(|agency| w.with("joint-late-part", &[("agency", agency.as_str().into())]));
                late.into_iter().chain([said("desk-said-to", self.wording.agency(to.as_str()))]).collect()
            }
            Event::Forwarded { to } => vec![said("desk-said-to", to.as_str().to_owned())],
            Event::ForwardStatus { to, outcome, number, word } => {
                let mut lines = vec![format!("{}: {}", to.as_str(), w.code("forward", outcome.code()))];
                lines.extend(number.iter().map(|id| w.with("forward-number", &[("id", id.as_str().into())])));
                lines.extend(word.iter().map(|word| format!("«{}»", word.as_str())));
                lines
            }
            Event::Asked
            | Event::Confirmed
            | Event::Expired
            | Event::Joined
            | Event::Withdrawn
            | Event::PartDone { .. }
            | Event::Merged { .. }
            | Event::Unmerged => Vec::new(),
        }
    }

    fn due(&self, due: &Due) -> String {
        format!("{} ({})", self.time(due.at), self.wording.counts(due))
    }

    fn time(&self, at: Moment) -> String {
        self.wording.w.date_time(at.to_timestamp(), self.wording.city.calendar().zone())
    }

    /// The photos that may be seen and satisfy `wanted`.
    fn seen(&self, wanted: impl Fn(&CasePhoto) -> bool) -> Vec<Photo> {
        self.photos
            .iter()
            .filter(|photo| (self.with_content || photo.is_public) && wanted(photo))
            .map(|photo| self.photo(photo))
            .collect()
    }

    fn loose_photos(&self, number: i64) -> Vec<Photo> {
        self.seen(|p| p.number == number && !matches!(p.moment.as_str(), "before" | "after"))
    }

    /// Before and after of one event, side by side; where none was taken before, the report's own stands there.
    pub fn pairs(&self, number: i64) -> Vec<EvidencePair> {
        let after = self.seen(|p| p.number == number && p.moment == "after");
        let mut before = self.seen(|p| p.number == number && p.moment == "before");
        if before.is_empty() && !after.is_empty() {
            before = self.seen(|p| p.moment == "report");
        }
        let rows = after.len().max(if after.is_empty() { before.len() } else { after.len() });
        let (mut before, mut after) = (before.into_iter(), after.into_iter());
        (0..rows).map(|_| EvidencePair { before: before.next(), after: after.next() }).collect()
    }

    /// A photo as the desk shows it.
    pub fn photo(&self, photo: &CasePhoto) -> Photo {
        let (width, height) = shown_size(photo.size);
        let at = self.events.iter().find(|h| h.number == photo.number).map(|h| h.at.to_timestamp());
        Photo {
            src: format!("/desk/photos/{}/medium.jpg", photo.hash),
            full: format!("/desk/photos/{}/large.jpg", photo.hash),
            width,
            height,
            alt: self.wording.w.code("desk-photo", &photo.moment),
            moment: at.map(|at| self.wording.moment(at)).unwrap_or_default(),
            hash: photo.large.clone(),
            ..Photo::default()
        }
    }
}

/// Width and height of the middle copy of a picture, so that the page does not jump when it arrives.
fn shown_size((width, height): (i64, i64)) -> (u32, u32) {
    let longest = i64::from(dantin_photos::Size::Medium.longest_side());
    let scale = width.max(height).max(1);
    let side = |length: i64| if scale <= longest { length } else { (length * longest / scale).max(1) };
    (u32::try_from(side(width)).unwrap_or(1), u32::try_from(side(height)).unwrap_or(1))
}

/// In whose voice an event speaks.
pub fn voice(by: Actor) -> Voice {
    match by.role() {
        Role::Reporter | Role::Joiner | Role::Neighbour => Voice::Resident,
        Role::Handler
        | Role::Head
        | Role::Coordinator
        | Role::Overseer
        | Role::Moderator
        | Role::PrivacyOfficer => Voice::Official,
        Role::Partner | Role::Routing | Role::Clock | Role::Importer => Voice::System,
    }
}

fn state_after(event: &Event) -> Option<StateKind> {
    match event {
        Event::Assigned { .. } => Some(StateKind::Assigned),
        Event::Accepted { .. } | Event::Replied { .. } => Some(StateKind::InProgress),
        Event::Asked => Some(StateKind::WaitingForReporter),
        Event::ReportedResolved { .. } => Some(StateKind::ReportedResolved),
        Event::Declined { .. } => Some(StateKind::Declined),
        Event::Confirmed => Some(StateKind::ConfirmedResolved),
        Event::Contested { .. } => Some(StateKind::Reopened),
        Event::Expired => Some(StateKind::Unconfirmed),
        Event::Withdrawn => Some(StateKind::Withdrawn),
        Event::Merged { .. } => Some(StateKind::Merged),
        _ => None,
    }
}
