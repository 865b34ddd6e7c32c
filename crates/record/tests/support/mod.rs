//! Made-up cases and random legal walks of them, the same for every run with the same seed.
#![expect(dead_code, reason = "each test takes what it needs")]

use std::collections::{BTreeMap, BTreeSet};

use dantin_record::act::{Act, Actor, Role};
use dantin_record::case::Case;
use dantin_record::code::{AgencyCode, AreaCode, CategoryCode, Code, RuleCode, SubcategoryCode, SystemCode};
use dantin_record::entry::{Commitments, Entry, PendingEntry};
use dantin_record::event::{
    Channel, Destination, Due, DueKind, Erasure, Event, EventKind, Evidence, EvidenceKind, Origin, Phase,
    ShownText, Submission,
};
use dantin_record::field::FieldName;
use dantin_record::forward::ForwardOutcome;
use dantin_record::id::{CaseCode, CaseId, CodePrefix};
use dantin_record::matter::MatterEvent;
use dantin_record::moment::Moment;
use dantin_record::place::{Point, PublicPlace, Spot};
use dantin_record::reasons::{
    DeclineReason, ErasureGround, ExtendReason, HideReason, ReleaseReason, ReturnReason,
};
use dantin_record::source::{AgencyName, SourceAgency, SourceState, Word};
use serde_json::Value;

/// 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;
pub const HOUR: i64 = 3600;

pub fn at(seconds: i64) -> Moment {
    Moment::from_second(START + seconds)
}

pub fn agency(text: &str) -> AgencyCode {
    AgencyCode::new(text).unwrap()
}

pub fn due(seconds: i64) -> Due {
    Due {
        at: at(seconds),
        rule: RuleCode::new("sample.rule").unwrap(),
        version: jiff::civil::date(2026, 1, 1),
        kind: DueKind::CityRule,
    }
}

pub fn photo(byte: u8) -> Evidence {
    Evidence { kind: EvidenceKind::Photo, phase: Phase::After, sha256: [byte; 32] }
}

pub fn submission(number: u32, origin: Origin) -> Submission {
    Submission {
        code: CaseCode::new(CodePrefix::new("DT").unwrap(), number),
        origin,
        category: CategoryCode::new("lighting").unwrap(),
        subcategory: None,
        place: PublicPlace::Point {
            area: Some(AreaCode::new("00070").unwrap()),
            point: Point::new(2_102_850, 10_585_420).unwrap(),
            precision_m: 20,
        },
        photos: 1,
        urgent: false,
        sample: false,
    }
}

/// A small generator, so that a walk is named by its seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    pub fn one_in(&mut self, many: i64) -> bool {
        self.below(many) == 0
    }

    pub fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.below(i64::try_from(items.len()).unwrap())).unwrap()].clone()
    }
}

const AGENCIES: [&str; 5] = ["ward.a", "ward.b", "transport", "water", "front"];

fn parents(lead: AgencyCode) -> Vec<AgencyCode> {
    if lead.as_str().starts_with("ward") { vec![agency("city")] } else { vec![] }
}

fn random_due(dice: &mut Dice, now: i64) -> Due {
    let rule = dice.pick(&["sample.normal", "sample.urgent"]);
    let kind = dice.pick(DueKind::ALL);
    Due { rule: RuleCode::new(rule).unwrap(), kind, ..due(now + dice.below(200 * HOUR)) }
}

fn random_evidence(dice: &mut Dice) -> Vec<Evidence> {
    (0..dice.below(4))
        .map(|_| Evidence {
            kind: dice.pick(EvidenceKind::ALL),
            phase: dice.pick(Phase::ALL),
            sha256: [u8::try_from(dice.below(256)).unwrap(); 32],
        })
        .collect()
}

fn random_origin(dice: &mut Dice, number: u32) -> (Origin, Actor) {
    match dice.below(8) {
        0 => (Origin::OnBehalf { channel: dice.pick(Channel::ALL) }, Actor::Handler(agency("ward.a"))),
        1 => (Origin::Open311, Actor::Partner),
        2 | 3 => {
            let source_id = Word::new(&format!("số {number}")).unwrap();
            (Origin::Import { system: SystemCode::new("old.hotline").unwrap(), source_id }, Actor::Importer)
        }
        _ => (Origin::Web, Actor::Reporter),
    }
}

