//! What moderators have published of cases, for lists and pages: words, address lines and photos. One statement serves
//! a whole page of rows. Contact, exact place and original words are never read here.

use std::collections::HashMap;

use dantin_record::{book::Row, id::CaseId};
use dantin_store::{Query, Tx};

use crate::{error::Error, pages::components::Photo};

/// The published part of a case that a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The words as the public reads them.
    pub text: Option<String>,
    /// The address line.
    pub address: Option<String>,
    /// The first photo.
    pub photo: Option<Picture>,
}

/// A published photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// SHA-256 of the original.
    pub original: String,
    /// SHA-256 of the largest published copy: what the journal names.
    pub published: String,
    /// Width of the original in pixels.
    pub width: u32,
    /// Height of the original in pixels.
    pub height: u32,
}

impl Picture {
    /// The size that fits into `longest` pixels.
    fn within(&self, longest: u32) -> (u32, u32) {
        let side = self.width.max(self.height).max(1);
        if side <= longest {
            return (self.width, self.height);
        }
        let scaled = |length: u32| {
            u32::try_from((u64::from(length) * u64::from(longest) + u64::from(side) / 2) / u64::from(side))
                .unwrap_or(longest)
                .max(1)
        };
        (scaled(self.width), scaled(self.height))
    }

    /// As a small picture of a list.
    pub fn small(&self, alt: String) -> Photo {
        self.sized("small", 240, alt)
    }

    /// As a picture within a page, linked to the largest copy, with its hash.
    pub fn medium(&self, alt: String) -> Photo {
        let small = self.small(String::new());
        Photo {
            hash: self.published.clone(),
            full: self.address("large"),
            smaller: (small.src, small.width),
            ..self.sized("medium", 640, alt)
        }
    }

    fn sized(&self, size: &str, longest: u32, alt: String) -> Photo {
        let (width, height) = self.within(longest);
        Photo { src: self.address(size), width, height, alt, ..Photo::default() }
    }

    /// Where a published copy is: named by what is shown, since a copy that was made unrecognisable is another one.
    pub fn address(&self, size: &str) -> String {
        format!("/photos/{}/{size}.jpg", self.published)
    }
}

/// The published parts of these rows, by id.
pub fn of_rows(tx: &mut Tx<'_>, rows: &[Row]) -> Result<HashMap<CaseId, Shown>, Error> {
    let ids: Vec<CaseId> = rows.iter().filter(|row| row.is_public()).map(|row| row.id).collect();
    // The visibility is compared as an expression: by its column SQLite would walk through all public cases.
    let mut query = Query::new(
        "SELECT c.id, c.public_text, c.public_address, p.hash, p.large, p.width, p.height \
         FROM cases c LEFT JOIN photos p ON p.hash = c.public_photo WHERE c.visibility || '' = 'public' AND c.id IN (",
    );
    query.bind_list(ids.iter().map(ToString::to_string)).push(")");
    type Columns =
        (String, Option<String>, Option<String>, Option<String>, Option<String>, Option<i64>, Option<i64>);
    let found: Vec<Columns> = tx.all_query(&query)?;
    Ok(found
        .into_iter()
        .filter_map(|(id, text, address, hash, large, width, height)| {
            let photo =
                hash.zip(large).zip(width.zip(height)).map(|((original, published), (width, height))| {
                    Picture { original, published, width: pixels(width), height: pixels(height) }
                });
            Some((id.parse().ok()?, Shown { text, address, photo }))
        })
        .collect())
}

/// A side length out of its column.
pub fn pixels(length: i64) -> u32 {
    u32::try_from(length).unwrap_or(1)
}

/// A photo of a case that the public may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePhoto {
    /// The case.
    pub case: CaseId,
    /// The event it came with.
    pub number: i64,
    /// `report`, `before`, `after`, `reply` or `contest`.
    pub moment: String,
    /// The picture.
    pub picture: Picture,
}

/// All published photos of these cases, in the order in which they came.
pub fn photos(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<CasePhoto>, Error> {
    let mut query = Query::new(
        "SELECT cp.case_id, cp.number, cp.moment, p.hash, p.large, p.width, p.height FROM case_photos cp \
         JOIN photos p ON p.hash = cp.photo JOIN cases c ON c.id = cp.case_id \
         WHERE cp.shown AND c.visibility <> 'hidden' AND cp.case_id IN (",
    );
    query.bind_list(cases.iter().map(ToString::to_string)).push(") ORDER BY cp.case_id, cp.number, cp.place");
    let found: Vec<(String, i64, String, String, String, i64, i64)> = tx.all_query(&query)?;
    Ok(found
        .into_iter()
        .filter_map(|(case, number, moment, original, published, width, height)| {
            let picture = Picture { original, published, width: pixels(width), height: pixels(height) };
            Some(CasePhoto { case: case.parse().ok()?, number, moment, picture })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sizes_on_a_page_are_those_of_the_published_copies() {
        let picture = Picture { original: "aa".into(), published: "bb".into(), width: 4000, height: 3000 };
        let small = picture.small(String::new());
        assert_eq!((small.width, small.height, small.src.as_str()), (240, 180, "/photos/bb/small.jpg"));
        let medium = picture.medium(String::new());
        assert_eq!(
            (medium.width, medium.full.as_str(), medium.hash.as_str()),
            (640, "/photos/bb/large.jpg", "bb")
        );
    }
}
