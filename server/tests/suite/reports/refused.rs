//! What cannot be taken comes back with words at its place, and loses nothing that was typed.

use dantin_photos::Hash;
use scraper::Selector;

use super::{
    HOAN_KIEM, WORDS, at_check, at_place, at_words, filled, has_link_to_error, holds, picture, send,
    send_with, set, summary,
};
use crate::support::{Part, TestApp};

/// A PNG whose header claims this many pixels and that holds none.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut crc = 0xffff_ffff_u32;
    for byte in &header {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    bytes.extend(header);
    bytes.extend((!crc).to_be_bytes());
    bytes.extend([0; 200]);
    bytes
}

#[tokio::test]
async fn words_that_cannot_be_taken_come_back_with_everything_typed() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let fields = at_words(&resident).await;
    for (text, fits) in [
        ("ặ".repeat(4_001), false),
        ("ặ".repeat(4_000), true),
        // Decomposed, the same 4,000 characters are three times as many code points.
        ("a\u{323}\u{306}".repeat(4_000), true),
        (format!("{WORDS}\0"), false),
        ("Quá ngắn".to_owned(), false),
    ] {
        let mut fields = fields.clone();
        set(&mut fields, "text", &text);
        set(&mut fields, "name", "Người dân mẫu");
        let page = send(&resident, "/report/check", &fields).await.expect(if fits { 200 } else { 422 });
        if !fits {
            has_link_to_error(&page, "text");
            let back = filled(&page, "/report/check");
            assert!(back.contains(&("name".to_owned(), "Người dân mẫu".to_owned())));
            assert!(back.contains(&("area".to_owned(), HOAN_KIEM.to_owned())));
            let kept = back.iter().find(|(name, _)| name == "text").unwrap();
            assert_eq!(
                kept.1.trim_end_matches('\u{fffd}').chars().count().max(1),
                text.trim_end_matches('\0').chars().count()
            );
        }
    }
}

#[tokio::test]
async fn photos_that_cannot_be_taken_are_named_and_cost_nothing_else() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let good = picture(3);
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.extend([0; 64]);
    let cases: [(&str, Vec<u8>, &str); 4] = [
        ("lon.png", png_header(10_000, 6_000), "triệu điểm ảnh"),
        ("thieu.jpg", good[..good.len() / 2].to_vec(), "thiếu phần cuối"),
        ("chu.jpg", b"Day khong phai la anh".to_vec(), "không phải là ảnh"),
        ("anh.heic", heic, "HEIC"),
    ];
    for (name, bytes, words) in cases {
        let (_, mut fields) = at_place(&resident, "o-ga").await;
        set(&mut fields, "address", "Ngõ mẫu số 3");
        let page = send_with(&resident, "/report/words", &fields, &[("tot.jpg", &good), (name, &bytes)])
            .await
            .expect(422);
        has_link_to_error(&page, "photos");
        assert!(summary(&page).contains(name) && summary(&page).contains(words), "{}", summary(&page));
        let back = filled(&page, "/report/words");
        assert!(back.contains(&("address".to_owned(), "Ngõ mẫu số 3".to_owned())));
        assert!(
            back.iter()
                .any(|(name, value)| name == "photo_hash"
                    && value.starts_with(&format!("{}.", Hash::of(&good)))),
            "the good one is kept"
        );
    }
    let (_, fields) = at_place(&resident, "o-ga").await;
    let four: Vec<Vec<u8>> = (10..14).map(picture).collect();
    let files: Vec<(&str, &[u8])> = four.iter().map(|bytes| ("a.jpg", bytes.as_slice())).collect();
    has_link_to_error(&send_with(&resident, "/report/words", &fields, &files).await.expect(422), "photos");
}

#[tokio::test]
async fn a_place_outside_the_city_is_refused_at_the_place() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "latitude", "10.7769");
    set(&mut fields, "longitude", "106.7009");
    let page = send(&resident, "/report/words", &fields).await.expect(422);
    has_link_to_error(&page, "position");
    set(&mut fields, "latitude", "21.0285");
    set(&mut fields, "longitude", "105.8522");
    set(&mut fields, "accuracy", "15");
    let page = send(&resident, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&page, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    assert!(check.text().contains("Phường Hoàn Kiếm (gần đúng)"));
    set(&mut fields, "latitude", "");
    set(&mut fields, "longitude", "");
    has_link_to_error(&send(&resident, "/report/check", &fields).await.expect(422), "area");
}

#[tokio::test]
async fn a_point_far_from_the_ward_chosen_beside_it_is_a_slip() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    // Hoàn Kiếm was chosen, the point lies in Sơn Tây.
    set(&mut fields, "area", "00070");
    set(&mut fields, "latitude", "21.1380");
    set(&mut fields, "longitude", "105.5050");
    let page = send(&resident, "/report/words", &fields).await.expect(422);
    has_link_to_error(&page, "area");
    assert!(page.text().contains("Phường Hoàn Kiếm"), "{}", page.text());
    set(&mut fields, "latitude", "21.0400");
    set(&mut fields, "longitude", "105.8400");
    send(&resident, "/report/words", &fields).await.expect(200);
}

#[tokio::test]
async fn a_form_of_yesterday_loses_its_category_and_nothing_else() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let mut fields = at_check(&resident).await;
    set(&mut fields, "category", "da-bo");
    let page = send(&resident, "/report/send", &fields).await.expect(422);
    has_link_to_error(&page, "category");
    let mut back = filled(&page, "/report/place");
    assert!(back.contains(&("text".to_owned(), WORDS.to_owned())));
    set(&mut back, "category", "o-ga");
    let again = send(&resident, "/report/check", &back).await.expect(200);
    send(&resident, "/report/send", &filled(&again, "/report/send")).await.expect(303);
    test.check().await;
}

