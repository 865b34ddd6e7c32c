//! The frame round every page: `Shell` is what the layout shows, `Page` is an askama template with its status and cache policy.
//! Nothing here knows a domain or the application; handlers hand over plain values.
//!
//! A page is a struct with a field `shell: Shell`, whose template begins with
//! `{% extends "pages/templates/layout.html" %}` and fills the blocks `main`, and if needed `head`, `before` and `aside`.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dantin_words::{Language, Words};

use super::components::{Link, Notice};
use super::headers::CachePolicy;
use super::preferences::Preferences;
use super::summary;

/// What an installation is, the same for every visitor.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The city's name in Vietnamese, such as "Hà Nội".
    pub city_vi: String,
    /// The city's name in English.
    pub city_en: String,
    /// Numbers for danger to life and for help, in the order of display.
    pub hotlines: Vec<Hotline>,
    /// Whether the cases are samples: every page then says so.
    pub is_sample: bool,
    /// The version of the executable.
    pub version: String,
}

impl Site {
    /// The city's name in a language.
    pub fn city(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.city_vi,
            Language::English => &self.city_en,
        }
    }
}

/// A telephone number with what it is for, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotline {
    /// Digits as dialled.
    pub number: String,
    /// "Công an", "Cấp cứu".
    pub name_vi: String,
    /// "Police", "Ambulance".
    pub name_en: String,
}

impl Hotline {
    /// What the number is for, in a language.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.name_vi,
            Language::English => &self.name_en,
        }
    }
}

/// The entry of the navigation that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// None of them.
    #[default]
    None,
    /// `/`
    Home,
    /// `/report`
    Report,
    /// `/cases`
    Cases,
    /// `/map`
    Map,
    /// `/dialogues` and `/commitments`
    Dialogues,
    /// `/consultations`
    Consultations,
    /// `/results`
    Results,
    /// `/help`
    Help,
    /// `/desk`
    Desk,
}

/// How much stands on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// For the public.
    #[default]
    Comfortable,
    /// For the desk.
    Compact,
}

impl Density {
    /// The value of `<html data-density>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }
}

/// Who is signed in at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Officer {
    /// Name as shown.
    pub name: String,
    /// Agency and role: "Sở Xây dựng · xử lý".
    pub role: String,
    /// Token for the sign-out form.
    pub csrf: String,
    /// The desk's navigation.
    pub links: Vec<Link>,
}

/// Everything that the layout shows; each page struct has one as `shell`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The words of this request's language.
    pub w: Words,
    /// The visitor's choices.
    pub preferences: Preferences,
    /// The city's name in the page's language.
    pub city: String,
    /// What the page is called, without the site's name.
    pub title: String,
    /// One sentence for search engines and link previews; empty for none.
    pub description: String,
    /// Where it stands in the navigation.
    pub section: Section,
    /// Public or desk.
    pub density: Density,
    /// Whether the cases are samples.
    pub is_sample: bool,
    /// Whether nothing is written into the public journal any more: every page then says so.
    pub is_halted: bool,
    /// Whether the form on the page was refused: the title then begins with "Lỗi:".
    pub has_errors: bool,
    /// Whether search engines may list the page.
    pub is_listed: bool,
    /// Where the form `flow` of the page is sent to show the same page once more; empty for a page without one. Language
    /// and light mode are then switched by sending it, so that nothing that was typed is lost.
    pub form: String,
    /// What just happened, above the page.
    pub notice: Option<Notice>,
    /// Who is signed in, at the desk.
    pub officer: Option<Officer>,
    /// Numbers in the footer.
    pub hotlines: Vec<Hotline>,
    /// Entries of the public journal, written for people; empty while it is not known.
    pub journal_size: String,
    /// The version of the executable.
    pub version: String,
}

