//! The files a browser loads beside a page: style sheet, modules, fonts, icons. They are embedded in the executable, live
//! under one address that names the build, and are compressed once per process. Nothing here knows a page.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::headers::{CachePolicy, Encoding};
use crate::hex;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Brotli quality of assets: the best, since each file is compressed once.
const ASSET_QUALITY: u32 = 11;

struct Asset {
    bytes: Vec<u8>,
    media_type: &'static str,
    etag: String,
    brotli: OnceLock<Vec<u8>>,
    gzip: OnceLock<Vec<u8>>,
}

struct Store {
    build: String,
    files: BTreeMap<String, Asset>,
}

fn store() -> &'static Store {
    static STORE: OnceLock<Store> = OnceLock::new();
    STORE.get_or_init(|| {
        let mut all = Sha256::new();
        let mut files = BTreeMap::new();
        let mut names: Vec<String> = Files::iter().map(std::borrow::Cow::into_owned).collect();
        names.sort();
        for name in names {
            let (Some(file), Some(media_type)) = (Files::get(&name), media_type(&name)) else { continue };
            let bytes = match media_type {
                CSS => shrink_css(&String::from_utf8_lossy(&file.data)).into_bytes(),
                _ if name.starts_with("js/") => shrink_js(&String::from_utf8_lossy(&file.data)).into_bytes(),
                _ => file.data.into_owned(),
            };
            all.update(name.as_bytes());
            all.update([0]);
            all.update(&bytes);
            let etag = format!("\"{}\"", short_hex(&Sha256::digest(&bytes), 16));
            // Modules import each other by relative path, and pages name files without their folder.
            let public = name.rsplit('/').next().unwrap_or(&name).to_owned();
            let asset = Asset { bytes, media_type, etag, brotli: OnceLock::new(), gzip: OnceLock::new() };
            files.insert(public, asset);
        }
        Store { build: short_hex(&all.finalize(), 10), files }
    })
}

const CSS: &str = "text/css; charset=utf-8";

fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "css" => CSS,
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" if !name.contains('/') => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// The first `digits` hexadecimal digits of some bytes.
pub(super) fn short_hex(bytes: &[u8], digits: usize) -> String {
    hex::write(bytes).chars().take(digits).collect()
}

/// Short hash over all assets, ten hexadecimal digits; one release never mixes with another.
pub fn build() -> &'static str {
    &store().build
}

/// The address of an asset by its file name, such as `dantin.css`.
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", store().build)
}

/// The mark as an address that needs no request: a browser asks for the mark of every page.
pub fn mark_address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let mark = store().files.get("mark.svg").map_or(&[][..], |asset| &asset.bytes);
        let text = String::from_utf8_lossy(mark).trim().replace('"', "'");
        let escaped: String = text
            .chars()
            .map(|letter| match letter {
                '#' | '<' | '>' | '%' => format!("%{:02X}", u32::from(letter)),
                other => other.to_string(),
            })
            .collect();
        format!("data:image/svg+xml,{escaped}")
    })
}

/// The address of one symbol of the icon sprite, for `<use href>`.
pub fn icon(name: &str) -> String {
    format!("/assets/{}/icons.svg#{name}", store().build)
}

/// Whether the icon sprite has a symbol of this name.
pub fn has_icon(name: &str) -> bool {
    let sprite = store().files.get("icons.svg").map_or(&[][..], |asset| &asset.bytes);
    String::from_utf8_lossy(sprite).contains(&format!("<symbol id=\"{name}\""))
}

/// Size in bytes of an asset as it is and in brotli; `None` for an unknown name.
pub fn size(name: &str) -> Option<(usize, usize)> {
    let asset = store().files.get(name)?;
    Some((asset.bytes.len(), asset.brotli().len()))
}

/// The names of all assets.
pub fn names() -> impl Iterator<Item = &'static str> {
    store().files.keys().map(String::as_str)
}

impl Asset {
    fn is_compressible(&self) -> bool {
        !matches!(self.media_type, "font/woff2" | "image/png")
    }

    fn brotli(&self) -> &[u8] {
        self.brotli.get_or_init(|| Encoding::Brotli { quality: ASSET_QUALITY }.encode(&self.bytes))
    }

    fn gzip(&self) -> &[u8] {
        self.gzip.get_or_init(|| Encoding::Gzip.encode(&self.bytes))
    }
}

