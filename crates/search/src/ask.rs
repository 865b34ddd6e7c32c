//! A query as typed, turned into what the index is asked: every part that is required must be found, in any reading; marks,
//! order and nearness rank.

use dantin_words::query::{Expanded, Reading, Slot};
use tantivy::{
    Term,
    query::{
        BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery,
        TermSetQuery,
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

/// Whose cases may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of the city.
    City,
    /// Those in the inbox of one of these agencies.
    Agencies(Vec<String>),
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

/// What the index is asked; none where nothing can be found. With `beginning` the last syllable may be unfinished.
pub(crate) fn question(
    fields: &Fields,
    query: &Expanded,
    reach: &Reach,
    beginning: bool,
) -> Option<Box<dyn Query>> {
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
        Reach::Public => return public.question(query),
        Reach::Desk { see, read } => (see, read),
    };
    let sealed = open(&[fields.text, fields.sealed]);
    let mut parts = Vec::new();
    if see != read {
        parts.extend(within(fields.lead, see, public.question(query)?));
    }
    parts.extend(within(fields.lead, read, sealed.question(query)?));
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Box::new(DisjunctionMaxQuery::new(parts))),
    }
}

/// The question, asked only of the cases of a scope.
fn within(lead: Field, scope: &Scope, question: Box<dyn Query>) -> Option<Box<dyn Query>> {
    let agencies = match scope {
        Scope::City => return Some(question),
        Scope::Agencies(agencies) if agencies.is_empty() => return None,
        Scope::Agencies(agencies) => agencies,
    };
    let leads = TermSetQuery::new(agencies.iter().map(|agency| Term::from_field_text(lead, agency)));
    Some(Box::new(BooleanQuery::new(vec![
        (Occur::Must, question),
        (Occur::Must, scored(Box::new(leads), 0)),
    ])))
}

struct Words {
    /// Where a part may be found.
    all: Vec<Pair>,
    /// The case's own words, which outweigh its names.
    own: Vec<Pair>,
    beginning: bool,
}

impl Words {
    fn question(&self, query: &Expanded) -> Option<Box<dyn Query>> {
        let required: Vec<&Slot> = query.slots().iter().filter(|slot| !slot.is_optional()).collect();
        let found = every(required.iter().map(|slot| self.slot(slot, &self.all)))?;
        let mut clauses = vec![(Occur::Must, scored(found, Rank::FOUND))];
        let mut rank = |question: Option<Box<dyn Query>>, by: u8| {
            if let Some(question) = question {
                clauses.push((Occur::Should, scored(question, by)));
            }
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
        Some(Box::new(BooleanQuery::new(clauses)))
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

fn scored(query: Box<dyn Query>, by: u8) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, f32::from(by)))
}
