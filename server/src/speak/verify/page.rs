//! The page itself, and the server's own answer for browsers that do not check: by the same code that strangers use, from
//! the same published files.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dantin_journal::policy::Policy;
use dantin_verify::{Cannot, Fault, Receipt, ReceiptOptions, Source, look_up, of_site, verify_receipt};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{answer::Outcome, lookup};
use crate::{
    act::cases::hex,
    app::{Shared, Visit},
    error::Error,
    listen::{
        form::Form,
        limits::{self, Deed},
    },
    pages::layout::{Page, Section, Shell},
    prove::journal::PublicLog,
    speak::wording::Wording,
};

/// The server looks up so many entries of one case, the newest.
const MOST: usize = 100;
/// Characters of what was typed that come back.
const TYPED: usize = 80;

#[derive(Template)]
#[template(path = "speak/templates/verify.html")]
struct VerifyPage {
    shell: Shell,
    typed: String,
    example: String,
    key: String,
    address: String,
    outcome: Option<Outcome>,
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// A case's code or an entry's number.
    #[serde(default)]
    q: String,
}

/// `GET /verify`, with `?q=` a case's code or an entry's number.
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let typed = asked.q.trim().to_owned();
    if typed.is_empty() {
        return Ok(page(&app, &visit, "", None));
    }
    let outcome = of_typed(&app, &visit, &typed).await?;
    Ok(page(&app, &visit, &typed, Some(outcome)))
}

/// `POST /verify`: a receipt or a published file, checked and dropped.
pub async fn check(
    State(app): State<Shared>,
    visit: Visit,
    source: limits::Source,
    form: Form,
) -> Result<Response, Error> {
    app.limits.take(Deed::Photo, source, visit.now)?;
    let typed = form.value("q").trim().to_owned();
    let outcome = match form.files.first() {
        Some(file) if is_receipt(&file.name, &file.bytes) => {
            of_receipt(&app, &visit, file.bytes.to_vec(), form.value("key").trim()).await?
        }
        Some(file) => of_file(&app, &visit, &file.bytes).await?,
        None => of_typed(&app, &visit, &typed).await?,
    };
    Ok(page(&app, &visit, &typed, Some(outcome)))
}

fn page(app: &Shared, visit: &Visit, typed: &str, outcome: Option<Outcome>) -> Response {
    let mut shell = visit.shell(visit.w.t("verify-title"), Section::None);
    shell.description = visit.w.t("verify-description");
    let is_bare = outcome.is_none();
    let page = VerifyPage {
        shell: if is_bare { shell } else { shell.unlisted() },
        typed: typed.chars().take(TYPED).collect(),
        example: format!("{}-7K3M9Q", app.city.settings().code_prefix),
        key: app.log.as_ref().map(|log| log.key().to_string()).unwrap_or_default(),
        address: app.public_url.trim_end_matches('/').to_owned(),
        outcome,
    };
    if is_bare { Page::public(page) } else { Page::private(page).with_status(StatusCode::OK) }.into_response()
}

fn is_receipt(name: &str, bytes: &[u8]) -> bool {
    name.ends_with(".tlog-proof") || bytes.starts_with(b"c2sp.org/tlog-proof")
}

/// The number of an entry: digits, perhaps grouped.
fn number(typed: &str) -> Option<u64> {
    let digits: String =
        typed.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ' | '\u{a0}' | '#')).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else {
        digits.parse().ok()
    }
}

async fn of_typed(app: &Shared, visit: &Visit, typed: &str) -> Result<Outcome, Error> {
    let (w, words) = (&visit.w, Wording { city: &app.city, w: &visit.w, now: visit.now });
    if typed.is_empty() {
        return Ok(Outcome::none("verify-cannot", w.t("verify-fault-empty"), words));
    }
    if let Some(index) = number(typed) {
        let Some(found) = looked_up(app, vec![index]).await? else { return Ok(no_log(words)) };
        let shown = w.integer(i64::try_from(index).unwrap_or(i64::MAX));
        let title = w.with("verify-good-entry", &[("index", shown.as_str().into())]);
        return Ok(outcome(title, &found, words));
    }
    match lookup::code(app, typed) {
        Some(code) => of_case(app, visit, code.to_string(), None).await,
        None => Ok(Outcome::none("verify-cannot", w.t("verify-fault-code"), words)),
    }
}