#[tokio::test]
async fn a_subcategory_of_another_category_is_left_aside() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let first = resident.get("/report").await;
    let mut fields = filled(&first, "/report/place");
    set(&mut fields, "category", "khac");
    set(&mut fields, "subcategory", "o-ga");
    send(&resident, "/report/place", &fields).await.expect(200);
    let nothing = filled(&first, "/report/place");
    has_link_to_error(&send(&resident, "/report/place", &nothing).await.expect(422), "category");
    assert!(resident.get("/report?q=o+ga").await.text().contains("value=\"o-ga\""));
    assert_eq!(resident.get("/report/words").await.location(), "/report");
    resident.get("/report/nowhere").await.expect(404);
}

#[tokio::test]
async fn complaints_and_denunciations_reach_neither_database_nor_photo_folder() {
    const MARKER: &str = "dau-vet-mau-7f3a";
    let db = dantin_store::testing::sqlite(dantin::app::MIGRATIONS);
    let dantin_store::Settings::Sqlite { path, .. } = db.settings().clone() else { unreachable!() };
    let folder = path.parent().unwrap().to_owned();
    let test = TestApp::on(db);
    let resident = test.visitor();
    for path in ["/report/complaint", "/report/denunciation"] {
        let page = resident.get(path).await.expect(200);
        let html = page.html();
        let sendable = Selector::parse("main form, main [name]").unwrap();
        assert_eq!(html.select(&sendable).count(), 0, "there is nothing to send and nowhere to send it");
        assert!(html.select(&Selector::parse("main textarea").unwrap()).next().is_some());
        assert_eq!(resident.post(path, &[("text", MARKER)]).await.status.as_u16(), 405);
        let parts =
            [Part::Text("text", MARKER), Part::File("photos", "a.jpg", "image/jpeg", MARKER.as_bytes())];
        assert_eq!(resident.post_multipart(path, &parts).await.status.as_u16(), 405);
    }
    // Nor by the forms of a report that name the channel.
    for (channel, path) in [("complaint", "/report/complaint"), ("denunciation", "/report/denunciation")] {
        let mut fields = at_words(&resident).await;
        set(&mut fields, "text", &format!("{MARKER} {WORDS}"));
        let check = send(&resident, "/report/check", &fields).await.expect(200);
        let mut fields = filled(&check, "/report/send");
        set(&mut fields, "channel", channel);
        for step in ["/report/send", "/report/check", "/report"] {
            assert_eq!(send(&resident, step, &fields).await.location(), path, "{step}");
        }
        assert_eq!(resident.get(&format!("/report?channel={channel}")).await.location(), path);
    }
    let kept =
        |marker: &str| holds(&folder, marker.as_bytes()) || holds(&test.app.settings.data, marker.as_bytes());
    assert!(!kept(MARKER), "no file holds what was typed");
    // The same search finds what a report says and shows.
    let mut fields = at_words(&resident).await;
    set(&mut fields, "text", &format!("{MARKER} {WORDS}"));
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    assert!(!kept(MARKER), "nothing is kept before the last button");
    send(&resident, "/report/send", &filled(&check, "/report/send")).await.expect(303);
    assert!(kept(MARKER));
    test.check().await;
}

/// The words of the summary's link to this field.
fn link(page: &crate::support::Answer, field: &str) -> String {
    let link = Selector::parse(&format!(".error-summary a[href='#{field}']")).unwrap();
    let html = page.html();
    html.select(&link).next().unwrap_or_else(|| panic!("no link to {field}")).text().collect()
}

#[tokio::test]
async fn the_links_of_a_summary_name_their_fields_once_on_every_form() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "den-duong").await;
    set(&mut fields, "area", HOAN_KIEM);
    let page = send(&resident, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&page, "/report/check");
    set(&mut fields, "text", WORDS);
    set(&mut fields, "name", "Mẫu\u{7}");
    set(&mut fields, "phone", "12");
    set(&mut fields, "email", "không có");
    let refused = send(&resident, "/report/check", &fields).await.expect(422);
    let question = &test.app.city.service("den-duong").unwrap().attributes()[0];
    assert_eq!(
        link(&refused, &format!("answer-{}", question.code)),
        format!("{} Cần điền mục này", question.description.vi),
        "a question needs no colon"
    );
    assert!(link(&refused, "name").starts_with("Họ tên: "), "{}", summary(&refused));
    assert!(link(&refused, "email").starts_with("Thư điện tử: Địa chỉ thư"), "{}", summary(&refused));
    let phone = link(&refused, "phone");
    assert!(phone.starts_with("Số điện thoại có"), "nothing is said twice: {phone}");

    // A proof that is asked for is no field.
    let door = resident.post("/desk/sign-in", &[("login", "ai-do"), ("password", "sai")]).await.expect(422);
    assert!(!summary(&door).is_empty() && !summary(&door).contains(": :"), "{}", summary(&door));
    let secret = super::secret_link(&resident).await;
    let unsure = resident.post(&format!("{secret}/withdraw"), &[]).await.expect(422);
    assert!(link(&unsure, "sure").starts_with("Tôi chắc chắn muốn rút phản ánh này"), "{}", summary(&unsure));
    let tracked = resident.get("/cases?code=khong").await.expect(422);
    assert!(!link(&tracked, "code").is_empty());
    // The other language has its own labels.
    let english = send(&resident, "/report/check?lang=en", &fields).await.expect(422);
    assert!(link(&english, "name").starts_with("Name: "), "{}", summary(&english));
}
