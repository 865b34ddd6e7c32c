//! Consultations through their pages: a draft is read in and corrected, announced, commented on by residents without an account, moderated,
//! answered, changed and closed; and what must not get lost or in on the way.

use dantin::jobs::consultations::turn;
use jiff::ToSpan as _;

use crate::{
    desk::{enter, sign_in},
    support::{Answer, Part, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_draft_is_consulted_on_from_the_file_to_the_consolidated_table,
    comments_stay_on_their_provisions_through_another_version,
    a_change_of_a_clause_answers_the_comment_on_its_article,
    what_was_typed_elsewhere_on_the_review_screen_outlives_every_button,
    like_comments_get_one_response_and_none_is_lost,
    files_that_are_no_draft_are_refused_with_a_reason,
    a_stranger_decides_nothing,
);

pub const DRAFTER: &str = "ubnd-00070";
pub const TEXT: &str = "\
Quy tắc ứng xử (mẫu)
====

Chương I. QUY ĐỊNH CHUNG

Điều 1. Phạm vi

Quy tắc này áp dụng cho mọi người có mặt ở nơi công cộng.

Diều 2. Nguyên tắc

1. Tôn trọng người khác và giữ gìn nơi công cộng sạch đẹp.

2. Giúp đỡ người già và trẻ em khi họ gặp khó khăn.

Điều 3. Không nên làm

1. Xả rác bừa bãi ra vỉa hè và lòng đường.

2. Gây tiếng ồn lớn sau hai mươi hai giờ.
";

pub fn local(test: &TestApp, days: i64) -> String {
    let zone = test.app.city.calendar().zone().clone();
    (test.app.now() + (days * 24).hours() + 2.minutes()).to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

pub async fn drafter(test: &TestApp) -> Visitor {
    sign_in(test, "soan-thao", &[&format!("handler@{DRAFTER}")]).await
}

async fn csrf(visitor: &Visitor) -> String {
    visitor.get("/desk/account").await.expect(200).field("csrf")
}

/// Sends a file where it is read in; `fields` go before it.
pub async fn upload(
    visitor: &Visitor,
    there: &str,
    fields: &[(&str, &str)],
    name: &str,
    bytes: &[u8],
) -> Answer {
    let token = csrf(visitor).await;
    let mut parts = vec![Part::Text("csrf", &token)];
    parts.extend(fields.iter().map(|(name, value)| Part::Text(name, value)));
    parts.push(Part::File("file", name, "application/octet-stream", bytes));
    visitor.post_multipart(there, &parts).await
}

pub async fn read_in(visitor: &Visitor, text: &str) -> String {
    upload(visitor, "/desk/consultations", &[("agency", DRAFTER)], "du-thao.txt", text.as_bytes())
        .await
        .location()
}

/// Presses a button of the review screen.
pub async fn press(visitor: &Visitor, there: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let page = visitor.get(there).await.expect(200);
    let (token, version) = (page.field("csrf"), page.field("version"));
    let mut all = vec![("csrf", token.as_str()), ("version", version.as_str()), ("step", step)];
    all.extend(fields);
    visitor.post(there, &all).await
}

/// The identity of the provision whose words stand on the page.
pub fn id_of(page: &str, words: &str) -> String {
    let before = page.split(words).next().unwrap();
    assert_ne!(before.len(), page.len(), "{words}");
    before.rsplit("id=\"p").next().unwrap().split('"').next().unwrap().to_owned()
}

/// Where the article with these words is read, by its identity, out of the page of the whole consultation.
pub fn article_of(overview: &str, words: &str) -> String {
    let before = overview.split(words).next().unwrap();
    assert_ne!(before.len(), overview.len(), "{words}");
    let address = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    address.rsplit('/').next().unwrap().to_owned()
}

pub async fn announce(test: &TestApp, visitor: &Visitor, text: &str) -> String {
    let there = read_in(visitor, text).await;
    let closes = local(test, 21);
    let answer = press(visitor, &there, "announce", &announcement(&closes)).await;
    let code = answer.location().rsplit('/').next().unwrap().to_owned();
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    code
}

pub fn announcement(closes: &str) -> [(&str, &str); 5] {
    [
        ("draft_kind", "conduct"),
        ("title", "Quy tắc ứng xử nơi công cộng (mẫu)"),
        ("explanation", "Dự thảo mẫu về cách ứng xử ở nơi công cộng."),
        ("area", ""),
        ("closes", closes),
    ]
}

/// Comments as the form is, and gives the commenter's page.
pub async fn comment(test: &TestApp, code: &str, page: &str, fields: &[(&str, &str)]) -> String {
    let visitor = test.visitor();
    let there = format!("/consultations/{code}/{page}");
    let form = visitor.get(&there).await.expect(200);
    let (key, version) = (form.field("idempotency_key"), form.field("version"));
    let mut all = vec![("idempotency_key", key.as_str()), ("version", version.as_str())];
    all.extend(fields);
    all.push(("speaker", "person"));
    let mine = visitor.post(&there, &all).await.location();
    let again = visitor.post(&there, &all).await.location();
    assert_eq!(mine, again, "the same form comments once");
    assert!(mine.starts_with("/my/"), "{mine}");
    test.settle().await;
    mine
}

pub async fn take(
    test: &TestApp,
    visitor: &Visitor,
    code: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let token = csrf(visitor).await;
    let mut all = vec![("csrf", token.as_str()), ("step", step)];
    all.extend(fields);
    let answer = visitor.post(&format!("/desk/consultations/{code}"), &all).await;
    test.settle().await;
    answer
}

async fn a_draft_is_consulted_on_from_the_file_to_the_consolidated_table(test: TestApp) {
    let officer = drafter(&test).await;
    let there = read_in(&officer, TEXT).await;
    let page = officer.get(&there).await.expect(200).text();
    assert!(
        page.contains("Thiếu số ở trước"),
        "article 2 was mistyped, so that article 3 follows article 1: {page}"
    );
    let lost = id_of(&page, "Diều 2. Nguyên tắc");
    let fields = [("id", lost.as_str()), ("kind", "article"), ("label", "2"), ("text", "Nguyên tắc")];
    press(&officer, &there, "save", &fields).await.expect(303);
    let page = officer.get(&there).await.text();
    assert!(page.contains("Không thấy chỗ nào cần xem lại"), "{page}");
    let bad = [("id", lost.as_str()), ("kind", "article"), ("label", "hai"), ("text", "Nguyên tắc")];
    let refused = press(&officer, &there, "save", &bad).await.expect(422).text();
    assert!(refused.contains("Số hoặc chữ không đúng với loại này"), "{refused}");
    assert!(refused.contains("id=\"label-error\"") && refused.contains("value=\"hai\""), "{refused}");
    let stale = officer.get(&there).await;
    let (token, version) = (stale.field("csrf"), stale.field("version"));
    let words = [("csrf", token.as_str()), ("version", version.as_str()), ("step", "renumber")];
    officer.post(&there, &words).await.expect(303);
    let refused = officer.post(&there, &words).await.expect(422).text();
    assert!(refused.contains("Người khác vừa sửa bản này"), "{refused}");
    // What the slower of two has typed stands beside what the other saved, and what belongs to nothing any more stands alone.
    let mut late = words.to_vec();
    late.retain(|(name, _)| *name != "step");
    late.extend([
        ("step", "save"),
        ("id", lost.as_str()),
        ("kind", "article"),
        ("label", "2"),
        ("text", "Lời gõ sau"),
    ]);
    let refused = officer.post(&there, &late).await.expect(422).text();
    assert!(refused.contains(">Lời gõ sau</textarea>"), "{refused}");
    assert!(refused.contains("Bản đang lưu: Điều 2 Nguyên tắc"), "{refused}");
    late.retain(|(name, _)| *name != "id");
    late.push(("id", "0123456789abcdef"));
    let refused = officer.post(&there, &late).await.expect(422).text();
    assert!(refused.contains("<p class=\"keep-lines prose\">Lời gõ sau</p>"), "{refused}");

    let early = local(&test, 19);
    let refused = press(&officer, &there, "announce", &announcement(&early)).await.expect(422).text();
    assert!(refused.contains("ngắn hơn mức tối thiểu theo luật"), "{refused}");
    assert!(refused.contains("Dự thảo mẫu về cách ứng xử"), "what was typed is still there");
    let closes = local(&test, 21);
    let answer = press(&officer, &there, "announce", &announcement(&closes)).await;
    let code = answer.location().rsplit('/').next().unwrap().to_owned();
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    test.settle().await;

    let resident = test.visitor();
    let list = resident.get("/consultations").await.expect(200).text();
    assert!(
        list.contains("Quy tắc ứng xử nơi công cộng (mẫu)") && list.contains("Đang lấy ý kiến"),
        "{list}"
    );
    let overview = resident.get(&format!("/consultations/{code}")).await.expect(200).text();
    assert!(overview.contains("Điều 2. Nguyên tắc") && overview.contains("QUY ĐỊNH CHUNG"), "{overview}");
    let article = resident.get(&format!("/consultations/{code}/{lost}")).await.expect(200).text();
    let clause = id_of(&article, "Giúp đỡ người già");
    assert!(!article.contains("Xả rác bừa bãi"), "only its own words");

    let empty = [("provision", clause.as_str()), ("stance", "disagree"), ("idempotency_key", "")];
    let refused = resident.post(&format!("/consultations/{code}/{lost}"), &empty).await.expect(422).text();
    assert!(refused.contains("Hãy viết vì sao bạn không đồng ý"), "{refused}");
    let words = [
        ("provision", clause.as_str()),
        ("stance", "change"),
        ("text", "Cần nói cả người khuyết tật."),
        ("proposal", "Giúp đỡ người già, trẻ em và người khuyết tật khi họ gặp khó khăn."),
    ];
    let mine = comment(&test, &code, &lost, &words).await;
    let accusing = [
        ("provision", clause.as_str()),
        ("stance", "ask"),
        ("text", "Ông Nguyễn Văn Mẫu nhận tiền thì xử lý thế nào?"),
    ];
    comment(&test, &code, &lost, &accusing).await;
    let page = resident.get(&format!("/consultations/{code}/{lost}")).await.text();
    assert!(!page.contains("Cần nói cả người khuyết tật"), "not before a moderator has looked");
    let work = officer.get(&format!("/desk/consultations/{code}")).await.expect(200).text();
    assert!(work.contains("Có thể cáo buộc một người"), "{work}");
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    let page = resident.get(&format!("/consultations/{code}/{lost}")).await.text();
    assert!(
        page.contains("Cần nói cả người khuyết tật") && page.contains("trẻ em và người khuyết tật"),
        "{page}"
    );
    take(&test, &officer, &code, "hide", &[("comment", "2"), ("hide_reason", "alleges_offence")])
        .await
        .expect(403);
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    take(&test, &moderator, &code, "hide", &[("comment", "2"), ("hide_reason", "alleges_offence")])
        .await
        .expect(303);
    take(&test, &moderator, &code, "answer", &[("comment", "1")]).await.expect(403);

    let answer = [
        ("comment", "1"),
        ("revision", "1"),
        ("decision", "accepted"),
        ("provisions", clause.as_str()),
        ("text", "Ban soạn thảo đã bổ sung người khuyết tật."),
    ];
    let silent = [("comment", "1"), ("revision", "1"), ("decision", "accepted"), ("text", "")];
    take(&test, &officer, &code, "answer", &silent).await.expect(422);
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    let second = take(&test, &officer, &code, "answer", &answer).await.expect(422).text();
    assert!(second.contains("Ý kiến này đã có người trả lời"), "{second}");
    let work = officer.get(&format!("/desk/consultations/{code}")).await.text();
    assert!(work.contains("Đã tiếp thu nhưng dự thảo chưa thay đổi: ý kiến số 1"), "{work}");
    take(&test, &officer, &code, "close", &[]).await.expect(422);

    let next = TEXT
        .replace("Diều 2", "Điều 2")
        .replace("Giúp đỡ người già và trẻ em", "Giúp đỡ người già, trẻ em và người khuyết tật")
        .replace("2. Gây tiếng ồn lớn sau hai mươi hai giờ.\n", "");
    let desk = format!("/desk/consultations/{code}");
    let import =
        upload(&officer, &desk, &[("step", "upload")], "ban-2.txt", next.as_bytes()).await.location();
    let page = officer.get(&import).await.expect(200).text();
    assert!(page.contains("Sửa lời văn") && page.contains("Không còn trong phiên bản này"), "{page}");
    let (helped, littered) = (id_of(&page, "Giúp đỡ người già, trẻ em"), id_of(&page, "Xả rác bừa bãi"));
    let names = [format!("origin-{helped}"), format!("origin-{littered}"), format!("note-{helped}")];
    let one = [(names[0].as_str(), clause.as_str()), (names[2].as_str(), "Ghi chú đang viết dở")];
    let twice = [one[0], one[1], (names[1].as_str(), clause.as_str())];
    let back = press(&officer, &import, "origins", &twice).await.expect(422).text();
    assert!(back.contains("Hai điều khoản mới không thể") && back.contains("Ghi chú đang viết dở"), "{back}");
    let back = press(&officer, &import, "origins", &one).await.expect(200).text();
    assert!(back.contains("Ghi chú đang viết dở"), "{back}");
    press(&officer, &import, "publish", &[]).await.expect(303);
    test.settle().await;
    let compare = resident.get(&format!("/consultations/{code}/compare")).await.expect(200).text();
    assert!(compare.contains("<ins>") && compare.contains("<del>Gây tiếng ồn lớn"), "{compare}");
    let page = resident.get(&format!("/consultations/{code}/{lost}")).await.expect(200).text();
    assert!(
        page.contains("trẻ em và người khuyết tật khi") && page.contains("Ban soạn thảo đã bổ sung"),
        "{page}"
    );
    let text = resident.get(&format!("/consultations/{code}/text/2")).await.expect(200).text();
    let hash = test.app.book.read().matters().find_map(|one| Some(one.as_consultation()?.versions[1].sha256));
    let digest = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
    assert_eq!(hash.unwrap().0, <[u8; 32]>::from(digest), "the published text is the one of the journal");

    test.pass((22 * 24).hours());
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let late = resident.get(&format!("/consultations/{code}/{lost}")).await.expect(200).text();
    assert!(late.contains("Thời gian nhận ý kiến đã hết"), "{late}");
    let officer = enter(&test, "soan-thao").await;
    take(&test, &officer, &code, "close", &[]).await.expect(303);
    let overview = resident.get(&format!("/consultations/{code}")).await.text();
    assert!(overview.contains("Thay đổi chưa có ý kiến hoặc ghi chú nào giải thích"), "{overview}");
    assert!(!overview.contains("Đã tiếp thu nhưng dự thảo chưa thay đổi"), "{overview}");
    let table = resident.get(&format!("/consultations/{code}/table")).await.expect(200).text();
    assert!(table.contains("Ban soạn thảo đã bổ sung") && table.contains("(đã bị ẩn)"), "{table}");
    assert!(!table.contains("nhận tiền"), "hidden words are nowhere");
    let csv = resident.get(&format!("/consultations/{code}/table.csv")).await.expect(200).text();
    assert!(csv.contains("khoản 2, Điều 2") && csv.lines().count() >= 3, "{csv}");
    let page = resident.get(&mine).await.expect(200).text();
    assert!(page.contains("Ban soạn thảo đã bổ sung người khuyết tật."), "{page}");
    test.check().await;
}

async fn comments_stay_on_their_provisions_through_another_version(test: TestApp) {
    let officer = drafter(&test).await;
    let text = TEXT.replace("Diều 2", "Điều 2");
    let code = announce(&test, &officer, &text).await;
    let resident = test.visitor();
    let overview = resident.get(&format!("/consultations/{code}")).await.expect(200).text();
    let article = overview.split("Điều 3. Không nên làm").next().unwrap().rsplit("href=\"").next().unwrap();
    let article = article.split('"').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let page = resident.get(&format!("/consultations/{code}/{article}")).await.expect(200).text();
    let noise = id_of(&page, "Gây tiếng ồn");
    comment(&test, &code, &article, &[("provision", &noise), ("stance", "agree")]).await;
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    // The clause goes to article 2 under another number, and the article gets another number.
    let next = text
        .replace("\n2. Gây tiếng ồn lớn sau hai mươi hai giờ.\n", "")
        .replace("Điều 3.", "3. Gây tiếng ồn lớn sau hai mươi hai giờ.\n\nĐiều 3. Điều mới hoàn toàn\n\nKhông ai bị phân biệt đối xử.\n\nĐiều 4.");
    let desk = format!("/desk/consultations/{code}");
    let import = upload(&officer, &desk, &[("step", "upload")], "ban-2.md", next.as_bytes()).await.location();
    let review = officer.get(&import).await.expect(200).text();
    let note = review.split("name=\"note-").nth(1).unwrap().split('"').next().unwrap();
    let said = [(format!("note-{note}"), "Chuyển khoản này cho dễ tìm.")];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, words)| (name.as_str(), *words)).collect();
    press(&officer, &import, "publish", &said).await.expect(303);
    test.settle().await;
    let changes = resident.get(&format!("/consultations/{code}/compare")).await.expect(200).text();
    assert!(changes.contains("Chuyển khoản này cho dễ tìm."), "{changes}");
    let overview = resident.get(&format!("/consultations/{code}")).await.text();
    assert!(overview.contains(&format!("{article}\">Điều 4. Không nên làm")), "{overview}");
    let moved = overview.split("Điều 2. Nguyên tắc").next().unwrap().rsplit("href=\"").next().unwrap();
    let moved = moved.split('"').next().unwrap();
    let page = resident.get(moved).await.expect(200).text();
    assert!(page.contains(&format!("id=\"p{noise}\"")), "the clause is the same one elsewhere");
    assert!(page.contains("Ý kiến số 1"), "and its comment is with it: {page}");
    let before = resident.get(&format!("/consultations/{code}/{article}")).await.text();
    assert!(!before.contains("Ý kiến số 1"), "{before}");
    test.check().await;
}

