//! A checked receipt as a page of plain English words, and as JSON: what the entry says, what that proves and what not.

use std::fmt;

use dantin_record::{
    entry::{Commitments, Entry, Line},
    event::{Destination, Event, EventKind, Evidence},
    matter::{MatterEntry, MatterEvent},
    notice::{Fact, Notice},
    oversight::Proof,
    place::PublicPlace,
};
use serde_json::{Value, json};

use crate::receipt::Receipt;

/// What an event is, in one line.
fn meaning(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Submitted => "a report was filed",
        EventKind::Assigned => "the report was given to an agency",
        EventKind::Returned => "the agency gave it back",
        EventKind::Accepted => "the agency accepted it and promised a time",
        EventKind::Asked => "the agency asked the reporter something",
        EventKind::Replied => "the reporter answered",
        EventKind::Extended => "the time was extended",
        EventKind::ReportedResolved => "the agency reported it done",
        EventKind::Declined => "the agency declined it",
        EventKind::Confirmed => "a resident confirmed that it is done",
        EventKind::Contested => "a resident said that it is not done",
        EventKind::Expired => "the time for confirming ran out and nobody answered",
        EventKind::Joined => "another resident joined",
        EventKind::Withdrawn => "the reporter withdrew it",
        EventKind::Shown => "a moderator published it",
        EventKind::Hidden => "a moderator hid it",
        EventKind::SourceStatus => "another system's state of the case was taken over",
        EventKind::PartAdded => "another agency got a part of the work",
        EventKind::PartDone => "a supporting agency reported its part done",
        EventKind::PartReleased => "the case goes on without the part of a supporting agency",
        EventKind::Escalated => "the agency was so late that the case rose to those above",
        EventKind::Merged => "the report is worked on as another one",
        EventKind::Unmerged => "the report is a case of its own again",
        EventKind::Forwarded => "another city's server was asked to take it up",
        EventKind::ForwardStatus => "what another city's server says of it was taken over",
        EventKind::Erased => "sealed content was erased for good",
    }
}

/// What an entry says, as terms with their values.
fn facts(line: &Line) -> Vec<(&'static str, String)> {
    match line {
        Line::Case(entry) => of_case(entry),
        Line::Matter(entry) => of_matter(entry),
        Line::Notice(notice) => of_notice(notice),
    }
}

fn of_matter(entry: &MatterEntry) -> Vec<(&'static str, String)> {
    let code = entry.event.code();
    let agency = entry.by.agency().map(|agency| format!(" of {}", agency.as_str())).unwrap_or_default();
    let mut facts = vec![
        ("Type", format!("{code}: {}", of_matters(code))),
        ("Matter", entry.matter.to_string()),
        ("Written", format!("{} (when the journal took it)", entry.at)),
        ("Happened", format!("{} (as it is said)", entry.occurred)),
        ("By", format!("{}{agency}", entry.by.role().code())),
    ];
    if let MatterEvent::Dialogue(event) = &entry.event {
        facts.extend(event.question().map(|question| ("Question", question.to_string())));
    }
    if let MatterEvent::Consultation(event) = &entry.event {
        facts.extend(event.comment().map(|comment| ("Comment", comment.to_string())));
    }
    if let MatterEvent::Oversight(event) = &entry.event {
        facts.extend(event.recommendation().map(|number| ("Recommendation", number.to_string())));
        if let Some((visit, evidence)) = event.evidence() {
            facts.push(("Visit", visit.to_string()));
            let proof =
                |one: &Proof| ("Evidence", format!("{} sha256 {}", one.kind.code(), hex(&one.sha256.0)));
            facts.extend(evidence.iter().map(proof));
        }
    }
    if let MatterEvent::Critique(event) = &entry.event {
        facts.extend(event.point().map(|number| ("Point", number.to_string())));
    }
    facts.extend(committed(&entry.commit));
    facts
}

