//! The forms of a consultation, at the desk and in public: what they refuse stands at its field and does nothing, and what they did is on the
//! next page at once.

use crate::{
    consultations::{
        TEXT, announce, announcement, article_of, comment, drafter, id_of, local, press, read_in, take,
        upload,
    },
    consultations_files::docx_text,
    desk::sign_in,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    what_a_form_of_the_desk_refuses_stands_at_its_field,
    what_is_announced_or_published_is_read_at_once,
    the_table_says_what_was_hidden_and_what_was_withdrawn,
    a_resident_reads_what_is_true_of_the_form,
);

/// The fault that stands at a field, or nothing.
fn fault<'a>(page: &'a str, field: &str) -> &'a str {
    let behind = page.split(&format!("id=\"{field}-error\">")).nth(1).unwrap_or_default();
    behind.split("</p>").next().unwrap()
}

async fn what_a_form_of_the_desk_refuses_stands_at_its_field(test: TestApp) {
    let officer = drafter(&test).await;
    let there = read_in(&officer, TEXT).await;
    let clause = id_of(&officer.get(&there).await.expect(200).text(), "Gây tiếng ồn lớn");
    let unknown = [("id", clause.as_str()), ("kind", "khong-co"), ("label", "2"), ("text", "Khác.")];
    let page = press(&officer, &there, "save", &unknown).await.expect(422).text();
    assert!(fault(&page, "kind").contains("Hãy chọn một mục"), "{page}");
    let page =
        press(&officer, &there, "announce", &announcement("2040-12-31T17:00")).await.expect(422).text();
    assert!(fault(&page, "closes").contains("Hạn này quá xa"), "{page}");
    assert!(page.contains("Ít nhất 20 ngày"), "{page}");

    let code = announce(&test, &officer, TEXT).await;
    for text in ["Lời phải che.", "Lời khác."] {
        comment(&test, &code, "whole", &[("stance", "disagree"), ("text", text)]).await;
    }
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    let show = [("comment", "1"), ("redacted", " "), ("redact_reason", "personal_data")];
    let page = take(&test, &moderator, &code, "show", &show).await.expect(422).text();
    assert!(fault(&page, "redacted").contains("hãy viết nội dung thay thế"), "{page}");
    let whole = format!("/consultations/{code}/whole");
    assert!(!test.visitor().get(&whole).await.expect(200).text().contains("Lời phải che."));

    let show = [("comment", "1"), ("redacted", "Lời thay."), ("redact_reason", "personal_data")];
    take(&test, &moderator, &code, "show", &show).await.expect(303);
    for there in ["whole", "table"] {
        let page = test.visitor().get(&format!("/consultations/{code}/{there}")).await.expect(200).text();
        assert!(page.contains("Lời thay.") && page.contains("đã được lược bớt khi công khai"), "{page}");
    }

    let late = [("closes", "2040-12-31T17:00"), ("reason", "demand")];
    let page = take(&test, &officer, &code, "extend", &late).await.expect(422).text();
    assert!(fault(&page, "closes").contains("Hạn này quá xa"), "{page}");
    let closes = local(&test, 21 + 360);
    let given_up = [("closes", closes.as_str()), ("reason", "given_up")];
    let page = take(&test, &officer, &code, "extend", &given_up).await.expect(422).text();
    assert!(!fault(&page, "reason").is_empty(), "{page}");
    assert_eq!(page.matches("Dừng việc xây dựng văn bản").count(), 1, "for cancelling alone: {page}");
    let early = local(&test, 2);
    let page = take(&test, &officer, &code, "extend", &[("closes", &early), ("reason", "demand")]).await;
    assert!(fault(&page.expect(422).text(), "closes").contains("Hạn mới phải sau hạn cũ"));
    take(&test, &officer, &code, "extend", &[("closes", &closes), ("reason", "demand")]).await.expect(303);

    let page = test.visitor().get(&format!("/consultations/{code}")).await.expect(200).text();
    assert!(page.contains("Lý do gia hạn: Nhiều người muốn góp ý"), "{page}");

    let page =
        take(&test, &officer, &code, "group", &[("into", "1"), ("chosen", "1")]).await.expect(422).text();
    assert!(fault(&page, "into").contains("vào chính nó") && page.contains("value=\"1\" checked"), "{page}");
    let other = "0000000000000000";
    for provisions in [other, "Điều 99"] {
        let answer = [
            ("comment", "1"),
            ("revision", "1"),
            ("decision", "accepted"),
            ("provisions", provisions),
            ("text", "Tiếp thu."),
        ];
        let page = take(&test, &officer, &code, "answer", &answer).await.expect(422).text();
        assert!(fault(&page, "provisions").contains("không có trong dự thảo"), "{page}");
    }
    let page = officer.get(&format!("/desk/consultations/{code}?comment=1")).await.expect(200).text();
    assert!(!page.contains("Tiếp thu.") && !page.contains("Ý kiến của bạn"), "{page}");
    assert!(page.contains("Ý kiến của người góp ý"), "{page}");
    test.check().await;
}

