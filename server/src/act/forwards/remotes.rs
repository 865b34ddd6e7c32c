//! Other cities' servers as the operator named them, and which of their services takes what. Knows nothing of cases.

use dantin_store::{FromRow, Row, Tx};
use jiff::Timestamp;

/// Another city's server, as the operator named it.
#[derive(Clone, Debug)]
pub struct Remote {
    /// A short code of our own.
    pub code: String,
    /// How people call it.
    pub name: String,
    /// Base address of its interface.
    pub url: String,
    /// The key that it gave us.
    pub api_key: String,
    /// The jurisdiction to name.
    pub jurisdiction: Option<String>,
    /// `json` or `xml`.
    pub format: String,
    /// Our codes of services with theirs.
    pub services: Vec<(String, String)>,
    /// When it was last asked with success.
    pub heard_at: Option<Timestamp>,
    /// What went wrong the last time.
    pub fault: Option<String>,
}

impl Remote {
    /// Their code of a service of ours, the finer one first.
    pub fn service(&self, category: &str, subcategory: Option<&str>) -> Option<&str> {
        let of = |code: &str| {
            self.services.iter().find(|(ours, _)| ours == code).map(|(_, theirs)| theirs.as_str())
        };
        subcategory.and_then(of).or_else(|| of(category)).or_else(|| of("*"))
    }
}

/// Lines of our code, an equals sign, and theirs.
pub fn read_services(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (ours, theirs) = line.split_once('=')?;
        Some((ours.trim().to_owned(), theirs.trim().to_owned()))
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    text.lines().filter_map(pair).collect()
}

impl FromRow for Remote {
    fn from_row(row: &mut Row<'_>) -> Result<Remote, dantin_store::Error> {
        let (code, name, url, api_key) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let (jurisdiction, format) = (row.take()?, row.take()?);
        let services: String = row.take()?;
        let services = read_services(&services);
        Ok(Remote {
            code,
            name,
            url,
            api_key,
            jurisdiction,
            format,
            services,
            heard_at: row.take()?,
            fault: row.take()?,
        })
    }
}

/// All servers that cases may be handed on to.
pub fn remotes(tx: &mut Tx<'_>) -> Result<Vec<Remote>, dantin_store::Error> {
    tx.all(
        "SELECT code, name, url, api_key, jurisdiction, format, services, heard_at, fault FROM remotes ORDER BY name, code",
        &[],
    )
}

/// Adds a server.
pub fn add_remote(tx: &mut Tx<'_>, remote: &Remote, now: Timestamp) -> Result<(), dantin_store::Error> {
    let services: Vec<String> =
        remote.services.iter().map(|(ours, theirs)| format!("{ours}={theirs}")).collect();
    tx.execute(
        "INSERT INTO remotes (code, name, url, api_key, jurisdiction, format, services, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &remote.code,
            &remote.name,
            &remote.url,
            &remote.api_key,
            &remote.jurisdiction,
            &remote.format,
            &services.join("\n"),
            &now,
        ],
    )?;
    Ok(())
}

/// Removes a server that no case was handed on to; gives `None` where there is no such server, and otherwise how many
/// cases keep it.
pub fn remove_remote(tx: &mut Tx<'_>, code: &str) -> Result<Option<i64>, dantin_store::Error> {
    let (cases,): (i64,) = tx.one("SELECT count(*) FROM forwards WHERE remote = $1", &[&code])?;
    if cases > 0 {
        return Ok(Some(cases));
    }
    let removed = tx.execute("DELETE FROM remotes WHERE code = $1", &[&code])?;
    Ok((removed > 0).then_some(0))
}

/// Notes that a server was asked, and what went wrong.
pub fn note_asked(
    tx: &mut Tx<'_>,
    remote: &str,
    fault: Option<&str>,
    now: Timestamp,
) -> Result<(), dantin_store::Error> {
    let heard = fault.is_none().then_some(now);
    tx.execute(
        "UPDATE remotes SET asked_at = $1, heard_at = coalesce($2, heard_at), fault = $3 WHERE code = $4",
        &[&now, &heard, &fault, &remote],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finer_service_is_named_first_and_a_star_takes_the_rest() {
        let mut remote = Remote {
            code: "a".into(),
            name: "A".into(),
            url: "https://a.example".into(),
            api_key: "k".into(),
            jurisdiction: None,
            format: "json".into(),
            services: read_services("den-duong = lamp\nha-tang=road\n\nbroken\n=x\n"),
            heard_at: None,
            fault: None,
        };
        assert_eq!(remote.service("ha-tang", Some("den-duong")), Some("lamp"));
        assert_eq!(remote.service("ha-tang", Some("o-ga")), Some("road"));
        assert_eq!(remote.service("moi-truong", None), None);
        remote.services.push(("*".into(), "other".into()));
        assert_eq!(remote.service("moi-truong", None), Some("other"));
    }
}
