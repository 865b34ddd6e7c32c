//! Every setting of the server in one list: name, default, help and check. A settings file is TOML with a table per
//! section; each key can also come from the environment as `DANTIN__SECTION__KEY`, which wins, or from a file named by
//! `DANTIN__SECTION__KEY_FILE`. An unknown key stops the start and names the nearest known one. This module knows how
//! a value is written, not what the server does with it.

mod definitions;
mod mail;
mod photos;
pub mod safety;

pub use mail::Mail;

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf};

use crate::city::people::model::RoleKind;

/// One setting as an operator sees it.
pub struct Definition {
    /// `section.key`.
    pub name: &'static str,
    /// The value when nothing is written.
    pub default: &'static str,
    /// One or two sentences for the reference.
    pub help: &'static str,
    /// Whether the value is shown by `dantin settings`.
    pub secret: bool,
}

/// All settings, in the order of the reference.
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    definitions::DEFINITIONS.iter().chain(&safety::DEFINITIONS)
}

/// Why the settings cannot be used, with what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Fault {}

/// What was typed: a text per setting, and where it came from.
#[derive(Clone)]
pub struct Typed(BTreeMap<&'static str, (String, &'static str)>);

/// What it means.
#[derive(Clone)]
pub struct Settings {
    /// `server.listen`.
    pub listen: SocketAddr,
    /// `server.public_url`, without a slash at the end; empty when not set.
    pub public_url: String,
    /// `server.data`.
    pub data: PathBuf,
    /// `server.behind_proxy`.
    pub behind_proxy: bool,
    /// `database.*`.
    pub database: dantin_store::Settings,
    /// `photos.store` and `photos.s3_*`.
    pub photos: dantin_photos::Place,
    /// `photos.megapixels`, in pixels.
    pub photo_pixels: u64,
    /// `photos.megabytes`, in bytes.
    pub photo_bytes: usize,
    /// `journal.batch_ms`.
    pub batch: std::time::Duration,
    /// `journal.witness_seconds`.
    pub witness_period: std::time::Duration,
    /// `journal.mirrors`.
    pub mirrors: Vec<String>,
    /// `journal.figures_seconds`.
    pub figures_every: i64,
    /// `mail.*`; none where no server is set.
    pub mail: Option<Mail>,
    /// `partners.private_addresses`.
    pub private_addresses: bool,
    /// `safety.second_factor`.
    pub second_factor: Vec<RoleKind>,
    /// `oidc.*`.
    pub provider: Option<safety::Provider>,
    /// `retention.*`.
    pub retention: safety::Retention,
    /// `safety.contact` and its last day.
    pub security_contact: Option<safety::SecurityContact>,
    /// `log.level`.
    pub log_level: String,
    /// `log.format`: `None` is auto, else whether JSON.
    pub log_json: Option<bool>,
}

impl Typed {
    /// Every setting at its default.
    pub fn defaults() -> Typed {
        Typed(definitions().map(|d| (d.name, (d.default.to_owned(), "default"))).collect())
    }

    /// Takes the values of a TOML text; an unknown or doubled key is a fault.
    pub fn read_toml(&mut self, text: &str) -> Result<(), Fault> {
        let table: toml::Table =
            text.parse().map_err(|e| Fault(format!("the settings file is not TOML: {e}")))?;
        for (section, values) in table {
            let toml::Value::Table(values) = values else {
                return Err(Fault(format!("`{section}` must be a [section] with keys below it")));
            };
            for (key, value) in values {
                let text = match value {
                    toml::Value::String(s) => s,
                    toml::Value::Boolean(b) => if b { "yes" } else { "no" }.to_owned(),
                    other => other.to_string(),
                };
                self.set(&format!("{section}.{key}"), text, "file")?;
            }
        }
        Ok(())
    }

    /// Takes values from the environment's variables.
    pub fn read_environment(
        &mut self,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<(), Fault> {
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("DANTIN__") else { continue };
            let (rest, from_file) = rest.strip_suffix("_FILE").map_or((rest, false), |r| (r, true));
            let key = rest.to_lowercase().replacen("__", ".", 1);
            let value = if from_file {
                std::fs::read_to_string(&value)
                    .map_err(|e| Fault(format!("{name} names {value}, which cannot be read: {e}")))?
                    .trim()
                    .to_owned()
            } else {
                value
            };
            self.set(&key, value, "environment")?;
        }
        Ok(())
    }

