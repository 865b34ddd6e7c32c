//! Why the rules of a matter refuse an event: a closed list with stable codes, for which the server has words.

use std::fmt;

use crate::act::Role;

/// The rule that an event would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatterRefusal {
    /// Nothing happens to a matter before it begins.
    NotBegun,
    /// A matter begins once.
    BegunBefore,
    /// The event belongs to another kind of matter.
    WrongKind,
    /// The event does not belong to this state.
    WrongState { state: &'static str, event: &'static str },
    /// Nobody in this role may cause the event.
    WrongRole { role: Role, event: &'static str },
    /// Only the body that holds the matter may do this.
    NotTheHost,
    /// Whoever did the work does not judge it, nor erase what could be held against it.
    OwnWork,
    /// The event claims a time before the one that came before it.
    TimeWentBack,
    /// A time before 1970 or after the year 2105.
    TimeOutOfRange,
    /// A beginning that does not lie before its end.
    TimesOutOfOrder,
    /// Contributions are taken within the announced times only.
    OutsidePeriod,
    /// Contributions are numbered from 1 without a gap.
    WrongNumber,
    /// There is no question of that number.
    NoSuchQuestion,
    /// The question was withdrawn, merged or hidden.
    QuestionGone,
    /// The question has its end already.
    QuestionEnded,
    /// The question has no end that could be judged.
    QuestionNotEnded,
    /// A question is not merged into itself, nor into one that is merged itself or has others merged into it.
    NotMergeable,
    /// The question is not merged.
    NotMerged,
    /// Others joined the question or support it; it is no longer the asker's alone to withdraw.
    OthersJoined,
    /// A count of supporters never falls.
    CountFell,
    /// A session is closed only when every question has an answer, a promise or a refusal with its reason.
    QuestionsOpen,
    /// What was promised is still open.
    PledgesOpen,
    /// The promise names no case that came out of this matter and question.
    NotThePledge,
    /// An erasure that names no field, or no entry.
    NothingToErase,
    /// More items in one event than it may have.
    TooManyItems,
    // Of consultations.
    /// Only the body that wrote the draft may do this.
    NotTheDrafter,
    /// Comments cannot be taken before they are announced.
    OpensBeforeAnnounced,
    /// The law gives people more days than this.
    PeriodTooShort,
    /// An extension ends later than the time before.
    PeriodNotLonger,
    /// There is no comment of that number.
    NoSuchComment,
    /// There is no version of that number, or a later one has come.
    NoSuchVersion,
    /// The comment was withdrawn or hidden.
    CommentGone,
    /// Somebody has answered the comment.
    CommentAnswered,
    /// The comment is answered with another one.
    CommentGrouped,
    /// A comment is not grouped with itself, nor with one that is grouped or answered itself, nor withdrawn under others.
    NotGroupable,
    /// The comment is in no group.
    NotGrouped,
    /// A consultation is closed only when every comment has its response.
    CommentsUnanswered,
    /// A version must tell which provisions it changes.
    ChangesUntold,
    /// The new version is the old one word for word.
    SameText,
    // Oversight and critique
    /// The overseen body must have the plan so many days before the visit; the visit must be moved.
    NoticeTooShort,
    /// The recommendation went to another body.
    NotTheOverseen,
    /// There is no visit of that number.
    NoSuchVisit,
    /// Whoever makes parts of photos unrecognisable adds no photo and takes none away.
    OtherEvidence,
    /// There is no finding of that number.
    NoSuchFinding,
    /// There is no recommendation of that number.
    NoSuchRecommendation,
    /// The recommendation is no longer followed up.
    RecommendationLetGo,
    /// An answer in writing is given once.
    AnsweredBefore,
    /// A round is closed only when every recommendation is answered.
    RecommendationsOpen,
    /// A round is closed only when the overseer has confirmed that every recommendation is carried out.
    RecommendationsUnconfirmed,
    /// There is no point of that number.
    NoSuchPoint,
    /// A critique is closed only when every point is answered.
    PointsOpen,
}

impl MatterRefusal {
    /// The stable code, for words and for problem documents.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBegun => "matter_not_begun",
            Self::BegunBefore => "matter_begun_before",
            Self::WrongKind => "matter_wrong_kind",
            Self::WrongState { .. } => "matter_wrong_state",
            Self::WrongRole { .. } => "matter_wrong_role",
            Self::NotTheHost => "not_the_host",
            Self::OwnWork => "matter_own_work",
            Self::TimeWentBack => "matter_time_went_back",
            Self::TimeOutOfRange => "matter_time_out_of_range",
            Self::TimesOutOfOrder => "times_out_of_order",
            Self::OutsidePeriod => "outside_period",
            Self::WrongNumber => "wrong_number",
            Self::NoSuchQuestion => "no_such_question",
            Self::QuestionGone => "question_gone",
            Self::QuestionEnded => "question_ended",
            Self::QuestionNotEnded => "question_not_ended",
            Self::NotMergeable => "not_mergeable",
            Self::NotMerged => "not_merged",
            Self::OthersJoined => "question_others_joined",
            Self::CountFell => "count_fell",
            Self::QuestionsOpen => "questions_open",
            Self::PledgesOpen => "pledges_open",
            Self::NotThePledge => "not_the_pledge",
            Self::NothingToErase => "matter_nothing_to_erase",
            Self::TooManyItems => "matter_too_many_items",
            Self::NotTheDrafter => "not_the_drafter",
            Self::OpensBeforeAnnounced => "opens_before_announced",
            Self::PeriodTooShort => "period_too_short",
            Self::PeriodNotLonger => "period_not_longer",
            Self::NoSuchComment => "no_such_comment",
            Self::NoSuchVersion => "no_such_version",
            Self::CommentGone => "comment_gone",
            Self::CommentAnswered => "comment_answered",
            Self::CommentGrouped => "comment_grouped",
            Self::NotGroupable => "not_groupable",
            Self::NotGrouped => "not_grouped",
            Self::CommentsUnanswered => "comments_unanswered",
            Self::ChangesUntold => "changes_untold",
            Self::SameText => "same_text",
            Self::NoticeTooShort => "notice_too_short",
            Self::NotTheOverseen => "not_the_overseen",
            Self::NoSuchVisit => "no_such_visit",
            Self::OtherEvidence => "other_evidence",
            Self::NoSuchFinding => "no_such_finding",
            Self::NoSuchRecommendation => "no_such_recommendation",
            Self::RecommendationLetGo => "recommendation_let_go",
            Self::AnsweredBefore => "answered_before",
            Self::RecommendationsOpen => "recommendations_open",
            Self::RecommendationsUnconfirmed => "recommendations_unconfirmed",
            Self::NoSuchPoint => "no_such_point",
            Self::PointsOpen => "points_open",
        }
    }
}

impl fmt::Display for MatterRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongState { state, event } => {
                write!(formatter, "{event} does not belong to state {state}")
            }
            Self::WrongRole { role, event } => write!(formatter, "a {role} does not cause {event}"),
            other => formatter.write_str(other.code()),
        }
    }
}

impl std::error::Error for MatterRefusal {}
