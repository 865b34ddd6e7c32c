//! The mail that tells what happened: all changes of one address in one mail, case by case, in the words of the public page
//! and never more than that page shows. A case that is hidden by the time of writing is named to whoever asked, without
//! a word of what happened, and to nobody else; a mail that would say nothing is not made.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use dantin_city::City;
use dantin_mail::Address;
use dantin_record::{
    case::{State, Visibility},
    event::{Event, EventKind},
};
use dantin_store::Tx;
use dantin_words::{Language, Words};
use jiff::{SignedDuration, Timestamp};

use super::{
    Letter, List, Mailer, Told, address_hash, outbox,
    page::{self, Frame},
    stops,
};
use crate::{
    app::App,
    error::{Error, Missing},
    pages::{components::count, layout::Site},
    speak::{
        case::{Line, Record, load, told},
        wording::Wording,
    },
};

/// Changes that one mail tells; what is left becomes the next one.
const CHANGES: i64 = 100;
/// Mails of one list to one address in a day; what comes beyond them is gathered for some hours. An address that somebody
/// else left must not be flooded.
const A_DAY: i64 = 12;
/// For how long it is then gathered.
const PAUSE: SignedDuration = SignedDuration::from_hours(4);

/// An address with changes that are ready.
#[derive(Clone, Debug)]
pub struct Ready {
    list: List,
    hash: String,
}

/// The changes of one mail, and the mail, unless there is nothing to say.
pub struct Digest {
    changes: Vec<Told>,
    ready: Ready,
    letter: Option<Letter>,
    /// The address has had as many today as it may.
    is_paused: bool,
}

/// Addresses with changes that are ready, the longest waiting first.
pub fn ready(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<Ready>, dantin_store::Error> {
    let rows: Vec<(String, String)> = tx.all(
        "SELECT list, address_hash FROM mail_changes WHERE ready_at <= $1 GROUP BY list, address_hash \
         ORDER BY min(ready_at), address_hash LIMIT $2",
        &[&now, &most],
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|(list, hash)| Some(Ready { list: List::from_code(&list)?, hash }))
        .collect())
}

/// Records that mails of one run tell of; `None` for a hidden case.
#[derive(Default)]
pub struct Records(HashMap<String, Option<Arc<Record>>>);

impl Records {
    fn of(&mut self, tx: &mut Tx<'_>, code: &str) -> Result<Option<Arc<Record>>, Error> {
        if let Some(known) = self.0.get(code) {
            return Ok(known.clone());
        }
        let record = match load(tx, code) {
            Ok(record) => Some(Arc::new(record)),
            Err(Error::NotFound(Missing::Case)) => None,
            Err(error) => return Err(error),
        };
        self.0.insert(code.to_owned(), record.clone());
        Ok(record)
    }
}

struct Row {
    told: Told,
    code: String,
    address: String,
    language: String,
    is_wanted: bool,
}

/// Writes the mail of one address; nothing is stored yet.
pub fn compose(
    tx: &mut Tx<'_>,
    app: &App,
    mailer: &Mailer,
    now: Timestamp,
    records: &mut Records,
    ready: &Ready,
) -> Result<Digest, Error> {
    let rows = rows(tx, ready)?;
    let changes = rows.iter().map(|row| row.told.clone()).collect();
    let nothing = Digest { changes, ready: ready.clone(), letter: None, is_paused: false };
    let first = rows.iter().find(|row| row.is_wanted);
    let Some(first) = first else { return Ok(nothing) };
    let Ok(to) = first.address.parse::<Address>() else { return Ok(nothing) };
    if stops::is_stopped(tx, &ready.hash, ready.list)? {
        return Ok(nothing);
    }
    let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let (today,): (i64,) = tx.one(
        "SELECT count(*) FROM mails WHERE address_hash = $1 AND list = $2 AND created_at > $3",
        &[&ready.hash, &ready.list.code(), &since],
    )?;
    if today >= A_DAY {
        return Ok(Digest { is_paused: true, ..nothing });
    }
    let mut news: Vec<News> = Vec::new();
    for row in rows.iter().filter(|row| row.is_wanted) {
        match news.iter_mut().find(|news| news.code == row.code) {
            Some(news) if news.numbers.contains(&row.told.number) => {}
            Some(news) => news.numbers.push(row.told.number),
            None => news.push(News {
                record: records.of(tx, &row.code)?,
                code: row.code.clone(),
                numbers: vec![row.told.number],
            }),
        }
    }
    let words = app.words.words(Language::parse(&first.language).unwrap_or_default());
    let teller = Teller { city: &app.city, site: &app.site, w: &words, public_url: mailer.public_url(), now };
    let choices = mailer.choices(&ready.hash);
    let letter = teller.letter(ready.list, to, &choices, &news).map_err(anyhow::Error::new)?;
    Ok(Digest { letter, ..nothing })
}