    /// What was typed for a setting; empty for nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |(value, _)| value.as_str())
    }

    /// Sets one value; `from` is said by `dantin settings`.
    pub fn set(&mut self, name: &str, value: String, from: &'static str) -> Result<(), Fault> {
        let Some(definition) = definitions().find(|d| d.name == name) else {
            let nearest = definitions().min_by_key(|d| distance(d.name, name)).map_or("", |d| d.name);
            return Err(Fault(format!("there is no setting `{name}`; the nearest is `{nearest}`")));
        };
        self.0.insert(definition.name, (value, from));
        Ok(())
    }

    /// Name, value as it may be shown, and where it came from.
    pub fn listed(&self) -> impl Iterator<Item = (&'static Definition, String, &'static str)> {
        definitions().map(|d| {
            let (value, from) = self.0.get(d.name).map_or(("", "default"), |(v, f)| (v.as_str(), *f));
            let shown =
                if d.secret && !value.is_empty() { "(set, not shown)".to_owned() } else { value.to_owned() };
            (d, shown, from)
        })
    }

    /// Turns what was typed into what it means; the first value that cannot work is the fault.
    pub fn check(&self) -> Result<Settings, Fault> {
        let text = |name: &str| self.get(name);
        let data = PathBuf::from(text("server.data"));
        let connections =
            usize::try_from(number(text("database.connections"), "database.connections", 1, 64)?)
                .map_err(|e| Fault(e.to_string()))?;
        let url = text("database.url");
        let database = if url.is_empty() {
            dantin_store::Settings::Sqlite {
                path: data.join("dantin.db"),
                synchronous: match text("database.synchronous") {
                    "full" => dantin_store::Synchronous::Full,
                    "normal" => dantin_store::Synchronous::Normal,
                    other => {
                        return Err(Fault(format!(
                            "database.synchronous is `{other}`; write full or normal"
                        )));
                    }
                },
                readers: connections,
            }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            dantin_store::Settings::Postgres { url: url.to_owned(), connections }
        } else {
            return Err(Fault("database.url must be empty (SQLite) or begin with postgres://".to_owned()));
        };
        let public_url = text("server.public_url").trim_end_matches('/').to_owned();
        if !(public_url.is_empty() || public_url.starts_with("https://") || public_url.starts_with("http://"))
        {
            return Err(Fault(
                "server.public_url must begin with https:// (or http:// for trying out)".to_owned(),
            ));
        }
        Ok(Settings {
            listen: text("server.listen").parse().map_err(|_e: std::net::AddrParseError| {
                Fault(format!(
                    "server.listen is `{}`; write an address and a port such as 127.0.0.1:8080",
                    text("server.listen")
                ))
            })?,
            public_url,
            photos: photos::place(&data, &text)?,
            mail: mail::read(&data, &text)?,
            data,
            behind_proxy: truth(text("server.behind_proxy"), "server.behind_proxy")?,
            database,
            photo_pixels: number(text("photos.megapixels"), "photos.megapixels", 1, 200)? * 1_000_000,
            photo_bytes: usize::try_from(number(text("photos.megabytes"), "photos.megabytes", 1, 32)? << 20)
                .map_err(|e| Fault(e.to_string()))?,
            batch: std::time::Duration::from_millis(number(
                text("journal.batch_ms"),
                "journal.batch_ms",
                1,
                1000,
            )?),
            witness_period: std::time::Duration::from_secs(number(
                text("journal.witness_seconds"),
                "journal.witness_seconds",
                1,
                86_400,
            )?),
            mirrors: text("journal.mirrors").split_ascii_whitespace().map(str::to_owned).collect(),
            figures_every: i64::try_from(number(
                text("journal.figures_seconds"),
                "journal.figures_seconds",
                5,
                86_400,
            )?)
            .map_err(|e| Fault(e.to_string()))?,
            private_addresses: truth(text("partners.private_addresses"), "partners.private_addresses")?,
            second_factor: safety::roles(text("safety.second_factor"))?,
            provider: safety::provider(&text)?,
            retention: safety::retention(&text)?,
            security_contact: safety::contact(&text)?,
            log_level: text("log.level").to_owned(),
            log_json: match text("log.format") {
                "auto" => None,
                "text" => Some(false),
                "json" => Some(true),
                other => return Err(Fault(format!("log.format is `{other}`; write auto, text or json"))),
            },
        })
    }
}

fn number(text: &str, name: &str, least: u64, most: u64) -> Result<u64, Fault> {
    match text.parse::<u64>() {
        Ok(n) if (least..=most).contains(&n) => Ok(n),
        _ => Err(Fault(format!("{name} is `{text}`; write a whole number from {least} to {most}"))),
    }
}

fn truth(text: &str, name: &str) -> Result<bool, Fault> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        other => Err(Fault(format!("{name} is `{other}`; write yes or no"))),
    }
}

/// Levenshtein distance, for naming the key that was meant.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let cost = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = *cell;
            *cell = cost;
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_work() {
        Typed::defaults().check().unwrap();
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let fault = Typed::defaults().read_toml("[server]\nlissten = \"x\"").unwrap_err();
        assert_eq!(fault.0, "there is no setting `server.lissten`; the nearest is `server.listen`");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut typed = Typed::defaults();
        typed.read_toml("[server]\nlisten = \"127.0.0.1:1\"").unwrap();
        typed
            .read_environment([("DANTIN__SERVER__LISTEN".to_owned(), "127.0.0.1:2".to_owned())].into_iter())
            .unwrap();
        assert_eq!(typed.check().unwrap().listen.port(), 2);
    }

    #[test]
    fn a_value_that_cannot_work_says_what_to_write() {
        for (name, value, word) in [
            ("server.listen", "here", "127.0.0.1:8080"),
            ("database.url", "mysql://x", "postgres://"),
            ("database.connections", "0", "1 to 64"),
            ("database.synchronous", "off", "full or normal"),
            ("log.format", "xml", "text or json"),
            ("server.behind_proxy", "maybe", "yes or no"),
            ("partners.private_addresses", "some", "yes or no"),
            ("server.public_url", "dantin", "https://"),
        ] {
            let mut typed = Typed::defaults();
            typed.set(name, value.to_owned(), "test").unwrap();
            let fault = typed.check().err().unwrap();
            assert!(fault.0.contains(word), "{name}: {fault}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let mut typed = Typed::defaults();
        typed.set("database.url", "postgres://a:b@c/d".to_owned(), "test").unwrap();
        assert!(typed.listed().all(|(_, shown, _)| !shown.contains("a:b")));
    }
}
