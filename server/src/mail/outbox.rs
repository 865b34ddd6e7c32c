//! The outbox: mails that wait, and the log of those that left. A mail's words go from the database with the step that
//! ends its waiting; of all others it is kept to whom, when, about which cases and with what outcome, until the log's
//! time is over.

use dantin_mail::{Address, Bounce, Outcome, Verdict};
use dantin_store::Tx;
use dantin_words::Language;
use jiff::{SignedDuration, Timestamp};

use super::{
    Letter, List,
    stops::{self, Reason},
};

/// For how long a mail belongs to whoever took it; longer than a server may take for one.
pub const CLAIM: SignedDuration = SignedDuration::from_mins(4);
/// After which tries how many minutes are waited; after the last a mail is given up, some three days after the first.
const BACK_OFF: [i64; 10] = [1, 5, 15, 30, 60, 120, 240, 480, 1440, 1440];
/// News that could not be sent for so long are none any more.
const TOO_OLD: SignedDuration = SignedDuration::from_hours(5 * 24);

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not sent yet.
    Waiting,
    /// A server has taken it.
    Sent,
    /// The address does not exist.
    Refused,
    /// It was refused or could not be sent for days.
    Failed,
    /// It came back.
    Bounced,
    /// It was not sent any more: the reader stopped the list, or what it told was erased.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [State; 6] =
        [State::Waiting, State::Sent, State::Refused, State::Failed, State::Bounced, State::Withdrawn];

    /// The name in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A mail that is being sent.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its id.
    pub id: String,
    /// The mail.
    pub letter: Letter,
    /// When it was made.
    pub made: Timestamp,
    /// How often it was tried.
    pub tries: i64,
}

/// Writes a mail that waits.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    now: Timestamp,
    id: &str,
    hash: &str,
    letter: &Letter,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "INSERT INTO mails (id, list, address, address_hash, language, subject, body_text, body_html, state, tries, \
         next_at, thread, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $10, $9)",
        &[
            &id,
            &letter.list.code(),
            &letter.to.to_string(),
            &hash,
            &letter.language.code(),
            &letter.subject,
            &letter.text,
            &letter.html,
            &now,
            &letter.thread,
        ],
    )?;
    for told in &letter.told {
        tx.execute(
            "INSERT INTO mail_cases (mail_id, reader, case_id, number) VALUES ($1, $2, $3, $4)",
            &[&id, &told.reader, &told.case, &told.number],
        )?;
    }
    Ok(())
}

/// Notes a mail that left without ever waiting, so that the log has it; its words were never stored.
pub fn note_sent(
    tx: &mut Tx<'_>,
    now: Timestamp,
    id: &str,
    letter: &Letter,
) -> Result<(), dantin_store::Error> {
    let empty = Letter { text: String::new(), html: String::new(), ..letter.clone() };
    insert(tx, now, id, &super::address_hash(&letter.to), &empty)?;
    end(tx, now, id, State::Sent, None)?;
    Ok(())
}

