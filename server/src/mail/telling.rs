//! The words of a mail that tells what happened: an item for each case or question, in the words of the public page and never
//! more than that page shows. It knows neither who waits for what nor how a mail leaves.

use std::sync::Arc;

use askama::Template;
use dantin_mail::Address;
use dantin_record::{
    case::{State, Visibility},
    event::{Event, EventKind},
};
use dantin_words::Words;
use jiff::Timestamp;

use super::{
    Letter, List,
    page::{self, Frame},
    questions::Asked,
};
use crate::{
    app::App,
    pages::components::count,
    speak::{
        case::{Line, Record, told},
        wording::Wording,
    },
};

/// What a mail tells of.
pub(super) enum About {
    /// A case; without a record where it is hidden.
    Case { code: String, record: Option<Arc<Record>> },
    /// A question of a session.
    Question(Asked),
}

/// What is new of one case or question.
pub(super) struct News {
    pub about: About,
    /// The numbers of the events in the case or the session.
    pub numbers: Vec<i64>,
}

/// A case or a question in a mail.
pub(super) struct Item {
    pub heading: String,
    pub code: String,
    /// How the subject names it.
    pub name: String,
    /// Mails of the same thread stand together in a mailbox.
    pub thread: String,
    pub href: String,
    pub lines: Vec<ItemLine>,
    pub call: String,
    /// What the subject says of it.
    pub what: String,
    /// The key of the sentence on where the private link is, where something is asked that only that opens.
    pub link_hint: Option<&'static str>,
}

/// An event in a mail.
pub(super) struct ItemLine {
    pub title: String,
    pub when: String,
    pub text: String,
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
pub(super) struct Teller<'a> {
    pub app: &'a App,
    pub w: &'a Words,
    pub public_url: &'a str,
    pub now: Timestamp,
}

impl Teller<'_> {
    /// The mail; nothing where there is nothing to say.
    pub(super) fn letter(
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
        let is_of_question = news.iter().any(|news| matches!(news.about, About::Question(_)));
        let subject = match (list, items.len()) {
            (List::Cases, 1) => {
                w.with("mail-subject-case", &[("code", (&first.name).into()), ("what", (&first.what).into())])
            }
            (List::Cases, _) if is_of_question => w.n("mail-subject-all", number),
            (List::Cases, _) => w.n("mail-subject-cases", number),
            (_, 1) => w.with(
                "mail-subject-alert",
                &[("heading", (&first.heading).into()), ("what", (&first.what).into())],
            ),
            (..) => w.n("mail-subject-alerts", number),
        };
        let link_hint = items.iter().find_map(|item| item.link_hint).map(|key| w.t(key)).unwrap_or_default();
        let why = w.t(match list {
            List::Cases if is_of_question => "mail-why-questions",
            List::Cases => "mail-why-cases",
            _ => "mail-why-alerts",
        });
        let frame = Frame {
            w,
            city: self.app.site.city(w.language()),
            title: &subject,
            why: &why,
            choices,
            is_sample: self.app.site.is_sample,
        };
        let html = page::html(&frame, &DigestHtml { w, items: &items, link_hint: &link_hint }.render()?)?;
        let text = page::text(&frame, &plain(w, &items, &link_hint));
        let thread = (items.len() == 1).then(|| first.thread.clone());
        Ok(Some(Letter { list, to, language: w.language(), subject, text, html, thread, told: Vec::new() }))
    }

    pub(super) fn wording(&self) -> Wording<'_> {
        Wording { city: &self.app.city, w: self.w, now: self.now }
    }

    fn item(&self, list: List, news: &News) -> Option<Item> {
        match &news.about {
            About::Case { code, record } => self.case(list, code, record.as_deref(), &news.numbers),
            About::Question(asked) => asked.item(self),
        }
    }

    fn case(&self, list: List, code: &str, record: Option<&Record>, numbers: &[i64]) -> Option<Item> {
        let w = self.w;
        let (code, thread) = (code.to_owned(), format!("case.{code}"));
        let Some(record) = record else {
            // It has no public page; its page behind the link says why.
            return (list == List::Cases).then(|| Item {
                heading: w.t("mail-hidden-title"),
                name: code.clone(),
                code,
                thread,
                href: format!("{}/help", self.public_url),
                lines: vec![ItemLine { title: w.t("mail-hidden"), when: String::new(), text: String::new() }],
                call: String::new(),
                what: w.t("mail-hidden-title"),
                link_hint: Some("mail-link-hint"),
            });
        };
        if list != List::Cases && record.case.visibility != Visibility::Public {
            return None;
        }
        let words = self.wording();
        let subcategory = record.case.subcategory.as_ref().map(|code| code.as_str());
        let service = words.service(record.case.category.as_str(), subcategory);
        let told: Vec<&Line> = record.lines.iter().filter(|line| numbers.contains(&line.number)).collect();
        let lines: Vec<ItemLine> = told.iter().map(|line| self.line(list, record, line, words)).collect();
        let what = lines.last()?.title.clone();
        let (call, needs_link) =
            if list == List::Cases { self.call(record, &told, words) } else { Default::default() };
        Some(Item {
            heading: format!("{service}, {}", words.area(record.case.area())),
            href: format!("{}/cases/{code}", self.public_url),
            name: code.clone(),
            code,
            thread,
            lines,
            call,
            what,
            link_hint: needs_link.then_some(if record.case.pledged.is_some() {
                "mail-link-hint-question"
            } else {
                "mail-link-hint"
            }),
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
        // Where a promise names the one body that confirms it, nobody else is asked.
        let is_others = record.case.pledged.is_some_and(|pledged| pledged.pledge.verifier.is_some());
        match record.case.state {
            State::ReportedResolved { .. } if is_others => Default::default(),
            State::ReportedResolved { confirm_by, .. } if has(EventKind::ReportedResolved) => {
                let time = words.dated(confirm_by).shown;
                (self.w.with("mail-call-answer", &[("time", time.as_str().into())]), true)
            }
            State::WaitingForReporter { .. } if has(EventKind::Asked) => (self.w.t("mail-call-reply"), true),
            _ => (String::new(), has(EventKind::Submitted) || has(EventKind::Joined)),
        }
    }
}
