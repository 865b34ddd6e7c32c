//! What of a case the public reads: a moderator shows it, as it was written or changed for a reason, or hides it. Here too the place
//! becomes a point: until somebody has looked, the public knows the ward alone.

use dantin_city::City;
use dantin_record::{
    case::{Case, Visibility},
    event::{Event, ShownText},
    place::{Point, Spot},
    reasons::HideReason,
};
use dantin_store::Tx;

use super::{CaseError, Context, commands::Command, proof::published_hash, submission::LEAST_PRECISION};

/// What a moderator shows of a case.
pub struct Showing<'a> {
    /// The words as the public reads them; `None` shows no words.
    pub text: Option<&'a str>,
    /// Originals' hashes of the photos that are shown, out of those of the case.
    pub photos: &'a [String],
    /// The address line, where the place may be public.
    pub address: Option<&'a str>,
    /// Whether the ward alone is public, and neither point nor address line.
    pub ward_only: bool,
    /// Why words are changed or left out, or parts of a photo made unrecognisable; it stands in the journal.
    pub reason: Option<HideReason>,
}

/// A moderator publishes the case; the original words stay sealed beside a redacted version. What is published has a
/// commitment of its own in this entry, or, as written, the report's, so that anybody can hold the page to the journal.
/// Words that are not shown as they were written need a reason.
pub fn show(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    showing: &Showing<'_>,
) -> Result<Case, CaseError> {
    let (case, is_reduced) = show_as(tx, context, command, showing)?;
    if is_reduced && showing.reason.is_none() { Err(CaseError::ReasonMissing) } else { Ok(case) }
}

/// As [`show`], for whoever knows why already; gives whether the words are not shown as they were written, too.
pub(super) fn show_as(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    showing: &Showing<'_>,
) -> Result<(Case, bool), CaseError> {
    let mut file = command.open(tx)?;
    let id = file.case.id.to_string();
    let original: Option<(String,)> =
        tx.first("SELECT body FROM contents WHERE case_id = $1 AND number = 1 AND field = 'text'", &[&id])?;
    let original = original.map(|(text,)| text).unwrap_or_default();
    let (form, private) = match showing.text {
        None => (ShownText::None, None),
        Some(text) if text == original => (ShownText::AsWritten, None),
        Some(text) => (ShownText::Redacted, Some(("public_text", text))),
    };
    let mut hashes = Vec::new();
    tx.execute("UPDATE case_photos SET shown = FALSE WHERE case_id = $1 AND moment = 'report'", &[&id])?;
    for photo in showing.photos {
        hashes.push(published_hash(tx, photo)?);
        tx.execute("UPDATE case_photos SET shown = TRUE WHERE case_id = $1 AND photo = $2", &[&id, photo])?;
    }
    // What of the agency's evidence was made unrecognisable has another hash than its own entry says: this one says it.
    let blurred: Vec<(String,)> = tx.all(
        "SELECT e.photo FROM case_photos e JOIN photos p ON p.hash = e.photo WHERE e.case_id = $1 AND e.shown = TRUE \
         AND e.moment <> 'report' AND p.blurred IS NOT NULL ORDER BY e.number, e.place LIMIT 10",
        &[&id],
    )?;
    for (photo,) in &blurred {
        hashes.push(published_hash(tx, photo)?);
    }
    let (blurred,): (i64,) = tx.one(
        "SELECT count(*) FROM case_photos e JOIN photos p ON p.hash = e.photo WHERE e.case_id = $1 AND e.shown = TRUE \
         AND p.blurred IS NOT NULL",
        &[&id],
    )?;
    let is_blurred = blurred > 0;
    let spot = if showing.ward_only { None } else { spot(tx, context.city, &file.case)? };
    let is_placed = spot.is_some() || file.case.place.point().is_some();
    let public_address = showing.address.filter(|_| is_placed && !showing.ward_only);
    let address = public_address.map(|address| ("public_address", address));
    let private: Vec<(&str, &str)> = private.into_iter().chain(address).collect();
    tx.execute(
        "UPDATE contents SET opened = FALSE WHERE case_id = $1 AND field IN ('text', 'public_text', 'public_address')",
        &[&id],
    )?;
    let is_reduced = form == ShownText::Redacted || (form == ShownText::None && !original.is_empty());
    // A reason that nothing needs would be counted as a redaction.
    let reason = showing.reason.filter(|_| is_reduced || is_blurred);
    let event = Event::Shown { text: form, photos: hashes, reason, spot };
    file.add(tx, context, command.by, event, &private, command.officer)?;
    if form == ShownText::AsWritten {
        tx.execute(
            "UPDATE contents SET opened = TRUE WHERE case_id = $1 AND number = 1 AND field = 'text'",
            &[&id],
        )?;
    }
    tx.execute(
        "UPDATE cases SET public_text = $1, public_photo = $2, public_address = $3 WHERE id = $4",
        &[&showing.text, &showing.photos.first(), &public_address, &id],
    )?;
    Ok((file.save(tx, context)?, is_reduced))
}

/// Whether the point of such a case may be public: not for kinds of reports about homes.
pub fn may_show_point(city: &City, case: &Case) -> bool {
    let subcategory = case.subcategory.as_ref().map(|code| code.as_str());
    city.pair(case.category.as_str(), subcategory).is_some_and(|service| !service.has_coarse_place())
}

/// The point that is to be told with a showing: what whoever filed the case pointed at. Where the case is public already its place
/// stays as it was made public.
fn spot(tx: &mut Tx<'_>, city: &City, case: &Case) -> Result<Option<Spot>, CaseError> {
    let is_told = case.place.point().is_some() || case.visibility == Visibility::Public;
    if is_told || !may_show_point(city, case) {
        return Ok(None);
    }
    let (latitude, longitude, accuracy): (Option<f64>, Option<f64>, Option<i64>) =
        tx.one("SELECT latitude, longitude, accuracy_m FROM cases WHERE id = $1", &[&case.id.to_string()])?;
    let point =
        latitude.zip(longitude).and_then(|(latitude, longitude)| Point::from_degrees(latitude, longitude));
    let precision_m = u16::try_from(accuracy.unwrap_or_default()).unwrap_or(u16::MAX).max(LEAST_PRECISION);
    Ok(point.map(|point| Spot { point, precision_m }))
}

/// A moderator hides the case; it still counts.
pub fn hide(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    reason: HideReason,
) -> Result<Case, CaseError> {
    let mut file = command.open(tx)?;
    file.add(tx, context, command.by, Event::Hidden { reason }, &[], command.officer)?;
    let id = file.case.id.to_string();
    tx.execute(
        "UPDATE cases SET public_text = NULL, public_photo = NULL, public_address = NULL WHERE id = $1",
        &[&id],
    )?;
    file.save(tx, context)
}