/// `GET /assets/{build}/{name}`: immutable when the build is ours, not cached when it is another one's; 404 for an unknown name.
pub async fn serve(Path((asked_build, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = store().files.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    // During an upgrade an old page may ask for its files: it gets ours, but nobody may keep them under that name.
    let policy = if asked_build == store().build { CachePolicy::Immutable } else { CachePolicy::Private };
    respond(asset, policy, &headers)
}

/// `GET /favicon.ico` and `/favicon.svg`: the mark.
pub async fn favicon(headers: HeaderMap) -> Response {
    match store().files.get("mark.svg") {
        Some(asset) => respond(asset, CachePolicy::Public, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /manifest.webmanifest`: makes the site installable; `name` and `language` are the city's.
pub fn manifest(name: &str, language: &str) -> Response {
    let icon = serde_json::json!({"src": url("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"});
    let manifest = serde_json::json!({
        "name": name, "short_name": "Dân Tin", "lang": language, "start_url": "/", "scope": "/",
        "display": "minimal-ui", "background_color": "#ffffff", "theme_color": "#0b5c63", "icons": [icon],
    });
    let media_type = [(header::CONTENT_TYPE, "application/manifest+json")];
    (CachePolicy::Public, media_type, manifest.to_string()).into_response()
}

fn respond(asset: &'static Asset, policy: CachePolicy, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(header::ETAG, etag);
    }
    if super::headers::matches_etag(asked, &asset.etag) {
        return (StatusCode::NOT_MODIFIED, policy, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    let encoding = if asset.is_compressible() { Encoding::accepted(asked) } else { Encoding::Identity };
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    let body: &'static [u8] = match encoding {
        Encoding::Brotli { .. } => asset.brotli(),
        Encoding::Gzip => asset.gzip(),
        Encoding::Identity => &asset.bytes,
    };
    (policy, headers, body).into_response()
}

/// Takes comments and needless white space out of a style sheet; strings and `url(…)` are left as they are.
fn shrink_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut pending_space = false;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("/*") {
            rest = after.split_once("*/").map_or("", |(_, tail)| tail);
            pending_space = true;
            continue;
        }
        if first.is_whitespace() {
            pending_space = true;
            rest = rest.trim_start();
            continue;
        }
        if std::mem::take(&mut pending_space) {
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
            if !out.ends_with(|c| tight(c) || c == ':') && !tight(first) && !out.is_empty() {
                out.push(' ');
            }
        }
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        if matches!(first, '"' | '\'') {
            let end = rest.get(1..).and_then(|tail| tail.find(first)).map_or(rest.len(), |at| at + 2);
            let (string, tail) = rest.split_at(end.min(rest.len()));
            out.push_str(string);
            rest = tail;
            continue;
        }
        out.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    out
}

/// Takes lines that are comments, empty lines and indentation out of one of our modules. No template literal of theirs goes
/// over a line.
fn shrink_js(module: &str) -> String {
    let lines = module.lines().map(str::trim).filter(|line| {
        let is_comment = line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/");
        !(line.is_empty() || is_comment)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_shrinks_by_its_comments_and_indentation() {
        let module =
            "// x\n\nconst a = \"// no comment\"; // y\n/** z */\nif (a) {\n  b(`/** ${a} */`);\n}\n";
        assert_eq!(shrink_js(module), "const a = \"// no comment\"; // y\nif (a) {\nb(`/** ${a} */`);\n}");
        for name in Files::iter().filter(|name| name.starts_with("js/")) {
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let odd = text.lines().find(|line| line.matches('`').count() % 2 != 0);
            assert_eq!(odd, None, "{name}: a template literal goes over a line");
        }
    }

    #[test]
    fn the_script_that_verifies_is_short_enough_to_be_read_by_whoever_doubts_it() {
        let (bytes, _) = size("verify.js").unwrap();
        assert!(bytes <= 10_240, "verify.js has {bytes} bytes as it is sent");
    }

    #[test]
    fn a_style_sheet_shrinks_without_losing_meaning() {
        let css = "/* x */\n.a , .b > i {\n  color : red; /* y */ margin: calc(1px + 2px) ;\n}\n@media (min-width: 3px) { a:hover b :is(i) { content: \"a ; /* b\"; } }\n";
        assert_eq!(
            shrink_css(css),
            ".a,.b>i{color :red;margin:calc(1px + 2px)}@media (min-width:3px){a:hover b :is(i){content:\"a ; /* b\"}}"
        );
    }

    #[test]
    fn the_style_sheet_and_the_modules_keep_their_budgets() {
        let budgets = [
            ("dantin.css", 14_336),
            ("core.js", 4_096),
            ("report.js", 7_168),
            ("map.js", 5_120),
            ("desk.js", 7_168),
            ("field.js", 4_096),
            ("verify.js", 7_168),
            ("proof.js", 2_048),
            ("passkey.js", 2_048),
            ("blur.js", 2_048),
            ("live.js", 2_048),
            ("typed.js", 1_024),
            ("leaflet.js", 37_800),
            ("leaflet.css", 3_072),
        ];
        for (name, budget) in budgets {
            let (_, brotli) = size(name).unwrap();
            assert!(brotli <= budget, "{name} has {brotli} bytes in brotli, the budget is {budget}");
        }
    }

    #[test]
    fn no_two_assets_share_a_name() {
        let served = Files::iter().filter(|name| media_type(name).is_some()).count();
        assert_eq!(served, names().count());
    }
}
