//! One request to an address outside, with limits of time and size. Blocking: call it where blocking is allowed. The
//! name is resolved here, the result judged, and the connection made to just that result, so that a name which leads
//! elsewhere a moment later leads nowhere. No proxy of the environment is used, since it would resolve by itself.

use std::{fmt, io, io::Read as _, time::Duration};

use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::address::{is_public, is_this_machine};

/// Asks addresses outside.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    limit: u64,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Seconds that the other side asks to wait.
    pub retry_after: Option<u64>,
    /// The body, within the limit.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the status says that it worked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The address cannot be asked.
    BadAddress,
    /// The name leads into a private network.
    Private,
    /// The name leads nowhere.
    NoSuchHost,
    /// Nobody listens there.
    NoConnection,
    /// The certificate is not right.
    Insecure,
    /// It took too long.
    Timeout,
    /// The answer is larger than it may be.
    TooLarge,
    /// The connection ended before the answer did, or the answer is no HTTP.
    BrokenOff,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 8] = [
        Fault::BadAddress,
        Fault::Private,
        Fault::NoSuchHost,
        Fault::NoConnection,
        Fault::Insecure,
        Fault::Timeout,
        Fault::TooLarge,
        Fault::BrokenOff,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Fault::BadAddress => "bad_address",
            Fault::Private => "private_address",
            Fault::NoSuchHost => "no_such_host",
            Fault::NoConnection => "no_connection",
            Fault::Insecure => "insecure",
            Fault::Timeout => "timeout",
            Fault::TooLarge => "too_large",
            Fault::BrokenOff => "broken_off",
        }
    }

    /// Whether the other side may have got what was sent, so that sending again could do it twice.
    pub const fn may_have_arrived(self) -> bool {
        matches!(self, Fault::Timeout | Fault::TooLarge | Fault::BrokenOff)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl std::error::Error for Fault {}

/// What is wrong with where a name leads; carried through the client's own error.
#[derive(Debug)]
struct LeadsInside;

impl fmt::Display for LeadsInside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads into a private network")
    }
}
impl std::error::Error for LeadsInside {}

#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    allows_private: bool,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let is_here = uri.host().is_some_and(is_this_machine);
        let may = |ip: std::net::IpAddr| if is_here { ip.is_loopback() } else { is_public(ip) };
        // One private number among several would be enough for an attack.
        if !self.allows_private && !found.iter().all(|address| may(address.ip())) {
            return Err(ureq::Error::Io(io::Error::other(LeadsInside)));
        }
        Ok(found)
    }
}

impl Client {
    /// A client that waits so long for a whole answer and takes so many bytes of it.
    pub fn new(allows_private: bool, patience: Duration, limit: u64) -> Client {
        let config = Config::builder()
            .timeout_global(Some(patience))
            .timeout_connect(Some(patience.min(Duration::from_secs(10))))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent(concat!("dantin/", env!("CARGO_PKG_VERSION")))
            // What is asked seldom must not hold connections open, and each name is judged anew.
            .max_idle_connections(0)
            .build();
        let resolver = Guarded { inner: DefaultResolver::default(), allows_private };
        Client { agent: ureq::Agent::with_parts(config, DefaultConnector::default(), resolver), limit }
    }

    /// Asks for what is there.
    pub fn get(&self, address: &str) -> Result<Answer, Fault> {
        let answer = self.agent.get(address).call().map_err(|error| fault(&error))?;
        self.read(answer)
    }

    /// Sends a body.
    pub fn post(&self, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Fault> {
        let mut request = self.agent.post(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send(body).map_err(|error| fault(&error))?;
        self.read(answer)
    }

    fn read(&self, mut answer: ureq::http::Response<ureq::Body>) -> Result<Answer, Fault> {
        let status = answer.status().as_u16();
        let retry_after =
            answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = Vec::new();
        let read = answer.body_mut().as_reader().take(self.limit + 1).read_to_end(&mut body);
        read.map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(inner) => fault(inner),
            None if error.kind() == io::ErrorKind::TimedOut => Fault::Timeout,
            None => Fault::BrokenOff,
        })?;
        if body.len() as u64 > self.limit {
            return Err(Fault::TooLarge);
        }
        Ok(Answer { status, retry_after, body })
    }
}

