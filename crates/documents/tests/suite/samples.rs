//! Invented documents for tests and for looking at. Wards, bodies and people in them are placeholders.

use dantin_documents::model::{
    Align, Block, Column, Document, Heading, Items, Language, Level, Marks, Number, Page, Row, Signature,
    Signatures, Style, Table, Text,
};
use jiff::civil::date;

fn heading(level: Level, label: &str, text: &str) -> Block {
    Block::Heading(Heading { level, label: Some(label.into()), text: text.into() })
}

fn signature(office: &str, name: &str) -> Signature {
    Signature {
        authority: None,
        office: office.into(),
        note: Some("(Ký, ghi rõ họ tên)".into()),
        name: Some(name.into()),
    }
}

fn column(title: &str, share: u16, align: Align) -> Column {
    Column { title: title.into(), share, align }
}

/// Minutes of some three pages, form 1.9.
pub fn minutes() -> Document {
    let mut document = Document::new(Language::Vietnamese, "BIÊN BẢN", date(2026, 1, 5));
    document.sample = Some("TÀI LIỆU MẪU: dữ liệu được tạo ra để thử phần mềm".into());
    document.foot = Some("Sổ nhật ký: mục 1.204, kiểm tra tại /journal".into());
    document.parent_body = Some("ỦY BAN NHÂN DÂN THÀNH PHỐ MẪU".into());
    document.issuing_body = Some("ỦY BAN NHÂN DÂN PHƯỜNG MẪU".into());
    document.number = Some(Number { number: Some(5), symbol: "BB-UBND".into() });
    document.place = Some("Phường Mẫu".into());
    document.summary = Some("Hội nghị đối thoại giữa Chủ tịch Ủy ban nhân dân phường với Nhân dân".into());
    document.legal_bases = vec![
        "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022".into(),
        "Căn cứ Kế hoạch đối thoại năm 2026 của Ủy ban nhân dân phường".into(),
    ];
    let mut blocks = vec![
        Block::Paragraph("Thời gian bắt đầu: 14 giờ 00, ngày 05 tháng 01 năm 2026.".into()),
        Block::Paragraph("Địa điểm: Nhà văn hóa phường Mẫu.".into()),
        heading(Level::First, "I.", "THÀNH PHẦN THAM DỰ"),
        Block::Items(Items {
            marks: Marks::Numbers { first: 1 },
            items: vec![
                Text::from("Chủ trì: ")
                    .and(Style::Bold, "Ông Nguyễn Văn Mẫu")
                    .and(Style::Plain, ", Chủ tịch Ủy ban nhân dân phường."),
                "Thư ký: Bà Trần Thị Mẫu, Văn phòng Ủy ban nhân dân phường.".into(),
                "Số người dân dự họp: 126.".into(),
            ],
        }),
        heading(Level::First, "II.", "NỘI DUNG"),
    ];
    for number in 1..=9 {
        blocks.push(heading(Level::Second, &format!("{number}."), "Ngập nước ở ngõ 11 mỗi khi mưa lớn"));
        blocks.push(Block::Paragraph(
            Text::from("Người dân hỏi: ").and(
                Style::Italic,
                "Mỗi trận mưa trên một giờ, nước trong ngõ dâng đến nửa bánh xe. Đã phản ánh ba lần mà chưa có ai xuống xem. Bao giờ thì cống được nạo vét, và ai chịu trách nhiệm?",
            ),
        ));
        blocks.push(Block::Items(Items {
            marks: Marks::Letters,
            items: vec![
                "Trả lời: Phòng Kinh tế, Hạ tầng và Đô thị đã khảo sát ngày 03 tháng 01 năm 2026.".into(),
                "Cam kết: 40 mét cống ở ngõ 11 được nạo vét trước ngày 28 tháng 02 năm 2026; nước rút hết trong 30 phút sau mưa.".into(),
                "Cơ quan chịu trách nhiệm: Ủy ban nhân dân phường.".into(),
                "Cách đo: ảnh trước và sau, mực nước sau trận mưa đầu tiên trên 30 mm.".into(),
                "Người kiểm chứng: Ban Giám sát đầu tư của cộng đồng.".into(),
            ],
        }));
    }
    blocks.push(heading(Level::First, "III.", "TỔNG HỢP CÂU HỎI"));
    blocks.push(Block::Table(Table {
        columns: vec![
            column("STT", 1, Align::Centre),
            column("Nội dung", 6, Align::Left),
            column("Kết quả", 3, Align::Left),
            column("Hạn", 2, Align::Right),
        ],
        rows: (1..=12)
            .map(|number| {
                Row::Cells(vec![
                    number.to_string().into(),
                    "Ngập nước ở ngõ 11, đã khảo sát, cần nạo vét 40 mét cống".into(),
                    "Cam kết".into(),
                    "28/02/2026".into(),
                ])
            })
            .collect(),
    }));
    document.blocks = blocks;
    document.closing = Some("Cuộc họp kết thúc vào 16 giờ 45, ngày 05 tháng 01 năm 2026./.".into());
    document.signatures = Signatures::Two {
        left: signature("THƯ KÝ", "Trần Thị Mẫu"),
        right: signature("CHỦ TỌA", "Nguyễn Văn Mẫu"),
    };
    document.recipients = vec!["Ủy ban Mặt trận Tổ quốc Việt Nam phường".into(), "Lưu: VT".into()];
    document
}