fn random_spot(dice: &mut Dice) -> Option<Spot> {
    match random_place(dice) {
        PublicPlace::Point { point, precision_m, .. } => Some(Spot { point, precision_m }),
        PublicPlace::Area { .. } | PublicPlace::Unplaced => None,
    }
}

fn random_place(dice: &mut Dice) -> PublicPlace {
    let area = AreaCode::new(dice.pick(&["00070", "00073", "00100"])).unwrap();
    match dice.below(6) {
        0 => PublicPlace::Area { area },
        1 => PublicPlace::Unplaced,
        _ => PublicPlace::Point {
            area: (!dice.one_in(5)).then_some(area),
            point: Point::new(
                2_100_000 + i32::try_from(dice.below(10_000)).unwrap(),
                10_580_000 + i32::try_from(dice.below(10_000)).unwrap(),
            )
            .unwrap(),
            precision_m: 30,
        },
    }
}

fn random_event(dice: &mut Dice, kind: EventKind, now: i64) -> Event {
    match kind {
        EventKind::Submitted => Event::Submitted(submission(1, Origin::Web)),
        EventKind::Assigned => {
            let lead = agency(dice.pick(&AGENCIES));
            Event::Assigned { agency: lead, parents: parents(lead), receive_by: random_due(dice, now) }
        }
        EventKind::Returned => Event::Returned {
            to: if dice.one_in(3) {
                Destination::Coordinator
            } else {
                Destination::Agency(agency(dice.pick(&AGENCIES)))
            },
            reason: dice.pick(ReturnReason::ALL),
        },
        EventKind::Accepted => Event::Accepted { due: random_due(dice, now) },
        EventKind::Asked => Event::Asked,
        EventKind::Replied => Event::Replied { due: random_due(dice, now) },
        EventKind::Extended => {
            Event::Extended { reason: dice.pick(ExtendReason::ALL), due: random_due(dice, now) }
        }
        EventKind::ReportedResolved => Event::ReportedResolved {
            evidence: random_evidence(dice),
            confirm_by: at(now + dice.below(20 * HOUR)),
        },
        EventKind::Declined => Event::Declined {
            reason: dice.pick(DeclineReason::ALL),
            authority: dice.one_in(2).then(|| Code::new("court").unwrap()),
        },
        EventKind::Confirmed => Event::Confirmed,
        EventKind::Contested => {
            Event::Contested { evidence: random_evidence(dice), due: random_due(dice, now) }
        }
        EventKind::Expired => Event::Expired,
        EventKind::Joined => Event::Joined,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Shown => {
            let photos = random_evidence(dice).iter().map(|piece| piece.sha256).collect();
            let reason = dice.one_in(2).then(|| dice.pick(HideReason::ALL));
            Event::Shown { text: dice.pick(ShownText::ALL), photos, reason, spot: random_spot(dice) }
        }
        EventKind::Hidden => Event::Hidden { reason: dice.pick(HideReason::ALL) },
        EventKind::SourceStatus => {
            let status = dice.pick(SourceState::ALL);
            let closed = (status == SourceState::Closed).then(|| at(now));
            let due = dice.one_in(2).then(|| at(now + dice.below(100 * HOUR)));
            let word = Word::new(dice.pick(&["đã xử lý", "CLOSED", "mở"])).unwrap();
            let named = || SourceAgency::Named(AgencyName::new("Đội thoát nước").unwrap());
            let agency = match dice.below(3) {
                0 => None,
                1 => Some(named()),
                _ => Some(SourceAgency::Known(agency(dice.pick(&AGENCIES)))),
            };
            Event::SourceStatus { status, word, agency, closed, due }
        }
        EventKind::PartAdded => {
            let body = agency(dice.pick(&AGENCIES));
            Event::PartAdded { agency: body, parents: parents(body), due: random_due(dice, now) }
        }
        EventKind::PartDone => Event::PartDone { evidence: random_evidence(dice) },
        EventKind::PartReleased => Event::PartReleased {
            agency: agency(dice.pick(&AGENCIES)),
            reason: dice.pick(ReleaseReason::ALL),
        },
        EventKind::Escalated => {
            let level = 1 + u8::try_from(dice.below(2)).unwrap();
            let owes = agency(dice.pick(&AGENCIES));
            let to = if level == 1 { owes } else { agency("city") };
            Event::Escalated { level, to, part: dice.one_in(2).then_some(owes) }
        }
        // Which cases there are, the walk knows.
        EventKind::Merged => Event::Merged { into: CaseId([0; 16]) },
        EventKind::Unmerged => Event::Unmerged,
        EventKind::Forwarded => {
            Event::Forwarded { to: SystemCode::new(dice.pick(&["hue", "da.nang"])).unwrap() }
        }
        EventKind::ForwardStatus => Event::ForwardStatus {
            to: SystemCode::new(dice.pick(&["hue", "da.nang"])).unwrap(),
            outcome: dice.pick(ForwardOutcome::ALL),
            number: dice.one_in(2).then(|| Word::new("SR-007").unwrap()),
            word: dice.one_in(2).then(|| Word::new(dice.pick(&["đang xử lý", "closed"])).unwrap()),
        },
        // What may be erased, the walk knows.
        EventKind::Erased => Event::Erased(Erasure {
            entry: 1,
            fields: BTreeSet::from([FieldName::new("text").unwrap()]),
            ground: dice.pick(ErasureGround::ALL),
        }),
    }
}

