//! The matters of the book: few and large beside the cases, so that they are kept whole. Here stands what neither a matter
//! nor a case can know alone: that a promise names a case which came out of that very question, and that a matter is
//! followed up only when everything promised in it has its end.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest as _, Sha256};

use super::{Book, Unfit};
use crate::act::Actor;
use crate::case::{Case, PledgeState, StateKind};
use crate::dialogue::DialogueEvent;
use crate::entry::Entry;
use crate::event::{Event, PledgeKind};
use crate::id::{CaseCode, CaseId};
use crate::matter::{Matter, MatterEntry, MatterEvent, MatterId, MatterRefusal};
use crate::moment::Moment;
use crate::oversight::{Followed, OversightEvent, Round};

/// What became of recommendations, for figures: numerators and their denominators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recommendations {
    pub followed: Followed,
    /// Carried out by the recommended date, and confirmed by the overseer.
    pub confirmed_in_time: u32,
    pub confirmed_late: u32,
    /// Declined, or past their date with nothing reported.
    pub broken: u32,
}

/// One matter and the index of its latest entry.
#[derive(Clone, Debug)]
struct Held {
    matter: Matter,
    latest: u64,
}

/// All matters, in the order of their ids, which is that of their beginnings.
#[derive(Clone, Debug, Default)]
pub(super) struct Matters {
    by_id: BTreeMap<MatterId, Held>,
    by_code: HashMap<CaseCode, MatterId>,
}