fn rows(tx: &mut Tx<'_>, ready: &Ready) -> Result<Vec<Row>, dantin_store::Error> {
    type Columns = (String, String, i64, String, Option<String>, String, bool);
    let found: Vec<Columns> = if ready.list == List::Cases {
        tx.all(
            "SELECT m.reader, m.case_id, m.number, c.code, a.email, a.language, a.mail FROM mail_changes m \
             JOIN askers a ON a.id = m.reader JOIN cases c ON c.id = m.case_id \
             WHERE m.list = 'cases' AND m.address_hash = $1 ORDER BY m.case_id, m.number LIMIT $2",
            &[&ready.hash, &CHANGES],
        )?
    } else {
        tx.all(
            "SELECT m.reader, m.case_id, m.number, c.code, a.address, a.language, a.confirmed_at IS NOT NULL \
             FROM mail_changes m JOIN alerts a ON a.id = m.reader JOIN cases c ON c.id = m.case_id \
             WHERE m.list = 'alerts' AND m.address_hash = $1 ORDER BY m.case_id, m.number LIMIT $2",
            &[&ready.hash, &CHANGES],
        )?
    };
    Ok(found
        .into_iter()
        .map(|(reader, case, number, code, address, language, is_wanted)| {
            let address = address.unwrap_or_default();
            // An address that was changed or erased since is another reader's.
            let is_same = address.parse().is_ok_and(|address| address_hash(&address) == ready.hash);
            Row {
                told: Told { reader, case, number },
                code,
                address,
                language,
                is_wanted: is_wanted && is_same,
            }
        })
        .collect())
}

/// Takes the changes off what waits and puts the mail into the outbox, or neither: another process may have been first.
/// Gives whether a mail was made.
pub fn put(tx: &mut Tx<'_>, now: Timestamp, id: &str, digest: &Digest) -> Result<bool, dantin_store::Error> {
    let (list, hash) = (digest.ready.list.code(), &digest.ready.hash);
    if digest.is_paused {
        let later = now.checked_add(PAUSE).unwrap_or(now);
        tx.execute(
            "UPDATE mail_changes SET ready_at = $1 WHERE list = $2 AND address_hash = $3",
            &[&later, &list, hash],
        )?;
        return Ok(false);
    }
    let done = tx.attempt(|tx| {
        if digest.changes.is_empty() {
            // Whoever they were for is gone; they must not be looked at for ever.
            tx.execute("DELETE FROM mail_changes WHERE list = $1 AND address_hash = $2", &[&list, hash])?;
        }
        for change in &digest.changes {
            let gone = tx.execute(
                "DELETE FROM mail_changes WHERE list = $1 AND reader = $2 AND case_id = $3 AND number = $4",
                &[&list, &change.reader, &change.case, &change.number],
            )?;
            if gone == 0 {
                return Err(dantin_store::Error::NotFound);
            }
        }
        let Some(letter) = &digest.letter else { return Ok(false) };
        let letter = Letter { told: digest.changes.clone(), ..letter.clone() };
        outbox::insert(tx, now, id, &address_hash(&letter.to), &letter)?;
        Ok(true)
    });
    match done {
        Err(dantin_store::Error::NotFound) => Ok(false),
        other => other,
    }
}

/// What is new of one case.
struct News {
    record: Option<Arc<Record>>,
    code: String,
    numbers: Vec<i64>,
}

/// A case in a mail.
struct Item {
    heading: String,
    code: String,
    href: String,
    lines: Vec<ItemLine>,
    call: String,
    /// What the subject says of it.
    what: String,
    /// Whether something is asked that only the private link opens.
    needs_link: bool,
}

/// An event in a mail.
struct ItemLine {
    title: String,
    when: String,
    text: String,
}

