//! The case as the public sees it now, for an officer who wants to know before answering.

use askama::Template;
use axum::extract::{Path, State};
use dantin_record::case::Visibility;

use super::{history::Course, seen::full_code, steps::Standing, store, wording::Wording};
use crate::{
    app::Shared,
    city::people::{pages::SignedIn, rights::Act},
    error::{Error, Missing},
    pages::{
        components::{Deadline, Link, Photo, Tag},
        erased::Erased,
        layout::{Page, Shell},
    },
};

/// The page.
#[derive(Template)]
#[template(path = "desk/templates/preview.html")]
pub struct PreviewPage {
    shell: Shell,
    crumbs: Vec<Link>,
    code: String,
    heading: String,
    explained: String,
    tag: Tag,
    deadline: Option<Deadline>,
    agency: String,
    text: String,
    address: String,
    photos: Vec<Photo>,
}

/// `GET /desk/cases/{code}/preview`.
pub async fn show(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(code): Path<String>,
) -> Result<Page<PreviewPage>, Error> {
    let code = full_code(&app, &code)?;
    let (record, photos, events) = app
        .read(move |tx| {
            let record = store::find(tx, &code)?.ok_or(Error::NotFound(Missing::Case))?;
            let photos = store::photos(tx, &record.id)?;
            let events = store::course(tx, &record.id)?;
            Ok((record, photos, events))
        })
        .await?;
    let case = &record.case;
    let standing = Standing::new(&app.city, signed.officer(), case, record.assignee.as_ref());
    standing.check(Act::See).map_err(|denied| Error::Forbidden(denied.word()))?;
    let w = &signed.visit.w;
    let wording = Wording { w, city: &app.city, now: signed.visit.now };
    let subcategory = case.subcategory.as_ref().map(dantin_record::code::SubcategoryCode::as_str);
    let service = wording.service(case.category.as_str(), subcategory);
    let heading = match case.area() {
        Some(area) => format!("{service}, {}", wording.area(area.as_str())),
        None => service,
    };
    let (contents, doers) = (store::Contents::default(), std::collections::BTreeMap::new());
    let course = Course {
        wording,
        events: &events,
        contents: &contents,
        photos: &photos,
        papers: &[],
        erased: &Erased::default(),
        doers: &doers,
        with_content: false,
    };
    let is_public = case.visibility == Visibility::Public;
    let explained = match case.visibility {
        Visibility::Public => w.t("desk-preview-public"),
        Visibility::AwaitingModeration => w.t("desk-preview-held"),
        Visibility::Hidden => w.t("desk-preview-hidden"),
    };
    let shown = photos.iter().filter(|photo| is_public && photo.shown).map(|photo| course.photo(photo));
    Ok(Page::private(PreviewPage {
        crumbs: vec![
            Link::new("/desk", w.t("desk-nav-inbox")),
            Link::new(format!("/desk/cases/{}", record.code), record.code.clone()),
            Link::new("", w.t("desk-as-the-resident")),
        ],
        explained,
        tag: case.kind().into(),
        deadline: wording.deadline(case),
        agency: wording.lead(case),
        text: record.public_text.clone().filter(|_| is_public).unwrap_or_default(),
        address: record.public_address.clone().filter(|_| is_public).unwrap_or_default(),
        photos: shown.collect(),
        shell: signed.shell(format!("{} {heading}", record.code)),
        code: record.code.clone(),
        heading,
    }))
}
