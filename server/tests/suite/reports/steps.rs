//! The steps of a report, from the first to the receipt.

use dantin_photos::Hash;
use jiff::ToSpan as _;
use scraper::Selector;

use super::{
    Fields, HOAN_KIEM, WORDS, at_check, at_place, at_words, code_on, count, desk, filled, has_link_to_error,
    picture, send, send_with, set, summary,
};
use crate::{
    desk::sign_in,
    support::{Answer, TestApp},
};

async fn the_whole_way(test: TestApp) {
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    set(&mut fields, "address", "Trước số 5 phố mẫu");
    let photo = picture(1);
    let page = send_with(&resident, "/report/words", &fields, &[("a.jpg", &photo)]).await.expect(200);
    assert_eq!(
        count(&test, "SELECT COUNT(*) FROM cases").await,
        0,
        "nothing is stored before the last button"
    );
    let mut fields = filled(&page, "/report/check");
    set(&mut fields, "text", WORDS);
    set(&mut fields, "phone", "0912 345 678");
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    for said in ["Phường Hoàn Kiếm", "Sở Xây dựng", "Trước số 5 phố mẫu", "0912 345 678", WORDS]
    {
        assert!(check.text().contains(said), "{said}");
    }
    let secret =
        send(&resident, "/report/send", &filled(&check, "/report/send")).await.expect(303).location();
    let page = resident.get(&secret).await.expect(200);
    assert_eq!(page.headers["cache-control"], "private, no-store");
    assert!(page.text().contains("noindex"));
    let code = code_on(&page);

    // The photo is the reporter's alone until it is shown.
    let hash = Hash::of(&photo);
    let asked = hash.to_string();
    let large: String = test
        .app
        .db
        .read(move |tx| tx.one("SELECT large FROM photos WHERE hash = $1", &[&asked]))
        .await
        .unwrap();
    let own = format!("{secret}/photos/{large}/medium.jpg");
    assert!(page.text().contains(&own) && !page.text().contains(&hash.to_string()));
    let public = format!("/photos/{hash}/medium.jpg");
    assert_eq!(resident.get(&own).await.expect(200).headers["content-type"], "image/jpeg");
    resident.get(&public).await.expect(404);
    desk(&test, &code, "show").await;
    let shown = resident.get(&public).await.expect(200);
    // Under the original's name another copy may stand tomorrow; only a copy's own name is kept for good.
    assert_eq!(shown.headers["cache-control"], "public, no-cache");

    // A joiner gets a link of their own.
    let neighbour = test.visitor();
    let join = format!("/cases/{code}/join");
    let mut fields = filled(&neighbour.get(&join).await.expect(200), &join);
    set(&mut fields, "email", "mau@example.vn");
    let joined = send(&neighbour, &join, &fields).await.expect(303).location();
    assert_ne!(joined, secret);
    assert_eq!(send(&neighbour, &join, &fields).await.location(), joined, "a second press is the same join");
    assert_eq!(count(&test, "SELECT COUNT(*) FROM askers WHERE email = 'mau@example.vn'").await, 1);
    assert!(!neighbour.get(&joined).await.expect(200).text().contains("0912 345 678"));

    desk(&test, &code, "accept").await;
    desk(&test, &code, "ask").await;
    let page = resident.get(&secret).await.expect(200);
    assert!(page.text().contains("Đoạn trước số nhà mấy?"));
    assert!(!neighbour.get(&joined).await.text().contains(&format!("{joined}/reply")));
    test.pass(2.hours());
    let reply = format!("{secret}/reply");
    let mut fields = filled(&page, &reply);
    set(&mut fields, "text", "Trước số nhà 5");
    send_with(&resident, &reply, &fields, &[("b.jpg", &picture(2))]).await.expect(303);
    assert!(resident.get(&secret).await.text().contains("Trước số nhà 5"));
    assert!(!neighbour.get(&joined).await.text().contains("Trước số nhà 5"), "a reply is the reporter's own");

    desk(&test, &code, "resolve").await;
    let answer = format!("{secret}/answer");
    let refused = resident.post(&answer, &[("answer", "not_done"), ("text", " ")]).await.expect(422);
    has_link_to_error(&refused, "text");
    send_with(
        &resident,
        &answer,
        &vec![("answer".into(), "not_done".into()), ("text".into(), "Vẫn còn hố".into())],
        &[],
    )
    .await
    .expect(303);
    assert!(resident.get(&secret).await.text().contains("state-reopened"));
    desk(&test, &code, "resolve").await;
    neighbour.post(&format!("{joined}/answer"), &[("answer", "done")]).await.expect(303);
    assert!(resident.get(&secret).await.text().contains("state-confirmed-resolved"));
    test.pass(720.hours());
    let late =
        resident.post(&answer, &[("answer", "not_done"), ("text", "Vẫn còn nửa hố")]).await.expect(409);
    assert!(summary(&late).contains("đã chuyển sang trạng thái"), "{}", summary(&late));
    assert!(late.text().contains("Vẫn còn nửa hố"), "what came too late is there for copying");
    test.check().await;
}

