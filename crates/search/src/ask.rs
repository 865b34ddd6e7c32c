//! A query as typed, turned into what the index is asked: every part that is required must be found, in any reading; marks,
//! order and nearness rank. Each thing that ranks is a question of its own, asked of all documents one after the other:
//! that is several times as fast as asking it of one document after the other, and the ranks are summed either way.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use dantin_words::query::{Expanded, Reading, Slot};
use tantivy::{
    Searcher, SegmentReader, Term,
    query::{
        BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, RegexQuery, TermQuery, TermSetQuery, Weight,
    },
    schema::{Field, IndexRecordOption},
};

use crate::{
    document::{Fields, Pair},
    found::Rank,
};

/// Ways to read the whole query that are tried as phrases.
const PHRASES: usize = 8;
/// An unfinished syllable of fewer letters begins too many.
const SHORTEST_BEGINNING: usize = 2;
/// An index of fewer documents is asked by one thread.
const ALONE: u64 = 10_000;

/// Whose cases may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of the city.
    City,
    /// Those that one of some agencies leads, and those in which one of some has a part.
    Agencies {
        /// The agencies that lead.
        lead: Vec<String>,
        /// The agencies that have a part.
        part: Vec<String>,
    },
}

/// In which words it is looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Only what everybody reads.
    Public,
    /// What everybody reads of the cases that one may see, and the sealed words of those whose content one may see.
    Desk {
        /// The cases that are seen.
        see: Scope,
        /// The cases whose words are read.
        read: Scope,
    },
}

/// What the index is asked: a document has the best rank of all parts that find it.
pub(crate) struct Question(Vec<Part>);

/// A question in some words, asked of the cases of some agencies.
struct Part {
    /// What must be found.
    found: Box<dyn Query>,
    /// What ranks those that are found.
    ranks: Vec<(Box<dyn Query>, u8)>,
    /// Whose cases; none for all.
    scope: Option<Box<dyn Query>>,
}

/// What the index is asked; none where nothing can be found. With `beginning` the last syllable may be unfinished.
pub(crate) fn question(
    fields: &Fields,
    query: &Expanded,
    reach: &Reach,
    beginning: bool,
) -> Option<Question> {
    if query.is_empty() {
        return None;
    }
    let open = |own: &[Pair]| {
        let mut all = own.to_vec();
        all.push(fields.facts);
        Words { all, own: own.to_vec(), beginning }
    };
    let public = open(&[fields.text]);
    let (see, read) = match reach {
        Reach::Public => return public.part(query, None).map(|part| Question(vec![part])),
        Reach::Desk { see, read } => (see, read),
    };
    let sealed = open(&[fields.desk]);
    let mut parts = Vec::new();
    for (words, whose) in [(public, see), (sealed, read)].into_iter().skip(usize::from(see == read)) {
        let scope = match whose {
            Scope::City => None,
            Scope::Agencies { lead, part } => match theirs(fields, lead, part) {
                None => continue,
                scope => scope,
            },
        };
        parts.extend(words.part(query, scope));
    }
    (!parts.is_empty()).then_some(Question(parts))
}

impl Question {
    /// For each segment the rank of each of its documents, deleted ones too; 0 for those that do not answer.
    pub(crate) fn ranks(&self, searcher: &Searcher) -> tantivy::Result<Vec<Vec<u8>>> {
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        let parts: Vec<Weighed> =
            self.0.iter().map(|part| part.weighed(scoring)).collect::<tantivy::Result<_>>()?;
        let segments = searcher.segment_readers();
        let next = AtomicUsize::new(0);
        let work = || -> tantivy::Result<Vec<(usize, Vec<u8>)>> {
            let mut done = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(segment) = segments.get(place) else { return Ok(done) };
                done.push((place, ranks_in(&parts, segment)?));
            }
        };
        // Segments know nothing of each other; starting a thread costs as much as looking through a few thousand documents.
        let helpers = match searcher.num_docs() {
            0..ALONE => 0,
            _ => thread::available_parallelism().map_or(1, usize::from).min(segments.len()).saturating_sub(1),
        };
        let mut ranks = thread::scope(|scope| {
            let others: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
            let mut ranks = work()?;
            for other in others {
                ranks.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
            }
            tantivy::Result::Ok(ranks)
        })?;
        ranks.sort_unstable_by_key(|(place, _)| *place);
        Ok(ranks.into_iter().map(|(_, ranks)| ranks).collect())
    }
}

