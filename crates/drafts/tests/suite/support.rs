//! What the tests of this crate share: identities in order, drafts made of text, drafts made at random.

use dantin_drafts::{Draft, Format, Imported, Kind, Provision, ProvisionId, import};
use proptest::prelude::*;

/// Identities from a number on.
pub fn ids(from: u64) -> impl FnMut() -> u64 {
    let mut next = from;
    move || {
        next += 1;
        next
    }
}

pub fn plain(text: &str) -> Imported {
    import(text.as_bytes(), Format::Plain, &mut ids(0)).unwrap()
}

pub fn markdown(text: &str) -> Imported {
    import(text.as_bytes(), Format::Markdown, &mut ids(0)).unwrap()
}

/// The draft as one line for each provision: depth in dots, name, words.
pub fn shape(draft: &Draft) -> Vec<String> {
    let line = |step: &dantin_drafts::Step<'_>| {
        format!("{}{}|{}", "·".repeat(step.depth), step.provision.cite(), step.provision.text)
    };
    draft.walk().iter().map(line).collect()
}

/// The draft without its identities, to compare what was written and read again.
pub fn bare(draft: &Draft) -> (String, Vec<Provision>) {
    let mut provisions = draft.provisions().to_vec();
    let mut next = 0;
    number(&mut provisions, &mut next);
    (draft.title().to_owned(), provisions)
}

pub fn number(provisions: &mut [Provision], next: &mut u64) {
    for one in provisions {
        *next += 1;
        one.id = ProvisionId(*next);
        number(&mut one.children, next);
    }
}

/// A sample code of conduct with three chapters.
pub const SAMPLE: &str = "\
Quy tắc ứng xử nơi công cộng (mẫu)
====

Chương I. QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh

Quy tắc này quy định cách ứng xử của người dân và du khách ở nơi công cộng trên địa bàn thành phố.

Điều 2. Nguyên tắc chung

1. Tôn trọng pháp luật, giữ gìn thuần phong mỹ tục và nếp sống văn minh.

2. Giúp đỡ người già, trẻ em, người khuyết tật và phụ nữ mang thai khi họ gặp khó khăn.

Chương II. NHỮNG VIỆC NÊN LÀM VÀ KHÔNG NÊN LÀM

Điều 3. Tại công viên, vườn hoa, quảng trường

1. Nên làm:

a) Giữ gìn cây xanh, thảm cỏ và các công trình công cộng;

b) Bỏ rác đúng nơi quy định, nhắc nhở người xung quanh cùng làm;

c) Dắt vật nuôi có dây xích và rọ mõm.

2. Không nên làm:

a) Bẻ cành, hái hoa, giẫm lên thảm cỏ;

b) Gây tiếng ồn lớn sau hai mươi hai giờ.

Điều 4. Khi tham gia giao thông

1. Chấp hành hiệu lệnh của người điều khiển giao thông và đèn tín hiệu.

2. Nhường đường cho người đi bộ, xe cứu thương và xe chữa cháy đang làm nhiệm vụ.

3. Không lạng lách, đánh võng, bấm còi liên tục trong khu dân cư.

Chương III. TỔ CHỨC THỰC HIỆN

Điều 5. Trách nhiệm của Ủy ban nhân dân các phường, xã

Tuyên truyền, niêm yết Quy tắc này tại trụ sở, nhà văn hóa và các điểm sinh hoạt cộng đồng.
";

const SYLLABLES: [&str; 40] = [
    "quy",
    "định",
    "này",
    "của",
    "người",
    "dân",
    "được",
    "phường",
    "xã",
    "thành",
    "phố",
    "cơ",
    "quan",
    "trách",
    "nhiệm",
    "thực",
    "hiện",
    "công",
    "khai",
    "thông",
    "tin",
    "giữ",
    "gìn",
    "cây",
    "xanh",
    "đường",
    "hè",
    "rác",
    "đúng",
    "nơi",
    "giờ",
    "Điều",
    "khoản",
    "Luật",
    "hòa",
    "ủy",
    "“trích",
    "dẫn”",
    "Mục",
    "tiêu",
];

/// A sentence of sample syllables, some with what means something to readers of text.
pub fn sentence() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        20 => proptest::sample::select(SYLLABLES.to_vec()).prop_map(str::to_owned),
        1 => proptest::sample::select(vec![
            "1.", "a)", "-", "*", "**", "_", "\\", "#", "Chương", "I.", "Điều", "5.", "====", "* * *", "“", "”", "`", "<b>", "+",
            "PHẦN", "thứ", "nhất", ";", ":", "&amp;", "đ)", "1/", "\u{e02a}", "\u{f0b7}",
        ]).prop_map(str::to_owned),
    ];
    (proptest::collection::vec(word, 1..14), proptest::sample::select(vec!["", ".", ";", ":", ".”"]))
        .prop_map(|(words, end)| format!("{}{end}", words.join(" ")))
        .prop_map(|text| text.trim().to_owned())
}

fn leaf(kind: Kind) -> impl Strategy<Value = Provision> {
    (sentence(), 1_u32..8).prop_map(move |(text, number)| Provision {
        id: ProvisionId(0),
        kind,
        label: kind.label_at(number, "I").unwrap_or_default(),
        text,
        children: Vec::new(),
    })
}

fn rules() -> impl Strategy<Value = Vec<Provision>> {
    let paragraphs = || proptest::collection::vec(leaf(Kind::Paragraph), 0..3);
    let point =
        || (leaf(Kind::Point), paragraphs()).prop_map(|(point, children)| Provision { children, ..point });
    let inside_clause =
        proptest::collection::vec(prop_oneof![2 => point(), 1 => leaf(Kind::Paragraph)], 0..4);
    let clause =
        (leaf(Kind::Clause), inside_clause).prop_map(|(clause, children)| Provision { children, ..clause });
    proptest::collection::vec(prop_oneof![3 => clause, 1 => point(), 2 => leaf(Kind::Paragraph)], 0..5)
}

fn headed(kind: Kind, children: impl Strategy<Value = Vec<Provision>>) -> impl Strategy<Value = Provision> {
    let heading = prop_oneof![1 => Just(String::new()), 3 => sentence(), 1 => sentence().prop_map(|text| text.to_uppercase())];
    (leaf(kind), heading, children).prop_map(|(one, text, children)| Provision { text, children, ..one })
}

/// A draft in order, of any shape that a draft may have.
pub fn draft() -> impl Strategy<Value = Draft> {
    let article = || headed(Kind::Article, rules());
    let articles = || {
        (rules(), proptest::collection::vec(article(), 0..4)).prop_map(|(mut rules, articles)| {
            rules.extend(articles);
            rules
        })
    };
    let section = || headed(Kind::Section, articles());
    let chapter = || {
        headed(
            Kind::Chapter,
            prop_oneof![
                3 => articles().boxed(),
                1 => proptest::collection::vec(section(), 1..3).boxed(),
            ],
        )
    };
    let outermost = prop_oneof![
        3 => chapter().boxed(),
        1 => article().boxed(),
        1 => leaf(Kind::Paragraph).boxed(),
        1 => headed(Kind::Annex, rules()).boxed(),
        1 => leaf(Kind::Clause).boxed(),
    ];
    let title = prop_oneof![Just(String::new()), sentence()];
    (title, proptest::collection::vec(outermost, 1..6)).prop_map(
        |(title, mut provisions): (String, Vec<Provision>)| {
            number(&mut provisions, &mut 0);
            Draft::new(title, provisions).unwrap()
        },
    )
}
