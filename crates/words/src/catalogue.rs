//! The word files of `words/vi` and `words/en`, checked while loading, and `Words`, the cheap handle that a page speaks one language with.
//! What a key means, and which page uses it, is not known here; `tests/keys.rs` compares the keys with the workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use crate::format::group;

#[derive(RustEmbed)]
#[folder = "../../words/"]
#[include = "*/*.ftl"]
struct WordFiles;

/// A language that the pages speak; Vietnamese is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Vietnamese, `vi`.
    #[default]
    Vietnamese,
    /// English, `en`.
    English,
}

impl Language {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The BCP 47 code, `vi` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// Reads a code in any letter case, with or without a region (`vi`, `VI-VN`, `en_GB`); `None` for any other language.
    pub fn parse(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The language that the switch on each page leads to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        // Both codes are well formed; the default, the undetermined language, would only lose the English plural, which a test holds.
        self.code().parse().unwrap_or_default()
    }
}

/// A value put into a message; numbers are written with the language's separators and choose its plural form.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// Words that stand in the sentence as they are.
    Text(&'a str),
    /// A whole number.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

/// What is wrong with a word file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueFault {
    /// The file is not UTF-8.
    NotText {
        /// Path under `words/`.
        file: String,
    },
    /// The file breaks the grammar of Fluent.
    Syntax {
        /// Path under `words/`.
        file: String,
        /// Line of the first break, from 1.
        line: usize,
        /// The parser's words.
        reason: String,
    },
    /// A key stands twice in one language.
    Duplicate {
        /// Path under `words/` of the second one.
        file: String,
        /// The key.
        key: String,
    },
    /// A language has no file at all.
    NoFiles(Language),
}

impl fmt::Display for CatalogueFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText { file } => write!(out, "words/{file}: not UTF-8"),
            Self::Syntax { file, line, reason } => write!(out, "words/{file}, line {line}: {reason}"),
            Self::Duplicate { file, key } => {
                write!(out, "words/{file}: the key {key} already stands in this language")
            }
            Self::NoFiles(language) => write!(out, "words/{}: no .ftl file", language.code()),
        }
    }
}

impl std::error::Error for CatalogueFault {}

struct Inner {
    vietnamese: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
    missing: Mutex<BTreeSet<String>>,
}

impl Inner {
    fn bundle(&self, language: Language) -> &FluentBundle<FluentResource> {
        match language {
            Language::Vietnamese => &self.vietnamese,
            Language::English => &self.english,
        }
    }

    fn note(&self, language: Language, what: &str) {
        if cfg!(debug_assertions) {
            let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            missing.insert(format!("{}: {what}", language.code()));
        }
    }
}

/// All messages of both languages, checked.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Catalogue").finish_non_exhaustive()
    }
}

impl Catalogue {
    /// Loads the word files of this build; a fault names file, line or key.
    pub fn embedded() -> Result<Self, CatalogueFault> {
        let mut files = BTreeMap::new();
        for name in WordFiles::iter() {
            if let Some(file) = WordFiles::get(&name) {
                let text = String::from_utf8(file.data.into_owned())
                    .ok()
                    .ok_or_else(|| CatalogueFault::NotText { file: name.to_string() })?;
                files.insert(name.to_string(), text);
            }
        }
        Self::from_files(&files)
    }

    /// Loads files given as path (`vi/core.ftl`) and text; every file of a language goes into one bundle.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, CatalogueFault> {
        let inner = Inner {
            vietnamese: bundle(Language::Vietnamese, files)?,
            english: bundle(Language::English, files)?,
            missing: Mutex::new(BTreeSet::new()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The words of one language.
    pub fn words(&self, language: Language) -> Words {
        Words { inner: Arc::clone(&self.inner), language }
    }

    /// Keys and arguments that were asked for and do not exist, as `vi: key`; kept in debug builds only, so that a test can demand none.
    pub fn missing(&self) -> Vec<String> {
        self.inner.missing.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

fn bundle(
    language: Language,
    files: &BTreeMap<String, String>,
) -> Result<FluentBundle<FluentResource>, CatalogueFault> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // The marks that isolate direction would stand in attributes, mails and tests; both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Vietnamese => |value, _| number(value, Language::Vietnamese),
        Language::English => |value, _| number(value, Language::English),
    }));
    let prefix = format!("{}/", language.code());
    let mut found = false;
    for (file, text) in files.iter().filter(|(file, _)| file.starts_with(&prefix)) {
        found = true;
        let resource = FluentResource::try_new(text.clone()).map_err(|(_, errors)| {
            let first = errors.first();
            let start = first.map_or(0, |error| error.pos.start);
            CatalogueFault::Syntax {
                file: file.clone(),
                line: 1 + text.get(..start).unwrap_or_default().matches('\n').count(),
                reason: first.map(ToString::to_string).unwrap_or_default(),
            }
        })?;
        bundle.add_resource(resource).map_err(|errors| {
            let key = errors.iter().find_map(|error| match error {
                FluentError::Overriding { id, .. } => Some(id.clone()),
                _ => None,
            });
            CatalogueFault::Duplicate { file: file.clone(), key: key.unwrap_or_default() }
        })?;
    }
    if found { Ok(bundle) } else { Err(CatalogueFault::NoFiles(language)) }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "arguments are made from i64 only; beyond 2^53 the nearest whole number is written"
)]
fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(group(number.value as i64, language)),
        _ => None,
    }
}

/// The words of one language: a shared catalogue and a choice, cheap to clone.
#[derive(Clone)]
pub struct Words {
    inner: Arc<Inner>,
    language: Language,
}

impl fmt::Debug for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    /// The language that is spoken.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The words of the other language, for the switch.
    #[must_use]
    pub fn other(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), language: self.language.other() }
    }

    /// Whether the key exists in this language; for codes that come from data.
    pub fn has(&self, key: &str) -> bool {
        self.inner.bundle(self.language).has_message(key)
    }

    /// The message of a key without arguments; an unknown key gives itself in ⟦ ⟧.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The word for a code of the record or the city pack: `code("state", "reported_resolved")` is the message `state-reported-resolved`;
    /// dots, underscores and capitals of the code become hyphens and small letters.
    pub fn code(&self, domain: &str, code: &str) -> String {
        self.t(&format!("{domain}-{}", code.replace(['.', '_'], "-").to_lowercase()))
    }

    /// The message of a key with the argument `count`, which also chooses the plural form.
    pub fn n(&self, key: &str, count: i64) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        self.format(key, Some(&args))
    }

    /// The message of a key with named arguments.
    pub fn with(&self, key: &str, values: &[(&str, Arg<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Arg::Text(text) => args.set((*name).to_owned(), (*text).to_owned()),
                Arg::Number(number) => args.set((*name).to_owned(), *number),
            }
        }
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.inner.bundle(self.language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            self.inner.note(self.language, key);
            return format!("⟦{key}⟧");
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut faults).into_owned();
        for fault in faults {
            self.inner.note(self.language, &format!("{key}: {fault}"));
        }
        text
    }
}