/// Publishes a text as the next version.
async fn next_version(test: &TestApp, officer: &Visitor, code: &str, text: &str) {
    let desk = format!("/desk/consultations/{code}");
    let import =
        upload(officer, &desk, &[("step", "upload")], "ban-sau.md", text.as_bytes()).await.location();
    press(officer, &import, "publish", &[]).await.expect(303);
    test.settle().await;
}

async fn a_change_of_a_clause_answers_the_comment_on_its_article(test: TestApp) {
    let officer = drafter(&test).await;
    let many = (3..=170)
        .map(|number| format!("\n{number}. Khoản mẫu thứ {number} của điều này.\n"))
        .collect::<Vec<_>>()
        .concat();
    let text = format!("{}{many}", TEXT.replace("Diều 2", "Điều 2"));
    let code = announce(&test, &officer, &text).await;
    let resident = test.visitor();
    let overview = resident.get(&format!("/consultations/{code}")).await.expect(200).text();
    let (second, third) =
        (article_of(&overview, "Điều 2. Nguyên tắc"), article_of(&overview, "Điều 3. Không nên làm"));
    let page = resident.get(&format!("/consultations/{code}/{third}")).await.expect(200).text();
    let noise = id_of(&page, "Gây tiếng ồn");
    comment(
        &test,
        &code,
        &second,
        &[("provision", &second), ("stance", "change"), ("text", "Nên nói rõ hơn.")],
    )
    .await;
    let of_noise =
        comment(&test, &code, &third, &[("provision", &noise), ("stance", "disagree"), ("text", "Bỏ đi.")])
            .await;
    let of_third = comment(&test, &code, &third, &[("provision", &third), ("stance", "agree")]).await;
    for (number, provision) in [("1", second.as_str()), ("2", noise.as_str())] {
        take(&test, &officer, &code, "show", &[("comment", number)]).await.expect(303);
        let answer = [
            ("comment", number),
            ("revision", "1"),
            ("decision", "accepted"),
            ("provisions", provision),
            ("text", "Ban soạn thảo tiếp thu."),
        ];
        take(&test, &officer, &code, "answer", &answer).await.expect(303);
    }
    let desk = format!("/desk/consultations/{code}");
    let page = officer.get(&desk).await.expect(200).text();
    assert!(page.contains("Đã tiếp thu nhưng dự thảo chưa thay đổi"), "nothing has changed yet: {page}");
    // Clause 2 of article 2 is written otherwise, clause 2 of article 3 goes, and a new article moves the numbers.
    let changed = text
        .replace("khi họ gặp khó khăn", "khi họ gặp khó khăn ở nơi đông người")
        .replace("\n2. Gây tiếng ồn lớn sau hai mươi hai giờ.\n", "")
        .replace("Điều 3.", "Điều 3. Điều mới hoàn toàn\n\nKhông ai bị phân biệt đối xử.\n\nĐiều 4.");
    next_version(&test, &officer, &code, &changed).await;
    let page = officer.get(&desk).await.expect(200).text();
    assert!(
        !page.contains("Đã tiếp thu nhưng dự thảo chưa thay đổi"),
        "the clause is part of the article: {page}"
    );
    let unexplained =
        page.split("Thay đổi chưa").nth(1).unwrap_or_default().split("</p>").next().unwrap().to_owned();
    assert!(!unexplained.contains("Điều 2"), "the comment on the article explains it: {unexplained}");
    let entries: Vec<String> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%changes_told%' ORDER BY idx", &[]))
        .await
        .unwrap();
    assert!(entries[0].contains("\"within\":["), "{entries:?}");

    // What is gone is named by the number that it had, and whoever commented sees both numbers.
    let old = "khoản 2, Điều 3 của phiên bản 1 (nay không còn)";
    for ending in ["", ".csv"] {
        let table = resident.get(&format!("/consultations/{code}/table{ending}")).await.expect(200).text();
        assert!(table.contains(old), "{table}");
    }
    let docx = resident.get(&format!("/consultations/{code}/table.docx")).await.expect(200);
    assert!(crate::consultations_files::docx_text(&docx.body).contains(old));
    let mine = resident.get(&of_noise).await.expect(200).text();
    assert!(mine.contains(old), "{mine}");
    let mine = resident.get(&of_third).await.expect(200).text();
    assert!(mine.contains("Điều 3 của phiên bản 1, nay là Điều 4"), "{mine}");

    // So many changes that one entry does not hold them are told in several.
    next_version(&test, &officer, &code, &changed.replace("Khoản mẫu thứ", "Khoản thử số")).await;
    let entries: Vec<String> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%changes_told%' ORDER BY idx", &[]))
        .await
        .unwrap();
    assert!(entries.len() > 2, "{}", entries.len());
    test.check().await;
}

