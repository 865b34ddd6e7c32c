//! Telling by mail that the time for comments ends soon, or later than was announced: each address once for each end, whether somebody
//! commented and left it or signed up to hear of the consultation. Written in small transactions that may be broken off anywhere. No mail
//! holds the secret of a link, since none is stored.

use std::collections::HashSet;

use dantin_mail::Address;
use dantin_record::{
    consultation::{Consultation, ConsultationState},
    matter::Matter,
    moment::Moment,
};
use dantin_store::Tx;
use dantin_words::Language;
use jiff::Timestamp;

use super::texts;
use crate::{
    app::Shared,
    error::Error,
    mail::{
        Letter, List, Mailer, address_hash, alerts, enqueue,
        page::{Frame, note},
    },
    speak::wording::Wording,
};

/// How many days before the end people are reminded.
const DAYS: i64 = 3;
/// Addresses of one transaction.
const AT_ONCE: i64 = 100;
/// Stands for everybody: all who were to be told have been.
const EVERYBODY: &str = "";

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    EndsSoon,
    Extended,
}

impl News {
    const fn code(self) -> &'static str {
        match self {
            Self::EndsSoon => "ends_soon",
            Self::Extended => "extended",
        }
    }
}

/// A consultation that may have news.
#[derive(Clone, Debug)]
struct Due {
    id: String,
    code: String,
    closes: Moment,
    first_closes: Moment,
    is_extended: bool,
    ends_soon: bool,
    comments: i64,
    /// Comments that were withdrawn or hidden: their makers are not written to.
    gone: HashSet<u32>,
}

/// One address with the language that its reader chose.
struct Reader {
    list: List,
    language: String,
    address: String,
}

/// Writes the mails that are due; gives how many.
pub async fn turn(app: &Shared) -> Result<usize, Error> {
    let now = app.now();
    let over: HashSet<String> =
        matters(app, |one| (!is_open(one, now)).then(|| one.id.to_string())).into_iter().collect();
    let mut kept = app.read(kept).await?;
    kept.retain(|matter| over.contains(matter));
    if !kept.is_empty() {
        app.command(move |tx, _context| forget(tx, &kept)).await?;
    }
    if app.mail.is_none() {
        return Ok(0);
    }
    let mut written = 0;
    for due in matters(app, |one| due(one, now)) {
        let (id, closes) = (due.id.clone(), due.closes.to_timestamp());
        let told = app
            .read(move |tx| {
                let extended = is_told(tx, (&id, News::Extended, closes), EVERYBODY)?;
                Ok((extended, is_told(tx, (&id, News::EndsSoon, closes), EVERYBODY)?))
            })
            .await?;
        match told {
            (false, _) if due.is_extended => {
                written += tell(app, &due, News::Extended).await?;
                // Whoever hears today until when there is time needs no second mail that says so.
                if due.ends_soon {
                    mark(app, &due, News::EndsSoon).await?;
                }
            }
            (_, false) if due.ends_soon => written += tell(app, &due, News::EndsSoon).await?,
            _ => {}
        }
    }
    Ok(written)
}

fn matters<T>(app: &Shared, look: impl Fn(&Consultation) -> Option<T>) -> Vec<T> {
    app.book.read().matters().filter_map(Matter::as_consultation).filter_map(look).collect()
}

fn is_open(one: &Consultation, now: Timestamp) -> bool {
    use ConsultationState::{Announced, Open};
    matches!(one.state, Announced | Open) && now < one.closes.to_timestamp()
}

fn due(one: &Consultation, now: Timestamp) -> Option<Due> {
    let closes = one.closes.to_timestamp();
    let is_taking = one.state == ConsultationState::Open && now < closes;
    let ends_soon = now >= closes - jiff::SignedDuration::from_hours(24 * DAYS);
    let is_extended = one.extensions > 0;
    let public = |comment: &&dantin_record::consultation::Comment| !comment.is_gone();
    (is_taking && (ends_soon || is_extended)).then(|| Due {
        id: one.id.to_string(),
        code: one.code.to_string(),
        closes: one.closes,
        first_closes: one.first_closes,
        is_extended,
        ends_soon,
        comments: i64::try_from(one.comments.iter().filter(public).count()).unwrap_or(i64::MAX),
        gone: one.comments.iter().filter(|one| one.is_gone()).map(|one| one.number).collect(),
    })
}

/// Tells everybody who has not been told yet.
async fn tell(app: &Shared, due: &Due, news: News) -> Result<usize, Error> {
    let mut written = 0;
    let mut behind = String::new();
    loop {
        let (id, after, gone) = (due.id.clone(), behind.clone(), due.gone.clone());
        let (readers, last) = app.read(move |tx| commenters(tx, &id, &after, &gone)).await?;
        written += write(app, due, news, readers).await?;
        let Some(last) = last else { break };
        behind = last;
    }
    behind = String::new();
    loop {
        let (id, after) = (due.id.clone(), behind.clone());
        let found = app.read(move |tx| Ok(alerts::of_matter(tx, &id, &after, AT_ONCE)?)).await?;
        let Some((last, ..)) = found.last() else { break };
        behind = last.clone();
        let readers = found.into_iter();
        let readers =
            readers.map(|(_, language, address)| Reader { list: List::Alerts, language, address }).collect();
        written += write(app, due, news, readers).await?;
    }
    mark(app, due, news).await?;
    Ok(written)
}

