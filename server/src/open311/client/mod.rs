//! Our side as a client of another city's GeoReport server: files a request there, asks for its number, its state and its
//! updates. Blocking. What it sends follows the standard to the letter; what it reads may be as loose as real servers are.
//! It knows no case and no database, and never sends who reported.

mod lenient;

use jiff::{Timestamp, tz::TimeZone};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{parameters, services::written};
use crate::outgoing::{Answer, Client, Fault};
use lenient::Record;

/// What stays as it is in a query.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Ids of one call.
pub const IDS: usize = 50;

/// JSON or XML, as the other server prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.json`
    Json,
    /// `.xml`
    Xml,
}

impl Form {
    /// The ending of addresses, and the code in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Xml => "xml",
        }
    }

    /// The form of that code.
    pub fn from_code(code: &str) -> Option<Form> {
        [Form::Json, Form::Xml].into_iter().find(|form| form.code() == code)
    }
}

/// Another city's server.
#[derive(Clone)]
pub struct Server {
    /// Base address, without a slash at its end.
    pub url: String,
    /// The key that it gave us.
    pub api_key: String,
    /// The jurisdiction to name, where it serves several.
    pub jurisdiction: Option<String>,
    /// The form that it is asked in.
    pub form: Form,
}

/// A request to be filed.
#[derive(Clone, Debug, Default)]
pub struct Filing {
    /// Their code of the service.
    pub service: String,
    /// What is to be done, in words that anybody may read.
    pub description: String,
    /// Latitude and longitude.
    pub point: Option<(f64, f64)>,
    /// Where, in words.
    pub address: Option<String>,
    /// A published photo.
    pub media: Option<String>,
    /// Our own code of it.
    pub reference: String,
    /// The same for each try of one filing, so that a server that knows such keys files it once.
    pub repeat_key: String,
}

/// What the other server gave for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filed {
    /// Its number of the request.
    Id(String),
    /// A token that leads to the number later.
    Token(String),
    /// Neither: it tells nothing more.
    Nothing,
}

/// Why it was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No answer came.
    Silent(Fault),
    /// It refuses, with its status and words.
    Said(u16, String),
    /// It said that it worked, and what it said cannot be read.
    Unclear,
}

impl Refused {
    /// Whether it may have been done all the same.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Refused::Silent(fault) => fault.may_have_arrived(),
            // A gateway may say this after the request was done; who is only busy says 429 or 503.
            Refused::Said(status, _) => *status >= 500 && *status != 503,
            Refused::Unclear => true,
        }
    }

    /// Whether trying again may help.
    pub fn may_pass(&self) -> bool {
        match self {
            Refused::Silent(fault) => !matches!(fault, Fault::BadAddress | Fault::Private),
            Refused::Said(status, _) => *status >= 500 || matches!(status, 408 | 429),
            Refused::Unclear => false,
        }
    }

    /// A stable code.
    pub fn code(&self) -> String {
        match self {
            Refused::Silent(fault) => fault.code().to_owned(),
            Refused::Said(status, _) => format!("status_{status}"),
            Refused::Unclear => "unclear".to_owned(),
        }
    }

    /// What the other server said, if anything.
    pub fn words(&self) -> &str {
        match self {
            Refused::Said(_, words) => words,
            _ => "",
        }
    }
}

/// A request's state as the other server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number there.
    pub id: String,
    /// Its own word for the state.
    pub word: String,
    /// What it says about the state.
    pub notes: Option<String>,
    /// When that changed.
    pub updated: Option<Timestamp>,
}

/// What the other server said about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Id of the update there.
    pub key: String,
    /// Number of the request there.
    pub id: Option<String>,
    /// Our code of it, where the server gives it back.
    pub reference: Option<String>,
    /// Its word for the state.
    pub word: String,
    /// What it says.
    pub text: String,
    /// When.
    pub at: Option<Timestamp>,
}

impl Server {
    fn address(&self, path: &str, query: &[(&str, &str)]) -> String {
        let jurisdiction = self.jurisdiction.as_deref().map(|id| ("jurisdiction_id", id));
        let query: Vec<String> = query
            .iter()
            .copied()
            .chain(jurisdiction)
            .map(|(name, value)| {
                // A comma stands between ids, and inside none of them.
                let value: Vec<String> = value.split(',').map(encoded).collect();
                format!("{name}={}", value.join(","))
            })
            .collect();
        let joint = if query.is_empty() { "" } else { "?" };
        format!("{}/{path}.{}{joint}{}", self.url, self.form.code(), query.join("&"))
    }