/// A form with other values in some of its fields.
fn with<'a>(form: &[(&'a str, &'a str)], others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let other = |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    form.iter().map(|(name, value)| (*name, other(name).unwrap_or(value))).collect()
}

async fn what_was_typed_elsewhere_on_the_review_screen_outlives_every_button(test: TestApp) {
    let officer = drafter(&test).await;
    let there = read_in(&officer, TEXT).await;
    let page = officer.get(&there).await.expect(200).text();
    let clause = id_of(&page, "Gây tiếng ồn lớn");
    let typed = [
        ("id", clause.as_str()),
        ("kind", "clause"),
        ("label", "2"),
        ("text", "Gây tiếng ồn lớn sau hai mươi mốt giờ."),
        ("inserted", "Một đoạn chưa thêm."),
        ("title", "Tên mới của dự thảo"),
        ("explanation", "Lời giải thích chưa gửi."),
        ("closes", "2026-12-31T17:00"),
    ];
    let has_typed = |page: &str| {
        for words in
            ["Một đoạn chưa thêm.", "Tên mới của dự thảo", "Lời giải thích chưa gửi.", "2026-12-31T17:00"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
    };
    let joined = press(&officer, &there, "merge", &typed).await.expect(200).text();
    has_typed(&joined);
    let saved = officer.get(&there).await.expect(200).text();
    assert!(!saved.contains(&format!("id=\"p{clause}\"")), "it is part of the one before");
    assert!(
        saved.contains("lòng đường. Gây tiếng ồn lớn sau hai mươi mốt giờ."),
        "with the words as typed: {saved}"
    );

    let other = id_of(&saved, "Tôn trọng người khác");
    let typed = with(&typed, &[("id", &other)]);
    let deleted = press(&officer, &there, "delete", &typed).await.expect(200).text();
    has_typed(&deleted);
    assert!(deleted.contains("Gây tiếng ồn lớn sau hai mươi mốt giờ.\nMột đoạn chưa thêm."), "{deleted}");
    let saved = officer.get(&there).await.expect(200).text();
    assert!(!saved.contains("Tôn trọng người khác"), "{saved}");
    // With nothing else on the screen a step leads back to it.
    let help = id_of(&saved, "Giúp đỡ người già");
    let own =
        [("id", help.as_str()), ("kind", "clause"), ("label", "2"), ("text", "Giúp đỡ người già và trẻ em.")];
    press(&officer, &there, "save", &own).await.expect(303);
    // A fault in what was typed keeps the step from being taken, and everything typed.
    let wrong = with(&typed, &[("id", &help), ("text", " ")]);
    has_typed(&press(&officer, &there, "merge", &wrong).await.expect(422).text());
    let saved = officer.get(&there).await.expect(200).text();
    assert!(saved.contains(&format!("id=\"p{help}\"")));
    // Whoever goes on to another provision has saved this one, and loses nothing that stands elsewhere.
    let clause = id_of(&saved, "Xả rác bừa bãi");
    let typed = with(&typed, &[("id", &help), ("text", "Giúp đỡ mọi người.")]);
    let opened = press(&officer, &there, &format!("open:{clause}"), &typed).await.expect(200);
    has_typed(&opened.text());
    assert_eq!(opened.field("id"), clause, "its form is open now");
    assert!(opened.text().contains("Giúp đỡ mọi người."), "{}", opened.text());
    assert!(officer.get(&there).await.expect(200).text().contains("Giúp đỡ mọi người."));
}

async fn like_comments_get_one_response_and_none_is_lost(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let links = [
        comment(&test, &code, "whole", &[("stance", "disagree"), ("text", "Quá dài.")]).await,
        comment(&test, &code, "whole", &[("stance", "disagree"), ("text", "Nên ngắn lại.")]).await,
        comment(&test, &code, "whole", &[("stance", "ask"), ("text", "Bao giờ ban hành?")]).await,
    ];
    for number in ["1", "2", "3"] {
        take(&test, &officer, &code, "show", &[("comment", number)]).await.expect(303);
    }
    take(&test, &officer, &code, "group", &[("into", "1")]).await.expect(422);
    take(&test, &officer, &code, "group", &[("into", "1"), ("chosen", "2"), ("chosen", "1")])
        .await
        .expect(303);
    let text = "Ban soạn thảo sẽ rút gọn.";
    let answer = [("comment", "1"), ("revision", "1"), ("decision", "partly"), ("text", text)];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    let visitor = test.visitor();
    for link in &links[..2] {
        assert!(
            visitor.get(link).await.expect(200).text().contains(text),
            "everybody of the group is answered"
        );
    }
    let own = [("comment", "2"), ("revision", "1"), ("decision", "noted"), ("text", "Cảm ơn.")];
    take(&test, &officer, &code, "answer", &own).await.expect(422);
    take(&test, &officer, &code, "ungroup", &[("comment", "2")]).await.expect(303);
    take(&test, &officer, &code, "answer", &own).await.expect(303);
    visitor.post(&format!("{}/comment/withdraw", links[0]), &[]).await.expect(422);
    visitor.post(&format!("{}/comment/withdraw", links[2]), &[]).await.expect(303);
    test.settle().await;
    let gone = visitor.get(&links[2]).await.expect(200).text();
    assert!(
        gone.contains("Đã rút") && gone.contains("Bao giờ ban hành?"),
        "one's own words stay one's own: {gone}"
    );
    let page = visitor.get(&format!("/consultations/{code}/whole")).await.text();
    assert!(page.contains("Nên ngắn lại.") && !page.contains("Bao giờ ban hành?"), "{page}");

    let closes = local(&test, 30);
    take(&test, &officer, &code, "extend", &[("closes", &closes), ("reason", "demand")]).await.expect(303);
    let overview = visitor.get(&format!("/consultations/{code}")).await.text();
    assert!(overview.contains("Hạn công bố lần đầu"), "{overview}");
    let entered = [
        ("provision", ""),
        ("stance", "agree"),
        ("channel", "meeting"),
        ("said", "Bà con ở tổ 5 đồng ý."),
        ("idempotency_key", &"a".repeat(64)),
    ];
    let sheet = take(&test, &officer, &code, "enter", &entered).await.expect(200).text();
    let link = |sheet: &str| {
        let behind = sheet.split("/my/").nth(1).unwrap();
        format!("/my/{}", behind.split('<').next().unwrap())
    };
    let mine = link(&sheet);
    assert!(sheet.contains("Ý kiến số 4") && sheet.contains("data-island=\"print\""), "{sheet}");
    let again = take(&test, &officer, &code, "enter", &entered).await.expect(200).text();
    assert_eq!(link(&again), mine, "the same form leads to the same link");
    let page = visitor.get(&mine).await.expect(200).text();
    assert!(page.contains("Bà con ở tổ 5 đồng ý."), "whoever commented follows it: {page}");
    let all = officer.get(&format!("/desk/consultations/{code}?all=1")).await.expect(200).text();
    assert!(all.contains("Bà con ở tổ 5 đồng ý."), "{all}");
    test.check().await;
}

async fn files_that_are_no_draft_are_refused_with_a_reason(test: TestApp) {
    let officer = drafter(&test).await;
    let refused = async |name: &str, bytes: Vec<u8>| {
        let fields = [("agency", DRAFTER)];
        upload(&officer, "/desk/consultations", &fields, name, &bytes).await.expect(422).text()
    };
    assert!(refused("a.pdf", b"%PDF-1.7".to_vec()).await.contains("Tệp PDF không giữ cấu trúc"));
    assert!(refused("a.doc", b"\xd0\xcf\x11\xe0".to_vec()).await.contains("tệp .doc cũ"));
    assert!(refused("a.docx", b"PK\x03\x04".to_vec()).await.contains("DOCX bị hỏng"));
    assert!(refused("a.txt", vec![b'a'; 5_000_001]).await.contains("quá lớn"));
    assert!(refused("a.txt", b"\xff\xfe\x41\x00".to_vec()).await.contains("UTF-16"));
    assert!(refused("a.txt", "Điều 1.\0".as_bytes().to_vec()).await.contains("không phải văn bản"));
    assert!(refused("a.txt", b" ".to_vec()).await.contains("không có chữ nào"));
    let other = [("agency", "so-y-te")];
    upload(&officer, "/desk/consultations", &other, "a.txt", TEXT.as_bytes()).await.expect(422);
    test.check().await;
}

async fn a_stranger_decides_nothing(test: TestApp) {
    let officer = drafter(&test).await;
    let there = read_in(&officer, TEXT).await;
    let stranger = sign_in(&test, "nguoi-khac", &["handler@so-y-te"]).await;
    stranger.get(&there).await.expect(403);
    let code = announce(&test, &officer, TEXT).await;
    stranger.get(&format!("/desk/consultations/{code}")).await.expect(403);
    take(&test, &stranger, &code, "close", &[]).await.expect(403);
    let visitor = test.visitor();
    visitor.get("/consultations/KHONG-CO").await.expect(404);
    visitor.get(&format!("/consultations/{code}/0000000000000000")).await.expect(404);
    visitor.get(&format!("/consultations/{code}/compare")).await.expect(404);
    visitor.get(&format!("/consultations/{code}/text/9")).await.expect(404);
    let unknown = [("provision", "0000000000000000"), ("stance", "agree"), ("version", "1")];
    let answer = visitor.post(&format!("/consultations/{code}/whole"), &unknown).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    test.check().await;
}

/// The law of 2022 as version 1, renumbered and edited as version 2: every comment stays on its provision.
#[tokio::test]
async fn the_law_keeps_its_comments_through_a_renumbered_version() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/law/grassroots-democracy-law-10-2022.md");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("left out: ../shared/data/law/grassroots-democracy-law-10-2022.md is not here");
        return;
    };
    let test = TestApp::sqlite();
    let officer = drafter(&test).await;
    let there =
        upload(&officer, "/desk/consultations", &[("agency", DRAFTER)], "luat.md", text.as_bytes()).await;
    let there = there.location();
    let page = officer.get(&there).await.expect(200).text();
    assert!(
        page.contains("6 chương, 91 điều") && page.contains("Không thấy chỗ nào cần xem lại"),
        "imported untouched"
    );
    let closes = local(&test, 21);
    let code = press(&officer, &there, "announce", &announcement(&closes)).await.location();
    let code = code.rsplit('/').next().unwrap().to_owned();
    test.settle().await;
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let visitor = test.visitor();
    let overview = visitor.get(&format!("/consultations/{code}")).await.expect(200).text();
    let page_of = |overview: &str, name: &str| {
        let before = overview.split(name).next().unwrap().rsplit("href=\"").next().unwrap().to_owned();
        before.split('"').next().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    let mut commented = Vec::new();
    for number in [2, 20, 45, 91] {
        let page = page_of(&overview, &format!("Điều {number}. "));
        comment(&test, &code, &page, &[("provision", &page), ("stance", "agree")]).await;
        commented.push(page);
    }
    // Article 1 goes, so that all others get the number before theirs, and words change here and there.
    let start = text.find("##### Điều 1.").unwrap();
    let end = text.find("##### Điều 2.").unwrap();
    let mut next = format!("{}{}", &text[..start], &text[end..]);
    for number in 2..=91 {
        next = next.replace(&format!("##### Điều {number}. "), &format!("##### Điều {}. ", number - 1));
    }
    let next = next
        .replace("công khai thông tin", "công bố thông tin")
        .replace("05 ngày làm việc", "03 ngày làm việc");
    let desk = format!("/desk/consultations/{code}");
    let import =
        upload(&officer, &desk, &[("step", "upload")], "luat-2.md", next.as_bytes()).await.location();
    press(&officer, &import, "publish", &[]).await.expect(303);
    test.settle().await;
    let overview = visitor.get(&format!("/consultations/{code}")).await.text();
    for (page, number) in commented.iter().zip([1, 19, 44, 90]) {
        assert_eq!(&page_of(&overview, &format!("Điều {number}. ")), page, "article {number}");
    }
    let pages: Vec<(String, String)> = test
        .app
        .db
        .read(|tx| tx.all::<(String, String)>("SELECT provision, page FROM comments ORDER BY number", &[]))
        .await
        .unwrap();
    let expected: Vec<(String, String)> = commented.iter().map(|page| (page.clone(), page.clone())).collect();
    assert_eq!(pages, expected);
    test.check().await;
}