impl ItemLine {
    fn parts(&self) -> Vec<&str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "mail/templates/digest.html")]
struct DigestHtml<'a> {
    w: &'a Words,
    items: &'a [Item],
    link_hint: &'a str,
}

/// The same in plain text.
fn plain(w: &Words, items: &[Item], link_hint: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for item in items {
        let code = if item.code.is_empty() { String::new() } else { format!(" ({})", item.code) };
        parts.push(format!("* {}{code}", item.heading));
        for line in &item.lines {
            let when = if line.when.is_empty() { String::new() } else { format!(" · {}", line.when) };
            let said = line.parts().into_iter().map(ToOwned::to_owned);
            let lines: Vec<String> = std::iter::once(format!("{}{when}", line.title)).chain(said).collect();
            parts.push(format!("  {}", lines.join("\n  ")));
        }
        if !item.call.is_empty() {
            parts.push(format!("  {}", item.call));
        }
        parts.push(format!("  {}: {}", w.t("mail-open"), item.href));
    }
    if !link_hint.is_empty() {
        parts.push(link_hint.to_owned());
    }
    parts.join("\n\n")
}

/// Who writes, in which language and when.
struct Teller<'a> {
    city: &'a City,
    site: &'a Site,
    w: &'a Words,
    public_url: &'a str,
    now: Timestamp,
}

/// What a step would have told.
pub struct Look {
    /// The mail, in the language of whoever is told first; nothing where the step is told to nobody.
    pub letter: Option<Letter>,
    /// How many would get it.
    pub readers: i64,
}

impl Look {
    /// To how many it would go, in words.
    pub fn who(&self, w: &Words) -> String {
        w.n("desk-look-readers", self.readers)
    }
}

/// The mail that those who asked would get of a case's events after `version`, as things stand in this transaction.
pub fn preview(tx: &mut Tx<'_>, app: &App, code: &str, version: i64, now: Timestamp) -> Result<Look, Error> {
    let askers: Vec<(String,)> = tx.all(
        "SELECT a.language FROM askers a JOIN cases c ON c.id = a.case_id WHERE c.code = $1 AND a.email IS NOT NULL \
         AND a.mail = TRUE ORDER BY a.created_at, a.id",
        &[&code],
    )?;
    let readers = count(askers.len());
    let language = askers.first().and_then(|(language,)| Language::parse(language)).unwrap_or_default();
    let record = Records::default().of(tx, code)?;
    let numbers: Vec<i64> = match &record {
        Some(record) => record
            .lines
            .iter()
            .filter(|line| line.number > version && super::follow::is_told(&line.event, line.by, line.number))
            .map(|line| line.number)
            .collect(),
        None => vec![version + 1],
    };
    if numbers.is_empty() {
        return Ok(Look { letter: None, readers });
    }
    let words = app.words.words(language);
    let teller = Teller { city: &app.city, site: &app.site, w: &words, public_url: &app.public_url, now };
    let news = [News { record, code: code.to_owned(), numbers }];
    // Any address: the mail shows none.
    let to = "resident@example.invalid".parse().map_err(anyhow::Error::new)?;
    let choices = format!("{}/mail/…", app.public_url);
    let letter = teller.letter(List::Cases, to, &choices, &news).map_err(anyhow::Error::new)?;
    Ok(Look { letter, readers })
}

