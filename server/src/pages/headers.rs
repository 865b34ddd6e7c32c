//! What every answer carries beside its body: content security, caching, entity tags, compression and the cookies that keep a
//! visitor's language and light mode. Handlers name a cache policy; nobody else writes these headers.

use std::io::Write as _;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};

use sha2::{Digest, Sha256};

use super::compressed::Compressed;
use super::preferences::{self, SWAP_HEADER};

/// How long an answer may be kept, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// Public pages: kept, but asked for again each time; the entity tag makes the second view cheap.
    Public,
    /// Public figures and map data: any cache may answer for fifteen seconds.
    PublicShort,
    /// Anything behind a secret link or a sign-in, and every answer that names no policy: never kept.
    Private,
    /// Files whose address names their content.
    Immutable,
}

impl CachePolicy {
    /// The value of `Cache-Control`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Public => "public, no-cache",
            Self::PublicShort => "public, max-age=15",
            Self::Private => "private, no-store",
            Self::Immutable => "public, max-age=31536000, immutable",
        }
    }
}

impl IntoResponseParts for CachePolicy {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(self.value()));
        Ok(parts)
    }
}

/// Content encodings that this server writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// `gzip`, level 6.
    Gzip,
    /// `br` with a quality from 0 to 11.
    Brotli {
        /// 4 for pages made on demand, 11 for files compressed once.
        quality: u32,
    },
}

/// Brotli quality of pages: under a millisecond for a page of 40 KB, within some 15 % of the best size.
const PAGE_QUALITY: u32 = 4;
/// Below this many bytes compression costs more than it saves.
const SMALLEST: u64 = 860;
/// Above this many bytes a body goes out as it is: exports compress while they stream, or not at all.
const LARGEST: u64 = 8 << 20;

impl Encoding {
    /// The best encoding that the request accepts; an encoding with `q=0` is refused.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let value =
            headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts = |name: &str| {
            value.split(',').any(|part| {
                let mut pieces = part.split(';').map(str::trim);
                pieces.next().is_some_and(|asked| asked.eq_ignore_ascii_case(name))
                    && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
            })
        };
        if accepts("br") {
            Self::Brotli { quality: PAGE_QUALITY }
        } else if accepts("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// The value of `Content-Encoding`; `None` for identity.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli { .. } => Some("br"),
        }
    }

    /// The bytes in this encoding.
    pub fn encode(self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() / 3);
        // Writing into a vector cannot fail.
        match self {
            Self::Identity => out.extend_from_slice(bytes),
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut out, flate2::Compression::default());
                let _ = encoder.write_all(bytes);
                let _ = encoder.finish();
            }
            Self::Brotli { quality } => {
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, quality, 20);
                let _ = encoder.write_all(bytes);
                let _ = encoder.flush();
            }
        }
        out
    }
}

/// What the guard needs to know of the installation.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Scheme and host of the map tiles, when the operator names some: `https://tiles.example.org`.
    pub tile_host: Option<String>,
    /// Whether visitors reach the site by https: cookies are then marked `Secure`, and browsers told to stay.
    pub is_https: bool,
    /// Compressed forms of public answers.
    pub compressed: Compressed,
}

/// Marks an answer that other sites may show in a frame, as an extension of it. Such a page has neither form nor script, sets no cookie and
/// takes none into account.
#[derive(Debug, Clone, Copy)]
pub struct Framed;

/// The policy of such a page: style sheet, fonts and pictures from here, nothing else; anybody may frame it.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
    form-action 'none'; base-uri 'none'; frame-ancestors *";