fn fault(error: &ureq::Error) -> Fault {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Fault::BadAddress,
        ureq::Error::HostNotFound => Fault::NoSuchHost,
        ureq::Error::ConnectionFailed => Fault::NoConnection,
        ureq::Error::Timeout(ureq::Timeout::Resolve) => Fault::NoSuchHost,
        ureq::Error::Timeout(ureq::Timeout::Connect) => Fault::NoConnection,
        ureq::Error::Timeout(_) => Fault::Timeout,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => Fault::Insecure,
        ureq::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<LeadsInside>()) => {
            Fault::Private
        }
        ureq::Error::Io(error) => match error.kind() {
            ConnectionRefused | HostUnreachable | NetworkUnreachable => Fault::NoConnection,
            TimedOut => Fault::Timeout,
            // A name without an address comes as an error of no kind of its own.
            io::ErrorKind::Other if error.raw_os_error().is_none() => Fault::NoSuchHost,
            _ => Fault::BrokenOff,
        },
        _ => Fault::BrokenOff,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use super::*;

    fn answering(answer: String) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            let _ = stream.write_all(answer.as_bytes());
        });
        address
    }

    fn client() -> Client {
        Client::new(false, Duration::from_secs(5), 1000)
    }

    #[test]
    fn nobody_is_followed_elsewhere() {
        let inside = TcpListener::bind("127.0.0.1:0").unwrap();
        inside.set_nonblocking(true).unwrap();
        let there = inside.local_addr().unwrap();
        let answer = format!("HTTP/1.1 307 Moved\r\nLocation: http://{there}/\r\nContent-Length: 0\r\n\r\n");
        let answered = client().post(&answering(answer), &[], b"{}").unwrap();
        assert_eq!((answered.status, answered.is_success()), (307, false));
        assert!(inside.accept().is_err(), "nobody came");
    }

    #[test]
    fn a_name_that_leads_inside_is_not_asked() {
        // These names are not this machine's own spelling, and lead to it all the same.
        for address in
            ["http://2130706433/", "http://0x7f.1/", "http://10.0.0.1:9/", "http://[::ffff:127.0.0.1]/"]
        {
            let fault = client().get(address).unwrap_err();
            assert!(
                matches!(fault, Fault::Private | Fault::NoSuchHost | Fault::BadAddress),
                "{address}: {fault}"
            );
            assert!(!fault.may_have_arrived());
        }
        assert_eq!(client().get("http://10.0.0.1:9/").unwrap_err(), Fault::Private);
    }

    #[test]
    fn an_answer_too_large_or_cut_short_is_a_fault() {
        let large = format!("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n{}", "a".repeat(2000));
        assert_eq!(client().get(&answering(large)).unwrap_err(), Fault::TooLarge);
        let short = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc".to_owned();
        assert_eq!(client().get(&answering(short)).unwrap_err(), Fault::BrokenOff);
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", silent.local_addr().unwrap());
        drop(silent);
        assert_eq!(client().get(&address).unwrap_err(), Fault::NoConnection);
    }

    #[test]
    fn one_that_says_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let short = Client::new(false, Duration::from_millis(300), 1000);
        assert_eq!(short.get(&address).unwrap_err(), Fault::Timeout);
        drop(listener);
    }

    #[test]
    fn the_wish_to_wait_is_heard() {
        let answer = "HTTP/1.1 429 Too Many\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n".to_owned();
        assert_eq!(client().get(&answering(answer)).unwrap().retry_after, Some(120));
    }
}
