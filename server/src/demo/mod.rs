//! The demonstration: a city with sample cases in every state, made by the commands that everybody's forms run, so that
//! every rule of the product holds for them. Each case is marked as a sample, and the pages say so. Nothing of it can
//! get into a folder with real cases.

mod accounts;
mod consultations;
mod course;
mod dialogues;
mod drawing;
mod oversight;
mod pictures;
mod plan;
mod play;
mod replies;
mod texts;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use dantin_photos::{Accepted, Photos};
use jiff::Timestamp;

pub use accounts::{OPEN311_KEY, table};

use self::{
    accounts::Accounts,
    pictures::{Motif, Stage, draw},
    play::{Pictures, Stageplay},
};
use crate::{
    act::{cases::CaseError, deadlines::moment},
    app::App,
    city::people::model::RoleKind,
    clock::SeededRandom,
    jobs::journal::announcements,
    listen::photos::insert,
    open311::partners,
    prove::journal::{follow, notices},
};

/// Where the demonstration lives when no folder is named, below the present one.
pub const FOLDER: &str = "dantin-demo";

/// The file by which a folder of the demonstration is known.
const MARK: &str = "SAMPLE-DATA.txt";

const MARK_TEXT: &str = "Thư mục này chỉ có dữ liệu mẫu của Dân Tin và có thể xóa bất cứ lúc nào.\n\
                         This folder holds only sample data of Dân Tin and can be deleted at any time.\n";

/// Makes the folder, or takes one that a demonstration has made before; a folder with anything else in it is refused.
pub fn folder(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let path = named.map_or_else(|| PathBuf::from(FOLDER), Path::to_path_buf);
    crate::operation::folder::make(&path)?;
    let mark = path.join(MARK);
    if !mark.exists() {
        let mut entries =
            std::fs::read_dir(&path).with_context(|| format!("cannot look into {}", path.display()))?;
        if entries.next().is_some() {
            bail!(
                "{} is not empty and holds no sample data; name another folder with --data, so that sample cases and real \
                 ones never meet",
                path.display()
            );
        }
        std::fs::write(&mark, MARK_TEXT).with_context(|| format!("cannot write {}", mark.display()))?;
    }
    Ok(path)
}

/// Fills an empty database with the sample city as of `now`, and gives the number of cases; a filled one stays as it
/// is. Blocks for some seconds.
pub fn fill(app: &App, now: Timestamp, runtime: &tokio::runtime::Handle) -> anyhow::Result<usize> {
    let (there,): (i64,) = app
        .db
        .read_blocking(|tx| tx.one("SELECT COUNT(*) FROM cases", &[]).map_err(CaseError::from))
        .context("cannot count the cases")?;
    if there > 0 {
        return Ok(usize::try_from(there).unwrap_or(usize::MAX));
    }
    let random = SeededRandom::new(1);
    let plan = plan::plan(&app.city, now)?;
    let began = plan.iter().filter_map(|case| case.steps.first()).map(|(at, _)| *at).min().unwrap_or(now);
    let (names, rows) = runtime.block_on(store_pictures(&app.photos))?;
    let officers = Accounts::prepare(began, &random)?;
    let stage = Stageplay { city: Arc::clone(&app.city), plan, pictures: names, officers, until: now };
    let announcements = announcements(app);
    let count = app
        .db
        .write_blocking(move |tx| {
            notices::append(tx, 0, moment(began), &announcements)?;
            for photo in &rows {
                insert(tx, photo, stage.city.calendar().zone(), began)?;
            }
            stage.officers.store(tx, began).map_err(|fault| CaseError::Damaged(fault.to_string()))?;
            if let Some(coordinator) = stage.officers.acting(RoleKind::Coordinator, None) {
                replies::write(tx, coordinator, began)?;
            }
            partners::add(tx, "mẫu", OPEN311_KEY, began)?;
            let count = stage.play(tx)?;
            if let Some(secretary) = stage.officers.acting(RoleKind::Coordinator, None) {
                dialogues::play(tx, &stage.city, secretary, stage.until)?;
            }
            consultations::hold(tx, &stage.city, now)?;
            Ok::<_, CaseError>(count)
        })
        .context("the sample cases could not be made")?;
    follow(&app.db, &app.book).context("cannot read the journal")?;
    let (size, at, figures) = {
        let book = app.book.read();
        let at = moment(now).max(book.last_at());
        (book.size(), at, notices::figures(&book, at, app.city.calendar().zone()))
    };
    app.db
        .write_blocking(move |tx| notices::append(tx, size, at, std::slice::from_ref(&figures)))
        .context("the figures of the sample cases could not be published")?;
    follow(&app.db, &app.book).context("cannot read the journal")?;
    Ok(count)
}

/// Draws every picture and takes it in like any photo.
async fn store_pictures(photos: &Photos) -> anyhow::Result<(Pictures, Vec<Accepted>)> {
    let mut waiting = Vec::new();
    for motif in Motif::ALL {
        for stage in [Stage::Before, Stage::After] {
            let photos = photos.clone();
            waiting.push(tokio::spawn(async move {
                let bytes = tokio::task::spawn_blocking(move || draw(motif, stage)).await??;
                let accepted = photos.accept(bytes.into()).await?;
                Ok::<_, anyhow::Error>(((motif, stage), accepted))
            }));
        }
    }
    let (mut names, mut rows) = (Pictures::new(), Vec::new());
    for one in waiting {
        let (key, accepted) = one.await.context("drawing failed")??;
        names.insert(key, accepted.original.to_string());
        rows.push(accepted);
    }
    Ok((names, rows))
}
