//! Every component with sample content, in both languages and densities: what the test below draws. It is served nowhere.

use askama::Template;
use axum::response::{IntoResponse, Response};
use dantin_words::{Language, Words};

use super::components::{
    Bar, CaseRow, Chip, Choice, Deadline, DueState, EvidencePair, FieldError, LeadFigure, Link, Moment,
    Notice, NoticeKind, Paging, Photo, Step, SummaryRow, Tag, TimelineEntry, Voice, error_of,
};
use super::layout::{Density, Officer, Page, Section, Shell, Site};
use super::preferences::Preferences;
use super::qr;

#[derive(Template)]
#[template(path = "pages/templates/component_page.html")]
struct ComponentPage {
    shell: Shell,
    samples: Samples,
}

/// The page of all components; `density=compact` in the query shows the desk's density.
fn show(site: &Site, words: Words, preferences: Preferences) -> Response {
    let is_compact = preferences.address.contains("density=compact");
    let samples = Samples::new(words.language());
    let mut shell = Shell::new(site, words, preferences)
        .titled(samples.say("Các thành phần", "Components"), Section::None);
    shell.is_sample = true;
    shell = shell.with_journal_size(184_233).unlisted();
    if is_compact {
        shell.density = Density::Compact;
        shell.officer = Some(Officer {
            name: "Cán bộ mẫu".into(),
            role: samples.say("Sở Xây dựng · xử lý", "Department of Construction · handler"),
            csrf: "sample".into(),
            links: samples.links(),
        });
    }
    Page::private(ComponentPage { shell, samples }).into_response()
}

struct Samples {
    language: Language,
}

impl Samples {
    const fn new(language: Language) -> Self {
        Self { language }
    }