/// Some committed fields of an entry of this case that were not erased yet; none where nothing is left.
fn random_erasure(dice: &mut Dice, entries: &[Entry], case: CaseId) -> Option<Event> {
    let own: Vec<&Entry> = entries.iter().filter(|entry| entry.case == case).collect();
    let mut left: BTreeMap<u32, BTreeSet<FieldName>> = BTreeMap::new();
    for (number, entry) in (1_u32..).zip(&own) {
        left.insert(number, entry.commit.keys().cloned().collect());
        if let Event::Erased(erasure) = &entry.event {
            let target = left.get_mut(&erasure.entry).unwrap();
            target.retain(|field| !erasure.fields.contains(field));
        }
    }
    left.retain(|_, fields| !fields.is_empty());
    if left.is_empty() {
        return None;
    }
    let (entry, fields) = dice.pick(&left.into_iter().collect::<Vec<_>>());
    let some: BTreeSet<FieldName> = fields.iter().filter(|_| dice.one_in(2)).cloned().collect();
    let fields = if some.is_empty() { fields } else { some };
    Some(Event::Erased(Erasure { entry, fields, ground: dice.pick(ErasureGround::ALL) }))
}

pub fn actor(role: Role, body: AgencyCode) -> Actor {
    Actor::new(role, Some(body)).or_else(|| Actor::new(role, None)).unwrap()
}

/// The entries of a random legal history of some cases, and the cases as the live rules left them.
pub struct Walk {
    pub entries: Vec<Entry>,
    pub cases: BTreeMap<CaseId, Case>,
    /// When the walk ended, in seconds after `START`.
    pub end: i64,
}

