//! What the pieces of a case show: its state, due times, evidence, timeline, and rows of lists.

use dantin_record::case::StateKind;
use dantin_search::Piece;

use super::Moment;

/// The state of a case as people see it: a word, a shape and a tint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Sent, and no agency leads it yet.
    Unassigned,
    /// Received, not yet accepted.
    Assigned,
    /// Accepted and worked on.
    InProgress,
    /// Waiting for the reporter's answer.
    Waiting,
    /// Reported resolved, waiting for confirmation.
    Reported,
    /// The confirmation period is over and nobody has spoken.
    Unconfirmed,
    /// Confirmed by somebody other than the agency.
    Confirmed,
    /// Contested and open again.
    Reopened,
    /// Past its due time, in any state.
    Overdue,
    /// Refused with a reason.
    Declined,
    /// Joined into another case.
    Merged,
    /// Withdrawn by its reporter.
    Withdrawn,
    /// Imported, and open in its own system.
    SourceOpen,
    /// Imported, and closed in its own system; nobody confirmed it here.
    SourceClosed,
    /// Imported, and cancelled in its own system.
    SourceCancelled,
    /// Held until a moderator has read it.
    Held,
    /// Taken from public view with a reason.
    Hidden,
}

impl From<StateKind> for Tag {
    fn from(state: StateKind) -> Self {
        match state {
            StateKind::Unassigned => Self::Unassigned,
            StateKind::Assigned => Self::Assigned,
            StateKind::InProgress => Self::InProgress,
            StateKind::WaitingForReporter => Self::Waiting,
            StateKind::ReportedResolved => Self::Reported,
            StateKind::Reopened => Self::Reopened,
            StateKind::ConfirmedResolved => Self::Confirmed,
            StateKind::Unconfirmed => Self::Unconfirmed,
            StateKind::Declined => Self::Declined,
            StateKind::Withdrawn => Self::Withdrawn,
            StateKind::Merged => Self::Merged,
            StateKind::SourceOpen => Self::SourceOpen,
            StateKind::SourceClosed => Self::SourceClosed,
            StateKind::SourceCancelled => Self::SourceCancelled,
        }
    }
}

impl Tag {
    /// All of them, in the order of a case's life.
    pub const ALL: [Self; 17] = [
        Self::Unassigned,
        Self::Assigned,
        Self::InProgress,
        Self::Waiting,
        Self::Reported,
        Self::Unconfirmed,
        Self::Confirmed,
        Self::Reopened,
        Self::Overdue,
        Self::Declined,
        Self::Merged,
        Self::Withdrawn,
        Self::SourceOpen,
        Self::SourceClosed,
        Self::SourceCancelled,
        Self::Held,
        Self::Hidden,
    ];

    /// The group of colours: the class is `tag--{colour}`, marks use `mark--{colour}`.
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Unassigned | Self::Assigned => "assigned",
            Self::InProgress | Self::Waiting | Self::SourceOpen => "progress",
            Self::Reported | Self::Unconfirmed => "reported",
            Self::Confirmed => "confirmed",
            Self::Reopened | Self::Overdue => "reopened",
            Self::Declined
            | Self::Merged
            | Self::Withdrawn
            | Self::SourceClosed
            | Self::SourceCancelled
            | Self::Held
            | Self::Hidden => "closed",
        }
    }

    /// The symbol of the icon sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Unassigned | Self::Assigned => "state-assigned",
            Self::InProgress | Self::SourceOpen => "state-progress",
            Self::Waiting => "state-waiting",
            Self::Reported => "state-reported",
            Self::Unconfirmed => "state-unconfirmed",
            Self::Confirmed => "state-confirmed",
            Self::Reopened | Self::Overdue => "state-reopened",
            Self::Declined => "state-declined",
            Self::Merged | Self::Withdrawn | Self::SourceClosed | Self::SourceCancelled => "state-closed",
            Self::Held => "clock",
            Self::Hidden => "eye-off",
        }
    }

    /// The key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unassigned => "state-unassigned",
            Self::Assigned => "state-assigned",
            Self::InProgress => "state-in-progress",
            Self::Waiting => "state-waiting-for-reporter",
            Self::Reported => "state-reported-resolved",
            Self::Unconfirmed => "state-unconfirmed",
            Self::Confirmed => "state-confirmed-resolved",
            Self::Reopened => "state-reopened",
            Self::Overdue => "state-overdue",
            Self::Declined => "state-declined",
            Self::Merged => "state-merged",
            Self::Withdrawn => "state-withdrawn",
            Self::SourceOpen => "state-source-open",
            Self::SourceClosed => "state-source-closed",
            Self::SourceCancelled => "state-source-cancelled",
            Self::Held => "visibility-awaiting-moderation",
            Self::Hidden => "visibility-hidden",
        }
    }
}

