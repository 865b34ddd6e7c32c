//! An event's data read back from canonical JSON; keys that the event does not have are refused.

use std::collections::BTreeSet;

use dantin_journal::canonical::{Fault, Refusal};
use dantin_journal::reader::Reader;

use super::parts::{
    COORDINATOR, missing, read_code, read_date, read_hash, read_integer, read_list, read_member, read_moment,
    read_nothing, read_object, read_parsed, required, unknown,
};
use crate::code::{AgencyCode, AreaCode, CategoryCode, RuleCode, SubcategoryCode, SystemCode};
use crate::entry::MAX_COMMITMENTS;
use crate::event::{
    Channel, Destination, Due, DueKind, Erasure, Event, EventKind, Evidence, EvidenceKind, Origin, Phase,
    Pledge, PledgeKind, ShownText, Submission,
};
use crate::field::FieldName;
use crate::forward::ForwardOutcome;
use crate::id::{CaseCode, CaseId};
use crate::matter::MatterId;
use crate::place::{Point, PublicPlace, Spot};
use crate::reasons::{DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason};
use crate::source::{SourceAgency, SourceState, Text};

fn read_due(reader: &mut Reader<'_>) -> Result<Due, Refusal> {
    read_object!(reader {
        at: read_moment(reader)?,
        kind: read_member(reader, "kind of deadline", DueKind::from_code)?,
        rule: RuleCode(read_code(reader)?),
        version: read_date(reader)?,
    });
    Ok(Due {
        at: required!(reader, at),
        rule: required!(reader, rule),
        version: required!(reader, version),
        kind: required!(reader, kind),
    })
}

fn read_evidence(reader: &mut Reader<'_>) -> Result<Evidence, Refusal> {
    read_object!(reader {
        kind: read_member(reader, "kind of evidence", EvidenceKind::from_code)?,
        phase: read_member(reader, "phase", Phase::from_code)?,
        sha256: read_hash(reader)?,
    });
    Ok(Evidence {
        kind: required!(reader, kind),
        phase: required!(reader, phase),
        sha256: required!(reader, sha256),
    })
}

fn read_origin(reader: &mut Reader<'_>) -> Result<Origin, Refusal> {
    let place = reader.refusal(Fault::BadValue("origin"));
    read_object!(reader {
        channel: read_member(reader, "channel", Channel::from_code)?,
        kind: reader.text()?,
        pledge: read_pledge(reader)?,
        question: read_integer(reader, "number of a question")?,
        recommendation: read_integer(reader, "number of a recommendation")?,
        round: read_parsed::<MatterId>(reader, "matter id")?,
        session: read_parsed::<MatterId>(reader, "matter id")?,
        source_id: read_text(reader, "id of at most 40 characters")?,
        system: SystemCode(read_code(reader)?),
    });
    let born = match (session.or(round), question.or(recommendation), pledge) {
        (Some(matter), Some(number), Some(pledge)) => Some((matter, number, pledge)),
        (None, None, None) => None,
        _ => return Err(place),
    };
    let of_round = round.is_some() && recommendation.is_some() && session.is_none() && question.is_none();
    let of_session = session.is_some() && question.is_some() && round.is_none() && recommendation.is_none();
    match (kind.as_deref(), channel, source_id, system, born) {
        (Some("web"), None, None, None, None) => Ok(Origin::Web),
        (Some("on_behalf"), Some(channel), None, None, None) => Ok(Origin::OnBehalf { channel }),
        (Some("open311"), None, None, None, None) => Ok(Origin::Open311),
        (Some("import"), None, Some(source_id), Some(system), None) => {
            Ok(Origin::Import { system, source_id })
        }
        (Some("session"), None, None, None, Some((session, question, pledge))) if of_session => {
            Ok(Origin::Session { session, question, pledge })
        }
        (Some("oversight"), None, None, None, Some((round, recommendation, pledge))) if of_round => {
            Ok(Origin::Oversight { round, recommendation, pledge })
        }
        _ => Err(place),
    }
}

fn read_pledge(reader: &mut Reader<'_>) -> Result<Pledge, Refusal> {
    read_object!(reader {
        due: read_moment(reader)?,
        kind: read_member(reader, "kind of promise", PledgeKind::from_code)?,
        verifier: AgencyCode(read_code(reader)?),
    });
    Ok(Pledge { kind: required!(reader, kind), due: required!(reader, due), verifier })
}

fn read_text<const MOST: usize>(reader: &mut Reader<'_>, what: &'static str) -> Result<Text<MOST>, Refusal> {
    let place = reader.refusal(Fault::BadValue(what));
    let text = reader.text()?;
    // Trimming would let two spellings pass for one text.
    Text::new(&text).ok().filter(|read| read.as_str() == text).ok_or(place)
}

