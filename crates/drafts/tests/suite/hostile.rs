//! Changed bytes: whatever comes in is read or refused, never a panic, and what was read is in order.

use dantin_drafts::{Draft, Format, import};
use proptest::prelude::*;

use crate::{
    docx::{docx, zipped},
    support::{SAMPLE, bare, ids, plain},
};

/// A document with a bit of everything.
fn document() -> String {
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let rows: String = SAMPLE.lines().filter(|line| !line.is_empty()).map(paragraph).collect();
    format!(
        r#"{rows}<w:tbl><w:tr><w:tc>{0}</w:tc><w:tc>{0}</w:tc></w:tr></w:tbl><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:ins><w:r><w:t>x</w:t></w:r></w:ins><w:del><w:r><w:delText>y</w:delText></w:r></w:del></w:p>"#,
        paragraph("ô")
    )
}

const NUMBERING: &str = r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

const TOKENS: [&[u8]; 20] = [
    b"\0",
    b"\xff\xfe",
    b"\n",
    b"\r",
    b"\\",
    b"<w:p>",
    b"</w:p>",
    b"<w:tbl>",
    b"&x;",
    b"&#0;",
    b"]]>",
    b"<!DOCTYPE a>",
    b"%9",
    b"99999999999",
    "“".as_bytes(),
    "e\u{301}".as_bytes(),
    b"* * *\n\n",
    b"====",
    b"w:val=\"-1\"",
    b"\xc4",
];

fn changed(bytes: &[u8], changes: &[(usize, usize, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, what, byte) in changes {
        let place = place % (bytes.len() + 1);
        match what % 4 {
            0 if place < bytes.len() => bytes[place] = *byte,
            1 => drop(bytes.splice(place..place, TOKENS[*byte as usize % TOKENS.len()].iter().copied())),
            2 => drop(bytes.drain(place..(place + usize::from(*byte)).min(bytes.len()))),
            _ => bytes.truncate(bytes.len() - usize::from(*byte) % (bytes.len() / 20 + 1)),
        }
    }
    bytes
}

fn check(bytes: &[u8], format: Format) {
    if let Ok(imported) = import(bytes, format, &mut ids(0)) {
        let stored = serde_json::to_string(&imported.draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), imported.draft);
        if !imported.draft.is_empty() || !imported.draft.title().is_empty() {
            assert_eq!(bare(&plain(&imported.draft.canonical_text()).draft), bare(&imported.draft));
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<(usize, usize, u8)>> {
    proptest::collection::vec((any::<usize>(), 0..4_usize, any::<u8>()), 1..6)
}

proptest! {
    #[test]
    fn changed_texts_do_no_harm(changes in changes()) {
        let bytes = changed(SAMPLE.as_bytes(), &changes);
        check(&bytes, Format::Plain);
        check(&bytes, Format::Markdown);
    }

    #[test]
    fn changed_xml_does_no_harm(changes in changes(), in_numbering in any::<bool>()) {
        let body = document();
        let whole = docx(&body, &[("word/numbering.xml", NUMBERING.to_owned())]);
        check(&whole, Format::Docx);
        let space = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
        let document = format!("{space}{body}</w:body></w:document>");
        let (document, numbering) = if in_numbering {
            (document.into_bytes(), changed(NUMBERING.as_bytes(), &changes))
        } else {
            (changed(document.as_bytes(), &changes), NUMBERING.as_bytes().to_vec())
        };
        let bytes = zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", &document),
            ("word/numbering.xml", &numbering),
        ]);
        check(&bytes, Format::Docx);
    }

    #[test]
    fn changed_archives_do_no_harm(changes in changes()) {
        let whole = docx(&document(), &[("word/numbering.xml", NUMBERING.to_owned())]);
        check(&changed(&whole, &changes), Format::Docx);
    }
}
