//! What the index holds of a case, and the fields under which it does. Each text stands twice: by the fold keys of its
//! syllables, and by their tone keys.

use dantin_words::query::Keys;
use tantivy::{
    TantivyDocument,
    schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

/// A change of the fields makes the index of an older program unreadable, and it is made anew.
pub(crate) const FORM: u32 = 3;

/// No phrase reaches from one text into the next.
const GAP: usize = 32;
/// Longer runs of letters are nobody's words.
const LONGEST: usize = 64;

/// A case as it is searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// By what it is replaced.
    pub id: String,
    /// The number of the case in the journal's order.
    pub row: u32,
    /// The entry of the journal up to which the texts are true.
    pub entry: u32,
    /// The agency whose inbox holds the case.
    pub lead: String,
    /// The agencies that have a part in it.
    pub partners: Vec<String>,
    /// What the public reads of the case's own words; empty while it reads nothing.
    pub text: Vec<String>,
    /// Names that belong to the case: its category, area, agency, state.
    pub facts: Vec<String>,
    /// Words that only the desk reads.
    pub sealed: Vec<String>,
}

/// The two fields of one kind of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub fold: Field,
    pub tone: Field,
}

/// All fields.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub lead: Field,
    pub partner: Field,
    pub place: Field,
    pub text: Pair,
    pub facts: Pair,
    /// The case's own words with the sealed ones: looking into one field costs less than into two.
    pub desk: Pair,
}

/// The name of the column that holds row and entry.
pub(crate) const PLACE: &str = "place";

impl Fields {
    pub fn new() -> Fields {
        let mut builder = Schema::builder();
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let id = builder.add_text_field("id", STRING);
        let lead = builder.add_text_field("lead", STRING);
        let partner = builder.add_text_field("partner", STRING);
        let place = builder.add_u64_field(PLACE, FAST | INDEXED);
        let mut pair = |name: &str| Pair {
            fold: builder.add_text_field(&format!("{name}_fold"), words.clone()),
            tone: builder.add_text_field(&format!("{name}_tone"), words.clone()),
        };
        let (text, facts, desk) = (pair("text"), pair("facts"), pair("desk"));
        Fields { schema: builder.build(), id, lead, partner, place, text, facts, desk }
    }

    pub fn document(&self, document: &Document) -> TantivyDocument {
        let mut made = TantivyDocument::default();
        made.add_text(self.id, &document.id);
        made.add_text(self.lead, &document.lead);
        for partner in &document.partners {
            made.add_text(self.partner, partner);
        }
        made.add_u64(self.place, u64::from(document.row) << 32 | u64::from(document.entry));
        let desk: Vec<&String> = document.text.iter().chain(&document.sealed).collect();
        let (text, facts) = (document.text.iter().collect(), document.facts.iter().collect());
        for (pair, texts) in [(self.text, text), (self.facts, facts), (self.desk, desk)] {
            let (mut folds, mut tones) = (Vec::new(), Vec::new());
            let mut position = 0;
            for text in texts {
                let keys = Keys::of(text);
                for (fold, tone) in keys.folds().iter().zip(keys.tones()) {
                    if fold.len() <= LONGEST {
                        folds.push(token(position, fold));
                        tones.push(token(position, tone));
                    }
                    position += 1;
                }
                position += GAP;
            }
            if !folds.is_empty() {
                made.add_pre_tokenized_text(
                    pair.fold,
                    PreTokenizedString { text: String::new(), tokens: folds },
                );
                made.add_pre_tokenized_text(
                    pair.tone,
                    PreTokenizedString { text: String::new(), tokens: tones },
                );
            }
        }
        made
    }
}

fn token(position: usize, key: &str) -> Token {
    Token { position, text: key.to_owned(), ..Token::default() }
}