/// How a case stands to its due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueState {
    /// Time remains.
    Running,
    /// Little time remains.
    Soon,
    /// The time is over.
    Overdue,
    /// The clock stands while the reporter is asked.
    Paused,
    /// It was done in time.
    Met,
    /// It was done, but late.
    MetLate,
}

impl DueState {
    /// The class is `deadline--{code}`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::MetLate => "late",
        }
    }

    /// The key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Running => "deadline-running",
            Self::Soon => "deadline-soon",
            Self::Overdue => "deadline-overdue",
            Self::Paused => "deadline-paused",
            Self::Met => "deadline-met",
            Self::MetLate => "deadline-late",
        }
    }
}

/// A due time as a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// How it stands.
    pub state: DueState,
    /// When it is due, or was met.
    pub moment: Moment,
    /// What it counts: "8 giờ làm việc kể từ khi nhận"; empty for none.
    pub counts: String,
    /// The first promise, if the date was moved.
    pub first_due: Option<Moment>,
}

/// A picture of the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Photo {
    /// Address of the size that is shown.
    pub src: String,
    /// Address of the large size; empty for no link.
    pub full: String,
    /// Pixel width of what `src` names.
    pub width: u32,
    /// Pixel height of what `src` names.
    pub height: u32,
    /// Address and pixel width of a smaller copy, for narrow places; an empty address for none.
    pub smaller: (String, u32),
    /// What it shows, in words.
    pub alt: String,
    /// When it was taken or handed in.
    pub moment: Moment,
    /// Where; empty if that is said nearby.
    pub place: String,
    /// SHA-256 in hexadecimal; empty for none.
    pub hash: String,
}

impl Photo {
    /// The first twelve digits of the hash, in groups of four.
    pub fn short_hash(&self) -> String {
        let digits: Vec<char> = self.hash.chars().take(12).collect();
        digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

/// What was before and what is after, side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidencePair {
    /// The report's picture; without one its place says so.
    pub before: Option<Photo>,
    /// The agency's proof.
    pub after: Option<Photo>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// A resident.
    Resident,
    /// An agency, in its office.
    Official,
    /// The system: a clock, a routing rule.
    System,
    /// An internal note, for officers only.
    Internal,
}

impl Voice {
    /// The class is `voice--{code}`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Official => "official",
            Self::System => "system",
            Self::Internal => "internal",
        }
    }

    /// The key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Resident => "voice-resident",
            Self::Official => "voice-official",
            Self::System => "voice-system",
            Self::Internal => "voice-internal",
        }
    }
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// "Sở Xây dựng đã tiếp nhận".
    pub title: String,
    /// When.
    pub moment: Moment,
    /// Who: agency or "Người phản ánh"; empty if the title says it.
    pub actor: String,
    /// In whose voice the text is.
    pub voice: Voice,
    /// What was said; line breaks are kept; empty for none.
    pub text: String,
    /// A new state, if the entry brought one.
    pub tag: Option<Tag>,
    /// Pictures that came with it.
    pub photos: Vec<Photo>,
    /// Before and after, where both exist.
    pub pairs: Vec<EvidencePair>,
    /// Index in the public journal, formatted; empty while it is not sequenced.
    pub entry: String,
    /// Where the journal entry is; empty for none.
    pub entry_href: String,
}

/// A case as one row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case's page.
    pub href: String,
    /// Its public code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub tag: Tag,
    /// Whether it is past its due time besides.
    pub is_overdue: bool,
    /// Category, or empty.
    pub category: String,
    /// Symbol of its category.
    pub icon: String,
    /// Street and ward.
    pub place: String,
    /// The lead agency.
    pub agency: String,
    /// When it was sent.
    pub moment: Moment,
    /// Its picture, if it has one.
    pub photo: Option<Photo>,
    /// "12 người cũng gặp", or empty.
    pub joined: String,
    /// The title in pieces, where words were looked for; else empty.
    pub title_found: Vec<Piece>,
    /// What of the case's words answers, in pieces; else empty.
    pub found: Vec<Piece>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_in_groups_of_four() {
        let photo = Photo { hash: "0123456789abcdef".into(), ..Photo::default() };
        assert_eq!(photo.short_hash(), "0123 4567 89ab");
    }
}
