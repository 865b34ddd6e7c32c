//! What goes out of a consultation and into it as files: the consolidated table in the official layout, with what must not be in it; drafts
//! that are too large, broken or hostile; and the rows in which comments are kept.

use std::io::{Cursor, Read as _, Write as _};

use dantin::jobs::consultations::turn;
use jiff::ToSpan as _;

use crate::{
    consultations::{
        DRAFTER, TEXT, announce, announcement, comment, drafter, id_of, local, press, read_in, take, upload,
    },
    desk::sign_in,
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    the_consolidated_table_says_what_the_page_says_and_nothing_private,
    a_comment_rewrites_no_other_and_older_records_are_taken_over,
);

/// Words that typst, XML or Word would take for something else.
const MARKUP: &str = r#"#panic("x") $x$ *đậm* <w:p/> & "ngoặc" </w:t> \u{41} {DATE}"#;

/// The text of a Word file's body.
pub fn docx_text(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let pieces =
        xml.split("<w:t xml:space=\"preserve\">").skip(1).map(|piece| piece.split("</w:t>").next().unwrap());
    let text = pieces.collect::<Vec<_>>().join(" ");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// All text of a PDF without its spaces: where lines break is the typesetter's affair.
#[cfg(feature = "documents")]
fn pdf_text(bytes: &[u8]) -> String {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    bare(&file.extract_text(&pages).unwrap())
}

#[cfg(feature = "documents")]
fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace() && *character != '\u{200b}').collect()
}