#[tokio::test]
async fn a_report_goes_all_the_way_without_scripts_on_sqlite() {
    the_whole_way(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_report_goes_all_the_way_without_scripts_on_postgresql() {
    if let Some(db) = dantin_store::testing::postgres(dantin::app::MIGRATIONS) {
        the_whole_way(TestApp::on(db)).await;
    }
}

#[tokio::test]
async fn a_report_sent_twice_is_one_case_with_the_same_receipt() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let fields = at_check(&resident).await;
    let first = send(&resident, "/report/send", &fields).await.location();
    let second = send(&resident, "/report/send", &fields).await.location();
    assert_eq!(first, second);
    assert_eq!(count(&test, "SELECT COUNT(*) FROM cases").await, 1);
    test.check().await;
}

#[tokio::test]
async fn a_report_sent_again_with_other_words_says_so_and_loses_nothing() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let fields = at_check(&resident).await;
    let first = send(&resident, "/report/send", &fields).await.location();
    let mut changed = fields.clone();
    let more = format!("{WORDS} Sáng nay thêm một người ngã.");
    set(&mut changed, "text", &more);
    let page = send(&resident, "/report/send", &changed).await.expect(409);
    assert!(page.text().contains("Phản ánh này đã được gửi rồi"), "{}", page.text());
    assert!(page.text().contains(&more) && page.text().contains(&format!("href=\"{first}\"")));
    assert!(!resident.get(&first).await.text().contains(&more), "the report stands as it was sent");
    // Another contact, or another place, is a change too.
    for (name, value) in [("phone", "0912 345 678"), ("address", "Trước số 9"), ("category", "den-duong")]
    {
        let mut other = fields.clone();
        set(&mut other, name, value);
        if name == "category" {
            set(&mut other, "answer-loi", "tat");
        }
        let again = send(&resident, "/report/send", &other).await;
        assert_eq!(again.status, 409, "{name}: {}", again.text());
    }
    assert_eq!(
        send(&resident, "/report/send", &fields).await.location(),
        first,
        "the same form is no change"
    );
    assert_eq!(count(&test, "SELECT COUNT(*) FROM cases").await, 1);

    // What was typed is sent as a report of its own.
    let check = send(&resident, "/report/check", &filled(&page, "/report/check")).await.expect(200);
    let second =
        send(&resident, "/report/send", &filled(&check, "/report/send")).await.expect(303).location();
    assert_ne!(first, second);
    assert!(resident.get(&second).await.text().contains(&more));
    test.check().await;
}