impl Guard {
    /// The content security policy: everything from this origin, nothing inline, Trusted Types for scripts.
    pub fn content_security_policy(&self) -> String {
        let tiles = self.tile_host.as_ref().map(|host| format!(" {host}")).unwrap_or_default();
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:{tiles}; \
             connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default swap"
        )
    }

    fn write(&self, headers: &mut HeaderMap, is_framed: bool) {
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if is_framed {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED_POLICY));
        }
        if is_document(headers) {
            if let Ok(policy) = HeaderValue::from_str(&self.content_security_policy()) {
                headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
            }
            let fixed: [(HeaderName, &'static str); 3] = [
                (header::REFERRER_POLICY, "same-origin"),
                (HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(self)"),
                (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            ];
            for (name, value) in fixed {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        if self.is_https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static(CachePolicy::Private.value()));
    }
}

/// Whether a browser may show the answer as a page, so that policies for pages mean something: all but the parts that
/// pages are made of. They save each part of a page half a kilobyte.
fn is_document(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_part = ["image/jpeg", "image/png", "font/", "text/css", "text/javascript"];
    !is_part.iter().any(|part| media_type.starts_with(part))
}

/// The outermost layer of the router: guards, compresses and tags every answer.
///
/// `Router::layer(axum::middleware::from_fn(move |request, next| headers::finish(guard.clone(), request, next)))`
pub async fn finish(guard: Guard, request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let method = request.method().clone();
    let cookies = preferences::cookies_to_set(request.uri().query().unwrap_or_default(), guard.is_https);
    let mut response = next.run(request).await;
    let is_framed = response.extensions().get::<Framed>().is_some();
    guard.write(response.headers_mut(), is_framed);
    for cookie in cookies.into_iter().filter(|_| !is_framed) {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    if response.headers().contains_key(header::CONTENT_ENCODING) || !is_text(response.headers()) {
        return response;
    }
    vary(response.headers_mut(), is_framed);
    match response.body().size_hint().exact() {
        Some(size) if size <= LARGEST && method != Method::HEAD => {
            settle(response, &asked, &method, &guard.compressed).await
        }
        _ => response,
    }
}

async fn settle(response: Response, asked: &HeaderMap, method: &Method, compressed: &Compressed) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let may_be_kept =
        parts.headers.get(header::CACHE_CONTROL).is_none_or(|value| value != CachePolicy::Private.value());
    let mut public_digest: Option<[u8; 32]> = None;
    if may_be_kept
        && method == Method::GET
        && parts.status == StatusCode::OK
        && !parts.headers.contains_key(header::SET_COOKIE)
    {
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        public_digest = Some(digest);
        // Weak, because the encodings of one page differ in bytes.
        let etag = format!("W/\"{}\"", super::assets::short_hex(&digest, 16));
        if let Ok(value) = HeaderValue::from_str(&etag) {
            parts.headers.insert(header::ETAG, value);
        }
        if matches_etag(asked, &etag) {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(header::CONTENT_TYPE);
            parts.headers.remove(header::CONTENT_LENGTH);
            return Response::from_parts(parts, Body::empty());
        }
    }
    let encoding = Encoding::accepted(asked);
    let (Some(name), true) = (encoding.name(), bytes.len() as u64 >= SMALLEST) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = match public_digest {
        Some(digest) => Body::from(compressed.form(digest, encoding, &bytes)),
        None => Body::from(encoding.encode(&bytes)),
    };
    Response::from_parts(parts, body)
}

/// Whether `If-None-Match` of a request names the tag (weakly compared).
pub fn matches_etag(asked: &HeaderMap, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

fn is_text(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/") && essence != "text/event-stream"
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || matches!(essence, "application/javascript")
}

fn vary(headers: &mut HeaderMap, is_framed: bool) {
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|media_type| media_type.starts_with("text/html"));
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_page && !is_framed {
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie, Save-Data"));
        headers.append(header::VARY, HeaderValue::from_static(SWAP_HEADER));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::response::Html;
    use axum::routing::get;
    use tower::ServiceExt as _;

    fn router() -> Router {
        let page = || async { (CachePolicy::Public, Html("xin chào ".repeat(400))) };
        let secret = || async { Html("riêng ".repeat(400)) };
        Router::new().route("/", get(page)).route("/secret", get(secret)).layer(axum::middleware::from_fn(
            |request: Request, next: Next| finish(Guard::default(), request, next),
        ))
    }

    async fn answer(path: &str, name: HeaderName, value: &str) -> Response {
        let request = Request::builder().uri(path).header(name, value).body(Body::empty()).unwrap();
        router().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_answer_is_guarded_and_a_nameless_policy_is_private() {
        let response = answer("/secret", header::ACCEPT, "*/*").await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(!response.headers().contains_key(header::ETAG));
    }

    #[tokio::test]
    async fn a_tile_host_is_the_only_foreign_name_in_the_policy() {
        let guard =
            Guard { tile_host: Some("https://tiles.example.org".into()), is_https: true, ..Guard::default() };
        assert!(
            guard.content_security_policy().contains("img-src 'self' blob: data: https://tiles.example.org;")
        );
        assert!(!Guard::default().content_security_policy().contains("http"));
    }

    #[tokio::test]
    async fn pages_are_compressed_for_those_who_can_read_it() {
        for (asked, given) in [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0", None)] {
            let response = answer("/", header::ACCEPT_ENCODING, asked).await;
            let encoding =
                response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(encoding, given, "{asked}");
            let size = to_bytes(response.into_body(), usize::MAX).await.unwrap().len();
            assert_eq!(given.is_some(), size < 400, "{asked}: {size}");
        }
    }

    #[tokio::test]
    async fn an_unchanged_public_page_is_answered_without_a_body() {
        let first = answer("/", header::ACCEPT_ENCODING, "br").await;
        let etag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let second = answer("/", header::IF_NONE_MATCH, &etag).await;
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(to_bytes(second.into_body(), 1000).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn choosing_a_language_is_remembered() {
        let response = answer("/?lang=en", header::ACCEPT, "*/*").await;
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("lang=en; Path=/;"), "{cookie}");
        assert!(!answer("/?lang=xx", header::ACCEPT, "*/*").await.headers().contains_key(header::SET_COOKIE));
    }
}
