//! The word files against each other and against the workspace: every key in both languages with the same parameters,
//! every key used, every used key there. Each offender is printed.
//!
//! A key counts as used when it stands as a string literal in a template or in Rust. Keys that are put together at run time
//! are named in a word file by a comment of its own: `# used as: state-*`.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dantin_words::{Catalogue, Language};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn files_under(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules") && !name.starts_with('.') {
                files_under(&path, endings, found);
            }
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
}

#[derive(Default)]
struct WordFiles {
    /// Key to the parameters of its message and the file it stands in.
    keys: BTreeMap<String, (BTreeSet<String>, String)>,
    prefixes: BTreeSet<String>,
}

fn parameters(text: &str) -> BTreeSet<String> {
    text.split('$')
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
                .collect()
        })
        .collect()
}

fn read_words(language: Language) -> WordFiles {
    let mut paths = Vec::new();
    files_under(&workspace().join("words").join(language.code()), &["ftl"], &mut paths);
    let mut words = WordFiles::default();
    for path in paths {
        let file = path.strip_prefix(workspace()).unwrap().display().to_string();
        let mut current = None;
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some(prefix) = line.strip_prefix("# used as: ") {
                words.prefixes.insert(prefix.trim().trim_end_matches('*').to_owned());
                current = None;
            } else if let Some((key, text)) =
                line.split_once('=').filter(|_| line.starts_with(|first: char| first.is_ascii_lowercase()))
            {
                let key = key.trim().to_owned();
                words.keys.insert(key.clone(), (parameters(text), file.clone()));
                current = Some(key);
            } else if line.starts_with(' ') || line.starts_with('}') {
                if let Some((have, _)) = current.as_ref().and_then(|key| words.keys.get_mut(key)) {
                    have.extend(parameters(line));
                }
            } else if !line.is_empty() {
                current = None;
            }
        }
    }
    words
}

/// What templates and Rust say: each file's name and text. Tests of this crate speak of keys that must not exist, so they are left out.
fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in ["server", "crates", "bench"] {
        files_under(&workspace().join(folder), &["rs", "html", "xml", "txt"], &mut paths);
    }
    paths
        .into_iter()
        .map(|path| (path.strip_prefix(workspace()).unwrap().display().to_string(), path))
        .filter(|(name, _)| !name.starts_with("crates/words/tests/"))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|piece| is_key(piece))
}

fn is_key(piece: &str) -> bool {
    piece.starts_with(|first: char| first.is_ascii_lowercase())
        && piece.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
}

/// Literals handed to `.t(`, `.n(` and `.with(`, and to the filter `|words`.
fn asked_for(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for call in [".t(", ".n(", ".with("] {
        for (_, rest) in
            text.match_indices(call).filter_map(|(place, call)| text.split_at_checked(place + call.len()))
        {
            if let Some(literal) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
            {
                keys.push(literal.to_owned());
            }
        }
    }
    let pieces: Vec<&str> = text.split('"').collect();
    for pair in pieces.windows(2) {
        if let [key, after] = pair
            && is_key(key)
            && after
                .trim_start()
                .strip_prefix('|')
                .is_some_and(|filter| filter.trim_start().starts_with("words("))
        {
            keys.push((*key).to_owned());
        }
    }
    // Others have methods of these names too; what is no key by its shape is not meant for the words.
    keys.retain(|key| is_key(key));
    keys
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_parameters() {
    let (vietnamese, english) = (read_words(Language::Vietnamese), read_words(Language::English));
    let mut offenders = Vec::new();
    for (key, (parameters, file)) in &vietnamese.keys {
        match english.keys.get(key) {
            None => offenders.push(format!("{file}: {key} is missing in English")),
            Some((other, place)) if other != parameters => {
                offenders.push(format!("{key}: {file} takes {parameters:?}, {place} takes {other:?}"));
            }
            Some(_) => {}
        }
    }
    for (key, (_, file)) in &english.keys {
        if !vietnamese.keys.contains_key(key) {
            offenders.push(format!("{file}: {key} is missing in Vietnamese"));
        }
    }
    assert!(offenders.is_empty(), "{} keys differ:\n{}", offenders.len(), offenders.join("\n"));
}

#[test]
fn every_key_is_used() {
    let sources = sources();
    if !sources.iter().any(|(name, _)| {
        name.starts_with("server/") && Path::new(name).extension().is_none_or(|ending| ending != "rs")
    }) {
        eprintln!("left out: the workspace has no template yet");
        return;
    }
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, text)| literals(text)).collect();
    let mut offenders = Vec::new();
    for language in Language::ALL {
        let words = read_words(language);
        for (key, (_, file)) in &words.keys {
            if !used.contains(key.as_str()) && !words.prefixes.iter().any(|prefix| key.starts_with(prefix)) {
                offenders.push(format!("{file}: {key} is used nowhere"));
            }
        }
    }
    assert!(offenders.is_empty(), "{} keys are unused:\n{}", offenders.len(), offenders.join("\n"));
}

#[test]
fn every_used_key_exists() {
    let words = read_words(Language::Vietnamese);
    let mut offenders = Vec::new();
    for (name, text) in sources() {
        for key in asked_for(&text) {
            if !words.keys.contains_key(&key) {
                offenders.push(format!("{name}: {key} stands in no word file"));
            }
        }
    }
    assert!(offenders.is_empty(), "{} keys are missing:\n{}", offenders.len(), offenders.join("\n"));
}

