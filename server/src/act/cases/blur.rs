//! Parts of a photo made unrecognisable: the published copies are other ones from now on, everywhere the photo is shown;
//! the old ones are noted to be removed, and each public case that shows it tells the journal the new hash. The original
//! stays sealed. The copies themselves are made before; here is only the transaction.

use dantin_photos::Region;
use dantin_record::case::{Case, Visibility};
use dantin_store::Tx;

use super::{
    CaseError, CaseFile, Context, Key,
    commands::{self, Command, Showing},
};

/// The copies that take the place of the old ones.
pub struct Blurred<'a> {
    /// Hash of the original.
    pub photo: &'a str,
    /// Hashes of the new copies: large, medium, small.
    pub copies: [&'a str; 3],
    /// Which parts.
    pub regions: &'a [Region],
}

/// The parts as the table keeps them: lines of left, top, width and height in thousandths.
pub fn written(regions: &[Region]) -> String {
    let line = |region: &Region| region.parts().map(|part| part.to_string()).join(" ");
    regions.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what [`written`] wrote; what is no part is left out.
pub fn read(text: &str) -> Vec<Region> {
    let part = |line: &str| {
        let numbers: Vec<u16> =
            line.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        match numbers.as_slice() {
            [left, top, width, height] => Region::new(*left, *top, *width, *height),
            _ => None,
        }
    };
    text.lines().filter_map(part).collect()
}

/// Puts the new copies in the place of the old ones.
pub fn blur(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    blurred: &Blurred<'_>,
) -> Result<Case, CaseError> {
    let file = command.open(tx)?;
    let id = file.case.id.to_string();
    let unknown = || CaseError::Unknown { field: "photo", code: blurred.photo.to_owned() };
    let old: Option<(String, String, String)> = tx.first(
        "SELECT p.large, p.medium, p.small FROM photos p WHERE p.hash = $1 AND EXISTS (SELECT 1 FROM case_photos e \
         WHERE e.photo = p.hash AND e.case_id = $2)",
        &[&blurred.photo, &id],
    )?;
    let (large, medium, small) = old.ok_or_else(unknown)?;
    let [new_large, new_medium, new_small] = blurred.copies;
    let marked = Some(written(blurred.regions)).filter(|text| !text.is_empty());
    tx.execute(
        "UPDATE photos SET large = $1, medium = $2, small = $3, blurred = $4 WHERE hash = $5",
        &[&new_large, &new_medium, &new_small, &marked, &blurred.photo],
    )?;
    tx.execute(
        "DELETE FROM removals WHERE shelf = 'published' AND hash IN ($1, $2, $3)",
        &[&new_large, &new_medium, &new_small],
    )?;
    for copy in [&large, &medium, &small] {
        if !blurred.copies.contains(&copy.as_str()) {
            tx.execute(
                "INSERT INTO removals (shelf, hash, created_at) VALUES ('published', $1, $2) \
                 ON CONFLICT (shelf, hash) DO NOTHING",
                &[copy, &context.now],
            )?;
        }
    }
    let shown_in: Vec<(String,)> = tx.all(
        "SELECT DISTINCT c.id FROM cases c JOIN case_photos e ON e.case_id = c.id WHERE e.photo = $1 AND e.shown = TRUE \
         AND c.visibility || '' = 'public' ORDER BY c.id",
        &[&blurred.photo],
    )?;
    for (case,) in shown_in {
        // Nothing changed for the readers when the copies are the same ones.
        if large != new_large {
            show_again(tx, context, command, &case)?;
        }
    }
    Ok(CaseFile::open(tx, &Key::Id(&id))?.case)
}

/// Shows a public case as it is shown, with the photos' present hashes.
fn show_again(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    command: &Command<'_>,
    case: &str,
) -> Result<(), CaseError> {
    let (text, address): (Option<String>, Option<String>) =
        tx.one("SELECT public_text, public_address FROM cases WHERE id = $1", &[&case])?;
    let photos: Vec<(String,)> = tx.all(
        "SELECT photo FROM case_photos WHERE case_id = $1 AND moment = 'report' AND shown = TRUE ORDER BY number, place",
        &[&case],
    )?;
    let photos: Vec<String> = photos.into_iter().map(|(photo,)| photo).collect();
    let again =
        Command { key: Key::Id(case), version: None, by: command.by, officer: command.officer, secret: None };
    let showing = Showing { text: text.as_deref(), photos: &photos, address: address.as_deref() };
    let shown = commands::show(tx, context, &again, &showing)?;
    debug_assert_eq!(shown.visibility, Visibility::Public);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic_and_what_was_written_is_read(text in "[0-9 \\n.-]{0,60}", parts in proptest::collection::vec((0_u16..500, 0_u16..500, 1_u16..=500, 1_u16..=500), 0..5)) {
            let _ = read(&text);
            let regions: Vec<Region> = parts.into_iter().filter_map(|(a, b, c, d)| Region::new(a, b, c, d)).collect();
            prop_assert_eq!(read(&written(&regions)), regions);
        }
    }
}