fn read_spot(reader: &mut Reader<'_>) -> Result<Spot, Refusal> {
    let place = reader.refusal(Fault::BadValue("place"));
    read_object!(reader {
        lat: read_integer(reader, "latitude")?,
        lon: read_integer(reader, "longitude")?,
        precision_m: read_integer(reader, "precision in metres")?,
    });
    let point = Point::new(required!(reader, lat), required!(reader, lon)).ok_or(place)?;
    Ok(Spot { point, precision_m: required!(reader, precision_m) })
}

fn read_place(reader: &mut Reader<'_>) -> Result<PublicPlace, Refusal> {
    let place = reader.refusal(Fault::BadValue("place"));
    read_object!(reader {
        area: AreaCode(read_code(reader)?),
        kind: reader.text()?,
        lat: read_integer(reader, "latitude")?,
        lon: read_integer(reader, "longitude")?,
        precision_m: read_integer(reader, "precision in metres")?,
    });
    match (kind.as_deref(), area, lat, lon, precision_m) {
        (Some("point"), area, Some(lat), Some(lon), Some(precision_m)) => {
            Ok(PublicPlace::Point { area, point: Point::new(lat, lon).ok_or(place)?, precision_m })
        }
        (Some("area"), Some(area), None, None, None) => Ok(PublicPlace::Area { area }),
        (Some("unplaced"), None, None, None, None) => Ok(PublicPlace::Unplaced),
        _ => Err(place),
    }
}

fn read_submission(reader: &mut Reader<'_>) -> Result<Submission, Refusal> {
    read_object!(reader {
        category: CategoryCode(read_code(reader)?),
        code: read_parsed::<CaseCode>(reader, "case code")?,
        origin: read_origin(reader)?,
        photos: read_integer(reader, "number of photos")?,
        place: read_place(reader)?,
        sample: reader.boolean()?,
        subcategory: SubcategoryCode(read_code(reader)?),
        urgent: reader.boolean()?,
    });
    Ok(Submission {
        code: required!(reader, code),
        origin: required!(reader, origin),
        category: required!(reader, category),
        subcategory,
        place: required!(reader, place),
        photos: required!(reader, photos),
        urgent: required!(reader, urgent),
        sample: required!(reader, sample),
    })
}

fn read_destination(reader: &mut Reader<'_>) -> Result<Destination, Refusal> {
    let code = read_code(reader)?;
    Ok(if code.as_str() == COORDINATOR {
        Destination::Coordinator
    } else {
        Destination::Agency(AgencyCode(code))
    })
}

/// Names of fields, each after the one before it, so that one set has one spelling.
fn read_fields(reader: &mut Reader<'_>) -> Result<BTreeSet<FieldName>, Refusal> {
    let place = reader.refusal(Fault::BadValue("sorted list of at most 24 fields"));
    let mut fields: BTreeSet<FieldName> = BTreeSet::new();
    reader.begin_array()?;
    while reader.next_item()? {
        let name = FieldName::try_from(reader.text()?.into_owned()).map_err(|_no_name| place)?;
        if fields.len() >= MAX_COMMITMENTS || fields.last().is_some_and(|last| *last >= name) {
            return Err(place);
        }
        fields.insert(name);
    }
    Ok(fields)
}