#[tokio::test]
async fn a_landmark_is_found_by_its_other_name_and_gives_a_point_that_can_be_corrected() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "address", "ho guom");
    set(&mut fields, "find", "1");
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let button = Selector::parse("button[name='pick']").unwrap();
    let picks: Vec<String> =
        page.html().select(&button).map(|one| one.attr("value").unwrap().to_owned()).collect();
    let pick = picks.iter().find(|pick| pick.contains("Hồ Hoàn Kiếm")).unwrap();
    let mut fields = filled(&page, "/report/words");
    set(&mut fields, "pick", pick);
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let kept = filled(&page, "/report/words");
    let value = |name: &str| kept.iter().find(|(key, _)| key == name).unwrap().1.clone();
    assert_eq!((value("area").as_str(), value("accuracy").as_str()), (HOAN_KIEM, "350"));
    assert!((value("latitude").parse::<f64>().unwrap() - 21.0288).abs() < 0.005);
    // Another landmark moves the point; a finer one inside a landmark stays.
    let mut fields = kept.clone();
    set(&mut fields, "pick", "00004|Lăng|21.03680,105.83460,250");
    let moved = filled(&send(&resident, "/report/place", &fields).await.expect(200), "/report/words");
    assert!(moved.contains(&("latitude".into(), "21.03680".into())));
    let mut fields = kept;
    set(&mut fields, "latitude", "21.0290");
    set(&mut fields, "longitude", "105.8520");
    set(&mut fields, "accuracy", "8");
    set(&mut fields, "pick", pick);
    let fine = filled(&send(&resident, "/report/place", &fields).await.expect(200), "/report/words");
    assert!(fine.contains(&("latitude".into(), "21.0290".into())));
}

#[tokio::test]
async fn an_old_ward_name_leads_to_the_ward_of_today() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "address", "phuong truc bach");
    set(&mut fields, "find", "1");
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let button = Selector::parse("button[name='pick']").unwrap();
    let html = page.html();
    let pick = html.select(&button).next().unwrap().attr("value").unwrap().to_owned();
    let mut fields = filled(&page, "/report/words");
    set(&mut fields, "pick", &pick);
    let page = send(&resident, "/report/place", &fields).await.expect(200);
    let area = filled(&page, "/report/words").into_iter().find(|(name, _)| name == "area").unwrap().1;
    assert_eq!(test.app.city.area(&area).unwrap().name.vi, "Phường Ba Đình");
}

#[tokio::test]
async fn the_same_trouble_nearby_is_shown_before_sending() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let place = |fields: &mut Fields| {
        set(fields, "latitude", "21.0285");
        set(fields, "longitude", "105.8522");
        set(fields, "accuracy", "8");
    };
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    place(&mut fields);
    let mut fields = filled(&send(&resident, "/report/words", &fields).await.expect(200), "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&resident, "/report/check", &fields).await.expect(200);
    let secret = send(&resident, "/report/send", &filled(&check, "/report/send")).await.location();
    let code = code_on(&resident.get(&secret).await);
    test.settle().await;
    desk(&test, &code, "show").await;

    let neighbour = test.visitor();
    let (_, mut fields) = at_place(&neighbour, "o-ga").await;
    place(&mut fields);
    let page = send(&neighbour, "/report/words", &fields).await.expect(200);
    assert!(page.text().contains(&format!("/cases/{code}/join")), "{}", page.text());
    let another = send(&neighbour, "/report/words", &filled(&page, "/report/words")).await.expect(200);
    let mut fields = filled(&another, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&neighbour, "/report/check", &fields).await.expect(200);
    send(&neighbour, "/report/send", &filled(&check, "/report/send")).await.expect(303);
    test.check().await;
}

#[tokio::test]
async fn a_photo_goes_ahead_under_its_hash() {
    let test = TestApp::sqlite();
    let resident = test.visitor();
    let photo = picture(5);
    let put = |path: String, bytes: Vec<u8>| {
        resident.send(
            axum::http::Method::PUT,
            Box::leak(path.into_boxed_str()),
            Some("image/jpeg".to_owned()),
            bytes,
        )
    };
    let sent = put(format!("/photos/{}", Hash::of(&photo)), photo.clone()).await.expect(201).text();
    let again = put(format!("/photos/{}", Hash::of(&photo)), photo.clone()).await.expect(201).text();
    assert_eq!(sent, again);
    put(format!("/photos/{}", Hash::of(b"other")), photo.clone()).await.expect(422);
    let text = put(format!("/photos/{}", Hash::of(b"text")), b"text".to_vec()).await.expect(422).text();
    assert!(text.contains("Tệp này không phải là ảnh"), "{text}");
    put("/photos/nonsense".to_owned(), photo.clone()).await.expect(404);
    let (_, mut fields) = at_place(&resident, "o-ga").await;
    set(&mut fields, "area", HOAN_KIEM);
    // Whoever knows the hash alone has not sent it, and is shown nothing of it.
    let mut copied = fields.clone();
    set(&mut copied, "photo_hash", &Hash::of(&photo).to_string());
    let refused = send(&resident, "/report/words", &copied).await.expect(422);
    has_link_to_error(&refused, "photos");
    assert!(!refused.text().contains("data:image/jpeg"));
    set(&mut fields, "photo_hash", &sent);
    let page = send(&resident, "/report/words", &fields).await.expect(200);
    let fields = filled(&page, "/report/check");
    send(&resident, "/report/check", &fields).await.expect(200);
    let mut unknown = fields.clone();
    set(&mut unknown, "photo_hash", &Hash::of(b"never sent").to_string());
    has_link_to_error(&send(&resident, "/report/check", &unknown).await.expect(422), "photos");
}

