//! How fast the index answers by itself, without pages: `cargo run --release -p dantin-search --example speed -- 100000`.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::time::{Duration, Instant};

use dantin_search::{Document, Index, Mark, Reach, Scope};

const WORDS: [&str; 24] = [
    "rác chưa được thu gom",
    "nước ngập đến mắt cá mỗi khi mưa",
    "cống bị tắc",
    "đèn đường không sáng",
    "ổ gà sâu giữa ngã tư",
    "cây đổ chắn ngang đường",
    "tiếng ồn suốt đêm",
    "vỉa hè bị lấn chiếm",
    "xe máy hay ngã ở đây",
    "trẻ em đi học phải vòng qua",
    "mùi hôi vào tận nhà",
    "nắp cống vỡ",
    "dây điện chùng xuống sát đầu người",
    "biển báo bị che khuất",
    "quán ăn đổ nước thải ra ngõ",
    "chó thả rông",
    "đường ống nước sạch bị rò rỉ",
    "bụi từ công trường",
    "đỗ xe sai quy định",
    "tường rào sắp đổ",
    "ngõ nhỏ không có lối thoát hiểm",
    "đã báo lần trước mà chưa thấy ai đến",
    "mong cơ quan sớm xử lý",
    "người già không dám ra ngõ",
];

const QUERIES: [&str; 12] = [
    "nước ngập",
    "nuoc ngap",
    "rac",
    "đường",
    "cong tac",
    "phường yên hoà",
    "trẻ em đi học phải vòng qua",
    "nuwowcs ngaajp",
    "ngo 12 pho mau 77",
    "khong co gi nhu vay",
    "suốt đê",
    "DT-000123",
];

fn main() {
    let count: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut writer = index.writer().unwrap();
    let begun = Instant::now();
    let mut chance = 1_u64;
    let mut next = move |bound: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % bound
    };
    for row in 0..count {
        let mut pick = || WORDS.iter().copied().cycle().nth(next(WORDS.len())).unwrap();
        let text = format!("Mẫu {row}: {}, {}; {}.", pick(), pick(), pick());
        let place = format!("Số {row} ngõ {} phố mẫu {}", next(400), next(300));
        let facts = [
            "Môi trường",
            "Environment",
            "Phường Yên Hoà",
            "Yen Hoa Ward",
            "Quận Cầu Giấy",
            "Đang xử lý",
            "In progress",
        ];
        let mut facts: Vec<String> = facts.map(str::to_owned).to_vec();
        facts.push(format!("DT-{row:06}"));
        let document = Document {
            id: row.to_string(),
            row,
            entry: row,
            lead: format!("agency-{}", next(130)),
            partners: Vec::new(),
            sealed: vec![text.clone(), place.clone()],
            text: vec![text, place],
            facts,
        };
        writer.add(&document).unwrap();
    }
    writer.commit(&Mark { entries: u64::from(count), ..Mark::default() }).unwrap();
    index.reload().unwrap();
    let bytes: u64 =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!("{count} documents in {:.1} s, {} MB", begun.elapsed().as_secs_f64(), bytes >> 20);
    let agencies = Scope::Agencies {
        lead: vec!["agency-7".to_owned(), "agency-8".to_owned()],
        part: vec!["agency-7".to_owned()],
    };
    for (name, reach) in [
        ("public", Reach::Public),
        ("desk, city", Reach::Desk { see: Scope::City, read: Scope::City }),
        ("desk, two agencies", Reach::Desk { see: agencies.clone(), read: agencies }),
    ] {
        let mut times: Vec<Duration> = Vec::new();
        for query in QUERIES {
            let mut own: Vec<Duration> = (0..50)
                .map(|_| {
                    let begun = Instant::now();
                    index.find(query, &reach).unwrap();
                    begun.elapsed()
                })
                .collect();
            own.sort_unstable();
            println!(
                "  {name}: {query}: {} found, p50 {:?}, slowest {:?}",
                index.find(query, &reach).unwrap().hits.len(),
                own.get(25).unwrap(),
                own.last().unwrap()
            );
            times.extend(own);
        }
        times.sort_unstable();
        println!(
            "{name}: p50 {:?}, p99 {:?}",
            times.get(times.len() / 2).unwrap(),
            times.get(times.len() * 99 / 100).unwrap()
        );
    }
}
