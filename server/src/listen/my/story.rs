//! The timeline of a case as the holder of a secret link may see it: official answers to all, a resident's own words
//! and photos only to the one who wrote them.

use dantin_city::City;
use dantin_record::{
    act::{Actor, Role},
    case::Visibility,
    event::{Destination, Event},
};
use dantin_words::Words;

use super::{
    Holder,
    store::{Attached, Dossier, Happened},
};
use crate::{
    listen::show,
    pages::{
        components::{EvidencePair, Photo, TimelineEntry, Voice},
        erased,
    },
};

/// Longest side of the middle size, in pixels.
const MEDIUM: i64 = 640;

/// What a story is told with.
pub(super) struct Teller<'a> {
    pub w: &'a Words,
    pub city: &'a City,
    pub holder: &'a Holder,
    pub secret: &'a str,
    pub file: &'a Dossier,
}

impl Teller<'_> {
    /// All entries, the newest first.
    pub fn timeline(&self) -> Vec<TimelineEntry> {
        self.file.events.iter().rev().map(|happened| self.entry(happened)).collect()
    }

    fn entry(&self, happened: &Happened) -> TimelineEntry {
        let voice = voice(happened.by);
        let actor = match happened.by.agency() {
            Some(agency) => show::agency_name(self.w, self.city, agency.as_str()),
            None => self.w.code("role", happened.by.role().code()),
        };
        let photos: Vec<&Attached> = self
            .file
            .photos
            .iter()
            .filter(|photo| photo.number == happened.number && self.may_see(photo))
            .collect();
        let (pairs, photos) = match happened.event {
            Event::ReportedResolved { .. } | Event::PartDone { .. } => (self.pairs(&photos), Vec::new()),
            Event::Submitted(_) => (Vec::new(), Vec::new()),
            _ => (Vec::new(), photos.into_iter().map(|photo| self.photo(photo)).collect()),
        };
        TimelineEntry {
            title: self.w.code("event", happened.event.kind().code()),
            moment: show::moment(self.w, self.city, happened.occurred.to_timestamp()),
            actor,
            voice,
            text: self.text(happened),
            tag: None,
            photos,
            pairs,
            entry: happened.index.map(|index| self.w.integer(index)).unwrap_or_default(),
            entry_href: happened.index.map(|index| format!("/verify?q={index}")).unwrap_or_default(),
        }
    }

    fn text(&self, happened: &Happened) -> String {
        let w = self.w;
        let said = |field: &str| self.file.words(happened.number, field).to_owned();
        let is_own = self.holder.is_reporter && happened.by == Actor::Reporter;
        let mut lines: Vec<String> = Vec::new();
        match &happened.event {
            // The reporter's own words stand above the timeline already.
            Event::Submitted(_) if self.holder.is_reporter => {}
            Event::Submitted(_) => lines.push(self.file.public_text.clone().unwrap_or_default()),
            Event::Assigned { agency, receive_by, .. } => {
                let agency = show::agency_name(w, self.city, agency.as_str());
                let time = w.date_time(receive_by.at.to_timestamp(), self.city.calendar().zone());
                lines.push(w.with("my-assigned", &[("agency", (&agency).into()), ("time", (&time).into())]));
            }
            Event::Returned { to, reason } => {
                lines.push(w.code("return", reason.code()));
                if let Destination::Agency(agency) = to {
                    let agency = show::agency_name(w, self.city, agency.as_str());
                    lines.push(w.with("my-returned-to", &[("agency", (&agency).into())]));
                }
                lines.push(said("words"));
            }
            Event::Accepted { due } => {
                let time = w.date_time(due.at.to_timestamp(), self.city.calendar().zone());
                lines.push(w.with("my-accepted", &[("time", (&time).into())]));
                lines.push(said("words"));
            }
            Event::Extended { reason, due } => {
                let time = w.date_time(due.at.to_timestamp(), self.city.calendar().zone());
                lines.push(w.code("extend", reason.code()));
                lines.push(w.with("my-extended", &[("time", (&time).into())]));
                lines.push(said("words"));
            }
            Event::Declined { reason, .. } => {
                lines.push(w.code("decline", reason.code()));
                lines.push(said("words"));
                lines.push(said("basis"));
            }
            Event::PartAdded { agency, due, .. } => {
                let agency = show::agency_name(w, self.city, agency.as_str());
                let time = w.date_time(due.at.to_timestamp(), self.city.calendar().zone());
                lines.push(
                    w.with("joint-part-given", &[("agency", (&agency).into()), ("time", (&time).into())]),
                );
                lines.push(said("words"));
            }
            Event::PartReleased { agency, reason } => {
                let agency = show::agency_name(w, self.city, agency.as_str());
                let reason = w.code("release", reason.code());
                lines.push(w.with(
                    "joint-part-released",
                    &[("agency", (&agency).into()), ("reason", (&reason).into())],
                ));
                lines.push(said("words"));
            }
            Event::Escalated { to, part, .. } => {
                if let Some(part) = part {
                    let late = show::agency_name(w, self.city, part.as_str());
                    lines.push(w.with("joint-late-part", &[("agency", (&late).into())]));
                }
                let agency = show::agency_name(w, self.city, to.as_str());
                lines.push(w.with("joint-risen-to", &[("agency", (&agency).into())]));
            }
            Event::Asked | Event::Merged { .. } | Event::Unmerged => lines.push(said("words")),
            Event::ReportedResolved { .. } | Event::PartDone { .. } => {
                lines.push(said("words"));
                for paper in self.file.papers.iter().filter(|paper| paper.number == happened.number) {
                    lines.push(format!("{}: {}", w.code("evidence", &paper.kind), paper.title));
                    lines.push(paper.body.clone());
                }
            }
            Event::Hidden { reason } => lines.push(w.code("hide", reason.code())),
            Event::Erased(erasure) => {
                let target = self.file.events.iter().find(|h| h.number == i64::from(erasure.entry));
                lines.push(erased::told(w, target.map(|h| &h.event), erasure));
            }
            // What an officer entered for the reporter is the reporter's too.
            Event::Replied { .. } if self.holder.is_reporter => lines.push(said("words")),
            Event::Confirmed | Event::Contested { .. } if is_own => lines.push(said("words")),
            _ => {}
        }
        lines.extend(self.file.erased.lines(w, self.city, happened.number));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Others than the reporter see what the public sees: of a case that is hidden, nothing.
    pub fn may_see(&self, photo: &Attached) -> bool {
        self.holder.is_reporter || photo.shown && self.file.case.visibility != Visibility::Hidden
    }

    fn pairs(&self, photos: &[&Attached]) -> Vec<EvidencePair> {
        let mut before: Vec<&Attached> =
            photos.iter().copied().filter(|photo| photo.moment == "before").collect();
        if before.is_empty() {
            let report =
                self.file.photos.iter().find(|photo| photo.moment == "report" && self.may_see(photo));
            before.extend(report);
        }
        let after: Vec<&Attached> = photos.iter().copied().filter(|photo| photo.moment == "after").collect();
        if after.is_empty() && photos.is_empty() {
            return Vec::new();
        }
        let most = before.len().max(after.len());
        (0..most)
            .map(|place| EvidencePair {
                before: before.get(place).map(|photo| self.photo(photo)),
                after: after.get(place).map(|photo| self.photo(photo)),
            })
            .collect()
    }

    /// A photo at its address behind the link.
    /// Without a secret, at the public address.
    pub fn photo(&self, photo: &Attached) -> Photo {
        let longest = photo.width.max(photo.height).max(1);
        let side = |length: i64| u32::try_from((length * MEDIUM.min(longest) / longest).max(1)).unwrap_or(1);
        let address = |size: &str| match self.secret {
            "" => format!("/photos/{}/{size}.jpg", photo.large),
            secret => format!("/my/{secret}/photos/{}/{size}.jpg", photo.large),
        };
        let alt = self.w.t(match photo.moment.as_str() {
            "before" => "my-photo-before",
            "after" => "my-photo-after",
            "report" => "my-photo-report",
            _ => "my-photo-answer",
        });
        Photo {
            src: address("medium"),
            full: address("large"),
            width: side(photo.width),
            height: side(photo.height),
            alt,
            ..Photo::default()
        }
    }
}

fn voice(by: Actor) -> Voice {
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