    /// Files a request.
    pub fn file(&self, client: &Client, filing: &Filing) -> Result<Filed, Refused> {
        let mut fields = vec![
            ("api_key", self.api_key.clone()),
            ("service_code", filing.service.clone()),
            ("description", filing.description.clone()),
            ("fixmystreet_id", filing.reference.clone()),
        ];
        if let Some((latitude, longitude)) = filing.point {
            fields.push(("lat", format!("{latitude:.6}")));
            fields.push(("long", format!("{longitude:.6}")));
        }
        let further = [("address_string", &filing.address), ("media_url", &filing.media)];
        fields.extend(further.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        fields.extend(self.jurisdiction.clone().map(|id| ("jurisdiction_id", id)));
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("idempotency-key", filing.repeat_key.as_str()),
        ];
        let address = self.address("requests", &[]);
        let answer = client.post(&address, &headers, body.join("&").as_bytes()).map_err(Refused::Silent)?;
        let records = understood(&answer)?;
        let first = records.into_iter().next().ok_or(Refused::Unclear)?;
        Ok(match (first.get("service_request_id"), first.get("token")) {
            (Some(id), _) => Filed::Id(id.clone()),
            (None, Some(token)) => Filed::Token(token.clone()),
            (None, None) => Filed::Nothing,
        })
    }

    /// The number behind a token; none while there is none.
    pub fn resolve(&self, client: &Client, token: &str) -> Result<Option<String>, Refused> {
        let answer =
            client.get(&self.address(&format!("tokens/{}", encoded(token)), &[])).map_err(Refused::Silent)?;
        let records = understood(&answer)?;
        Ok(records.into_iter().find_map(|record| record.get("service_request_id").cloned()))
    }

    /// The states of these requests, at most [`IDS`] of them; those that the server does not know are not among them.
    pub fn standings(&self, client: &Client, ids: &[String]) -> Result<Vec<Standing>, Refused> {
        let address = self.address("requests", &[("service_request_id", &ids.join(","))]);
        let answer = client.get(&address).map_err(Refused::Silent)?;
        if answer.status == 404 {
            return Ok(Vec::new());
        }
        let records = understood(&answer)?;
        Ok(records.iter().filter_map(|record| standing(record, ids)).collect())
    }

    /// What was said in a span of time; none where the server knows no updates.
    pub fn updates(
        &self,
        client: &Client,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<Vec<Said>>, Refused> {
        let (from, to) = (written(from, &TimeZone::UTC), written(to, &TimeZone::UTC));
        let query = [("start_date", from.as_str()), ("end_date", to.as_str()), ("api_key", &self.api_key)];
        let answer = client.get(&self.address("servicerequestupdates", &query)).map_err(Refused::Silent)?;
        if matches!(answer.status, 404 | 405 | 501) {
            return Ok(None);
        }
        Ok(Some(understood(&answer)?.iter().filter_map(said).collect()))
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The records of an answer, or the errors that it holds.
fn understood(answer: &Answer) -> Result<Vec<Record>, Refused> {
    let records = lenient::records(&answer.body);
    if answer.is_success() {
        return records.map_err(|_unreadable| Refused::Unclear);
    }
    let words: Vec<String> =
        records.unwrap_or_default().iter().filter_map(|record| record.get("description").cloned()).collect();
    Err(Refused::Said(answer.status, words.join(" ").chars().take(500).collect()))
}

fn standing(record: &Record, asked: &[String]) -> Option<Standing> {
    let id = record.get("service_request_id")?;
    // Some servers answer with everything when they do not know the list.
    asked.contains(id).then(|| Standing {
        id: id.clone(),
        word: record.get("status").cloned().unwrap_or_default().to_lowercase(),
        notes: record.get("status_notes").cloned(),
        updated: record.get("updated_datetime").and_then(|text| parameters::time(text)),
    })
}

fn said(record: &Record) -> Option<Said> {
    let word = record.get("status").cloned().unwrap_or_default().to_lowercase();
    let text = record.get("description").cloned().unwrap_or_default();
    // An update that says nothing is none.
    let key = record.get("update_id").filter(|_| !text.is_empty() || !word.is_empty())?;
    Some(Said {
        key: key.clone(),
        id: record.get("service_request_id").cloned(),
        reference: record.get("fixmystreet_id").cloned(),
        word,
        text,
        at: record.get("updated_datetime").and_then(|text| parameters::time(text)),
    })
}
