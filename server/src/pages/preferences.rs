//! What a visitor prefers, read from the request alone: language, light mode, and whether a region of the page is enough.
//! Nothing is stored on the server; two cookies hold the choices.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use dantin_words::Language;

/// The request header by which `core.js` says that the region of this id is enough.
pub const SWAP_HEADER: &str = "dantin-swap";

/// A visitor's choices for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// From `?lang=`, else the cookie, else `Accept-Language`, else Vietnamese.
    pub language: Language,
    /// No web fonts, no pan-and-zoom map, no thumbnails: from `?light=`, else the cookie, else `Save-Data: on`.
    pub light: bool,
    /// Whether only the page's region is asked for.
    pub swap: bool,
    /// Path and query without the choices themselves, so that a switch keeps the address.
    pub address: String,
}

impl Preferences {
    /// Reads path, query and headers.
    pub fn read(path: &str, query: &str, headers: &HeaderMap) -> Self {
        let language = chosen(query, "lang")
            .and_then(Language::parse)
            .or_else(|| cookie(headers, "lang").and_then(Language::parse))
            .or_else(|| accepted(headers))
            .unwrap_or_default();
        let light = match chosen(query, "light").or_else(|| cookie(headers, "light")) {
            Some("1") => true,
            Some("0") => false,
            _ => headers.get("save-data").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"on")),
        };
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_choice(pair)).collect();
        let address = if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) };
        Self { language, light, swap: headers.contains_key(SWAP_HEADER), address }
    }

    /// Makes the address that of the page whose form was sent: the answer to a form cannot be asked for by its own.
    pub fn address_of_form(&mut self, headers: &HeaderMap) {
        let from = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let local =
            from.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|start| rest.get(start..)));
        // Two slashes at the beginning would name another host.
        if let Some(local) = local.filter(|local| !local.starts_with("//") && !local.contains('\\')) {
            let local = local.split('#').next().unwrap_or_default();
            let (path, query) = local.split_once('?').unwrap_or((local, ""));
            self.address = Self::read(path, query, headers).address;
        }
    }

    /// This page's address with one more pair in the query, such as `lang=en`.
    pub fn address_with(&self, pair: &str) -> String {
        let joint = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{joint}{pair}", self.address)
    }
}

impl<S: Sync> FromRequestParts<S> for Preferences {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::read(parts.uri.path(), parts.uri.query().unwrap_or_default(), &parts.headers))
    }
}

/// The `Set-Cookie` values that keep the choices made in this query.
pub(super) fn cookies_to_set(query: &str, is_https: bool) -> Vec<String> {
    let secure = if is_https { "; Secure" } else { "" };
    let keep = |name: &str, value: &str| {
        format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}")
    };
    let mut cookies = Vec::new();
    if let Some(language) = chosen(query, "lang").and_then(Language::parse) {
        cookies.push(keep("lang", language.code()));
    }
    if let Some(light @ ("0" | "1")) = chosen(query, "light") {
        cookies.push(keep("light", light));
    }
    cookies
}

fn is_choice(pair: &str) -> bool {
    pair.starts_with("lang=") || pair.starts_with("light=")
}

fn chosen<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The language of `Accept-Language` with the highest weight among ours; the first of equals.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, f32)> = None;
    for part in value.split(',') {
        let (code, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = match parameters.trim().strip_prefix("q=") {
            Some(weight) => weight.trim().parse().unwrap_or(0.0),
            None => 1.0_f32,
        };
        if let Some(language) = Language::parse(code)
            && weight > best.map_or(0.0, |(_, weight)| weight)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn read(query: &str, pairs: &[(&'static str, &'static str)]) -> Preferences {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Preferences::read("/cases", query, &headers)
    }

    #[test]
    fn the_answer_to_a_form_is_addressed_by_the_page_of_the_form() {
        for (from, address) in [
            ("http://a.example/desk/cases/DT-1?tab=x&lang=en", "/desk/cases/DT-1?tab=x"),
            ("http://a.example/my/abc#answer", "/my/abc"),
            ("http://a.example//evil.example/x", "/form"),
            ("http://a.example/\\evil.example", "/form"),
            ("nonsense", "/form"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, HeaderValue::from_str(from).unwrap());
            let mut preferences = Preferences::read("/form", "", &headers);
            preferences.address_of_form(&headers);
            assert_eq!(preferences.address, address, "{from}");
        }
    }

    #[test]
    fn the_language_comes_from_the_address_then_the_cookie_then_the_browser() {
        let browser = ("accept-language", "fr, en;q=0.8, vi;q=0.5");
        assert_eq!(read("", &[]).language, Language::Vietnamese);
        assert_eq!(read("", &[browser]).language, Language::English);
        assert_eq!(read("", &[browser, ("cookie", "a=b; lang=vi")]).language, Language::Vietnamese);
        assert_eq!(read("lang=en", &[("cookie", "lang=vi")]).language, Language::English);
        assert_eq!(read("lang=xx", &[("cookie", "lang=en")]).language, Language::English);
    }

    #[test]
    fn a_switch_keeps_the_address() {
        let preferences = read("ward=00070&lang=en&page=2&light=1", &[]);
        assert_eq!(preferences.address, "/cases?ward=00070&page=2");
        assert_eq!(preferences.address_with("lang=vi"), "/cases?ward=00070&page=2&lang=vi");
        assert_eq!(read("lang=en", &[]).address_with("lang=vi"), "/cases?lang=vi");
    }

    #[test]
    fn light_mode_follows_the_switch_before_the_browser() {
        assert!(read("", &[("save-data", "on")]).light);
        assert!(!read("light=0", &[("save-data", "on")]).light);
        assert!(read("", &[("cookie", "light=1")]).light);
    }
}