/// How many mails are due, counted up to `most`.
pub fn due(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<i64, dantin_store::Error> {
    let (count,): (i64,) = tx.one(
        "SELECT count(*) FROM (SELECT id FROM mails WHERE state = 'waiting' AND next_at <= $1 \
         AND (claimed_until IS NULL OR claimed_until < $1) LIMIT $2) AS due",
        &[&now, &most],
    )?;
    Ok(count)
}

/// Takes mails that are due, the oldest first, for the time of a claim.
pub fn claim(tx: &mut Tx<'_>, now: Timestamp, most: i64) -> Result<Vec<Claimed>, dantin_store::Error> {
    type Row = (
        String,
        String,
        Option<String>,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        i64,
        Timestamp,
    );
    let until = now.checked_add(CLAIM).unwrap_or(now);
    let rows: Vec<Row> = tx.all(
        "UPDATE mails SET claimed_until = $2 WHERE state = 'waiting' AND (claimed_until IS NULL OR claimed_until < $1) \
         AND id IN (SELECT id FROM mails WHERE state = 'waiting' AND next_at <= $1 \
         AND (claimed_until IS NULL OR claimed_until < $1) ORDER BY next_at, id LIMIT $3) \
         RETURNING id, list, address, language, subject, body_text, body_html, thread, tries, created_at",
        &[&now, &until, &most],
    )?;
    let mut claimed = Vec::with_capacity(rows.len());
    for (id, list, address, language, subject, text, html, thread, tries, made) in rows {
        let to: Option<Address> = address.and_then(|address| address.parse().ok());
        let parts = (to, List::from_code(&list), Language::parse(&language));
        let (Some(to), Some(list), Some(language)) = parts else {
            // A row that nobody can send must not be tried for ever.
            end(tx, now, &id, State::Failed, None)?;
            continue;
        };
        let (text, html) = (text.unwrap_or_default(), html.unwrap_or_default());
        let letter = Letter { list, to, language, subject, text, html, thread, told: Vec::new() };
        claimed.push(Claimed { id, letter, made, tries });
    }
    claimed.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(claimed)
}

/// Notes what came of a mail. A mail that was withdrawn meanwhile stays so.
pub fn finish(
    tx: &mut Tx<'_>,
    now: Timestamp,
    mail: &Claimed,
    outcome: &Outcome,
) -> Result<(), dantin_store::Error> {
    match outcome {
        Outcome::Taken => {
            end(tx, now, &mail.id, State::Sent, None)?;
        }
        Outcome::MailRefused(code) => {
            end(tx, now, &mail.id, State::Failed, Some(code))?;
        }
        Outcome::AddressRefused(code) => {
            end(tx, now, &mail.id, State::Refused, Some(code))?;
            stops::disable(tx, now, &super::address_hash(&mail.letter.to), Reason::Refused)?;
        }
        Outcome::Later(code) => {
            let wait = usize::try_from(mail.tries).ok().and_then(|tries| BACK_OFF.get(tries));
            let Some(minutes) = wait else {
                end(tx, now, &mail.id, State::Failed, Some(code))?;
                return Ok(());
            };
            let next = now.checked_add(SignedDuration::from_mins(*minutes)).unwrap_or(now);
            tx.execute(
                "UPDATE mails SET tries = tries + 1, next_at = $1, claimed_until = NULL, answer = $2 \
                 WHERE id = $3 AND state = 'waiting'",
                &[&next, code, &mail.id],
            )?;
        }
    }
    Ok(())
}

/// Gives a claim back without a try: the way itself did not work.
pub fn release(tx: &mut Tx<'_>, now: Timestamp, mail: &Claimed) -> Result<(), dantin_store::Error> {
    if now.duration_since(mail.made) > TOO_OLD {
        return end(tx, now, &mail.id, State::Failed, None);
    }
    let next = now.checked_add(SignedDuration::from_mins(1)).unwrap_or(now);
    tx.execute(
        "UPDATE mails SET next_at = $1, claimed_until = NULL WHERE id = $2 AND state = 'waiting'",
        &[&next, &mail.id],
    )?;
    Ok(())
}

fn end(
    tx: &mut Tx<'_>,
    now: Timestamp,
    id: &str,
    state: State,
    answer: Option<&str>,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "UPDATE mails SET state = $1, finished_at = $2, answer = $3, body_text = NULL, body_html = NULL, \
         claimed_until = NULL WHERE id = $4 AND state = 'waiting'",
        &[&state.code(), &now, &answer.map(ToOwned::to_owned), &id],
    )?;
    Ok(())
}

/// What waits for an address in a list is not sent any more.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    now: Timestamp,
    hash: &str,
    list: List,
) -> Result<(), dantin_store::Error> {
    tx.execute("DELETE FROM mail_changes WHERE list = $1 AND address_hash = $2", &[&list.code(), &hash])?;
    tx.execute(
        "UPDATE mails SET state = 'withdrawn', finished_at = $1, body_text = NULL, body_html = NULL \
         WHERE address_hash = $2 AND list = $3 AND state = 'waiting'",
        &[&now, &hash, &list.code()],
    )?;
    Ok(())
}

