//! Names the fields in the summary of errors: each link begins with the label of the field that it leads to, unless its message
//! says it. Labels stand in the templates alone, beneath the summary, so they are read from the page that was made.

use dantin_words::fold;

const BEGIN: &str = "<div class=\"error-summary\"";
const END: &str = "</ul></div>";
const LINK: &str = "<a href=\"#";

/// The page with the fields named; a page without a summary stays as it is.
pub(super) fn named(html: String) -> String {
    let Some((before, rest)) = html.split_once(BEGIN) else { return html };
    let Some((summary, page)) = rest.split_once(END) else { return html };
    let mut named = String::with_capacity(html.len() + 200);
    named.push_str(before);
    named.push_str(BEGIN);
    let mut links = summary.split(LINK);
    named.push_str(links.next().unwrap_or_default());
    for link in links {
        named.push_str(LINK);
        match link.split_once("\">") {
            Some((field, message)) => {
                named.push_str(field);
                named.push_str("\">");
                named.push_str(&beginning(label(page, field), message));
                named.push_str(message);
            }
            None => named.push_str(link),
        }
    }
    named.push_str(END);
    named.push_str(page);
    named
}

/// What stands before a message: nothing where the message has all words of the label in it.
fn beginning(label: &str, message: &str) -> String {
    let message = message.split("</a>").next().unwrap_or_default();
    let (said, asked) = (fold(message), fold(label));
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let said = words(&said);
    if words(&asked).iter().all(|word| said.contains(word)) {
        return String::new();
    }
    let ends = label.ends_with(['?', '!', '.']);
    if ends { format!("{label} ") } else { format!("{label}: ") }
}

/// The label of a field: its own, the legend round it, or the words beside a single checkbox; empty for what is no field.
fn label<'a>(page: &'a str, field: &str) -> &'a str {
    let own = page.split_once(&format!(" for=\"{field}\"")).and_then(|(_, rest)| rest.split_once('>'));
    if let Some((_, label)) = own {
        return text(label);
    }
    let Some((before, after)) = page.split_once(&format!(" id=\"{field}\"")) else { return "" };
    let tag = before.rsplit('<').next().unwrap_or_default();
    if tag.starts_with("fieldset") {
        return after.split_once("<legend>").map_or("", |(_, legend)| text(legend));
    }
    let legend = before.rsplit_once("<legend>").map_or("", |(_, legend)| legend);
    if !legend.is_empty() && !legend.contains("</fieldset>") {
        return text(legend);
    }
    let beside = after.split_once("<span class=\"option__text\">");
    match beside {
        Some((between, words)) if tag.starts_with("input") && !between.contains("</label>") => text(words),
        _ => "",
    }
}

/// The words at the beginning, up to the next tag, without a colon of their own.
fn text(html: &str) -> &str {
    html.split('<').next().unwrap_or_default().trim().trim_end_matches(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_link(page: &str, field: &str, message: &str) -> String {
        let summary = format!("{BEGIN} role=\"alert\"><ul><li>{LINK}{field}\">{message}</a></li>{END}");
        let html = named(format!("<main>{summary}{page}</main>"));
        assert!(html.ends_with(&format!("{page}</main>")), "the rest stays as it is");
        let link = html.split(LINK).nth(1).unwrap();
        link.split_once("\">").unwrap().1.split("</a>").next().unwrap().to_owned()
    }

    #[test]
    fn a_link_begins_with_the_label_of_its_field() {
        let own = r#"<label for="name">Họ tên <span class="quiet">(không bắt buộc)</span></label><input id="name">"#;
        assert_eq!(first_link(own, "name", "Cần điền mục này"), "Họ tên: Cần điền mục này");
        let radios =
            r#"<fieldset><legend>Căn cứ</legend><label><input type="radio" id="ground"></label></fieldset>"#;
        assert_eq!(first_link(radios, "ground", "Hãy chọn"), "Căn cứ: Hãy chọn");
        let question = r#"<fieldset><legend>Ở đâu?</legend><div id="position"></div></fieldset>"#;
        assert_eq!(first_link(question, "position", "Không đọc được"), "Ở đâu? Không đọc được");
        let alone = r#"<label class="option"><input id="sure"><span class="option__text">Tôi chắc chắn</span></label>"#;
        assert_eq!(first_link(alone, "sure", "Hãy đánh dấu"), "Tôi chắc chắn: Hãy đánh dấu");
    }

    #[test]
    fn nothing_is_said_twice_and_nothing_of_what_is_no_field() {
        let own = r#"<label for="phone">Điện thoại</label><input id="phone">"#;
        let message = "Số điện thoại có từ 8 đến 15 chữ số";
        assert_eq!(first_link(own, "phone", message), message);
        let kinds =
            r#"<fieldset><legend>Chọn loại việc</legend><input type="radio" id="category"></fieldset>"#;
        assert_eq!(first_link(kinds, "category", "Hãy chọn một loại việc"), "Hãy chọn một loại việc");
        let after = r#"<fieldset><legend>Căn cứ</legend></fieldset><div id="send" tabindex="-1"></div>"#;
        assert_eq!(first_link(after, "send", "Hãy đợi"), "Hãy đợi");
        assert_eq!(first_link("", "main", "Hãy đợi"), "Hãy đợi");
        let plain = "<main>Không có gì</main>".to_owned();
        assert_eq!(named(plain.clone()), plain);
    }
}
