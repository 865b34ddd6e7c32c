//! The private fields of events: how they are called, and which of them the public reads. Each stands in `contents` under
//! a salt of its own, and its commitment in the entry of its event:
//!
//! | field | event | content |
//! | --- | --- | --- |
//! | `text`, `address`, `answers`, `place`, `contact` | submitted | as the one who asked gave it; `place` is latitude, longitude, accuracy |
//! | `contact` | joined | name, telephone, mail, a line each, where given |
//! | `words` | all that carry words | an answer, a question, a reason |
//! | `basis` | declined | the legal basis in words |
//! | `photo.1`, `photo.2`… | all that carry photos | SHA-256 of the sealed original in hexadecimal |
//! | `paper.1`, `paper.2`… | reported resolved, part done | kind, title, text and a random line; its SHA-256 is the evidence of the entry |
//! | `public_text` | shown | the redacted words as published; words published as written are the `text` of the report |
//! | `public_address` | shown | the address line as published |
//! | `said` | forward status | what another city's server says beyond its number and its word |
//!
//! Without a commitment by intention: notes of the desk and partners' updates, which are no events; a partner's own
//! number of a case; which officer acted; the language of an asker; the hints of place and time in a photo's file, which
//! are part of the sealed original. They are private, and an erasure takes those of them that it names.

use dantin_record::event::EventKind;

/// The field of what another city's server says.
pub const SAID: &str = "said";

/// The field of a photo, by its place among those of its event, from 0.
pub fn photo(place: usize) -> String {
    format!("photo.{}", place + 1)
}

/// The field of a document or measurement, by its place among those of its event, from 0.
pub fn paper(place: usize) -> String {
    format!("paper.{}", place + 1)
}

/// The place among the photos or papers of its event that a field names, from 0: `photo.3` is 2.
pub fn place(field: &str, stem: &str) -> Option<i64> {
    let number: i64 = field.strip_prefix(stem)?.strip_prefix('.')?.parse().ok()?;
    number.checked_sub(1).filter(|place| *place >= 0)
}

/// The events whose words are an agency's reply to the public. Whatever else carries words is somebody's private word.
pub const fn speaks_officially(event: EventKind) -> bool {
    matches!(
        event,
        EventKind::Returned
            | EventKind::Accepted
            | EventKind::Asked
            | EventKind::Extended
            | EventKind::ReportedResolved
            | EventKind::Declined
            | EventKind::PartAdded
            | EventKind::PartDone
            | EventKind::PartReleased
            | EventKind::Merged
            | EventKind::Unmerged
    )
}

/// Whether the public reads this field from the moment of its event on, as long as the case is not hidden. The words of
/// the report itself are published later, by a moderator.
pub fn is_published(event: EventKind, field: &str) -> bool {
    match event {
        EventKind::Shown => matches!(field, "public_text" | "public_address"),
        // It may name what a moderator has not looked at: whoever opens it asks whether the case is public, too.
        EventKind::ForwardStatus => field == SAID,
        event if speaks_officially(event) => {
            matches!(field, "words" | "basis") || place(field, "paper").is_some()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_and_papers_count_from_one() {
        assert_eq!((photo(0).as_str(), place("photo.1", "photo")), ("photo.1", Some(0)));
        assert_eq!((paper(11).as_str(), place("paper.12", "paper")), ("paper.12", Some(11)));
        for other in ["photo.0", "photo.", "photo", "photos.1", "paper.1", "photo.x"] {
            assert_eq!(place(other, "photo"), None, "{other}");
        }
    }

    #[test]
    fn residents_words_contacts_and_originals_are_never_published_by_their_event() {
        for event in EventKind::ALL {
            for field in ["text", "address", "answers", "place", "contact", "photo.1"] {
                assert!(!is_published(*event, field), "{event} {field}");
            }
        }
        for event in [EventKind::Replied, EventKind::Contested, EventKind::Confirmed] {
            assert!(!is_published(event, "words"), "{event}");
        }
        assert!(is_published(EventKind::ReportedResolved, "words"));
        assert!(is_published(EventKind::ReportedResolved, "paper.1"));
    }
}