/// Mails that tell of a case and were not begun are made anew: what they say may not be said any more.
pub(super) fn make_anew(tx: &mut Tx<'_>, now: Timestamp, case: &str) -> Result<(), dantin_store::Error> {
    let waiting: Vec<(String, String, String)> = tx.all(
        "SELECT DISTINCT m.id, m.list, m.address_hash FROM mails m JOIN mail_cases c ON c.mail_id = m.id \
         WHERE c.case_id = $1 AND m.state = 'waiting' AND (m.claimed_until IS NULL OR m.claimed_until < $2)",
        &[&case, &now],
    )?;
    for (id, list, hash) in waiting {
        tx.execute(
            "INSERT INTO mail_changes (list, reader, address_hash, case_id, number, ready_at) \
             SELECT $1, reader, $2, case_id, number, $3 FROM mail_cases WHERE mail_id = $4 \
             ON CONFLICT (list, reader, case_id, number) DO NOTHING",
            &[&list, &hash, &now, &id],
        )?;
        tx.execute("DELETE FROM mail_cases WHERE mail_id = $1", &[&id])?;
        tx.execute("DELETE FROM mails WHERE id = $1", &[&id])?;
    }
    Ok(())
}

/// Takes a notification of a mail that could not be delivered. Gives whether it names a mail of ours that left.
pub fn bounced(tx: &mut Tx<'_>, now: Timestamp, bounce: &Bounce) -> Result<bool, dantin_store::Error> {
    if bounce.verdict == Verdict::Other {
        return Ok(false);
    }
    let id = bounce.message_id.split('@').next().unwrap_or_default();
    let found: Option<(String,)> = tx.first(
        "UPDATE mails SET state = 'bounced', answer = $1 WHERE id = $2 AND state = 'sent' RETURNING address_hash",
        &[&bounce.status, &id],
    )?;
    let Some((hash,)) = found else { return Ok(false) };
    if bounce.verdict == Verdict::AddressFailed {
        stops::disable(tx, now, &hash, Reason::Bounced)?;
    }
    Ok(true)
}

/// Whoever asked has their contact erased: no address of theirs stays with mails about it, and nothing is sent.
pub fn forget_asker(
    tx: &mut Tx<'_>,
    now: Timestamp,
    case: &str,
    number: i64,
) -> Result<(), dantin_store::Error> {
    tx.execute(
        "DELETE FROM mail_changes WHERE list = 'cases' AND reader IN (SELECT id FROM askers WHERE case_id = $1 AND number = $2)",
        &[&case, &number],
    )?;
    tx.execute(
        "UPDATE mails SET address = NULL, address_hash = '', body_text = NULL, body_html = NULL, finished_at = $1, \
         state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END WHERE list IN ('cases', 'link') AND id IN \
         (SELECT mail_id FROM mail_cases WHERE reader IN (SELECT id FROM askers WHERE case_id = $2 AND number = $3))",
        &[&now, &case, &number],
    )?;
    Ok(())
}

/// The same of whoever asked a question or commented, by the event that holds how to reach them.
pub fn forget_contributor(
    tx: &mut Tx<'_>,
    now: Timestamp,
    matter: &str,
    number: i64,
) -> Result<(), dantin_store::Error> {
    let found: Option<(String, Option<String>)> = tx.first(
        "SELECT id, email FROM contributors WHERE matter_id = $1 AND number = $2",
        &[&matter, &number],
    )?;
    let Some((reader, Some(email))) = found else { return Ok(()) };
    tx.execute("DELETE FROM mail_changes WHERE list = 'cases' AND reader = $1", &[&reader])?;
    // Mails about a consultation name no reader: they are known by their thread and the address.
    let hash = email.parse().map(|address| super::address_hash(&address)).unwrap_or_default();
    tx.execute(
        "UPDATE mails SET address = NULL, address_hash = '', body_text = NULL, body_html = NULL, finished_at = $1, \
         state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END WHERE list IN ('cases', 'link') AND (id IN \
         (SELECT mail_id FROM mail_cases WHERE reader = $2) OR (address_hash = $3 AND thread = \
         (SELECT 'consultation.' || code FROM matters WHERE id = $4)))",
        &[&now, &reader, &hash, &matter],
    )?;
    Ok(())
}

/// Rows of one step of forgetting.
const BATCH: i64 = 500;

/// Forgets what the log need not hold any more, a batch; gives how many mails.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, dantin_store::Error> {
    tx.execute(
        "DELETE FROM mail_cases WHERE mail_id IN (SELECT id FROM mails WHERE created_at < $1 AND state <> 'waiting' \
         ORDER BY created_at, id LIMIT $2)",
        &[&before, &BATCH],
    )?;
    tx.execute(
        "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE created_at < $1 AND state <> 'waiting' \
         ORDER BY created_at, id LIMIT $2)",
        &[&before, &BATCH],
    )
}