/// All entries of a case or a matter; with `sha256` one of them must name that file.
async fn of_case(app: &Shared, visit: &Visit, code: String, sha256: Option<&str>) -> Result<Outcome, Error> {
    let (w, words) = (&visit.w, Wording { city: &app.city, w: &visit.w, now: visit.now });
    let asked = code.clone();
    let all: Vec<u64> =
        app.read(move |tx| lookup::of_code(tx, &asked)).await?.into_iter().map(|(index, _)| index).collect();
    let signed = app.log.as_ref().and_then(|log| log.mark().ok()).map_or(0, |mark| mark.unverified().size());
    let all: Vec<u64> = all.into_iter().filter(|index| *index < signed || app.log.is_none()).collect();
    if all.is_empty() {
        let sentence = w.with("verify-fault-case", &[("code", code.as_str().into())]);
        return Ok(Outcome::none("verify-unknown", sentence, words));
    }
    let newest = all.get(all.len().saturating_sub(MOST)..).unwrap_or_default().to_vec();
    let Some(mut found) = looked_up(app, newest).await? else { return Ok(no_log(words)) };
    if let Some(sha256) = sha256 {
        found.retain(|receipt| !receipt.is_verified() || receipt.text.contains(sha256));
        let title = w.with("verify-good-file", &[("code", code.as_str().into())]);
        if found.is_empty() {
            return Ok(Outcome::bad(&[Fault::Damaged(code)], words));
        }
        return Ok(outcome(title, &found, words));
    }
    let count = w.integer(i64::try_from(found.len()).unwrap_or(i64::MAX));
    let title =
        w.with("verify-good-case", &[("code", code.as_str().into()), ("count", count.as_str().into())]);
    let mut outcome = outcome(title, &found, words);
    if all.len() > MOST {
        let count = w.integer(i64::try_from(all.len()).unwrap_or(i64::MAX));
        outcome.sentences.push(w.with("verify-cut-list", &[("count", count.as_str().into())]));
    }
    Ok(outcome)
}

async fn of_file(app: &Shared, visit: &Visit, bytes: &[u8]) -> Result<Outcome, Error> {
    let words = Wording { city: &app.city, w: &visit.w, now: visit.now };
    let sha256 = hex(&Sha256::digest(bytes));
    let asked = sha256.clone();
    let showing = app.read(move |tx| lookup::showing(tx, &asked)).await?;
    match showing.cases.into_iter().chain(showing.rounds).next() {
        Some(code) => of_case(app, visit, code, Some(&sha256)).await,
        None => Ok(Outcome::none("verify-unknown", visit.w.t("verify-fault-file"), words)),
    }
}

async fn of_receipt(app: &Shared, visit: &Visit, file: Vec<u8>, key: &str) -> Result<Outcome, Error> {
    let (w, words) = (&visit.w, Wording { city: &app.city, w: &visit.w, now: visit.now });
    let Some(log) = &app.log else { return Ok(no_log(words)) };
    let own = own_policy(log, &app.public_url)?;
    let given = Policy::parse(format!("log {key}\nquorum none\n").as_bytes());
    let (policy, is_own) = match given {
        _ if key.is_empty() => (own, true),
        Ok(given) => {
            let is_own = given.logs().iter().any(|one| log.keys().contains(&&one.key));
            (given, is_own)
        }
        Err(_) => return Ok(Outcome::none("verify-cannot", w.t("verify-fault-key"), words)),
    };
    let published = Source::Folder(app.settings.data.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let options = ReceiptOptions { policy: Some(policy), ..ReceiptOptions::default() };
        verify_receipt(&file, &options, Some(&published).filter(|_| is_own))
    });
    let receipt = match checked.await.map_err(anyhow::Error::new)? {
        Ok((receipt, _)) => receipt,
        Err(Cannot(what)) if what.contains("carry its entry") => {
            return Ok(Outcome::none("verify-cannot", w.t("verify-fault-bare"), words));
        }
        Err(cannot) => return Err(anyhow::Error::new(cannot).into()),
    };
    let index = w.integer(i64::try_from(receipt.index).unwrap_or(i64::MAX));
    let title = w.with("verify-good-receipt", &[("index", index.as_str().into())]);
    let mut outcome = outcome(title, std::slice::from_ref(&receipt), words);
    if receipt.is_verified() {
        outcome.sentences.push(if receipt.today.is_some() {
            w.t("verify-today")
        } else {
            w.with("verify-elsewhere", &[("origin", receipt.origin.as_str().into())])
        });
    }
    Ok(outcome)
}

/// These entries out of the published files; `None` where no log is.
async fn looked_up(app: &Shared, indexes: Vec<u64>) -> Result<Option<Vec<Receipt>>, Error> {
    let Some(log) = &app.log else { return Ok(None) };
    let (policy, published) = (own_policy(log, &app.public_url)?, Source::Folder(app.settings.data.clone()));
    let found = tokio::task::spawn_blocking(move || look_up(&published, &policy, &indexes));
    Ok(Some(found.await.map_err(anyhow::Error::new)?.map_err(anyhow::Error::new)?))
}

fn outcome(title: String, found: &[Receipt], words: Wording<'_>) -> Outcome {
    let faults: Vec<Fault> = found.iter().flat_map(|receipt| receipt.faults.clone()).collect();
    if faults.is_empty() { Outcome::good(title, found, words) } else { Outcome::bad(&faults, words) }
}

fn no_log(words: Wording<'_>) -> Outcome {
    Outcome::none("verify-cannot", words.w.t("verify-fault-no-log"), words)
}

fn own_policy(log: &PublicLog, address: &str) -> Result<Policy, Error> {
    let text = log.served_policy(address).map_err(anyhow::Error::new)?;
    Ok(of_site(text.as_bytes()).map_err(anyhow::Error::new)?)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn digits_are_a_number_and_anything_else_may_be_a_code() {
        assert_eq!((number("120"), number("1.234"), number("# 12")), (Some(120), Some(1234), Some(12)));
        for other in ["", "DT-123456", "12a", "-1", "99999999999999999999999"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
