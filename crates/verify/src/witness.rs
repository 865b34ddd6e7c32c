//! Talks to a witness over HTTP (C2SP tlog-witness): submits checkpoints and reads what it has cosigned. What it answers is
//! given as it came, and trusted by nobody before its signatures are verified.

use std::{io::Read as _, time::Duration};

use dantin_journal::{
    checkpoint::SignedCheckpoint,
    note::{MAX_NOTE_BYTES, NoteSignature},
    witness::{AddCheckpoint, monitoring_path},
};

use crate::source::Cannot;

/// How long a witness may take for an answer: nobody waits for it, and it is asked again.
const PATIENCE: Duration = Duration::from_secs(10);

/// A witness by its address, which is both its submission prefix and its monitoring prefix.
pub struct WitnessSite {
    address: String,
    agent: ureq::Agent,
}

/// What a witness said to a checkpoint.
#[derive(Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It cosigned: signature lines, which are still to be verified.
    Cosigned(Vec<NoteSignature>),
    /// It cosigned another size last.
    Knows(u64),
    /// It says that this does not continue what it cosigned.
    OtherHistory,
    /// Anything else, with its status and words.
    Refused(u16, String),
}

impl WitnessSite {
    /// The witness at an address with `http://` or `https://`.
    pub fn new(address: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            // A witness must not lead us to addresses that only this machine reaches.
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Self { address: address.trim_end_matches('/').to_owned(), agent: agent.into() }
    }

    /// Submits a checkpoint.
    pub fn add_checkpoint(&self, request: &AddCheckpoint) -> Result<Submitted, Cannot> {
        let url = format!("{}/add-checkpoint", self.address);
        let answer =
            self.agent.post(&url).content_type("text/plain; charset=utf-8").send(request.to_string());
        let (status, body) = read(&url, answer)?;
        let text = String::from_utf8_lossy(&body);
        Ok(match status {
            200 => Submitted::Cosigned(
                NoteSignature::parse_lines(&text)
                    .map_err(|error| Cannot(format!("{url} answers with something else: {error}")))?,
            ),
            409 if text.trim_end().parse::<u64>().is_ok() => {
                Submitted::Knows(text.trim_end().parse().unwrap_or_default())
            }
            422 => Submitted::OtherHistory,
            status => Submitted::Refused(status, text.trim_end().chars().take(200).collect()),
        })
    }

    /// The latest checkpoint of a log that the witness says it has cosigned; `None` where it has none.
    pub fn latest(&self, origin: &str) -> Result<Option<SignedCheckpoint>, Cannot> {
        let url = format!("{}/{}", self.address, monitoring_path(origin));
        match read(&url, self.agent.get(&url).call())? {
            (200, body) => SignedCheckpoint::parse(&body)
                .map(Some)
                .map_err(|error| Cannot(format!("{url} answers with something else: {error}"))),
            (404, _) => Ok(None),
            (status, _) => Err(Cannot(format!("{url} answers with status {status}"))),
        }
    }
}

fn read(
    url: &str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<(u16, Vec<u8>), Cannot> {
    let mut answer = answer.map_err(|error| Cannot(format!("{url} does not answer: {error}")))?;
    let mut body = Vec::new();
    answer
        .body_mut()
        .as_reader()
        .take(MAX_NOTE_BYTES as u64)
        .read_to_end(&mut body)
        .map_err(|error| Cannot(format!("{url} broke off: {error}")))?;
    Ok((answer.status().as_u16(), body))
}

#[cfg(test)]
mod tests {
    use std::{io::Write as _, net::TcpListener, thread};

    use super::*;

    /// Answers one request with these bytes and gives the address.
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

    #[test]
    fn a_witness_leads_us_nowhere_else() {
        let inside = TcpListener::bind("127.0.0.1:0").unwrap();
        inside.set_nonblocking(true).unwrap();
        let there = inside.local_addr().unwrap();
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: http://{there}/\r\nContent-Length: 0\r\n\r\n");
        assert!(WitnessSite::new(&answering(answer)).latest("city.example/ledger").is_err());
        assert!(inside.accept().is_err(), "nobody came");
    }

    #[test]
    fn what_is_no_checkpoint_is_said() {
        for body in ["", "nonsense", "a\n1\nx\n\n— a AAAAAAE=\n"] {
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            let cannot = WitnessSite::new(&answering(answer)).latest("city.example/ledger").unwrap_err();
            assert!(cannot.0.contains("answers with something else"), "{cannot}");
        }
    }
}