async fn what_is_announced_or_published_is_read_at_once(test: TestApp) {
    let officer = drafter(&test).await;
    let there = read_in(&officer, TEXT).await;
    let closes = local(&test, 21);
    let desk = press(&officer, &there, "announce", &announcement(&closes)).await.location();
    let public = desk.trim_start_matches("/desk").to_owned();
    let resident = test.visitor();
    let page = resident.get(&public).await.expect(200).text();
    assert!(page.contains("Đang lấy ý kiến") && !page.contains("Sắp lấy ý kiến"), "{page}");
    assert!(resident.get(&format!("{public}/whole")).await.expect(200).text().contains("Gửi góp ý"));

    let next = TEXT.replace("hai mươi hai giờ", "hai mươi mốt giờ");
    let import =
        upload(&officer, &desk, &[("step", "upload")], "ban-2.txt", next.as_bytes()).await.location();
    press(&officer, &import, "publish", &[]).await.expect(303);
    resident.get(&format!("{public}/compare")).await.expect(200);
    assert!(resident.get(&public).await.expect(200).text().contains("Phiên bản 2"));
    test.check().await;
}

async fn the_table_says_what_was_hidden_and_what_was_withdrawn(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let say =
        async |text: &str| comment(&test, &code, "whole", &[("stance", "disagree"), ("text", text)]).await;
    let hidden = say("Sẽ bị ẩn.").await;
    let withdrawn = say("Sẽ rút.").await;
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    let hide = [("comment", "1"), ("hide_reason", "alleges_offence")];
    take(&test, &moderator, &code, "hide", &hide).await.expect(303);
    let visitor = test.visitor();
    visitor.post(&format!("{withdrawn}/comment/withdraw"), &[]).await.expect(303);
    test.settle().await;

    let table = format!("/consultations/{code}/table");
    let page = visitor.get(&table).await.expect(200).text();
    let docx = docx_text(&visitor.get(&format!("{table}.docx")).await.expect(200).body);
    let csv = visitor.get(&format!("{table}.csv")).await.expect(200).text();
    let reason = "Người kiểm duyệt đã ẩn: Nêu tên người và cáo buộc vi phạm";
    for text in [&page, &docx, &csv] {
        assert!(text.contains(reason) && text.contains("Đã rút"), "{text}");
        assert!(!text.contains("Chưa trả lời"), "nothing is owed to them: {text}");
    }
    let mine = visitor.get(&hidden).await.expect(200).text();
    assert!(mine.contains(reason) && !mine.contains("Cơ quan soạn thảo chưa trả lời"), "{mine}");
    test.check().await;
}

async fn a_resident_reads_what_is_true_of_the_form(test: TestApp) {
    let officer = drafter(&test).await;
    let text = TEXT
        .replace("Diều 2", "Điều 2")
        .replace("nơi công cộng.\n", "nơi công cộng.\n\nMột đoạn nữa nói về phạm vi của quy tắc mẫu này.\n");
    let code = announce(&test, &officer, &text).await;
    let visitor = test.visitor();
    let base = format!("/consultations/{code}");
    let whole = visitor.get(&format!("{base}/whole")).await.expect(200).text();
    assert!(
        whole.contains("Ý kiến về toàn văn dự thảo") && whole.contains(&format!("{base}#text")),
        "{whole}"
    );
    assert!(whole.contains("bạn xem trả lời bằng đường liên kết riêng"), "{whole}");
    assert!(!whole.contains("Chỉ cơ quan xử lý"), "{whole}");

    let long = "dài ".repeat(1_100);
    let fields = [("stance", "ask"), ("text", long.as_str()), ("speaker", "person"), ("version", "1")];
    let page = visitor.post(&format!("{base}/whole"), &fields).await.expect(422).text();
    assert_eq!(page.matches("href=\"#text\"").count(), 1, "one fault, said once: {page}");
    assert!(!page.contains("Hãy viết câu hỏi của bạn"), "{page}");

    // Two paragraphs of one article change: the article is named once.
    let article = article_of(&visitor.get(&base).await.expect(200).text(), "Điều 1. Phạm vi");
    let next =
        text.replace("Quy tắc này áp dụng", "Quy tắc này được áp dụng").replace("Một đoạn", "Thêm một đoạn");
    let desk = format!("/desk/consultations/{code}");
    let import =
        upload(&officer, &desk, &[("step", "upload")], "ban-2.txt", next.as_bytes()).await.location();
    press(&officer, &import, "publish", &[]).await.expect(303);
    let page = officer.get(&desk).await.expect(200).text();
    let flag = page.split("Thay đổi chưa có").nth(1).unwrap_or_default().split("</p>").next().unwrap();
    assert_eq!(flag.matches("Điều 1").count(), 1, "{flag}");

    take(&test, &officer, &code, "cancel", &[("cancel_reason", "demand")]).await.expect(422);
    take(&test, &officer, &code, "cancel", &[("cancel_reason", "given_up")]).await.expect(303);
    let page = visitor.get(&base).await.expect(200).text();
    assert!(page.contains("Lý do hủy") && page.contains("Dừng việc xây dựng văn bản"), "{page}");
    let page = visitor.get(&format!("{base}/{article}")).await.expect(200).text();
    assert!(page.contains("đã bị hủy") && !page.contains("Chưa đến thời gian"), "{page}");
    let fields = [("stance", "disagree"), ("text", "Lời gõ lâu."), ("speaker", "person"), ("version", "2")];
    let page = visitor.post(&format!("{base}/whole"), &fields).await.text();
    assert!(page.contains("Lời gõ lâu."), "what was typed is not lost: {page}");
    test.check().await;
}