/// A part as it is asked of this state of the index.
struct Weighed {
    found: Box<dyn Weight>,
    ranks: Vec<(Box<dyn Weight>, u8)>,
    scope: Option<Box<dyn Weight>>,
}

impl Part {
    fn weighed(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Weighed> {
        let ranks = self.ranks.iter().map(|(question, by)| Ok((question.weight(scoring)?, *by)));
        Ok(Weighed {
            found: self.found.weight(scoring)?,
            ranks: ranks.collect::<tantivy::Result<_>>()?,
            scope: self.scope.as_ref().map(|scope| scope.weight(scoring)).transpose()?,
        })
    }
}

/// The best rank that any part gives each document of a segment.
fn ranks_in(parts: &[Weighed], segment: &SegmentReader) -> tantivy::Result<Vec<u8>> {
    let nothing = || vec![0_u8; usize::try_from(segment.max_doc()).unwrap_or(0)];
    let mut best = nothing();
    for part in parts {
        let mut own = nothing();
        mark(&mut own, &*part.found, segment, Rank::FOUND)?;
        if own.iter().all(|rank| *rank == 0) {
            continue;
        }
        for (question, by) in &part.ranks {
            mark(&mut own, &**question, segment, *by)?;
        }
        if let Some(scope) = &part.scope {
            let mut inside = nothing();
            mark(&mut inside, &**scope, segment, 1)?;
            own.iter_mut().zip(&inside).for_each(|(rank, inside)| *rank *= inside);
        }
        for (best, own) in best.iter_mut().zip(&own) {
            if own & Rank::FOUND != 0 {
                *best = (*best).max(*own);
            }
        }
    }
    Ok(best)
}

/// Adds to the rank of every document of which a question holds.
fn mark(ranks: &mut [u8], question: &dyn Weight, segment: &SegmentReader, by: u8) -> tantivy::Result<()> {
    question.for_each_no_score(segment, &mut |documents| {
        for document in documents {
            if let Some(rank) = usize::try_from(*document).ok().and_then(|place| ranks.get_mut(place)) {
                *rank |= by;
            }
        }
    })
}

/// The cases that one of these agencies leads, and those in which one of those has a part.
fn theirs(fields: &Fields, lead: &[String], part: &[String]) -> Option<Box<dyn Query>> {
    let of = |field: Field, agencies: &[String]| -> Option<Box<dyn Query>> {
        let terms = agencies.iter().map(|agency| Term::from_field_text(field, agency));
        (!agencies.is_empty()).then(|| Box::new(TermSetQuery::new(terms)) as Box<dyn Query>)
    };
    any([of(fields.lead, lead), of(fields.partner, part)].into_iter().flatten().collect())
}

struct Words {
    /// Where a part may be found.
    all: Vec<Pair>,
    /// The case's own words, which outweigh its names.
    own: Vec<Pair>,
    beginning: bool,
}

impl Words {
    fn part(&self, query: &Expanded, scope: Option<Box<dyn Query>>) -> Option<Part> {
        let required: Vec<&Slot> = query.slots().iter().filter(|slot| !slot.is_optional()).collect();
        let found = every(required.iter().map(|slot| self.slot(slot, &self.all)))?;
        let mut ranks = Vec::new();
        let mut rank = |question: Option<Box<dyn Query>>, by: u8| {
            ranks.extend(question.map(|question| (question, by)));
        };
        let marked: Vec<&Slot> = query.slots().iter().filter(|slot| slot.is_marked()).collect();
        rank(every(marked.iter().map(|slot| any_toned(slot, &self.all))), Rank::EXACT);
        rank(every(required.iter().map(|slot| self.slot(slot, &self.own))), Rank::OWN);
        let optional = query.slots().iter().filter(|slot| slot.is_optional());
        rank(every(optional.map(|slot| self.slot(slot, &self.all))), Rank::OPTIONAL);
        let phrases = phrases(query);
        let folds = phrases.iter().map(|phrase| keys(phrase, |reading| Some(reading.folds())));
        rank(any_phrase(folds.flatten(), &self.all, |pair| pair.fold), Rank::PHRASE);
        if !marked.is_empty() {
            let tones = phrases.iter().map(|phrase| keys(phrase, Reading::tones_or_none));
            rank(any_phrase(tones.flatten(), &self.all, |pair| pair.tone), Rank::EXACT_PHRASE);
        }
        Some(Part { found, ranks, scope })
    }