/// What an event of a matter is, in one line.
fn of_matters(code: &str) -> &'static str {
    match code {
        "session.announced" => "a dialogue session was announced",
        "session.changed" => "time or place of the session were changed",
        "session.opened" => "questions are taken from now on",
        "session.started" => "the session has begun",
        "session.attended" => "how many people came",
        "session.closed" => "the session was closed, every question having its end",
        "session.followed_up" => "everything that was promised there has its end",
        "session.cancelled" => "the session does not take place",
        "session.minutes_approved" => "the minutes of this hash are approved",
        "question.asked" => "somebody asked a question",
        "question.joined" => "somebody has the same question",
        "question.supported" => "how many support which questions",
        "question.shown" => "a moderator published the question",
        "question.hidden" => "a moderator hid the question",
        "question.merged" => "the question is treated as another one",
        "question.unmerged" => "the question is one of its own again",
        "question.withdrawn" => "whoever asked withdrew the question",
        "question.called" => "the question is being dealt with in the hall",
        "question.answered" => "the question was answered",
        "question.promised" => "something was promised, which is a case now",
        "question.in_writing" => "an answer in writing was promised, which is a case now",
        "question.refused" => "the question was refused an answer, with a reason",
        "question.judged" => "whoever asked said whether that answers the question",
        "consultation.announced" => "a consultation on a draft was announced, with the hash of its text",
        "consultation.opened" => "comments are taken from now on",
        "consultation.extended" => "the time for comments was made longer",
        "consultation.ended" => "the time for comments is over",
        "consultation.version_published" => "a new version of the text, by its hash",
        "consultation.changes_told" => "which provisions the version changes",
        "consultation.closed" => "the consultation was closed, every comment having its response",
        "consultation.cancelled" => "nothing comes of the consultation",
        "comment.made" => "somebody commented on a provision",
        "comment.shown" => "a comment was published",
        "comment.hidden" => "a moderator hid the comment",
        "comment.withdrawn" => "whoever commented withdrew it",
        "comment.grouped" => "like comments are answered together",
        "comment.ungrouped" => "the comment is answered by itself again",
        "comment.answered" => "the drafter responded to the comment",
        "content.erased" => "sealed content was erased for good",
        _ => of_oversight(code),
    }
}

/// What an event of an oversight round or a critique is, in one line.
fn of_oversight(code: &str) -> &'static str {
    match code {
        "round.planned" => "a round of oversight stands in the plan",
        "round.moved" => "the visit was moved to another day",
        "round.notified" => "the overseen body got the plan",
        "round.report_received" => "the overseen body's own report came",
        "round.visited" => "the overseer was there, or studied the papers",
        "visit.shown" => "a moderator covered parts of the visit's photos, or showed them again",
        "finding.made" => "the overseer found something",
        "recommendation.made" => "the overseer recommends something, which is a case now",
        "recommendation.answered" => "the recommendation was answered in writing",
        "recommendation.let_go" => "the recommendation is no longer followed up, for a reason",
        "round.concluded" => "the result of the round was sent and published",
        "round.closed" => "the round was closed, every recommendation answered and confirmed",
        "round.cancelled" => "the round does not take place",
        "critique.requested" => "a draft came for social critique",
        "point.raised" => "the critique raises a point",
        "critique.delivered" => "the written critique went to the drafter",
        "point.answered" => "the drafter answered a point",
        "critique.closed" => "the critique was closed, every point answered",
        "critique.cancelled" => "the critique does not take place",
        _ => "something else",
    }
}

/// The line about sealed fields, where there are any.
fn committed(commit: &Commitments) -> Option<(&'static str, String)> {
    let fields: Vec<&str> = commit.keys().map(|field| field.as_str()).collect();
    let sealed = "sealed: a hash stands for each; whoever has content and salt can show it";
    (!fields.is_empty()).then(|| ("Committed", format!("{} ({sealed})", fields.join(", "))))
}

fn of_notice(notice: &Notice) -> Vec<(&'static str, String)> {
    let meaning = match &notice.fact {
        Fact::Genesis { .. } => "the journal begins",
        Fact::Continued { .. } => "the journal goes on under another name",
        Fact::Schema { .. } => "entries follow another schema from here on",
        Fact::KeyAdded { .. } => "checkpoints are signed with a further key",
        Fact::KeyRetired { .. } => "checkpoints are no longer signed with a key",
        Fact::MetricDefined(_) => "the meaning of a figure is laid down",
        Fact::FigurePublished(_) => "figures are published",
    };
    let mut facts = vec![
        ("Type", format!("{}: {meaning}", notice.fact.kind().code())),
        ("Written", format!("{} (when the journal took it)", notice.at)),
        ("By", notice.fact.kind().by().to_owned()),
    ];
    match &notice.fact {
        Fact::Genesis { origin, key, .. } => {
            facts.extend([("Journal", origin.to_string()), ("Key", key.to_string())]);
        }
        Fact::Continued { origin, key, old_origin, old_size, reason, .. } => facts.extend([
            ("Journal", origin.to_string()),
            ("Key", key.to_string()),
            ("Before", format!("{old_origin}, {old_size} entries")),
            ("Reason", reason.code().to_owned()),
        ]),
        Fact::KeyAdded { key } | Fact::KeyRetired { key } => facts.push(("Key", key.to_string())),
        Fact::MetricDefined(one) => {
            facts.push(("Figure", format!("{} version {}", one.figure.code(), one.version)));
        }
        Fact::FigurePublished(one) => facts.push(("Counted", format!("from {} entries", one.size))),
        Fact::Schema { .. } => {}
    }
    facts
}

