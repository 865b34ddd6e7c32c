//! What is read before a session, as the host announces it: a line for each paper, its title, a bar and its address, or the title alone.

/// A paper on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub title: String,
    /// Where it is read; empty where it lies in the hall alone.
    pub address: String,
}

/// The paper of a line; none where its address is none that a page could link to.
pub fn paper(line: &str) -> Option<Paper> {
    let (title, address) = match line.split_once('|') {
        Some((title, address)) => (title.trim(), address.trim()),
        None if line.trim().starts_with("https://") => (line.trim(), line.trim()),
        None => (line.trim(), ""),
    };
    let is_link = |address: &str| {
        address.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
            && !address.contains(|character: char| character.is_whitespace() || character.is_control())
    };
    if title.is_empty() || !(address.is_empty() && !line.contains('|') || is_link(address)) {
        return None;
    }
    Some(Paper { title: title.to_owned(), address: address.to_owned() })
}

/// All papers of an announcement.
pub fn papers(text: &str) -> Vec<Paper> {
    text.lines().filter_map(paper).collect()
}

#[cfg(test)]
mod tests {
    use super::paper;

    #[test]
    fn a_paper_is_a_title_and_perhaps_a_safe_address() {
        let one = paper("Báo cáo quý III | https://example.vn/bao-cao.pdf").unwrap();
        assert_eq!(
            (one.title.as_str(), one.address.as_str()),
            ("Báo cáo quý III", "https://example.vn/bao-cao.pdf")
        );
        assert_eq!(paper("Bản đồ tuyến đèn, phát tại hội trường").unwrap().address, "");
        assert_eq!(paper("https://example.vn/a").unwrap().address, "https://example.vn/a");
        for line in [
            "Báo cáo | javascript:alert(1)",
            "Báo cáo |",
            "| https://example.vn",
            "A | https://a b",
            "A | https://",
        ] {
            assert_eq!(paper(line), None, "{line}");
        }
    }
}