pub(crate) fn read_data(reader: &mut Reader<'_>, kind: EventKind) -> Result<Event, Refusal> {
    match kind {
        EventKind::Submitted => read_submission(reader).map(Event::Submitted),
        EventKind::Assigned => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                parents: read_list(reader, |reader| read_code(reader).map(AgencyCode))?,
                receive_by: read_due(reader)?,
            });
            Ok(Event::Assigned {
                agency: required!(reader, agency),
                parents: required!(reader, parents),
                receive_by: required!(reader, receive_by),
            })
        }
        EventKind::Returned => {
            read_object!(reader {
                reason: read_member(reader, "reason", ReturnReason::from_code)?,
                to: read_destination(reader)?,
            });
            Ok(Event::Returned { to: required!(reader, to), reason: required!(reader, reason) })
        }
        EventKind::Accepted => {
            read_object!(reader { due: read_due(reader)? });
            Ok(Event::Accepted { due: required!(reader, due) })
        }
        EventKind::Replied => {
            read_object!(reader { due: read_due(reader)? });
            Ok(Event::Replied { due: required!(reader, due) })
        }
        EventKind::Extended => {
            read_object!(reader {
                due: read_due(reader)?,
                reason: read_member(reader, "reason", ExtendReason::from_code)?,
            });
            Ok(Event::Extended { reason: required!(reader, reason), due: required!(reader, due) })
        }
        EventKind::ReportedResolved => {
            read_object!(reader {
                confirm_by: read_moment(reader)?,
                evidence: read_list(reader, read_evidence)?,
            });
            Ok(Event::ReportedResolved {
                evidence: required!(reader, evidence),
                confirm_by: required!(reader, confirm_by),
            })
        }
        EventKind::Declined => {
            read_object!(reader {
                authority: read_code(reader)?,
                reason: read_member(reader, "reason", DeclineReason::from_code)?,
            });
            Ok(Event::Declined { reason: required!(reader, reason), authority })
        }
        EventKind::Contested => {
            read_object!(reader { due: read_due(reader)?, evidence: read_list(reader, read_evidence)? });
            Ok(Event::Contested { evidence: required!(reader, evidence), due: required!(reader, due) })
        }
        EventKind::Asked => read_nothing(reader).map(|()| Event::Asked),
        EventKind::Confirmed => read_nothing(reader).map(|()| Event::Confirmed),
        EventKind::Expired => read_nothing(reader).map(|()| Event::Expired),
        EventKind::Joined => read_nothing(reader).map(|()| Event::Joined),
        EventKind::Withdrawn => read_nothing(reader).map(|()| Event::Withdrawn),
        EventKind::Unmerged => read_nothing(reader).map(|()| Event::Unmerged),
        EventKind::PartAdded => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                due: read_due(reader)?,
                parents: read_list(reader, |reader| read_code(reader).map(AgencyCode))?,
            });
            Ok(Event::PartAdded {
                agency: required!(reader, agency),
                parents: required!(reader, parents),
                due: required!(reader, due),
            })
        }
        EventKind::PartDone => {
            read_object!(reader { evidence: read_list(reader, read_evidence)? });
            Ok(Event::PartDone { evidence: required!(reader, evidence) })
        }
        EventKind::PartReleased => {
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                reason: read_member(reader, "reason", ReleaseReason::from_code)?,
            });
            Ok(Event::PartReleased { agency: required!(reader, agency), reason: required!(reader, reason) })
        }
        EventKind::Escalated => {
            read_object!(reader {
                level: read_integer(reader, "level")?,
                part: AgencyCode(read_code(reader)?),
                to: AgencyCode(read_code(reader)?),
            });
            Ok(Event::Escalated { level: required!(reader, level), to: required!(reader, to), part })
        }
        EventKind::Merged => {
            read_object!(reader { into: read_parsed::<CaseId>(reader, "case id")? });
            Ok(Event::Merged { into: required!(reader, into) })
        }
        EventKind::Shown => {
            read_object!(reader {
                photos: read_list(reader, read_hash)?,
                reason: read_member(reader, "reason", HideReason::from_code)?,
                spot: read_spot(reader)?,
                text: read_member(reader, "form of text", ShownText::from_code)?,
            });
            Ok(Event::Shown {
                text: required!(reader, text),
                photos: required!(reader, photos),
                reason,
                spot,
            })
        }
        EventKind::Hidden => {
            read_object!(reader { reason: read_member(reader, "reason", HideReason::from_code)? });
            Ok(Event::Hidden { reason: required!(reader, reason) })
        }
        EventKind::SourceStatus => {
            let place = reader.refusal(Fault::BadValue("agency by code or by name"));
            read_object!(reader {
                agency: AgencyCode(read_code(reader)?),
                agency_name: read_text(reader, "name of at most 120 characters")?,
                closed: read_moment(reader)?,
                due: read_moment(reader)?,
                status: read_member(reader, "state", SourceState::from_code)?,
                word: read_text(reader, "word of at most 40 characters")?,
            });
            let agency = match (agency, agency_name) {
                (None, None) => None,
                (Some(code), None) => Some(SourceAgency::Known(code)),
                (None, Some(name)) => Some(SourceAgency::Named(name)),
                (Some(_), Some(_)) => return Err(place),
            };
            Ok(Event::SourceStatus {
                status: required!(reader, status),
                word: required!(reader, word),
                agency,
                closed,
                due,
            })
        }
        EventKind::Forwarded => {
            read_object!(reader { to: SystemCode(read_code(reader)?) });
            Ok(Event::Forwarded { to: required!(reader, to) })
        }
        EventKind::ForwardStatus => {
            read_object!(reader {
                number: read_text(reader, "number of at most 40 characters")?,
                outcome: read_member(reader, "outcome", ForwardOutcome::from_code)?,
                to: SystemCode(read_code(reader)?),
                word: read_text(reader, "word of at most 40 characters")?,
            });
            Ok(Event::ForwardStatus {
                to: required!(reader, to),
                outcome: required!(reader, outcome),
                number,
                word,
            })
        }
        EventKind::Erased => {
            read_object!(reader {
                entry: read_integer(reader, "number of an entry")?,
                fields: read_fields(reader)?,
                ground: read_member(reader, "ground", ErasureGround::from_code)?,
            });
            Ok(Event::Erased(Erasure {
                entry: required!(reader, entry),
                fields: required!(reader, fields),
                ground: required!(reader, ground),
            }))
        }
    }
}
