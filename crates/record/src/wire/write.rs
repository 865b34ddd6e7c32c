//! An event's data as canonical JSON.

use dantin_journal::writer::Writer;

use super::parts::{COORDINATOR, field, write_hash, write_moment};
use crate::code::AgencyCode;
use crate::event::{Destination, Due, Event, Evidence, Origin, Pledge, Submission};
use crate::place::{PublicPlace, Spot};
use crate::source::SourceAgency;

fn write_due(writer: &mut Writer, key: &str, due: &Due) {
    writer.key(key);
    writer.begin_object();
    writer.key("at");
    write_moment(writer, due.at);
    field(writer, "kind", due.kind.code());
    field(writer, "rule", due.rule.as_str());
    field(writer, "version", &due.version.to_string());
    writer.end_object();
}

fn write_evidence(writer: &mut Writer, evidence: &[Evidence]) {
    writer.key("evidence");
    writer.begin_array();
    for piece in evidence {
        writer.begin_object();
        field(writer, "kind", piece.kind.code());
        field(writer, "phase", piece.phase.code());
        writer.key("sha256");
        write_hash(writer, &piece.sha256);
        writer.end_object();
    }
    writer.end_array();
}

fn write_parents(writer: &mut Writer, parents: &[AgencyCode]) {
    writer.key("parents");
    writer.begin_array();
    for parent in parents {
        writer.text(parent.as_str());
    }
    writer.end_array();
}

fn write_submission(writer: &mut Writer, submission: &Submission) {
    field(writer, "category", submission.category.as_str());
    field(writer, "code", &submission.code.to_string());
    writer.key("origin");
    writer.begin_object();
    match &submission.origin {
        Origin::Web => field(writer, "kind", "web"),
        Origin::OnBehalf { channel } => {
            field(writer, "channel", channel.code());
            field(writer, "kind", "on_behalf");
        }
        Origin::Open311 => field(writer, "kind", "open311"),
        Origin::Import { system, source_id } => {
            field(writer, "kind", "import");
            field(writer, "source_id", source_id.as_str());
            field(writer, "system", system.as_str());
        }
        Origin::Session { session, question, pledge } => {
            field(writer, "kind", "session");
            write_pledge(writer, pledge);
            writer.key("question");
            writer.integer(i64::from(*question));
            field(writer, "session", &session.to_string());
        }
        Origin::Oversight { round, recommendation, pledge } => {
            field(writer, "kind", "oversight");
            write_pledge(writer, pledge);
            writer.key("recommendation");
            writer.integer(i64::from(*recommendation));
            field(writer, "round", &round.to_string());
        }
    }
    writer.end_object();
    writer.key("photos");
    writer.integer(i64::from(submission.photos));
    writer.key("place");
    writer.begin_object();
    match &submission.place {
        PublicPlace::Point { area, point, precision_m } => {
            if let Some(area) = area {
                field(writer, "area", area.as_str());
            }
            field(writer, "kind", "point");
            write_spot(writer, Spot { point: *point, precision_m: *precision_m });
        }
        PublicPlace::Area { area } => {
            field(writer, "area", area.as_str());
            field(writer, "kind", "area");
        }
        PublicPlace::Unplaced => field(writer, "kind", "unplaced"),
    }
    writer.end_object();
    writer.key("sample");
    writer.boolean(submission.sample);
    if let Some(subcategory) = submission.subcategory {
        field(writer, "subcategory", subcategory.as_str());
    }
    writer.key("urgent");
    writer.boolean(submission.urgent);
}

fn write_spot(writer: &mut Writer, spot: Spot) {
    writer.key("lat");
    writer.integer(i64::from(spot.point.lat()));
    writer.key("lon");
    writer.integer(i64::from(spot.point.lon()));
    writer.key("precision_m");
    writer.integer(i64::from(spot.precision_m));
}

fn write_pledge(writer: &mut Writer, pledge: &Pledge) {
    writer.key("pledge");
    writer.begin_object();
    writer.key("due");
    write_moment(writer, pledge.due);
    field(writer, "kind", pledge.kind.code());
    if let Some(verifier) = pledge.verifier {
        field(writer, "verifier", verifier.as_str());
    }
    writer.end_object();
}

