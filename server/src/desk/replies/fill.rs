//! The language of prepared replies: plain words in which `{code}`, `{category}`, `{area}`, `{agency}` and `{due}` stand for
//! what is known of the case. There is nothing else: no conditions, no loops, no other text of the case, so that a
//! template can neither run long nor carry a resident's words into an answer. What is put in is never read again.

/// What can be put in.
pub const NAMES: [&str; 5] = ["code", "category", "area", "agency", "due"];

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A name in braces that is none of [`NAMES`].
    Unknown(String),
    /// A brace that opens or closes nothing.
    Brace,
}

enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

fn pieces(body: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(place) = rest.find(['{', '}']) {
        let (words, from) = rest.split_at(place);
        pieces.push(Piece::Words(words));
        let inside = from.strip_prefix('{').ok_or(Fault::Brace)?;
        let (name, after) = inside.split_once('}').ok_or(Fault::Brace)?;
        if name.contains('{') {
            return Err(Fault::Brace);
        }
        let known = NAMES.iter().find(|known| **known == name.trim());
        pieces.push(Piece::Name(known.ok_or_else(|| Fault::Unknown(shortened(name)))?));
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

fn shortened(name: &str) -> String {
    name.chars().take(40).collect()
}

/// Whether a text is a template.
pub fn check(body: &str) -> Result<(), Fault> {
    pieces(body).map(|_| ())
}

/// The words with everything put in. What was kept as a template is one; else it comes back as it is.
pub fn fill(body: &str, value: impl Fn(&str) -> String) -> String {
    let Ok(pieces) = pieces(body) else { return body.to_owned() };
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Name(name) => value(name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_put_in_once_and_never_read_again() {
        let value = |name: &str| format!("<{name} {{code}}>");
        assert_eq!(fill("Phản ánh { code }, hạn {due}.", value), "Phản ánh <code {code}>, hạn <due {code}>.");
        assert_eq!(fill("không có gì", value), "không có gì");
    }

    #[test]
    fn loops_conditions_and_unknown_names_are_no_template() {
        let unknown = |name: &str| Err(Fault::Unknown(name.to_owned()));
        assert_eq!(check("{% for x in cases %}{{ x }}{% endfor %}"), unknown("% for x in cases %"));
        assert_eq!(check("{phone}"), unknown("phone"));
        assert_eq!(check("{Code}"), unknown("Code"));
        assert_eq!(check("{}"), unknown(""));
        for brace in ["{", "}", "{code", "code}", "{{code}}", "{co{code}de}", "{code}}"] {
            assert_eq!(check(brace), Err(Fault::Brace), "{brace}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_and_a_template_without_names_is_itself(text in "\\PC{0,80}") {
            let plain: String = text.chars().filter(|letter| !matches!(letter, '{' | '}')).collect();
            prop_assert_eq!(check(&plain), Ok(()));
            prop_assert_eq!(fill(&plain, |_| unreachable!()), plain);
            let _ = check(&text);
        }
    }
}