/// A report of a residents' group without number and seal, addressed upward, one signature.
pub fn report() -> Document {
    let mut document = Document::new(Language::Vietnamese, "BÁO CÁO", date(2026, 3, 5));
    document.issuing_body = Some("TỔ DÂN PHỐ SỐ 7".into());
    document.place = Some("Phường Mẫu".into());
    document.summary = Some("Kết quả giám sát việc sửa chữa hè đường quý I năm 2026".into());
    document.addressees =
        vec!["Ủy ban Mặt trận Tổ quốc Việt Nam phường Mẫu".into(), "Ủy ban nhân dân phường Mẫu".into()];
    document.blocks = vec![
        heading(Level::Chapter, "Chương I", "QUY ĐỊNH CHUNG"),
        heading(Level::Section, "Mục 1.", "Phạm vi"),
        heading(Level::Second, "Điều 5.", "Ứng xử nơi công cộng"),
        Block::Paragraph(
            Text::from("Không ").and(Style::Deleted, "được hút thuốc").and(Style::Plain, " ").and(Style::Inserted, "hút thuốc, vứt tàn thuốc").and(
                Style::Plain,
                " tại nơi công cộng, nơi có biển cấm; giữ gìn vệ sinh chung, xếp hàng theo thứ tự và nhường nhịn người già, trẻ em, phụ nữ có thai, người khuyết tật.",
            ),
        ),
        heading(Level::Third, "a)", "Ghi chú"),
        Block::Items(Items { marks: Marks::Dashes, items: vec!["Một.".into(), "Hai.".into()] }),
    ];
    document.signatures = Signatures::One(Signature {
        authority: Some("TM. BAN CÔNG TÁC MẶT TRẬN".into()),
        office: "TRƯỞNG BAN".into(),
        note: None,
        name: Some("Lê Thị Mẫu".into()),
    });
    document.recipients = vec!["Như trên".into(), "Lưu: Tổ dân phố".into()];
    document
}

/// The consolidated table of a consultation, with so many comments.
pub fn consolidated(rows: usize) -> Document {
    let mut document =
        Document::new(Language::Vietnamese, "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH", date(2026, 12, 31));
    document.page = Page::Landscape;
    document.issuing_body = Some("SỞ VĂN HÓA MẪU".into());
    document.place = Some("Thành phố Mẫu".into());
    document.summary = Some("Ý kiến góp ý dự thảo Quy tắc ứng xử nơi công cộng".into());
    let comment = "Đề nghị ghi rõ khoảng cách tối thiểu và nơi đặt biển cấm, vì người dân không biết chỗ nào được phép, chỗ nào không.";
    let answer = "Tiếp thu một phần. Khoảng cách đã được ghi tại khoản 2; nơi đặt biển do Ủy ban nhân dân cấp xã quyết định.";
    let mut table = Vec::with_capacity(rows + rows / 100 + 1);
    for number in 0..rows {
        if number % 100 == 0 {
            table.push(Row::Group(format!("Điều {}. Ứng xử nơi công cộng", number / 100 + 1).into()));
        }
        table.push(Row::Cells(vec![
            (number + 1).to_string().into(),
            format!("Khoản {}", number % 9 + 1).into(),
            comment.into(),
            "Người dân".into(),
            answer.into(),
        ]));
    }
    document.blocks = vec![Block::Table(Table {
        columns: vec![
            column("STT", 2, Align::Centre),
            column("Điều, khoản", 3, Align::Left),
            column("Nội dung góp ý", 10, Align::Left),
            column("Chủ thể góp ý", 4, Align::Left),
            column("Nội dung tiếp thu, giải trình", 10, Align::Left),
        ],
        rows: table,
    })];
    document
}