/// Tries random acts and keeps those that the rules allow; a refused act must leave its case as it was.
pub fn walk(seed: u64, tries: usize) -> Walk {
    let mut dice = Dice(seed);
    let mut walk = Walk { entries: Vec::new(), cases: BTreeMap::new(), end: 0 };
    let mut latest: BTreeMap<CaseId, u64> = BTreeMap::new();
    for number in 0..tries {
        walk.end += dice.below(2 * HOUR);
        let now = walk.end;
        let small_number = u32::try_from(number).unwrap();
        let (id, by, event) = if walk.cases.is_empty() || dice.one_in(20) {
            let (origin, by) = random_origin(&mut dice, small_number);
            let mut submission = submission(small_number, origin);
            submission.place = random_place(&mut dice);
            submission.category = CategoryCode::new(dice.pick(&["lighting", "roads", "waste"])).unwrap();
            submission.subcategory = dice.one_in(2).then(|| SubcategoryCode::new("broken").unwrap());
            submission.urgent = dice.one_in(9);
            submission.sample = dice.one_in(3);
            let mut id = [0; 16];
            id[..8].copy_from_slice(&dice.next().to_be_bytes());
            (CaseId(id), by, Event::Submitted(submission))
        } else {
            let ids: Vec<CaseId> = walk.cases.keys().copied().collect();
            let id = dice.pick(&ids);
            let case = &walk.cases[&id];
            let role = dice.pick(Role::ALL);
            let kinds = case.allowed(role);
            if kinds.is_empty() {
                continue;
            }
            let kind = dice.pick(&kinds);
            // Endings and hiding are rarer, so that walks get somewhere.
            let rare = matches!(
                kind,
                EventKind::Declined
                    | EventKind::Withdrawn
                    | EventKind::Hidden
                    | EventKind::PartAdded
                    | EventKind::Merged
                    | EventKind::Forwarded
                    | EventKind::ForwardStatus
            );
            if rare && !dice.one_in(8) {
                continue;
            }
            let is_apart = matches!(role, Role::Overseer | Role::PrivacyOfficer);
            let body = case.state.lead().filter(|_| !dice.one_in(8) && !is_apart);
            let body = body.unwrap_or_else(|| agency(dice.pick(&AGENCIES)));
            let own_part = case.open_parts().next().map(|part| part.agency);
            let body = own_part.filter(|_| kind == EventKind::PartDone).unwrap_or(body);
            let event = match kind {
                EventKind::Erased => random_erasure(&mut dice, &walk.entries, id),
                EventKind::Merged => Some(Event::Merged { into: dice.pick(&ids) }),
                kind => Some(random_event(&mut dice, kind, now)),
            };
            let Some(event) = event else { continue };
            (id, actor(role, body), event)
        };
        let mut commit = Commitments::new();
        if dice.one_in(2) {
            commit.insert(FieldName::new("text").unwrap(), [u8::try_from(number % 256).unwrap(); 32]);
            commit.insert(FieldName::new("contact").unwrap(), [7; 32]);
        }
        let occurred = Moment::from_millisecond((START + now) * 1000 + dice.below(1000));
        let voice = dice.one_in(4).then_some([3; 32]);
        let pending = PendingEntry { case: id, by, occurred, event, commit, voice };
        let main = match &pending.event {
            Event::Merged { into } => walk.cases.get(into).cloned(),
            _ => None,
        };
        let done = match walk.cases.get_mut(&id) {
            None => Case::submit(id, &pending.act()).map(|case| {
                walk.cases.insert(id, case);
            }),
            Some(case) => {
                let before = case.clone();
                let is_fine = match (&pending.event, main) {
                    (Event::Merged { .. }, Some(main)) => case.may_merge_into(&main, pending.by),
                    _ => Ok(()),
                };
                let done = is_fine.and_then(|()| case.apply(&pending.act()));
                assert!(done.is_ok() || *case == before, "a refusal changed the case");
                if done.is_ok() {
                    // What the book does for the other case.
                    let (into, out_of) = (case.merged_into(), before.merged_into());
                    if let Event::Merged { .. } = pending.event {
                        walk.cases.get_mut(&into.unwrap()).unwrap().gain_follower();
                    } else if let Event::Unmerged = pending.event {
                        walk.cases.get_mut(&out_of.unwrap()).unwrap().lose_follower();
                    }
                }
                done
            }
        };
        if done.is_ok() {
            let index = u64::try_from(walk.entries.len()).unwrap();
            let sequenced = Moment::from_millisecond(occurred.as_millisecond() + 1500);
            let last = walk.entries.last().map_or(sequenced, |entry: &Entry| entry.at);
            walk.entries.push(pending.sequence(sequenced.max(last), latest.insert(id, index)));
        }
    }
    walk
}

/// An act of this event, not sequenced.
pub fn act(seconds: i64, by: Actor, event: &Event) -> Act<'_> {
    Act::new(at(seconds), by, event)
}

/// Holds the data of a matter's event against the published schema: it names each of their keys, and they have each that it asks for.
pub fn fits_schema(event: &MatterEvent) {
    fn data_of<'a>(schema: &'a Value, code: &str) -> Option<&'a Value> {
        let properties = &schema["properties"];
        if properties["type"]["const"] == code {
            return Some(&properties["data"]);
        }
        match schema {
            Value::Object(fields) => fields.values().find_map(|inside| data_of(inside, code)),
            Value::Array(items) => items.iter().find_map(|inside| data_of(inside, code)),
            _ => None,
        }
    }
    let schema: Value = serde_json::from_str(dantin_record::notice::SCHEMA).unwrap();
    let code = event.code();
    let known = data_of(&schema, code).unwrap_or_else(|| panic!("the schema lacks {code}"));
    let value = serde_json::to_value(event).unwrap();
    let data = value["data"].as_object().unwrap();
    for key in data.keys() {
        assert!(known["properties"].get(key).is_some(), "the schema of {code} lacks {key}");
    }
    for key in known["required"].as_array().into_iter().flatten() {
        assert!(data.contains_key(key.as_str().unwrap()), "{code} has no {key}");
    }
}