impl Matters {
    /// The digest of every fact of every matter; nothing where there is none, so that books without matters have the digest
    /// that they had before there were any.
    pub fn digest(&self) -> Option<[u8; 32]> {
        if self.by_id.is_empty() {
            return None;
        }
        let mut hash = Sha256::new();
        for held in self.by_id.values() {
            let line = serde_json::to_vec(&held.matter).unwrap_or_default();
            hash.update(u64::try_from(line.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(&line);
        }
        Some(hash.finalize().into())
    }
}

impl Book {
    /// Takes the entry of a matter at this index; a refusal leaves the book as it was.
    pub(super) fn take_matter(&mut self, index: u64, entry: &MatterEntry) -> Result<(), Unfit> {
        self.follows(index, entry.at)?;
        let act = entry.act();
        match self.matters.by_id.get(&entry.matter) {
            None if entry.event.begins() => {
                if entry.prev.is_some() {
                    return Err(Unfit::WrongPrevious { expected: None });
                }
                let matter = Matter::begin(entry.matter, &act)?;
                if self.matters.by_code.contains_key(&matter.code()) || self.find(matter.code()).is_some() {
                    return Err(Unfit::NotUnique);
                }
                self.matters.by_code.insert(matter.code(), entry.matter);
                self.matters.by_id.insert(entry.matter, Held { matter, latest: index });
            }
            None => return Err(Unfit::UnknownMatter),
            Some(held) => {
                if entry.prev != Some(held.latest) {
                    return Err(Unfit::WrongPrevious { expected: Some(held.latest) });
                }
                self.agrees_with_cases(&held.matter, &entry.event)?;
                if let Some(held) = self.matters.by_id.get_mut(&entry.matter) {
                    held.matter.apply(&act)?;
                    held.latest = index;
                }
            }
        }
        self.size = index + 1;
        self.last_at = entry.at;
        Ok(())
    }

    /// What an event of a matter says of cases must be so.
    fn agrees_with_cases(&self, matter: &Matter, event: &MatterEvent) -> Result<(), Unfit> {
        match (matter, event) {
            (_, MatterEvent::Dialogue(DialogueEvent::Promised { question, case })) => {
                self.is_pledge(*case, matter.id(), *question, PledgeKind::Commitment)
            }
            (_, MatterEvent::Dialogue(DialogueEvent::InWriting { question, case })) => {
                self.is_pledge(*case, matter.id(), *question, PledgeKind::WrittenAnswer)
            }
            (Matter::Round(round), MatterEvent::Oversight(event)) => {
                self.agrees_with_recommendations(round, event)
            }
            (Matter::Session(session), MatterEvent::Dialogue(DialogueEvent::FollowedUp {})) => {
                let has_ended = |case: CaseId| {
                    self.row_of(case).and_then(|row| self.case(row)).is_some_and(|case| case.ended.is_some())
                };
                let all = session.cases().all(has_ended);
                if all { Ok(()) } else { Err(MatterRefusal::PledgesOpen.into()) }
            }
            _ => Ok(()),
        }
    }

    /// A recommendation is a case that its addressee leads, and a round ends when the overseer has confirmed them all.
    fn agrees_with_recommendations(&self, round: &Round, event: &OversightEvent) -> Result<(), Unfit> {
        match event {
            OversightEvent::Recommended { recommendation, to, case, .. } => {
                self.is_pledge(*case, round.id, *recommendation, PledgeKind::Recommendation)?;
                let lead =
                    self.row_of(*case).and_then(|row| self.case(row)).and_then(|case| case.state.lead());
                if lead == Some(*to) { Ok(()) } else { Err(MatterRefusal::NotThePledge.into()) }
            }
            OversightEvent::Closed {} => {
                let is_confirmed = |case: CaseId| {
                    let case = self.row_of(case).and_then(|row| self.case(row));
                    case.is_some_and(|case| case.kind() == StateKind::ConfirmedResolved)
                };
                let all = round.cases().all(is_confirmed);
                if all { Ok(()) } else { Err(MatterRefusal::RecommendationsUnconfirmed.into()) }
            }
            _ => Ok(()),
        }
    }

    /// What became of the recommendations of all rounds, counted as the published figures count them: samples stand in a journal of
    /// samples.
    pub fn recommendations(&self, now: Moment) -> Recommendations {
        let mut count = Recommendations::default();
        for matter in self.matters() {
            let Matter::Round(round) = matter else { continue };
            let followed = round.followed(now);
            count.followed.made += followed.made;
            count.followed.let_go += followed.let_go;
            count.followed.answered += followed.answered;
            count.followed.with_term += followed.with_term;
            count.followed.answered_in_time += followed.answered_in_time;
            for case in round.cases().filter_map(|case| self.row_of(case)).filter_map(|row| self.case(row)) {
                match case.pledge_state(now) {
                    Some(PledgeState::Kept) => count.confirmed_in_time += 1,
                    Some(PledgeState::Late) => count.confirmed_late += 1,
                    Some(PledgeState::Broken) => count.broken += 1,
                    Some(PledgeState::Running | PledgeState::Unconfirmed) | None => {}
                }
            }
        }
        count
    }

    fn is_pledge(&self, case: CaseId, matter: MatterId, number: u32, kind: PledgeKind) -> Result<(), Unfit> {
        let pledged = self.row_of(case).and_then(|row| self.case(row)).and_then(|case| case.pledged);
        let is_it = pledged.is_some_and(|pledged| {
            (pledged.matter, pledged.number, pledged.pledge.kind) == (matter, number, kind)
        });
        if is_it { Ok(()) } else { Err(MatterRefusal::NotThePledge.into()) }
    }

    /// A case that came out of a matter names one that there is, with such a contribution, and both are samples or both are real.
    pub(super) fn origin_exists(&self, case: &Case, entry: &Entry) -> Result<(), Unfit> {
        let (Event::Submitted(_), Some(pledged)) = (&entry.event, case.pledged) else { return Ok(()) };
        let held = self.matters.by_id.get(&pledged.matter).ok_or(Unfit::UnknownMatter)?;
        match &held.matter {
            Matter::Session(session) => session.question(pledged.number).map(|_| ())?,
            Matter::Consultation(_) => return Err(MatterRefusal::WrongKind.into()),
            Matter::Round(round) => {
                // The case comes first and the recommendation names it; only the overseer of the round confirms it.
                let is_next = pledged.number == round.next_recommendation();
                let kind = pledged.pledge.kind == PledgeKind::Recommendation;
                let by_overseer = entry.by == Actor::Overseer(round.overseer);
                if !(is_next && kind && by_overseer && pledged.pledge.verifier == Some(round.overseer)) {
                    return Err(MatterRefusal::NotThePledge.into());
                }
            }
            Matter::Critique(_) => return Err(MatterRefusal::NotThePledge.into()),
        }
        if held.matter.is_sample() == case.sample { Ok(()) } else { Err(MatterRefusal::NotThePledge.into()) }
    }

    /// The cases that are promises, newest first, hidden ones left out.
    pub fn pledged_cases(&self) -> impl Iterator<Item = Case> + '_ {
        let rows = self.joints.pledged().rev().filter(|row| !self.is_hidden(*row));
        rows.filter_map(|row| self.case(row))
    }

    /// The matter of this id.
    pub fn matter(&self, id: MatterId) -> Option<&Matter> {
        self.matters.by_id.get(&id).map(|held| &held.matter)
    }

    /// The matter of this code.
    pub fn matter_by_code(&self, code: CaseCode) -> Option<&Matter> {
        self.matter(*self.matters.by_code.get(&code)?)
    }

    /// All matters, oldest first.
    pub fn matters(&self) -> impl DoubleEndedIterator<Item = &Matter> {
        self.matters.by_id.values().map(|held| &held.matter)
    }

    /// The index of the matter's latest entry, which is the `prev` of its next.
    pub fn latest_of_matter(&self, id: MatterId) -> Option<u64> {
        self.matters.by_id.get(&id).map(|held| held.latest)
    }
}