fn of_case(entry: &Entry) -> Vec<(&'static str, String)> {
    let kind = entry.event.kind();
    let mut facts = vec![("Type", format!("{}: {}", kind.code(), meaning(kind)))];
    if let Event::Submitted(submission) = &entry.event {
        facts.push(("Case code", submission.code.to_string()));
    }
    facts.push(("Case", entry.case.to_string()));
    facts.push(("Written", format!("{} (when the journal took it)", entry.at)));
    facts.push(("Happened", format!("{} (as it is said)", entry.occurred)));
    let agency = entry.by.agency().map(|agency| format!(" of {}", agency.as_str())).unwrap_or_default();
    facts.push(("By", format!("{}{agency}", entry.by.role().code())));
    facts.extend(particulars(&entry.event));
    facts.extend(committed(&entry.commit));
    facts
}

fn particulars(event: &Event) -> Vec<(&'static str, String)> {
    let hashes = |evidence: &[Evidence]| -> Vec<(&'static str, String)> {
        evidence
            .iter()
            .map(|one| ("Evidence", format!("{} sha256 {}", one.kind.code(), hex(&one.sha256))))
            .collect()
    };
    match event {
        Event::Submitted(one) => {
            let area = match &one.place {
                PublicPlace::Point { area, .. } => *area,
                PublicPlace::Area { area } => Some(*area),
                PublicPlace::Unplaced => None,
            };
            let mut facts = vec![("Category", one.category.as_str().to_owned())];
            facts.extend(area.map(|area| ("Ward", area.as_str().to_owned())));
            facts.push(("Photos", one.photos.to_string()));
            facts
        }
        Event::Assigned { agency, receive_by, .. } => {
            vec![("Agency", agency.as_str().to_owned()), ("Accept by", receive_by.at.to_string())]
        }
        Event::Returned { to, reason } => {
            let to = match to {
                Destination::Agency(agency) => agency.as_str().to_owned(),
                Destination::Coordinator => "coordinator".to_owned(),
            };
            vec![("To", to), ("Reason", reason.code().to_owned())]
        }
        Event::Accepted { due } | Event::Replied { due } => vec![("Due", due.at.to_string())],
        Event::Extended { reason, due } => {
            vec![("Reason", reason.code().to_owned()), ("Due", due.at.to_string())]
        }
        Event::ReportedResolved { evidence, confirm_by } => {
            let mut facts = hashes(evidence);
            facts.push(("Confirm by", confirm_by.to_string()));
            facts
        }
        Event::Declined { reason, .. } => vec![("Reason", reason.code().to_owned())],
        Event::Contested { evidence, due } => {
            let mut facts = hashes(evidence);
            facts.push(("Due", due.at.to_string()));
            facts
        }
        Event::Shown { photos, reason, spot, .. } => {
            let reason = reason.iter().map(|reason| ("Reason", reason.code().to_owned()));
            let spot = spot.iter().map(|spot| {
                let (latitude, longitude) = spot.point.to_degrees();
                ("Place", format!("{latitude:.5}, {longitude:.5}, within {} m", spot.precision_m))
            });
            let photos = photos.iter().map(|photo| ("Photo", format!("sha256 {}", hex(photo))));
            reason.chain(spot).chain(photos).collect()
        }
        Event::Hidden { reason } => vec![("Reason", reason.code().to_owned())],
        Event::Erased(one) => {
            let fields: Vec<&str> = one.fields.iter().map(|field| field.as_str()).collect();
            vec![
                ("Erased", format!("{} of the case's event {}", fields.join(", "), one.entry)),
                ("Ground", one.ground.code().to_owned()),
            ]
        }
        Event::SourceStatus { word, .. } => vec![("State", word.as_str().to_owned())],
        Event::PartAdded { agency, due, .. } => {
            vec![("Agency", agency.as_str().to_owned()), ("Due", due.at.to_string())]
        }
        Event::PartDone { evidence } => hashes(evidence),
        Event::PartReleased { agency, reason } => {
            vec![("Agency", agency.as_str().to_owned()), ("Reason", reason.code().to_owned())]
        }
        Event::Escalated { level, to, part } => {
            let mut facts = vec![("To", to.as_str().to_owned()), ("Level", level.to_string())];
            facts.extend(part.map(|agency| ("Part of", agency.as_str().to_owned())));
            facts
        }
        Event::Merged { into } => vec![("Into", into.to_string())],
        Event::Forwarded { to } => vec![("System", to.as_str().to_owned())],
        Event::ForwardStatus { to, outcome, number, word } => {
            let mut facts = vec![("System", to.as_str().to_owned()), ("Outcome", outcome.code().to_owned())];
            facts.extend(number.iter().map(|number| ("Number", number.as_str().to_owned())));
            facts.extend(word.iter().map(|word| ("State", word.as_str().to_owned())));
            facts
        }
        Event::Asked
        | Event::Confirmed
        | Event::Expired
        | Event::Joined
        | Event::Withdrawn
        | Event::Unmerged => Vec::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

impl Receipt {
    /// The same for programs.
    pub fn to_json(&self) -> Value {
        let faults: Vec<String> = self.faults.iter().map(ToString::to_string).collect();
        let witnesses: Vec<Value> =
            self.witnesses.iter().map(|(name, time)| json!({"name": name, "time": time})).collect();
        json!({
            "verified": self.is_verified(), "findings": faults, "origin": self.origin, "key": self.key,
            "first_use": self.is_first_use, "index": self.index, "size": self.size, "root": self.root,
            "leaf": self.leaf.map(|leaf| leaf.to_string()), "witnesses": witnesses, "today": self.today,
            "grown_from": self.grown_from, "entry": serde_json::from_str::<Value>(&self.text).ok(),
        })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |term: &str, value: &dyn fmt::Display| writeln!(formatter, "{term:<13}{value}");
        if !self.origin.is_empty() {
            line("Receipt", &format_args!("entry {} of the journal {}", self.index, self.origin))?;
            line("Tree", &format_args!("{} entries, root {}", self.size, self.root))?;
        }
        if !self.key.is_empty() {
            line("Signed by", &self.key)?;
            if self.is_first_use {
                line(
                    "",
                    &"This key is seen for the first time, and only the site itself says that it is the city's.",
                )?;
                line(
                    "",
                    &"Compare it with the key that the city has published elsewhere; it is remembered from now on.",
                )?;
            }
            if self.witnesses.is_empty() {
                line("Witnesses", &"none: nobody but the city has signed this checkpoint")?;
            }
            for (name, time) in &self.witnesses {
                line("Witness", &format_args!("{name}, {time} seconds after 1970 began"))?;
            }
        }
        match (self.today, self.grown_from) {
            (Some(today), Some(seen)) => line(
                "Today",
                &format_args!(
                    "{today} entries are published; they begin with this receipt's and with the {seen} of the last look"
                ),
            )?,
            (Some(today), None) => {
                line(
                    "Today",
                    &format_args!("{today} entries are published; they begin with those of this receipt"),
                )?;
            }
            (None, _) if self.is_verified() => {
                line(
                    "Today",
                    &"not asked: --against URL says whether the journal published today still holds it",
                )?;
            }
            (None, _) => {}
        }
        if let Some(entry) = &self.entry {
            writeln!(formatter, "\nThe entry says")?;
            for (term, value) in facts(entry) {
                writeln!(formatter, "  {term:<11}{value}")?;
            }
        }
        if !self.is_verified() {
            writeln!(formatter, "\nNOT VERIFIED:")?;
            return self.faults.iter().try_for_each(|fault| writeln!(formatter, "  - {fault}"));
        }
        writeln!(
            formatter,
            "\nVERIFIED: the entry stands at place {} of a journal that this key has signed. If the city shows a journal\n\
             without it, this file is the proof that it broke its word.",
            self.index
        )?;
        writeln!(
            formatter,
            "It does not prove that what the entry says is true, nor that nothing else was left out."
        )?;
        if self.witnesses.is_empty() {
            writeln!(
                formatter,
                "Without witnesses it does not prove that others are shown the same journal: compare roots with them."
            )?;
        }
        Ok(())
    }
}