#[test]
fn the_words_are_in_normal_form_and_hold_no_markup() {
    let mut paths = Vec::new();
    files_under(&workspace().join("words"), &["ftl"], &mut paths);
    assert!(paths.len() >= 2);
    let mut offenders = Vec::new();
    for path in paths {
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            if line != dantin_words::nfc(line) || line.contains("</") || line.contains("&nbsp;") {
                offenders.push(format!("{}, line {}", path.display(), number + 1));
            }
        }
    }
    assert!(offenders.is_empty(), "{}", offenders.join("\n"));
}

#[test]
fn an_unknown_key_shows_itself_and_is_remembered() {
    let catalogue = Catalogue::embedded().unwrap();
    let words = catalogue.words(Language::Vietnamese);
    assert_eq!(words.t("no-such-key"), "⟦no-such-key⟧");
    words.t("format-percent");
    let missing = catalogue.missing();
    assert!(missing.contains(&"vi: no-such-key".to_owned()), "{missing:?}");
    assert!(missing.iter().any(|fault| fault.starts_with("vi: format-percent: ")), "{missing:?}");
}

#[test]
fn every_code_of_the_record_has_a_word_in_both_languages() {
    use dantin_record::{act::Role, case, event, reasons};
    let catalogue = Catalogue::embedded().unwrap();
    let mut codes: Vec<(&str, &str)> = Vec::new();
    codes.extend(case::StateKind::ALL.iter().map(|one| ("state", one.code())));
    codes.extend(case::Visibility::ALL.iter().map(|one| ("visibility", one.code())));
    codes.extend(case::OriginKind::ALL.iter().map(|one| ("origin", one.code())));
    codes.extend(event::EventKind::ALL.iter().map(|one| ("event", one.code())));
    codes.extend(event::DueKind::ALL.iter().map(|one| ("basis", one.code())));
    codes.extend(event::EvidenceKind::ALL.iter().map(|one| ("evidence", one.code())));
    codes.extend(event::Phase::ALL.iter().map(|one| ("phase", one.code())));
    codes.extend(Role::ALL.iter().map(|one| ("role", one.code())));
    codes.extend(reasons::ReturnReason::ALL.iter().map(|one| ("return", one.code())));
    codes.extend(reasons::ExtendReason::ALL.iter().map(|one| ("extend", one.code())));
    codes.extend(reasons::DeclineReason::ALL.iter().map(|one| ("decline", one.code())));
    codes.extend(reasons::HideReason::ALL.iter().map(|one| ("hide", one.code())));
    for language in Language::ALL {
        for (domain, code) in &codes {
            catalogue.words(language).code(domain, code);
        }
    }
    assert_eq!(catalogue.missing(), Vec::<String>::new());
    assert_eq!(
        catalogue.words(Language::Vietnamese).code("state", "reported_resolved"),
        "Báo đã xong, chờ xác nhận"
    );
}

#[test]
fn every_refusal_of_the_record_has_a_word_in_both_languages() {
    let mut codes = Vec::new();
    for file in ["refusal.rs", "matter/refusal.rs"] {
        let text = fs::read_to_string(workspace().join("crates/record/src").join(file)).unwrap();
        let arms = text.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("=> \""));
        let before = codes.len();
        codes.extend(arms.filter_map(|(_, code)| Some(code.strip_suffix("\",")?.to_owned())));
        assert!(codes.len() > before + 30, "{file} names its codes in another way now");
    }
    let catalogue = Catalogue::embedded().unwrap();
    for language in Language::ALL {
        for code in &codes {
            catalogue.words(language).code("refusal", code);
        }
    }
    assert_eq!(catalogue.missing(), Vec::<String>::new());
}

#[test]
fn deadlines_are_said_in_the_unit_of_the_rule() {
    let catalogue = Catalogue::embedded().unwrap();
    assert_eq!(catalogue.words(Language::Vietnamese).n("deadline-working-hours", 8), "8 giờ làm việc");
    assert_eq!(catalogue.words(Language::English).n("deadline-working-days", 1), "1 working day");
    assert_eq!(catalogue.words(Language::English).n("deadline-working-days", 1000), "1,000 working days");
}

#[test]
fn a_faulty_word_file_is_refused_with_its_place() {
    let load = |vi: &[(&str, &str)]| {
        let mut files: BTreeMap<String, String> =
            vi.iter().map(|(name, text)| (format!("vi/{name}"), (*text).to_owned())).collect();
        files.insert("en/core.ftl".to_owned(), "a-b = c\n".to_owned());
        Catalogue::from_files(&files).map(|_| ()).map_err(|fault| fault.to_string())
    };
    assert_eq!(load(&[("core.ftl", "a-b = c\n")]), Ok(()));
    assert_eq!(
        load(&[("a.ftl", "a-b = c\n"), ("b.ftl", "a-b = d\n")]),
        Err("words/vi/b.ftl: the key a-b already stands in this language".to_owned())
    );
    assert!(load(&[("a.ftl", "a-b = c\n\nnope\n")]).unwrap_err().starts_with("words/vi/a.ftl, line 3"));
    assert_eq!(load(&[]), Err("words/vi: no .ftl file".to_owned()));
}
