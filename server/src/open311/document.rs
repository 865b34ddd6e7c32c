//! An answer as a tree, written as JSON or as XML. The JSON follows the "Spark" convention of GeoReport v2: the root
//! drops out, containers become arrays, and what is empty is null. It knows the two forms and no field.

use std::fmt::Write as _;

/// One value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Empty: JSON null, an empty element.
    Null,
    /// A text; ids and codes are texts too.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Degrees, written with up to five decimals.
    Degrees(f64),
    /// A list; the name is that of its elements in XML.
    List(&'static str, Vec<Node>),
    /// Named fields, in their order.
    Fields(Vec<(&'static str, Node)>),
}

impl Node {
    /// A text, or null when there is none or it is empty.
    pub fn text(text: Option<impl Into<String>>) -> Node {
        text.map(Into::into).filter(|text: &String| !text.is_empty()).map_or(Node::Null, Node::Text)
    }

    /// The answer as JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(512);
        self.write_json(&mut out);
        out
    }

    /// The answer as XML, within an element of this name.
    pub fn to_xml(&self, root: &str) -> String {
        let mut out = String::with_capacity(1024);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write_xml(root, &mut out);
        out.push('\n');
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Text(text) => quote(text, out),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Integer(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Degrees(value) => out.push_str(&degrees(*value)),
            Self::List(_, items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Self::Fields(fields) => {
                out.push('{');
                for (place, (name, value)) in fields.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    quote(name, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    fn write_xml(&self, name: &str, out: &mut String) {
        match self {
            Self::Null => {
                let _ = write!(out, "<{name}/>");
            }
            Self::List(item, items) => {
                let _ = write!(out, "<{name}>");
                for node in items {
                    node.write_xml(item, out);
                }
                let _ = write!(out, "</{name}>");
            }
            Self::Fields(fields) => {
                let _ = write!(out, "<{name}>");
                for (field, value) in fields {
                    value.write_xml(field, out);
                }
                let _ = write!(out, "</{name}>");
            }
            Self::Text(text) => {
                let _ = write!(out, "<{name}>");
                escape(text, out);
                let _ = write!(out, "</{name}>");
            }
            Self::Boolean(value) => {
                let _ = write!(out, "<{name}>{value}</{name}>");
            }
            Self::Integer(value) => {
                let _ = write!(out, "<{name}>{value}</{name}>");
            }
            Self::Degrees(value) => {
                let _ = write!(out, "<{name}>{}</{name}>", degrees(*value));
            }
        }
    }
}

fn degrees(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0');
    if text.ends_with('.') { format!("{text}0") } else { text.to_owned() }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(letter),
            // XML 1.0 has no place for other control characters, escaped or not.
            control if control < ' ' || matches!(control, '\u{fffe}' | '\u{ffff}') => {}
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Node {
        Node::List(
            "request",
            vec![Node::Fields(vec![
                ("service_code", Node::Text("001".to_owned())),
                ("description", Node::Text("Cột <5> & \"tắt\"\nba đêm".to_owned())),
                ("media_url", Node::Null),
                ("metadata", Node::Boolean(false)),
                ("lat", Node::Degrees(21.02580)),
            ])],
        )
    }

    #[test]
    fn json_keeps_codes_as_texts_and_numbers_as_numbers() {
        let json = sample().to_json();
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read[0]["service_code"], "001");
        assert_eq!(read[0]["description"], "Cột <5> & \"tắt\"\nba đêm");
        assert!(read[0]["media_url"].is_null());
        assert_eq!(read[0]["lat"], 21.0258);
    }

    #[test]
    fn xml_always_has_its_container_and_escapes_text() {
        assert_eq!(
            Node::List("request", Vec::new()).to_xml("service_requests"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<service_requests></service_requests>\n"
        );
        let xml = sample().to_xml("service_requests");
        assert!(
            xml.contains("<description>Cột &lt;5&gt; &amp; &quot;tắt&quot;\nba đêm</description>"),
            "{xml}"
        );
        assert!(xml.contains("<media_url/>"));
    }
}