/// Some of those who commented and left an address, and the id behind which the next ones stand.
fn commenters(
    tx: &mut Tx<'_>,
    matter: &str,
    behind: &str,
    gone: &HashSet<u32>,
) -> Result<(Vec<Reader>, Option<String>), Error> {
    let rows: Vec<(String, i64, String, String)> = tx.all(
        "SELECT id, contribution, language, email FROM contributors WHERE matter_id = $1 AND email IS NOT NULL AND id > $2 \
         ORDER BY id LIMIT $3",
        &[&matter, &behind, &AT_ONCE],
    )?;
    let last = rows.last().map(|(id, ..)| id.clone());
    let readers = rows
        .into_iter()
        .filter(|(_, number, ..)| u32::try_from(*number).is_ok_and(|number| !gone.contains(&number)))
        .map(|(_, _, language, address)| Reader { list: List::Cases, language, address })
        .collect();
    Ok((readers, last))
}

async fn write(app: &Shared, due: &Due, news: News, readers: Vec<Reader>) -> Result<usize, Error> {
    let Some(mailer) = &app.mail else { return Ok(0) };
    let id = due.id.clone();
    let (title, _) = app.read(move |tx| texts(tx, &id)).await?;
    let title = if title.is_empty() { due.code.clone() } else { title };
    let letters =
        readers.iter().filter_map(|reader| letter(app, mailer, due, news, &title, reader).transpose());
    let letters = letters.collect::<Result<Vec<_>, _>>()?;
    let (id, closes) = (due.id.clone(), due.closes.to_timestamp());
    app.command(move |tx, context| {
        let mut written = 0;
        for letter in &letters {
            let is_new = note_told(tx, (&id, news, closes), &address_hash(&letter.to))?;
            if is_new && enqueue(tx, context.now, context.random, letter)?.is_some() {
                written += 1;
            }
        }
        Ok(written)
    })
    .await
}

/// What is sent to a reader; nothing where what was typed is no address.
fn letter(
    app: &Shared,
    mailer: &Mailer,
    due: &Due,
    news: News,
    title: &str,
    reader: &Reader,
) -> Result<Option<Letter>, Error> {
    let Ok(to) = reader.address.parse::<Address>() else { return Ok(None) };
    let language = Language::parse(&reader.language).unwrap_or(Language::Vietnamese);
    let w = app.words.words(language);
    let wording = Wording { city: &app.city, w: &w, now: app.now() };
    let (closes, first) = (wording.dated(due.closes).shown, wording.dated(due.first_closes).shown);
    let values = [("title", title.into()), ("closes", (&closes).into()), ("first", (&first).into())];
    let (subject, said) = match news {
        News::EndsSoon => ("consultation-mail-soon-subject", "consultation-mail-soon"),
        News::Extended => ("consultation-mail-longer-subject", "consultation-mail-longer"),
    };
    let subject = w.with(subject, &values[..1]);
    let (why, more) = match reader.list {
        List::Alerts => ("consultation-mail-why", "consultation-mail-how"),
        _ => ("comment-mail-why", "consultation-mail-again"),
    };
    let frame = Frame {
        w: &w,
        city: app.site.city(language),
        title: &subject,
        why: &w.t(why),
        choices: &mailer.choices(&address_hash(&to)),
        is_sample: app.site.is_sample,
    };
    let paragraphs = [w.with(said, &values), w.n("consultation-mail-count", due.comments), w.t(more)];
    let link = format!("{}/consultations/{}", mailer.public_url(), due.code);
    let (html, text) = note(&frame, &paragraphs, (&link, &w.t("consultation-mail-open")), &[])
        .map_err(anyhow::Error::new)?;
    let thread = Some(format!("consultation.{}", due.code));
    Ok(Some(Letter { list: reader.list, to, language, subject, text, html, thread, told: Vec::new() }))
}

async fn mark(app: &Shared, due: &Due, news: News) -> Result<(), Error> {
    let (id, closes) = (due.id.clone(), due.closes.to_timestamp());
    app.command(move |tx, _context| note_told(tx, (&id, news, closes), EVERYBODY).map(drop)).await
}

/// Of which consultation what is told, for which end.
type Telling<'a> = (&'a str, News, Timestamp);

fn is_told(tx: &mut Tx<'_>, (matter, news, closes): Telling<'_>, address: &str) -> Result<bool, Error> {
    let found: Option<(i64,)> = tx.first(
        "SELECT 1 FROM consultation_told WHERE matter_id = $1 AND kind = $2 AND closes = $3 AND address_hash = $4",
        &[&matter, &news.code(), &closes, &address],
    )?;
    Ok(found.is_some())
}

/// Notes that an address is told; `false` where it was before.
fn note_told(tx: &mut Tx<'_>, (matter, news, closes): Telling<'_>, address: &str) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO consultation_told (matter_id, kind, closes, address_hash) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (matter_id, kind, closes, address_hash) DO NOTHING",
        &[&matter, &news.code(), &closes, &address],
    )?;
    Ok(rows == 1)
}

/// The consultations of which it is kept who was told, or who wants to be.
fn kept(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx.all(
        "SELECT matter_id FROM consultation_told UNION SELECT matter_id FROM alerts WHERE matter_id IS NOT NULL",
        &[],
    )?;
    Ok(rows.into_iter().map(|(matter,)| matter).collect())
}

/// Lets go of who was told, and of alerts, of consultations that take no comments any more.
fn forget(tx: &mut Tx<'_>, over: &[String]) -> Result<(), Error> {
    for matter in over {
        tx.execute("DELETE FROM consultation_told WHERE matter_id = $1", &[matter])?;
        alerts::end_of_matter(tx, matter)?;
    }
    Ok(())
}