/// The point of an image under which a form says that it lies, from its hidden fields.
fn position(answer: &Answer) -> (f64, f64) {
    let fields = filled(answer, "/report/words");
    let degrees = |name: &str| {
        let value = &fields.iter().find(|(key, _)| key == name).unwrap().1;
        value.parse::<f64>().unwrap_or(f64::NAN)
    };
    (degrees("latitude"), degrees("longitude"))
}

#[tokio::test]
async fn a_place_is_pointed_out_on_images_of_the_map_without_scripts() {
    let app = TestApp::sqlite();
    let visitor = app.visitor();
    let (_, mut fields) = at_place(&visitor, "o-ga").await;

    // Without a ward there is no map to begin with; the form says which comes first, and keeps what was typed.
    set(&mut fields, "address", "gần chợ");
    set(&mut fields, "look", "open");
    let refused = send(&visitor, "/report/place", &fields).await.expect(422);
    assert!(refused.text().contains("Hãy chọn phường, xã trước"), "{}", refused.text());
    assert!(filled(&refused, "/report/words").contains(&("address".into(), "gần chợ".into())));

    set(&mut fields, "area", HOAN_KIEM);
    let ward = send(&visitor, "/report/place", &fields).await.expect(200);
    let image = Selector::parse("input[type=image][name=map]").unwrap();
    let src = ward.html().select(&image).next().unwrap().attr("src").unwrap().to_owned();
    assert_eq!(src, format!("/map/ward/{HOAN_KIEM}.svg"));
    assert!(visitor.get(&src).await.expect(200).text().starts_with("<svg"));

    // A click gives the position and a closer map round it.
    let mut fields = filled(&ward, "/report/words");
    set(&mut fields, "map.x", "160");
    set(&mut fields, "map.y", "100");
    let near = send(&visitor, "/report/place", &fields).await.expect(200);
    let (latitude, longitude) = position(&near);
    assert!(
        (20.9..21.2).contains(&latitude) && (105.7..106.0).contains(&longitude),
        "{latitude} {longitude}"
    );
    let src = near.html().select(&image).next().unwrap().attr("src").unwrap().to_owned();
    assert!(src.starts_with("/map/place.svg?lat="), "{src}");
    visitor.get(&src).await.expect(200);

    // The map is moved: a third of 400 m to the north is about 133 m, or 0.0012 degrees.
    let mut fields = filled(&near, "/report/words");
    set(&mut fields, "look", "north");
    let moved = send(&visitor, "/report/place", &fields).await.expect(200);
    let (north, same) = position(&moved);
    assert!((north - latitude - 0.0012).abs() < 0.0002, "{north} {latitude}");
    assert!((same - longitude).abs() < 1e-5);
    let mut fields = filled(&moved, "/report/words");
    set(&mut fields, "look", "nearer");
    let nearer = send(&visitor, "/report/place", &fields).await.expect(200);
    assert!(nearer.text().contains("width=200"), "{}", nearer.text());

    // A pin outside the city is refused, and the pin that was there stays.
    let mut fields = filled(&nearer, "/report/words");
    set(&mut fields, "latitude", "10.8");
    set(&mut fields, "look", "north");
    let outside = send(&visitor, "/report/place", &fields).await.expect(422);
    assert!(outside.text().contains("nằm ngoài"), "{}", outside.text());

    // The pin is the place of the report.
    let mut fields = filled(&nearer, "/report/words");
    set(&mut fields, "area", "");
    let words = send(&visitor, "/report/words", &fields).await.expect(200);
    let mut fields = filled(&words, "/report/check");
    set(&mut fields, "text", WORDS);
    let check = send(&visitor, "/report/check", &fields).await.expect(200);
    let fields = filled(&check, "/report/send");
    let kept = &fields.iter().find(|(key, _)| key == "latitude").unwrap().1;
    assert_eq!(kept, &format!("{north:.6}"));
    send(&visitor, "/report/send", &fields).await.expect(303);
    app.check().await;
}