pub(crate) fn write_data(writer: &mut Writer, event: &Event) {
    writer.begin_object();
    match event {
        Event::Submitted(submission) => write_submission(writer, submission),
        Event::Assigned { agency, parents, receive_by } => {
            field(writer, "agency", agency.as_str());
            write_parents(writer, parents);
            write_due(writer, "receive_by", receive_by);
        }
        Event::Returned { to, reason } => {
            field(writer, "reason", reason.code());
            match to {
                Destination::Agency(agency) => field(writer, "to", agency.as_str()),
                Destination::Coordinator => field(writer, "to", COORDINATOR),
            }
        }
        Event::Accepted { due } | Event::Replied { due } => write_due(writer, "due", due),
        Event::Extended { reason, due } => {
            write_due(writer, "due", due);
            field(writer, "reason", reason.code());
        }
        Event::ReportedResolved { evidence, confirm_by } => {
            writer.key("confirm_by");
            write_moment(writer, *confirm_by);
            write_evidence(writer, evidence);
        }
        Event::Declined { reason, authority } => {
            if let Some(authority) = authority {
                field(writer, "authority", authority.as_str());
            }
            field(writer, "reason", reason.code());
        }
        Event::Contested { evidence, due } => {
            write_due(writer, "due", due);
            write_evidence(writer, evidence);
        }
        Event::Asked
        | Event::Confirmed
        | Event::Expired
        | Event::Joined
        | Event::Withdrawn
        | Event::Unmerged => {}
        Event::PartAdded { agency, parents, due } => {
            field(writer, "agency", agency.as_str());
            write_due(writer, "due", due);
            write_parents(writer, parents);
        }
        Event::PartDone { evidence } => write_evidence(writer, evidence),
        Event::PartReleased { agency, reason } => {
            field(writer, "agency", agency.as_str());
            field(writer, "reason", reason.code());
        }
        Event::Escalated { level, to, part } => {
            writer.key("level");
            writer.integer(i64::from(*level));
            if let Some(part) = part {
                field(writer, "part", part.as_str());
            }
            field(writer, "to", to.as_str());
        }
        Event::Merged { into } => field(writer, "into", &into.to_string()),
        Event::Shown { text, photos, reason, spot } => {
            writer.key("photos");
            writer.begin_array();
            for photo in photos {
                write_hash(writer, photo);
            }
            writer.end_array();
            if let Some(reason) = reason {
                field(writer, "reason", reason.code());
            }
            if let Some(spot) = spot {
                writer.key("spot");
                writer.begin_object();
                write_spot(writer, *spot);
                writer.end_object();
            }
            field(writer, "text", text.code());
        }
        Event::Hidden { reason } => field(writer, "reason", reason.code()),
        Event::SourceStatus { status, word, agency, closed, due } => {
            match agency {
                Some(SourceAgency::Known(code)) => field(writer, "agency", code.as_str()),
                Some(SourceAgency::Named(name)) => field(writer, "agency_name", name.as_str()),
                None => {}
            }
            if let Some(closed) = closed {
                writer.key("closed");
                write_moment(writer, *closed);
            }
            if let Some(due) = due {
                writer.key("due");
                write_moment(writer, *due);
            }
            field(writer, "status", status.code());
            field(writer, "word", word.as_str());
        }
        Event::Forwarded { to } => field(writer, "to", to.as_str()),
        Event::ForwardStatus { to, outcome, number, word } => {
            if let Some(number) = number {
                field(writer, "number", number.as_str());
            }
            field(writer, "outcome", outcome.code());
            field(writer, "to", to.as_str());
            if let Some(word) = word {
                field(writer, "word", word.as_str());
            }
        }
        Event::Erased(erasure) => {
            writer.key("entry");
            writer.integer(i64::from(erasure.entry));
            writer.key("fields");
            writer.begin_array();
            for name in &erasure.fields {
                writer.text(name.as_str());
            }
            writer.end_array();
            field(writer, "ground", erasure.ground.code());
        }
    }
    writer.end_object();
}