    fn slot(&self, slot: &Slot, pairs: &[Pair]) -> Option<Box<dyn Query>> {
        let mut found = Vec::new();
        for pair in pairs {
            for reading in slot.readings() {
                found.extend(run(pair.fold, reading.folds()));
            }
            if let (true, Some([first])) =
                (self.beginning && slot.may_be_unfinished(), slot.readings().first().map(Reading::folds))
                && first.chars().count() >= SHORTEST_BEGINNING
                && let Ok(query) = RegexQuery::from_pattern(&format!("{first}.*"), pair.fold)
            {
                found.push(Box::new(query));
            }
        }
        any(found)
    }
}

/// The tone keys of a reading that has any; shorthand that was typed without marks has its own.
trait Tones {
    fn tones_or_none(&self) -> Option<&[String]>;
}

impl Tones for Reading {
    fn tones_or_none(&self) -> Option<&[String]> {
        self.tones()
    }
}

fn any_toned(slot: &Slot, pairs: &[Pair]) -> Option<Box<dyn Query>> {
    let runs = pairs
        .iter()
        .flat_map(|pair| slot.readings().iter().filter_map(|reading| run(pair.tone, reading.tones()?)));
    any(runs.collect())
}

/// The readings of the whole query, part by part.
fn phrases(query: &Expanded) -> Vec<Vec<&Reading>> {
    let mut phrases: Vec<Vec<&Reading>> = vec![Vec::new()];
    for slot in query.slots() {
        let longer = phrases.iter().flat_map(|phrase| {
            slot.readings().iter().map(move |reading| {
                let mut phrase = phrase.clone();
                phrase.push(reading);
                phrase
            })
        });
        phrases = longer.take(PHRASES).collect();
    }
    phrases
}

/// The keys of a phrase one behind the other; none where a reading has none.
fn keys<'a>(phrase: &[&'a Reading], of: impl Fn(&'a Reading) -> Option<&'a [String]>) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    for reading in phrase {
        keys.extend_from_slice(of(reading)?);
    }
    (keys.len() > 1).then_some(keys)
}

fn any_phrase(
    phrases: impl Iterator<Item = Vec<String>>,
    pairs: &[Pair],
    field: impl Fn(&Pair) -> Field,
) -> Option<Box<dyn Query>> {
    let runs: Vec<Box<dyn Query>> = phrases
        .flat_map(|phrase| pairs.iter().filter_map(|pair| run(field(pair), &phrase)).collect::<Vec<_>>())
        .collect();
    any(runs)
}

/// These keys one behind the other.
fn run(field: Field, keys: &[String]) -> Option<Box<dyn Query>> {
    let terms: Vec<Term> = keys.iter().map(|key| Term::from_field_text(field, key)).collect();
    match terms.as_slice() {
        [] => None,
        [term] => Some(Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic))),
        _ => Some(Box::new(PhraseQuery::new(terms))),
    }
}

fn any(mut found: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    match found.len() {
        0 => None,
        1 => found.pop(),
        _ => {
            Some(Box::new(BooleanQuery::new(found.into_iter().map(|query| (Occur::Should, query)).collect())))
        }
    }
}

/// All of them; none where there is none, or one of them can never be found.
fn every(found: impl Iterator<Item = Option<Box<dyn Query>>>) -> Option<Box<dyn Query>> {
    let mut all = found.collect::<Option<Vec<_>>>()?;
    match all.len() {
        0 => None,
        1 => all.pop(),
        _ => Some(Box::new(BooleanQuery::new(all.into_iter().map(|query| (Occur::Must, query)).collect()))),
    }
}