    fn say(&self, vietnamese: &str, english: &str) -> String {
        match self.language {
            Language::Vietnamese => vietnamese.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    fn links(&self) -> Vec<Link> {
        vec![
            Link::new("#inbox", self.say("Hộp việc", "Inbox")).counting("24").current_if(true),
            Link::new("#overdue", self.say("Quá hạn", "Overdue")).counting("3"),
            Link::new("#file", self.say("Ghi hộ người dân", "File for a resident")),
        ]
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![
            Link::new("/", self.say("Trang chủ", "Home")),
            Link::new("/cases", self.say("Các phản ánh", "Reports")),
            Link::new("#", "HN-7K2M-QX"),
        ]
    }

    fn notices(&self) -> Vec<Notice> {
        let notice = |kind, vi: &str, en: &str, text: String| Notice { kind, title: self.say(vi, en), text };
        vec![
            notice(
                NoticeKind::Information,
                "Vị trí chỉ gần đúng",
                "The place is approximate",
                self.say(
                    "Ranh giới phường chưa được nạp, nên điểm thuộc về trung tâm phường gần nhất.",
                    "Ward borders are not loaded, so a point belongs to the nearest ward centre.",
                ),
            ),
            notice(NoticeKind::Success, "Đã gửi phản ánh", "Report sent", String::new()),
            notice(
                NoticeKind::Warning,
                "Bản nháp giữ trên máy này",
                "The draft is kept on this device",
                self.say("Chúng tôi chưa nhận được gì.", "We have received nothing yet."),
            ),
            notice(
                NoticeKind::Error,
                "Ảnh này không đọc được",
                "This photo cannot be read",
                self.say("Hãy chọn ảnh JPEG, PNG hoặc WebP.", "Choose a JPEG, PNG or WebP photo."),
            ),
        ]
    }

    fn errors(&self) -> Vec<FieldError> {
        vec![
            FieldError {
                field: "text".into(),
                message: self.say(
                    "Hãy viết ít nhất 40 ký tự hoặc gửi kèm ảnh",
                    "Write at least 40 characters or add a photo",
                ),
            },
            FieldError {
                field: "ward".into(),
                message: self.say("Hãy chọn phường hoặc xã", "Choose a ward or commune"),
            },
        ]
    }

    fn error(&self, field: &str) -> String {
        error_of(&self.errors(), field).to_owned()
    }

    fn categories(&self) -> Vec<Choice> {
        let rows = [
            (
                "construction",
                "Đường, vỉa hè",
                "Roads, pavements",
                "Ổ gà, nắp cống, biển báo",
                "Potholes, manholes, signs",
            ),
            ("trash-2", "Rác thải", "Rubbish", "Rác tồn đọng, đổ trộm", "Uncollected or dumped"),
            ("droplets", "Thoát nước, ngập", "Drainage, flooding", "Cống tắc, nước đọng", "Blocked drains"),
            ("lightbulb", "Chiếu sáng", "Street lighting", "Đèn hỏng, dây điện", "Lamps, cables"),
            ("tree-pine", "Cây xanh", "Trees", "Cây nghiêng, cành gãy", "Leaning, broken"),
            ("car", "Trật tự, đỗ xe", "Traffic, parking", "", ""),
            ("building", "Xây dựng", "Building works", "", ""),
            ("glass-water", "Nước sạch", "Water supply", "", ""),
            ("utensils", "An toàn thực phẩm", "Food safety", "", ""),
            ("flame", "Cháy nổ", "Fire risks", "", ""),
            ("landmark", "Thủ tục hành chính", "Public services", "", ""),
            ("circle-question-mark", "Việc khác", "Something else", "", ""),
        ];
        rows.iter()
            .enumerate()
            .map(|(index, (icon, vi, en, hint_vi, hint_en))| Choice {
                value: (*icon).to_owned(),
                label: self.say(vi, en),
                hint: self.say(hint_vi, hint_en),
                icon: (*icon).to_owned(),
                is_chosen: index == 1,
            })
            .collect()
    }

    fn wards() -> Vec<Choice> {
        ["Phường Hoàn Kiếm", "Phường Cửa Nam", "Phường Ô Chợ Dừa", "Xã Gia Lâm"]
            .iter()
            .map(|name| Choice { value: (*name).to_owned(), label: (*name).to_owned(), ..Choice::default() })
            .collect()
    }

    fn answers(&self) -> Vec<Choice> {
        let choice = |value: &str, label: String, hint: String, is_chosen| Choice {
            value: value.into(),
            label,
            hint,
            icon: String::new(),
            is_chosen,
        };
        vec![
            choice(
                "mail",
                self.say("Báo tôi qua thư điện tử", "Tell me by e-mail"),
                self.say("Chỉ dùng cho phản ánh này", "Used for this report only"),
                true,
            ),
            choice("none", self.say("Không cần báo", "No need to tell me"), String::new(), false),
        ]
    }

    fn steps(&self) -> Vec<Step> {
        [
            ("Việc gì", "What"),
            ("Ảnh và địa điểm", "Photo and place"),
            ("Mô tả", "Words"),
            ("Kiểm tra và gửi", "Check and send"),
        ]
        .iter()
        .map(|(vi, en)| Step { label: self.say(vi, en), href: "#stepper".into() })
        .collect()
    }

    fn summary(&self) -> Vec<SummaryRow> {
        let row =
            |term: String, value: String, change: &str| SummaryRow { term, value, change: change.into() };
        vec![
            row(
                self.say("Việc gì", "What"),
                self.say("Đường, vỉa hè: ổ gà", "Roads, pavements: pothole"),
                "#what",
            ),
            row(
                self.say("Địa điểm", "Place"),
                self.say(
                    "Phố Hàng Bông, phường Hoàn Kiếm\nSai số khoảng 12 m",
                    "Hàng Bông Street, Hoàn Kiếm ward\nAccurate to about 12 m",
                ),
                "#where",
            ),
            row(
                self.say("Cơ quan xử lý", "Responsible agency"),
                self.say(
                    "Sở Xây dựng, tiếp nhận trong 8 giờ làm việc",
                    "Department of Construction, accepts within 8 working hours",
                ),
                "",
            ),
        ]
    }

    fn moment(&self) -> Moment {
        Moment {
            machine: "2026-11-22T17:30:00+07:00".into(),
            shown: self.say("17:30 22/11/2026", "17:30, 22 Nov 2026"),
            ago: self.say("2 giờ trước", "2 hours ago"),
        }
    }

    fn deadlines(&self) -> Vec<Deadline> {
        let states = [
            DueState::Running,
            DueState::Soon,
            DueState::Overdue,
            DueState::Paused,
            DueState::Met,
            DueState::MetLate,
        ];
        states
            .into_iter()
            .map(|state| Deadline {
                state,
                moment: self.moment(),
                counts: self.say("8 giờ làm việc kể từ khi nhận", "8 working hours from receipt"),
                first_due: (state == DueState::Soon).then(|| Moment { ago: String::new(), ..self.moment() }),
            })
            .collect()
    }

    fn photo(&self, is_after: bool) -> Photo {
        let (ground, label) = if is_after { ("%23b9c7b4", "mau+sau") } else { ("%23c9bfb0", "mau+truoc") };
        let patch =
            if is_after { "" } else { "%3Cellipse cx='190' cy='215' rx='70' ry='24' fill='%234a4640'/%3E" };
        let src = format!(
            "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'%3E%3Crect width='400' height='300' fill='%23dfe6ea'/%3E%3Cpath d='M0 300 150 120h100l150 180z' fill='{ground}'/%3E{patch}%3Ctext x='12' y='28' font-family='monospace' font-size='16'%3E{label}%3C/text%3E%3C/svg%3E"
        );
        Photo {
            src,
            full: "#photo".into(),
            width: 400,
            height: 300,
            alt: if is_after {
                self.say("Mặt đường đã vá phẳng", "The road surface, patched")
            } else {
                self.say("Ổ gà rộng giữa làn đường", "A wide pothole in the lane")
            },
            moment: Moment { ago: String::new(), ..self.moment() },
            place: self.say("Phố Hàng Bông, phường Hoàn Kiếm", "Hàng Bông Street, Hoàn Kiếm ward"),
            hash: "9f3a11c07be24d5698aa02c1d4e6f7081b2c3d4e5f60718293a4b5c6d7e8f901".into(),
            ..Photo::default()
        }
    }

    fn pair(&self) -> EvidencePair {
        EvidencePair { before: Some(self.photo(false)), after: Some(self.photo(true)) }
    }

    fn half_pair(&self) -> EvidencePair {
        EvidencePair { before: None, after: Some(self.photo(true)) }
    }

    fn timeline(&self) -> Vec<TimelineEntry> {
        let entry = |title: String, actor: String, voice, text: String, tag, number: &str| TimelineEntry {
            title,
            moment: self.moment(),
            actor,
            voice,
            text,
            tag,
            photos: Vec::new(),
            pairs: Vec::new(),
            entry: number.into(),
            entry_href: "#entry".into(),
        };
        let agency = self.say("Sở Xây dựng", "Department of Construction");
        let mut done = entry(
            self.say("Báo đã xong", "Reported done"),
            agency.clone(),
            Voice::Official,
            self.say(
                "Đã vá 6 m² mặt đường bằng bê tông nhựa nóng. Đã thông xe lúc 16:00.",
                "6 m² of road surface patched with hot asphalt. Open to traffic since 16:00.",
            ),
            Some(Tag::Reported),
            "184.230",
        );
        done.pairs = vec![self.pair()];
        vec![
            entry(
                self.say("Người phản ánh xác nhận", "Confirmed by the reporter"),
                String::new(),
                Voice::Resident,
                self.say("Đã đi qua, đường êm.", "I drove over it, it is smooth."),
                Some(Tag::Confirmed),
                "184.233",
            ),
            done,
            entry(
                self.say("Đã tiếp nhận", "Accepted"),
                agency,
                Voice::Official,
                String::new(),
                Some(Tag::InProgress),
                "183.902",
            ),
            entry(
                self.say("Hệ thống chuyển đến cơ quan xử lý", "Routed to the lead agency"),
                String::new(),
                Voice::System,
                String::new(),
                Some(Tag::Assigned),
                "183.871",
            ),
        ]
    }

    fn rows(&self) -> Vec<CaseRow> {
        let row = |code: &str, title: String, tag, icon: &str, photo| CaseRow {
            href: format!("#{code}"),
            code: code.into(),
            title,
            tag,
            is_overdue: false,
            category: String::new(),
            icon: icon.into(),
            place: self.say("Phố Hàng Bông, phường Hoàn Kiếm", "Hàng Bông Street, Hoàn Kiếm ward"),
            agency: self.say("Sở Xây dựng", "Department of Construction"),
            moment: self.moment(),
            photo,
            joined: self.say("12 người cũng gặp", "12 others too"),
            title_found: Vec::new(),
            found: Vec::new(),
        };
        let mut late = row(
            "HN-4D9P-TT",
            self.say("Rác tồn đọng ba ngày ở đầu ngõ", "Rubbish left for three days at the lane"),
            Tag::InProgress,
            "trash-2",
            None,
        );
        late.is_overdue = true;
        vec![
            row(
                "HN-7K2M-QX",
                self.say("Ổ gà lớn giữa làn xe máy", "Large pothole in the motorbike lane"),
                Tag::Confirmed,
                "construction",
                Some(self.photo(false)),
            ),
            late,
            row(
                "HN-2B6C-ZE",
                self.say("Đèn đường không sáng cả đoạn phố", "Street lamps dark along the whole block"),
                Tag::Assigned,
                "lightbulb",
                None,
            ),
        ]
    }

    fn figures(&self) -> Vec<LeadFigure> {
        let figure = |value: &str, label: String, denominator: String| LeadFigure {
            value: value.into(),
            unit: "%".into(),
            label,
            denominator,
            change: self.say("Tháng trước: 82,1%", "Month before: 82.1%"),
            href: "#rows".into(),
            ..LeadFigure::default()
        };
        vec![
            figure(
                "87,4",
                self.say("Được người dân xác nhận", "Confirmed by residents"),
                self.say("1.412 trên 1.616 hồ sơ", "1,412 of 1,616 cases"),
            ),
            figure(
                "93,0",
                self.say("Tiếp nhận đúng hạn", "Accepted in time"),
                self.say("1.503 trên 1.616 hồ sơ", "1,503 of 1,616 cases"),
            ),
            figure(
                "6,2",
                self.say("Phải mở lại", "Reopened"),
                self.say("100 trên 1.616 hồ sơ", "100 of 1,616 cases"),
            ),
        ]
    }

    fn bars(&self) -> Vec<Bar> {
        let bar = |vi: &str, en: &str, length, shown: &str| Bar {
            label: self.say(vi, en),
            href: "#rows".into(),
            length,
            interval: None,
            shown: shown.into(),
            is_thin: false,
        };
        let mut thin = bar("Công ty Thoát nước", "Drainage company", 667, "2/3");
        thin.is_thin = true;
        thin.interval = Some((208, 939));
        vec![
            bar("Sở Xây dựng", "Department of Construction", 874, "87,4% (1.412/1.616)"),
            bar("Công ty Môi trường đô thị", "Urban environment company", 812, "81,2% (690/850)"),
            thin,
        ]
    }

    fn chips(&self) -> Vec<Chip> {
        vec![
            Chip {
                label: self.say("Phường: Hoàn Kiếm", "Ward: Hoàn Kiếm"), remove: "#chips".into()
            },
            Chip { label: self.say("Đang xử lý", "In progress"), remove: "#chips".into() },
        ]
    }

    fn paging(&self) -> Paging {
        Paging {
            newer: "#newer".into(),
            older: "#older".into(),
            sentence: self.say("Hồ sơ 21 đến 40 trong 1.204", "Cases 21 to 40 of 1,204"),
        }
    }

    fn tags() -> [Tag; 17] {
        Tag::ALL
    }

    fn code() -> Option<qr::Drawing> {
        qr::draw("https://dantin.example/my/SAMPLE-SAMPLE-SAMPLE")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderMap;
    use dantin_words::Catalogue;

    #[tokio::test]
    async fn every_component_speaks_both_languages_without_inline_style_or_script() {
        let catalogue = Catalogue::embedded().unwrap();
        for language in Language::ALL {
            for query in ["", "density=compact"] {
                let preferences =
                    Preferences { language, ..Preferences::read("/", query, &HeaderMap::new()) };
                let response = show(&Site::default(), catalogue.words(language), preferences);
                let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
                let html = String::from_utf8(bytes.to_vec()).unwrap();
                assert!(html.ends_with("</html>"), "{query}");
                assert!(!html.contains('⟦'), "a key without words in {language:?}");
                assert!(
                    !html.contains(" style=\"") && !html.contains("<style") && !html.contains(" onclick")
                );
            }
        }
        assert_eq!(catalogue.missing(), Vec::<String>::new());
    }
}