#[tokio::test]
async fn the_language_is_switched_in_the_middle_of_a_report_and_nothing_is_lost() {
    let app = TestApp::sqlite();
    let visitor = app.visitor();
    let mut fields = at_words(&visitor).await;
    set(&mut fields, "text", WORDS);
    set(&mut fields, "name", "Người mẫu");
    let switch = Selector::parse("button.language-switch[form=flow]").unwrap();
    let page = send(&visitor, "/report/words", &fields).await.expect(200);
    let address = page.html().select(&switch).next().unwrap().attr("formaction").unwrap().to_owned();
    let english = send(&visitor, &address, &fields).await.expect(200);
    assert!(english.text().contains("lang=\"en\""));
    let kept = filled(&english, "/report/check");
    for name in ["text", "name", "area", "category", "idempotency_key"] {
        let value =
            |fields: &Fields| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        assert_eq!(value(&kept), value(&fields), "{name}");
    }
    app.check().await;
}

#[tokio::test]
async fn where_it_is_enters_the_journal_when_a_moderator_shows_it() {
    for (category, ward_only, told) in
        [("o-ga", false, true), ("o-ga", true, false), ("tieng-on", false, false)]
    {
        let test = TestApp::sqlite();
        let visitor = test.visitor();
        let (_, mut fields) = at_place(&visitor, category).await;
        set(&mut fields, "latitude", "21.028512");
        set(&mut fields, "longitude", "105.852234");
        set(&mut fields, "accuracy", "14");
        let page = send(&visitor, "/report/words", &fields).await.expect(200);
        let mut fields = filled(&page, "/report/check");
        set(&mut fields, "text", WORDS);
        let page = send(&visitor, "/report/check", &fields).await.expect(200);
        send(&visitor, "/report/send", &filled(&page, "/report/send")).await.expect(303);
        test.settle().await;
        let journal = async || -> String {
            let bodies: Vec<String> =
                test.app.db.read(|tx| tx.all("SELECT body FROM journal ORDER BY idx", &[])).await.unwrap();
            bodies.join("\n")
        };
        assert!(!journal().await.contains("\"lat\""), "{}", journal().await);
        let code: String = test.app.db.read(|tx| tx.one("SELECT code FROM cases", &[])).await.unwrap();

        let moderator = sign_in(&test, "kiem-duyet", &["moderator@ttpv-hcc"]).await;
        let there = format!("/desk/cases/{code}?step=publish");
        let page = moderator.get(&there).await.expect(200);
        assert_eq!(page.text().contains("name=\"ward_only\""), category == "o-ga", "{}", page.text());
        let (csrf, version) = (page.field("csrf"), page.field("version"));
        let mut sent = vec![("csrf", csrf.as_str()), ("version", version.as_str()), ("text", WORDS)];
        sent.extend([("address", "Ngã tư mẫu")]);
        if ward_only {
            sent.push(("ward_only", "1"));
        }
        moderator.post(&format!("/desk/cases/{code}/publish"), &sent).await.expect(303);
        test.settle().await;
        let spot = "\"spot\":{\"lat\":2102851,\"lon\":10585223,\"precision_m\":14}";
        assert_eq!(journal().await.contains(spot), told, "{}", journal().await);
        let public = test.visitor().get(&format!("/cases/{code}.json")).await.expect(200).text();
        assert_eq!(public.contains("\"latitude\":21.02851"), told, "{public}");
        assert_eq!(
            public.contains("Ngã tư mẫu"),
            told,
            "the address line is as public as the point: {public}"
        );
        test.check().await;
    }
}