impl Shell {
    /// The frame of a public page.
    pub fn new(site: &Site, words: Words, preferences: Preferences) -> Self {
        let language = words.language();
        Self {
            city: site.city(language).to_owned(),
            title: String::new(),
            description: String::new(),
            section: Section::None,
            density: Density::Comfortable,
            is_sample: site.is_sample,
            is_halted: false,
            has_errors: false,
            is_listed: true,
            form: String::new(),
            notice: None,
            officer: None,
            hotlines: site.hotlines.clone(),
            journal_size: String::new(),
            version: site.version.clone(),
            w: words,
            preferences,
        }
    }

    /// Names the page and its place in the navigation.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>, section: Section) -> Self {
        self.title = title.into();
        self.section = section;
        self
    }

    /// Makes it a page of the desk: compact, not listed, with the officer's header.
    #[must_use]
    pub fn for_officer(mut self, officer: Officer) -> Self {
        self.officer = Some(officer);
        self.density = Density::Compact;
        self.is_listed = false;
        self
    }

    /// Says something above the page.
    #[must_use]
    pub fn with_notice(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }

    /// Marks the page as the answer to a refused form.
    #[must_use]
    pub fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// Keeps search engines away: secret links, sign-in, drafts.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.is_listed = false;
        self
    }

    /// Says how many entries the public journal holds.
    #[must_use]
    pub fn with_journal_size(mut self, entries: u64) -> Self {
        self.journal_size = self.w.integer(i64::try_from(entries).unwrap_or(i64::MAX));
        self
    }

    /// Says that the public journal has stopped, if it has.
    #[must_use]
    pub fn halted(mut self, is_halted: bool) -> Self {
        self.is_halted = is_halted;
        self
    }

    /// The language of the page.
    pub fn language(&self) -> Language {
        self.w.language()
    }

    /// The address of this page in the other language.
    pub fn other_language_address(&self) -> String {
        self.preferences.address_with(&format!("lang={}", self.language().other().code()))
    }

    /// The address of this page with light mode switched over.
    pub fn other_weight_address(&self) -> String {
        self.preferences.address_with(self.other_weight())
    }

    /// The choice that switches light mode over.
    pub const fn other_weight(&self) -> &'static str {
        if self.preferences.light { "light=0" } else { "light=1" }
    }

    /// What switching light mode over is called.
    pub fn weight_words(&self) -> String {
        self.w.t(if self.preferences.light { "light-off" } else { "light-on" })
    }

    /// `aria-current` for a navigation entry: `page` if the page belongs to it.
    pub fn is_in(&self, section: &str) -> bool {
        let own = match self.section {
            Section::None => "",
            Section::Home => "home",
            Section::Report => "report",
            Section::Cases => "cases",
            Section::Map => "map",
            Section::Dialogues => "dialogues",
            Section::Consultations => "consultations",
            Section::Results => "results",
            Section::Help => "help",
            Section::Desk => "desk",
        };
        own == section
    }
}

/// A page to send: its template, status and cache policy.
#[derive(Debug)]
pub struct Page<T> {
    template: T,
    status: StatusCode,
    policy: CachePolicy,
}

impl<T: Template> Page<T> {
    /// A page that anybody may see, the same for all with the same preferences.
    pub const fn public(template: T) -> Self {
        Self { template, status: StatusCode::OK, policy: CachePolicy::Public }
    }

    /// A page for one person: behind a secret link, a sign-in, or an answer to a form.
    pub const fn private(template: T) -> Self {
        Self { template, status: StatusCode::OK, policy: CachePolicy::Private }
    }

    /// The same page with another status; an answer that is not 200 is kept by nobody.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self.policy = CachePolicy::Private;
        self
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) => {
                let media_type =
                    [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
                (self.status, self.policy, media_type, summary::named(html)).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "A page could not be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// The page that says what went wrong, what is missing and where to go on.
#[derive(Debug, Template)]
#[template(path = "pages/templates/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub shell: Shell,
    /// The HTTP status.
    pub status: u16,
    /// "Không tìm thấy hồ sơ này".
    pub headline: String,
    /// What is missing or refused, in one or two sentences.
    pub explanation: String,
    /// What one can do next.
    pub ways_on: Vec<Link>,
    /// Number of the log line, for unexpected errors; empty otherwise.
    pub reference: String,
}
