//! Where in a text the words of a query stand, for people who read the list. The text comes from whoever may show it; the
//! index keeps none.

use dantin_words::{
    fold, nfc,
    query::{Expanded, Reading},
};

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it answers the query.
    pub is_hit: bool,
}

struct Run {
    start: usize,
    end: usize,
    fold: String,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut start = None;
    for (place, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                let run = text.get(from..place).unwrap_or_default();
                runs.push(Run { start: from, end: place, fold: fold(run) });
                start = None;
            }
            _ => {}
        }
    }
    runs
}

/// The stretches of a text from the first to the last byte that answer, in order.
fn spans(query: &Expanded, text: &str) -> Vec<(usize, usize)> {
    let runs = runs(text);
    let mut is_hit = vec![false; runs.len()];
    for slot in query.slots() {
        for (number, reading) in slot.readings().iter().enumerate() {
            let folds = Reading::folds(reading);
            if folds.is_empty() {
                continue;
            }
            for (first, window) in runs.windows(folds.len()).enumerate() {
                let whole = window.iter().zip(folds).all(|(run, fold)| run.fold == *fold);
                if whole {
                    is_hit.iter_mut().skip(first).take(folds.len()).for_each(|hit| *hit = true);
                }
            }
            let begun = number == 0 && slot.may_be_unfinished() && !is_hit.iter().any(|hit| *hit);
            if let (true, [fold]) = (begun, folds) {
                for (run, hit) in runs.iter().zip(&mut is_hit) {
                    *hit |= run.fold.starts_with(fold.as_str());
                }
            }
        }
    }
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut before = false;
    for (run, hit) in runs.iter().zip(is_hit) {
        match spans.last_mut() {
            // Neighbours are marked as one, with what stands between them.
            Some(last) if hit && before => last.1 = run.end,
            _ if hit => spans.push((run.start, run.end)),
            _ => {}
        }
        before = hit;
    }
    spans
}

fn cut(text: &str, spans: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut push = |from: usize, to: usize, is_hit: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), is_hit });
        }
    };
    for (start, end) in spans {
        push(done, *start, false);
        push(*start, *end, true);
        done = *end;
    }
    push(done, text.len(), false);
    pieces
}

/// The whole text in pieces.
pub fn mark(query: &Expanded, text: &str) -> Vec<Piece> {
    let text = nfc(text);
    cut(&text, &spans(query, &text))
}

/// About `length` characters around the first answer, cut between words; the beginning where nothing answers.
pub fn excerpt(query: &Expanded, text: &str, length: usize) -> Vec<Piece> {
    let text = nfc(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let first = spans(query, &text).first().map_or(0, |(start, _)| *start);
    let lead = length / 4;
    // Steps back from the first answer to the beginning of a word.
    let starts = text.get(..first).unwrap_or_default();
    let from = match starts.char_indices().rev().nth(lead) {
        None => 0,
        Some((place, _)) => {
            starts.get(place..).and_then(|tail| tail.find(' ')).map_or(first, |gap| place + gap + 1)
        }
    };
    let rest = text.get(from..).unwrap_or_default();
    let to = match rest.char_indices().nth(length) {
        None => text.len(),
        Some((place, _)) => from + rest.get(..place).and_then(|head| head.rfind(' ')).unwrap_or(place),
    };
    let shown = text.get(from..to).unwrap_or_default();
    let mut pieces = cut(shown, &spans(query, shown));
    if from > 0
        && let Some(piece) = pieces.first_mut()
    {
        piece.text.insert(0, '…');
    }
    if to < text.len()
        && let Some(piece) = pieces.last_mut()
    {
        piece.text.push('…');
    }
    pieces
}
