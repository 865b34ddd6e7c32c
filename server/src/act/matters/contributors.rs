//! Who contributed to a matter: asked a question, commented, or joined. Each holds a secret link of which the city keeps a hash;
//! the lock that follows from it stands in the entry, and later acts show its key (`record::voice`).

use dantin_record::{id::CaseId, voice::Voice};
use dantin_store::Tx;

use super::{
    MatterFile,
    file::{Deed, Key},
};
use crate::{
    act::cases::{
        Asker, CaseError, Context, contact_text, derived_secret, digest, hex, new_lock, next_key, secret_hash,
    },
    clock::random,
};

/// What somebody contributes, and under which number in the matter.
pub struct Contribution<'a> {
    /// The number of the question or comment.
    pub number: u32,
    /// `reporter` for whoever makes it, `joiner` for whoever joins it.
    pub relation: &'static str,
    /// Who it is; every field may be empty.
    pub asker: &'a Asker,
    /// A key of at least 128 random bits that the form carried: the same key contributes once.
    pub key: &'a str,
}

/// One who contributed, as their own page needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The row's id.
    pub id: String,
    /// The matter's id.
    pub matter: String,
    /// The number of the question or comment.
    pub number: u32,
    /// `reporter` or `joiner`.
    pub relation: String,
    /// `vi` or `en`.
    pub language: String,
    /// Where mail may be sent to.
    pub email: Option<String>,
}

impl MatterFile {
    /// Whether the form of this key was taken before; then the secret that its sender got.
    pub fn contributed(&self, tx: &mut Tx<'_>, key: &str) -> Result<Option<(u32, String)>, CaseError> {
        let secret = derived_secret(key);
        let earlier: Option<(i64,)> = tx.first(
            "SELECT contribution FROM contributors WHERE secret_hash = $1 AND matter_id = $2",
            &[&secret_hash(&secret).as_slice(), &self.matter.id().to_string()],
        )?;
        Ok(earlier.map(|(number,)| (u32::try_from(number).unwrap_or(0), secret)))
    }

    /// Adds the event by which somebody contributes for the first time, and gives the secret of their link.
    pub fn contribute(
        &mut self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        contribution: &Contribution<'_>,
        deed: Deed<'_>,
    ) -> Result<String, CaseError> {
        let Contribution { number, relation, asker, key } = contribution;
        let secret = derived_secret(key);
        let contact = contact_text(asker);
        let private: Vec<(&str, &str)> = deed
            .private
            .iter()
            .copied()
            .chain(contact.iter().map(|contact| ("contact", contact.as_str())))
            .collect();
        let event = self.add_by(tx, context, Deed { private: &private, ..deed }, Some(&secret))?;
        tx.execute(
            "INSERT INTO contributors (id, matter_id, contribution, relation, secret_hash, voice, name, phone, email, \
             language, number, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &hex(&random::<16>(context.random)),
                &self.matter.id().to_string(),
                &i64::from(*number),
                relation,
                &secret_hash(&secret).as_slice(),
                &new_lock(&secret).as_slice(),
                &asker.name,
                &asker.phone,
                &asker.email,
                &asker.language,
                &event,
                &context.now,
            ],
        )?;
        Ok(secret)
    }

    /// Opens the matter that this secret link belongs to.
    pub fn open_by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<(MatterFile, Contributor), CaseError> {
        let contributor = by_secret(tx, secret)?.ok_or(CaseError::NotFound)?;
        Ok((MatterFile::open(tx, &Key::Id(&contributor.matter))?, contributor))
    }
}

/// Whose secret link this is.
pub fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Contributor>, CaseError> {
    let found: Option<(String, String, i64, String, String, Option<String>)> = tx.first(
        "SELECT id, matter_id, contribution, relation, language, email FROM contributors WHERE secret_hash = $1",
        &[&secret_hash(secret).as_slice()],
    )?;
    Ok(found.map(|(id, matter, number, relation, language, email)| Contributor {
        id,
        matter,
        number: u32::try_from(number).unwrap_or(0),
        relation,
        language,
        email,
    }))
}

/// Everybody who contributed to one number of a matter, first comers first.
pub fn contributors_of(tx: &mut Tx<'_>, matter: &str, number: u32) -> Result<Vec<Contributor>, CaseError> {
    let rows: Vec<(String, String, String, Option<String>)> = tx.all(
        "SELECT id, relation, language, email FROM contributors WHERE matter_id = $1 AND contribution = $2 \
         ORDER BY created_at, id",
        &[&matter, &i64::from(number)],
    )?;
    let contributor = |(id, relation, language, email)| Contributor {
        id,
        matter: matter.to_owned(),
        number,
        relation,
        language,
        email,
    };
    Ok(rows.into_iter().map(contributor).collect())
}

/// The key of the next act of whoever holds this secret, for this contribution.
pub(super) fn speak(
    tx: &mut Tx<'_>,
    matter: &str,
    number: u32,
    secret: &str,
) -> Result<Option<Voice>, CaseError> {
    let row: Option<(String, Option<Vec<u8>>)> = tx.first(
        "SELECT id, voice FROM contributors WHERE secret_hash = $1 AND matter_id = $2 AND contribution = $3",
        &[&secret_hash(secret).as_slice(), &matter, &i64::from(number)],
    )?;
    let (id, lock) = row.ok_or(CaseError::NotFound)?;
    turn(tx, &id, secret, lock)
}

/// The same in a case that came out of the matter: whoever asked, joined, or asked what is treated as that question answers for it.
pub(in crate::act) fn speak_for_case(
    tx: &mut Tx<'_>,
    case: CaseId,
    secret: &str,
) -> Result<Option<Voice>, CaseError> {
    let (record,): (String,) = tx
        .first("SELECT record FROM cases WHERE id = $1", &[&case.to_string()])?
        .ok_or(CaseError::NotFound)?;
    let record: dantin_record::case::Case =
        serde_json::from_str(&record).map_err(|e| CaseError::Damaged(e.to_string()))?;
    let pledged = record.pledged.ok_or(CaseError::NotFound)?;
    let row: Option<(String, i64, Option<Vec<u8>>)> = tx.first(
        "SELECT id, contribution, voice FROM contributors WHERE secret_hash = $1 AND matter_id = $2",
        &[&secret_hash(secret).as_slice(), &pledged.matter.to_string()],
    )?;
    let (id, number, lock) = row.ok_or(CaseError::NotFound)?;
    if i64::from(pledged.number) != number {
        let matter = super::load(tx, &pledged.matter.to_string())?;
        let number = u32::try_from(number).unwrap_or(0);
        if matter.main_of(number) != Some(pledged.number) {
            return Err(CaseError::NotFound);
        }
    }
    turn(tx, &id, secret, lock)
}

fn turn(tx: &mut Tx<'_>, id: &str, secret: &str, lock: Option<Vec<u8>>) -> Result<Option<Voice>, CaseError> {
    let Some(key) = next_key(secret, lock)? else { return Ok(None) };
    tx.execute("UPDATE contributors SET voice = $1 WHERE id = $2", &[&key.as_slice(), &id])?;
    Ok(Some(key))
}

/// What stands for a browser that supports a question: the hash of the token that it keeps.
pub(super) fn supporter(token: &str) -> [u8; 32] {
    digest("dantin/supporter/v1", token)
}
