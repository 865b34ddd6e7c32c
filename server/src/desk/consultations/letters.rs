//! Telling by mail those who commented and left an address that there is a response. No mail holds the secret of a link, since none is
//! stored: it leads to the public page.

use dantin_mail::Address;
use dantin_words::Language;

use crate::{
    act::matters::contributors_of,
    app::Shared,
    error::Error,
    listen::consultations::{Course, texts, with},
    mail::{
        Letter, List, address_hash,
        page::{Frame, note},
    },
};

/// A mail for each who is answered with this comment; none where the server sends no mail.
pub(super) async fn of_answer(
    app: &Shared,
    course: &Course,
    comment: u32,
    response: &str,
) -> Result<Vec<Letter>, Error> {
    let Some(mailer) = &app.mail else { return Ok(Vec::new()) };
    let numbers: Vec<u32> = with(app, &course.code, |consultation| {
        let all = consultation.comments.iter().filter(|one| !one.is_gone());
        all.filter(|one| one.number == comment || one.grouped_into == Some(comment))
            .map(|one| one.number)
            .collect()
    })?;
    let id = course.id.clone();
    let (title, readers) = app
        .read(move |tx| {
            let mut readers = Vec::new();
            for number in &numbers {
                let all = contributors_of(tx, &id, *number)?.into_iter();
                readers.extend(all.filter_map(|one| Some((*number, one.language, one.email?))));
            }
            Ok((texts(tx, &id)?.0, readers))
        })
        .await?;
    let mut letters = Vec::new();
    for (number, language, email) in readers {
        // What somebody typed may be no address; the page behind the link has the response all the same.
        let Ok(to) = email.parse::<Address>() else { continue };
        let language = Language::parse(&language).unwrap_or(Language::Vietnamese);
        let w = app.words.words(language);
        let subject = w.with("comment-mail-subject", &[("title", title.as_str().into())]);
        let (why, choices) = (w.t("comment-mail-why"), mailer.choices(&address_hash(&to)));
        let frame = Frame {
            w: &w,
            city: app.site.city(language),
            title: &subject,
            why: &why,
            choices: &choices,
            is_sample: app.site.is_sample,
        };
        let paragraphs = [
            w.with(
                "comment-mail-body",
                &[("number", i64::from(number).into()), ("title", title.as_str().into())],
            ),
            response.to_owned(),
        ];
        let link =
            format!("{}/consultations/{}/table#c{number}", app.public_url.trim_end_matches('/'), course.code);
        let (html, text) =
            note(&frame, &paragraphs, (&link, &w.t("comment-mail-open")), &[w.t("my-link-hint")])
                .map_err(anyhow::Error::new)?;
        let thread = Some(format!("consultation.{}", course.code));
        letters.push(Letter {
            list: List::Cases,
            to,
            language,
            subject,
            text,
            html,
            thread,
            told: Vec::new(),
        });
    }
    Ok(letters)
}