impl Teller<'_> {
    fn letter(
        &self,
        list: List,
        to: Address,
        choices: &str,
        news: &[News],
    ) -> Result<Option<Letter>, askama::Error> {
        let w = self.w;
        let items: Vec<Item> = news.iter().filter_map(|news| self.item(list, news)).collect();
        let Some(first) = items.first() else { return Ok(None) };
        let number = count(items.len());
        let subject = match (list, items.len()) {
            (List::Cases, 1) => {
                w.with("mail-subject-case", &[("code", (&first.code).into()), ("what", (&first.what).into())])
            }
            (List::Cases, _) => w.n("mail-subject-cases", number),
            (_, 1) => w.with(
                "mail-subject-alert",
                &[("heading", (&first.heading).into()), ("what", (&first.what).into())],
            ),
            (..) => w.n("mail-subject-alerts", number),
        };
        let needs_link = list == List::Cases && items.iter().any(|item| item.needs_link);
        let link_hint = if needs_link { w.t("mail-link-hint") } else { String::new() };
        let why = w.t(if list == List::Cases { "mail-why-cases" } else { "mail-why-alerts" });
        let frame = Frame {
            w,
            city: self.site.city(w.language()),
            title: &subject,
            why: &why,
            choices,
            is_sample: self.site.is_sample,
        };
        let html = page::html(&frame, &DigestHtml { w, items: &items, link_hint: &link_hint }.render()?)?;
        let text = page::text(&frame, &plain(w, &items, &link_hint));
        // Mails about one case stand together in a mailbox.
        let thread =
            (items.len() == 1).then(|| format!("case.{}", first.code)).filter(|_| !first.code.is_empty());
        Ok(Some(Letter { list, to, language: w.language(), subject, text, html, thread, told: Vec::new() }))
    }

    fn item(&self, list: List, news: &News) -> Option<Item> {
        let w = self.w;
        let href = format!("{}/cases/{}", self.public_url, news.code);
        let Some(record) = &news.record else {
            // It has no public page; its page behind the link says why.
            return (list == List::Cases).then(|| Item {
                heading: w.t("mail-hidden-title"),
                code: news.code.clone(),
                href: format!("{}/help", self.public_url),
                lines: vec![ItemLine { title: w.t("mail-hidden"), when: String::new(), text: String::new() }],
                call: String::new(),
                what: w.t("mail-hidden-title"),
                needs_link: true,
            });
        };
        if list != List::Cases && record.case.visibility != Visibility::Public {
            return None;
        }
        let words = Wording { city: self.city, w, now: self.now };
        let subcategory = record.case.subcategory.as_ref().map(|code| code.as_str());
        let service = words.service(record.case.category.as_str(), subcategory);
        let told: Vec<&Line> =
            record.lines.iter().filter(|line| news.numbers.contains(&line.number)).collect();
        let lines: Vec<ItemLine> = told.iter().map(|line| self.line(list, record, line, words)).collect();
        let what = lines.last()?.title.clone();
        let (call, needs_link) =
            if list == List::Cases { self.call(record, &told, words) } else { Default::default() };
        Some(Item {
            heading: format!("{service}, {}", words.area(record.case.area())),
            code: news.code.clone(),
            href,
            lines,
            call,
            what,
            needs_link,
        })
    }

    fn line(&self, list: List, record: &Record, line: &Line, words: Wording<'_>) -> ItemLine {
        let w = self.w;
        let entry = told(record, line, words);
        let (title, text) = match (&line.event, record.case.state) {
            (Event::Submitted(_), State::Assigned { lead, receive_by }) => {
                let (agency, time) = (words.agency(lead.as_str()), words.dated(receive_by.at).shown);
                let promise = w.with(
                    "mail-received-agency",
                    &[("agency", agency.as_str().into()), ("time", time.as_str().into())],
                );
                (w.t("mail-received"), promise)
            }
            (Event::Submitted(_), _) => (w.t("mail-received"), String::new()),
            (Event::Joined, _) => (w.t("mail-joined"), String::new()),
            // To a neighbour a case begins when it can be read.
            (Event::Shown { .. }, _) if list == List::Alerts => {
                (w.t("mail-new-case"), record.text.clone().unwrap_or_default())
            }
            (Event::Shown { .. }, _) => (w.t("mail-shown"), String::new()),
            _ if entry.actor.is_empty() => (entry.title, entry.text),
            _ => (format!("{} · {}", entry.title, entry.actor), entry.text),
        };
        ItemLine { title, when: entry.moment.shown, text }
    }

    /// What is asked of the reader now, and whether only the private link opens it.
    fn call(&self, record: &Record, told: &[&Line], words: Wording<'_>) -> (String, bool) {
        let has = |kind: EventKind| told.iter().any(|line| line.event.kind() == kind);
        match record.case.state {
            State::ReportedResolved { confirm_by, .. } if has(EventKind::ReportedResolved) => {
                let time = words.dated(confirm_by).shown;
                (self.w.with("mail-call-answer", &[("time", time.as_str().into())]), true)
            }
            State::WaitingForReporter { .. } if has(EventKind::Asked) => (self.w.t("mail-call-reply"), true),
            _ => (String::new(), has(EventKind::Submitted) || has(EventKind::Joined)),
        }
    }
}