async fn the_consolidated_table_says_what_the_page_says_and_nothing_private(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, &TEXT.replace("Diều 2", "Điều 2")).await;
    let overview = test.visitor().get(&format!("/consultations/{code}")).await.expect(200).text();
    let article = overview.split("Điều 2. Nguyên tắc").next().unwrap().rsplit("href=\"").next().unwrap();
    let article = article.split('"').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let page = test.visitor().get(&format!("/consultations/{code}/{article}")).await.expect(200).text();
    let clause = id_of(&page, "Giúp đỡ người già");
    let private = [("name", "Trần Kín Đáo"), ("phone", "0912345678"), ("email", "kin-dao@example.vn")];
    let with = |fields: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        fields.iter().chain(&private).copied().collect()
    };
    let whole = with(&[("stance", "disagree"), ("text", "Quy tắc quá dài.")]);
    comment(&test, &code, "whole", &whole).await;
    let mut of_clause = vec![("provision", clause.as_str())];
    of_clause.extend(with(&[("stance", "change"), ("text", MARKUP), ("proposal", "Giúp đỡ #mọi người")]));
    comment(&test, &code, &article, &of_clause).await;
    let club = with(&[
        ("stance", "agree"),
        ("organisation", "Câu lạc bộ <Xanh> & Sạch"),
        ("speaker", "organisation"),
    ]);
    let club: Vec<(&str, &str)> = club.into_iter().chain([("provision", article.as_str())]).collect();
    comment(&test, &code, &article, &club).await;
    let hidden = with(&[("stance", "ask"), ("text", "Ông Nguyễn Văn Mẫu nhận tiền.")]);
    comment(&test, &code, "whole", &hidden).await;
    comment(&test, &code, "whole", &with(&[("stance", "ask"), ("text", "Chưa ai duyệt câu này.")])).await;
    for number in ["1", "2", "3", "4"] {
        take(&test, &officer, &code, "show", &[("comment", number)]).await.expect(303);
    }
    let answer = |number: &'static str, text: &'static str| {
        [("comment", number), ("revision", "1"), ("decision", "partly"), ("text", text)]
    };
    take(&test, &officer, &code, "answer", &answer("2", "Ban soạn thảo #tiếp thu $một phần$."))
        .await
        .expect(303);
    take(&test, &officer, &code, "answer", &answer("4", "Việc ông Mẫu nhận tiền ngoài phạm vi."))
        .await
        .expect(303);
    let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
    let hide = [("comment", "4"), ("hide_reason", "alleges_offence")];
    take(&test, &moderator, &code, "hide", &hide).await.expect(303);

    let visitor = test.visitor();
    let get = async |ending: &str| {
        let path = format!("/consultations/{code}/table{ending}");
        visitor.get(&path).await.expect(200)
    };
    let table = get("").await.text();
    assert!(table.contains("table.docx") && table.contains("#panic"), "{table}");
    let docx = get(".docx").await;
    assert_eq!(docx.headers["content-disposition"], format!("attachment; filename=\"{code}.docx\""));
    let text = docx_text(&docx.body);
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN",
        "Quy tắc ứng xử nơi công cộng (mẫu)",
        "Tổng số 5 ý kiến",
        "Toàn văn dự thảo",
        "Quy tắc quá dài.",
        "Điều 2. Nguyên tắc",
        "Điều 2",
        "khoản 2, Điều 2",
        MARKUP,
        "Giúp đỡ #mọi người",
        "Ban soạn thảo #tiếp thu $một phần$.",
        "Câu lạc bộ <Xanh> & Sạch",
        "(đã bị ẩn)",
        "(đang chờ kiểm duyệt)",
        "ĐẠI DIỆN CƠ QUAN SOẠN THẢO",
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    let order = ["Quy tắc quá dài.", "Điều 2. Nguyên tắc", "Câu lạc bộ", "#panic"];
    let places: Vec<usize> = order.iter().map(|words| text.find(words).unwrap()).collect();
    assert!(places.is_sorted(), "in the order of the text: {places:?} in {text}");
    let csv = get(".csv").await.text();
    let mut all = vec![text, csv, table];
    #[cfg(feature = "documents")]
    {
        let text = pdf_text(&get(".pdf").await.body);
        for words in [MARKUP, "Câu lạc bộ <Xanh> & Sạch", "Ban soạn thảo #tiếp thu $một phần$.", "(đã bị ẩn)"]
        {
            assert!(text.contains(&bare(words)), "{words} is missing in {text}");
        }
        all.push(text);
    }
    for private in [
        "Kín Đáo",
        "KínĐáo",
        "0912345678",
        "kin-dao",
        "nhận tiền",
        "nhậntiền",
        "Chưa ai duyệt",
        "Chưaaiduyệt",
    ] {
        for text in &all {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
    let english = visitor.get(&format!("/consultations/{code}/table.docx?lang=en")).await.expect(200);
    assert!(docx_text(&english.body).contains("CONSOLIDATED TABLE"), "in the reader's language");
    visitor.get(&format!("/consultations/{code}/table.odt")).await.expect(404);
    test.check().await;
}

async fn a_comment_rewrites_no_other_and_older_records_are_taken_over(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    let say = async |count: usize| {
        for number in 0..count {
            let text = format!("Ý kiến thứ {number}.");
            comment(&test, &code, "whole", &[("stance", "disagree"), ("text", &text)]).await;
        }
    };
    let record = async || {
        let rows = test.app.db.read(|tx| tx.one::<(String,)>("SELECT record FROM matters", &[]));
        rows.await.unwrap().0
    };
    say(2).await;
    let short = record().await;
    say(8).await;
    let long = record().await;
    assert!(long.len() <= short.len() + 4, "the record does not grow with the comments: {short} {long}");
    take(&test, &officer, &code, "group", &[("into", "1"), ("chosen", "2"), ("chosen", "3")])
        .await
        .expect(303);
    test.check().await;

    // As a server of an earlier version left it: all comments in the record of the consultation, and none in its row.
    let id = test.app.book.read().matters().next().unwrap().id().to_string();
    let old = {
        let book = test.app.book.read();
        serde_json::to_string(book.matters().next().unwrap()).unwrap()
    };
    assert!(old.len() > long.len() + 1000);
    let (key, body) = (id.clone(), old.clone());
    test.app
        .db
        .write(move |tx| {
            tx.execute("UPDATE comments SET record = NULL WHERE matter_id = $1", &[&key])?;
            tx.execute("UPDATE matters SET record = $1 WHERE id = $2", &[&body, &key])
        })
        .await
        .unwrap();
    let answer = [("comment", "1"), ("revision", "1"), ("decision", "noted"), ("text", "Cảm ơn.")];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    take(&test, &officer, &code, "ungroup", &[("comment", "3")]).await.expect(303);
    assert!(record().await.len() <= long.len() + 4);
    test.check().await;

    // The counts decide whether it may be closed: those alone that have no response of their own or of their group.
    test.pass((22 * 24).hours());
    turn(test.app.clone()).await.unwrap();
    test.settle().await;
    let officer = crate::desk::enter(&test, "soan-thao").await;
    for number in 3..=9 {
        let number = number.to_string();
        let answer =
            [("comment", number.as_str()), ("revision", "1"), ("decision", "noted"), ("text", "Cảm ơn.")];
        take(&test, &officer, &code, "answer", &answer).await.expect(303);
    }
    take(&test, &officer, &code, "close", &[]).await.expect(422);
    let answer = [("comment", "10"), ("revision", "1"), ("decision", "noted"), ("text", "Cảm ơn.")];
    take(&test, &officer, &code, "answer", &answer).await.expect(303);
    take(&test, &officer, &code, "close", &[]).await.expect(303);
    test.check().await;
}

/// A Word file of this body.
fn docx(body: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let parts = [("[Content_Types].xml", b"<Types/>".as_slice()), ("word/document.xml", document.as_bytes())];
    for (name, content) in parts.iter().chain(others) {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// What a hostile or broken file is refused with, and that nothing is lost by it: version 1, its comment, and the work on another file.
#[tokio::test]
async fn hostile_files_are_refused_and_lose_nothing() {
    let test = TestApp::sqlite();
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, TEXT).await;
    comment(&test, &code, "whole", &[("stance", "disagree"), ("text", "Ý kiến phải còn.")]).await;
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    let other = read_in(&officer, TEXT).await;
    let desk = format!("/desk/consultations/{code}");
    let refused = async |name: &str, bytes: &[u8]| {
        let fields = [("step", "upload")];
        upload(&officer, &desk, &fields, name, bytes).await.expect(422).text()
    };
    let paragraph = "<w:p><w:r><w:t>Điều 1. Phạm vi</w:t></w:r></w:p>";
    let nested =
        format!("{}{paragraph}{}", "<w:tbl><w:tr><w:tc>".repeat(30), "</w:tc></w:tr></w:tbl>".repeat(30));
    let bomb = docx(&format!("{paragraph}<!--{}-->", " ".repeat(40_000_000)), &[]);
    assert!(bomb.len() < 200_000, "{} bytes that unfold to forty million", bomb.len());
    for (bytes, words) in [
        (bomb, "bung ra quá lớn"),
        (docx(&nested, &[]), "Bảng lồng trong bảng quá nhiều lớp"),
        (docx(paragraph, &[("word/vbaProject.bin", b"macro".as_slice())]), "Tệp có macro"),
        (docx("<!DOCTYPE a [<!ENTITY b \"c\">]>", &[]), "DOCX"),
        (docx(paragraph, &[])[..200].to_vec(), "DOCX bị hỏng"),
    ] {
        let page = refused("ban-2.docx", &bytes).await;
        assert!(page.contains(words), "{words} is not said: {page}");
    }
    assert!(refused("ban-2.txt", &vec![b'a'; 5_000_001]).await.contains("quá lớn"));

    let visitor = test.visitor();
    let overview = visitor.get(&format!("/consultations/{code}")).await.expect(200).text();
    assert!(overview.contains("Phiên bản 1") && !overview.contains("Phiên bản 2"), "{overview}");
    assert!(visitor.get(&format!("/consultations/{code}/whole")).await.text().contains("Ý kiến phải còn."));
    officer.get(&other).await.expect(200);
    let waiting = officer.get("/desk/consultations").await.expect(200).text();
    assert_eq!(waiting.matches("/desk/consultations/imports/").count(), 1, "what was refused leaves nothing");
    test.check().await;
}

/// A draft of nearly five megabytes is read, announced and shown by its articles, with every word that came.
#[tokio::test]
async fn a_draft_of_five_megabytes_is_read_whole() {
    let test = TestApp::sqlite();
    let officer = drafter(&test).await;
    let mut text = String::from("Quy hoạch rất dài (mẫu)\n====\n\n");
    let words = "một điều khoản dài được viết ra để thử giới hạn của phần mềm ".repeat(60);
    let mut article = 0;
    while text.len() < 4_900_000 {
        article += 1;
        let next = format!("Điều {article}. Về việc thứ {article}\n\n1. Khoản {article} {words}.\n\n");
        text.push_str(&next);
    }
    let there = read_in(&officer, &text).await;
    let page = officer.get(&there).await.expect(200).text();
    assert!(page.contains(&format!("0 chương, {article} điều")) && page.contains("Không thấy chỗ nào"));
    let closes = local(&test, 21);
    let code = press(&officer, &there, "announce", &announcement(&closes)).await.location();
    let code = code.rsplit('/').next().unwrap().to_owned();
    test.settle().await;
    let visitor = test.visitor();
    let whole = visitor.get(&format!("/consultations/{code}/text/1")).await.expect(200).text();
    assert_eq!(whole.matches("để thử giới hạn").count(), article * 60, "every word is there");
    let overview = visitor.get(&format!("/consultations/{code}")).await.expect(200).text();
    let last = overview.split(&format!("Điều {article}. ")).next().unwrap().rsplit("href=\"").next().unwrap();
    let page = visitor.get(last.split('"').next().unwrap()).await.expect(200).text();
    assert!(
        page.contains(&format!("Khoản {article} một điều khoản")) && page.len() < 40_000,
        "{}",
        page.len()
    );
}

/// Numbers that jump, double or go back are told and change no word; what a person does about it is theirs to decide.
#[tokio::test]
async fn numbers_that_jump_are_told_and_no_word_is_lost() {
    let test = TestApp::sqlite();
    let officer = drafter(&test).await;
    let text = TEXT.replace("Diều 2", "Điều 7").replace("\n2. Gây tiếng ồn", "\n4. Gây tiếng ồn");
    let there = read_in(&officer, &text).await;
    let page = officer.get(&there).await.expect(200).text();
    for words in ["Thiếu số ở trước", "Số đi lùi", "Điều 7", "Gây tiếng ồn lớn sau hai mươi hai giờ."]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    // It may be announced as it is, and says what the file said.
    let closes = local(&test, 21);
    let code = press(&officer, &there, "announce", &announcement(&closes)).await.location();
    test.settle().await;
    let published =
        test.visitor().get(&format!("{}/text/1", code.trim_start_matches("/desk"))).await.expect(200).text();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("==")) {
        assert!(published.contains(line.trim()), "{line} is missing in {published}");
    }
    // A heading whose number was mistyped is told too, until a person has looked.
    let misread = "##### Điều 1. Phạm vi\n\nMọi nơi.\n\n##### Diều 2. Giờ giấc\n\n1. Ban ngày.\n";
    let there =
        upload(&officer, "/desk/consultations", &[("agency", DRAFTER)], "a.md", misread.as_bytes()).await;
    let there = there.location();
    let page = officer.get(&there).await.expect(200).text();
    assert!(page.contains("Tiêu đề không có số"), "{page}");
    let lost = id_of(&page, "Diều 2. Giờ giấc <button");
    let fields = [("id", lost.as_str()), ("kind", "article"), ("label", "2"), ("text", "Giờ giấc")];
    press(&officer, &there, "save", &fields).await.expect(303);
    let page = officer.get(&there).await.expect(200).text();
    assert!(page.contains("Điều 2") && !page.contains("Tiêu đề không có số"), "{page}");
    // Read in again and renumbered, it has the numbers in their order and the same words.
    let again = read_in(&officer, &text).await;
    press(&officer, &again, "renumber", &[]).await.expect(303);
    let page = officer.get(&again).await.expect(200).text();
    assert!(
        page.contains("Điều 3") && !page.contains("Điều 7") && page.contains("Gây tiếng ồn lớn"),
        "{page}"
    );
}
