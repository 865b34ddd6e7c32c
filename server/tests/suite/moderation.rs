//! Moderation: the queue, what readers flag, the public log of what was done, and photos whose parts are made
//! unrecognisable for good.

use axum::http::Method;
use dantin::{act::cases::submit, jobs};
use dantin_photos::{Hash, Shelf};
use image::{Rgb, RgbImage};

use crate::{
    desk::{enter, file, report, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    the_queue_holds_what_waits_what_may_accuse_and_what_readers_flag,
    everybody_reads_what_was_hidden_redacted_or_erased_and_never_the_content,
    a_blurred_photo_is_gone_from_every_public_place_and_its_original_stays_sealed,
    whoever_works_on_a_case_takes_nothing_off_its_page,
    every_list_and_sheet_that_shows_sealed_words_is_a_look,
);

async fn moderator(test: &TestApp) -> Visitor {
    sign_in(test, "kiem-duyet", &["moderator@vp-ubnd"]).await
}

async fn the_queue_holds_what_waits_what_may_accuse_and_what_readers_flag(test: TestApp) {
    let plain = file(&test).await;
    let accusing = test.app.command(|tx, context| {
        let mut report = report();
        report.text = String::from("Tôi thấy ông Nguyễn Văn Mẫu nhận tiền của các hộ kinh doanh");
        Ok(submit(tx, context, &report)?)
    });
    let accusing = accusing.await.unwrap();
    test.settle().await;
    let moderator = moderator(&test).await;
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", plain.agency)]).await;
    assert_eq!(handler.get("/desk/moderation").await.status, 403);
    let list =
        async |view: &str| moderator.get(&format!("/desk/moderation?view={view}")).await.expect(200).text();
    let waiting = list("waiting").await;
    assert!(waiting.contains(&plain.code) && waiting.contains(&accusing.code));
    let accused = list("accused").await;
    assert!(!accused.contains(&plain.code) && accused.contains(&accusing.code));
    assert!(accused.contains("Có thể nêu tên và cáo buộc một người"));
    assert!(!list("flagged").await.contains(&plain.code));
    // Nobody flags what is not public.
    let reader = test.visitor();
    let flag = format!("/cases/{}/flag", plain.code);
    reader.get(&flag).await.expect(404);
    let shown = [("text", "Rác trước cổng."), ("reason", "personal_data")];
    step(&moderator, &plain.code, "publish", &shown).await;
    test.settle().await;
    reader.get(&flag).await.expect(200);
    let refused = reader.post(&flag, &[("reason", "khong-co")]).await.expect(422);
    assert!(refused.text().contains("Báo nội dung"));
    reader.post(&flag, &[]).await.expect(422);
    // A program that sends nothing names no type of it either: the page comes back all the same.
    let nothing = reader.send(Method::POST, &flag, None, Vec::new()).await.expect(422).text();
    assert!(nothing.contains("id=\"reason-error\"") && nothing.contains("Hãy chọn một mục"), "{nothing}");
    let broken = reader.send(Method::POST, &flag, None, b"reason=abusive".to_vec()).await.expect(422).text();
    assert!(broken.contains("Không đọc được nội dung gửi lên"));
    for _ in 0..3 {
        reader.post(&flag, &[("reason", "personal_data")]).await.expect(200);
    }
    let flagged = list("flagged").await;
    assert!(flagged.contains(&plain.code) && flagged.contains("Lộ thông tin cá nhân (3)"), "{flagged}");
    let page = moderator.get("/desk/moderation?view=flagged").await;
    let csrf = page.field("csrf");
    let settle = [("csrf", csrf.as_str()), ("case", plain.code.as_str())];
    assert_eq!(handler.post("/desk/moderation", &settle).await.status, 403);
    assert_eq!(moderator.post("/desk/moderation", &settle).await.status, 303);
    assert!(!list("flagged").await.contains(&plain.code), "laid aside");
    // One reader alone cannot fill the queue.
    let mut refused = 0;
    for _ in 0..80 {
        refused += u32::from(reader.post(&flag, &[("reason", "abusive")]).await.status == 429);
    }
    assert!(refused > 0);
    test.check().await;
}

async fn everybody_reads_what_was_hidden_redacted_or_erased_and_never_the_content(test: TestApp) {
    let reader = test.visitor();
    assert!(reader.get("/moderation").await.expect(200).text().contains("Chưa có nội dung nào bị ẩn"));
    let moderator = moderator(&test).await;
    let (hidden, redacted, written) = (file(&test).await, file(&test).await, file(&test).await);
    step(&moderator, &hidden.code, "hide", &[("reason", "alleges_offence")]).await;
    for (text, reason) in [("Rác trước cổng.", ""), ("", ""), ("Rác trước cổng.", "khong-co")] {
        let refused = step(&moderator, &redacted.code, "publish", &[("text", text), ("reason", reason)])
            .await
            .expect(422);
        let told = ["Hãy chọn lý do lược bớt", "Lựa chọn này không có trong danh sách"];
        assert!(told.iter().any(|told| refused.text().contains(told)), "{text} {reason}");
    }
    let shown = [("text", "Rác trước cổng."), ("reason", "endangers_reporter")];
    step(&moderator, &redacted.code, "publish", &shown).await.expect(303);
    // A reason that nothing needs is no redaction.
    let written_shown = [("text", report().text), ("reason", "abusive".to_owned())];
    let written_shown = written_shown.each_ref().map(|(field, value)| (*field, value.as_str()));
    step(&moderator, &written.code, "publish", &written_shown).await.expect(303);
    test.settle().await;
    let page = reader.get("/moderation").await.expect(200);
    let text = page.text();
    for part in [
        &hidden.code,
        &redacted.code,
        "Nêu tên người và cáo buộc vi phạm",
        "Công khai bản lược bớt: Có thể gây nguy hiểm cho người phản ánh",
        "Kiểm duyệt viên",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains(&written.code), "what is published as written is no moderation");
    assert!(!text.contains(&format!("/cases/{}", hidden.code)), "a hidden case has no page to lead to");
    for private in ["Nguyễn Mẫu", "Rác trước cổng", "0900000001"] {
        assert!(!text.contains(private), "{private}");
    }
    // A later one counts in its own month of the city: this moment is April there, and March in UTC.
    test.at("2026-03-31T18:00:00Z");
    let moderator = enter(&test, "kiem-duyet").await;
    let late = file(&test).await;
    step(&moderator, &late.code, "hide", &[("reason", "abusive")]).await;
    test.settle().await;
    let start = test.app.db.statements_run();
    let text = reader.get("/moderation").await.expect(200).text();
    let statements = test.app.db.statements_run() - start;
    assert!(text.contains("4/2026") || text.contains("tháng 4"), "{text}");
    let csv = reader.get("/moderation.csv").await.expect(200).text();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "entry,at,code,deed,reason,role,agency,number");
    assert_eq!(lines.len(), 4);
    assert!(csv.contains(&format!("{},redacted,endangers_reporter,moderator", redacted.code)), "{csv}");
    assert!(
        lines[1].contains(&late.code) && lines[1].contains(",hidden,abusive,moderator"),
        "newest first: {csv}"
    );
    for number in 0..60 {
        let one = file(&test).await;
        let reason = if number % 2 == 0 { "abusive" } else { "personal_data" };
        step(&moderator, &one.code, "hide", &[("reason", reason)]).await;
    }
    test.settle().await;
    let start = test.app.db.statements_run();
    let first = reader.get("/moderation").await.expect(200).text();
    assert_eq!(test.app.db.statements_run() - start, statements, "as many statements for many lines");
    let next = first.split("/moderation?before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let second = reader.get(&format!("/moderation?before={next}")).await.expect(200).text();
    assert!(second.contains(&hidden.code) && !first.contains(&hidden.code));
    reader.get("/moderation?before=x").await.expect(422);
    reader.get("/moderation?before=-1").await.expect(422);
    test.check().await;
}

/// Fine stripes: whatever is left of them would show.
fn stripes() -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| {
        if (x / 4 + y / 4) % 2 == 0 { Rgb([250, 250, 250]) } else { Rgb([5, 5, 5]) }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// How far apart light and dark are within a part of a picture.
fn contrast(bytes: &[u8], (left, top, right, bottom): (u32, u32, u32, u32)) -> u8 {
    let picture = image::load_from_memory(bytes).unwrap().into_luma8();
    let values = (top..bottom)
        .flat_map(|y| (left..right).map(move |x| (x, y)))
        .map(|(x, y)| picture.get_pixel(x, y).0[0]);
    let values: Vec<u8> = values.collect();
    values.iter().max().unwrap() - values.iter().min().unwrap()
}

async fn a_blurred_photo_is_gone_from_every_public_place_and_its_original_stays_sealed(test: TestApp) {
    let sent = stripes();
    let original = dantin::listen::photos::keep(&test.app, sent.clone().into()).await.unwrap();
    let hash = original.to_string();
    let photo = hash.clone();
    let filed = test.app.command(move |tx, context| {
        let mut report = report();
        report.photos = vec![photo.clone()];
        Ok(submit(tx, context, &report)?)
    });
    let filed = filed.await.unwrap();
    let code = filed.code.as_str();
    let moderator = moderator(&test).await;
    step(&moderator, code, "publish", &[("text", &report().text), ("photo", &hash)]).await.expect(303);
    test.settle().await;
    let reader = test.visitor();
    let copies = async || {
        let asked = hash.clone();
        let found: (String, String, String) = test
            .app
            .db
            .read(move |tx| tx.one("SELECT large, medium, small FROM photos WHERE hash = $1", &[&asked]))
            .await
            .unwrap();
        [found.0, found.1, found.2]
    };
    let before = copies().await;
    let page = reader.get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains(&format!("/photos/{}/medium.jpg", before[0])));
    let old = reader.get(&format!("/photos/{}/large.jpg", before[0])).await.expect(200);
    assert!(old.headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(contrast(&old.body, (170, 130, 300, 230)) > 150);

    let address = format!("/desk/cases/{code}/photos/{hash}");
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    assert_eq!(handler.get(&address).await.status, 403, "blurring is a moderator's work");
    let form = moderator.get(&address).await.expect(200);
    let send = async |typed: &[(&str, &str)]| -> Answer {
        let form = moderator.get(&address).await;
        let (csrf, version) = (form.field("csrf"), form.field("version"));
        let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        fields.extend(typed);
        if !typed.iter().any(|(field, _)| *field == "reason") {
            fields.push(("reason", "personal_data"));
        }
        moderator.post(&address, &fields).await
    };
    assert!(send(&[]).await.expect(422).text().contains("Hãy đánh dấu ít nhất một ô."));
    for bad in ["0 0 0 10", "900 0 200 10", "a b c d", "1 2 3", "-1 0 5 5"] {
        assert_eq!(send(&[("region", bad)]).await.status, 422, "{bad}");
    }
    for bad in [
        [("left", "90"), ("top", "0"), ("across", "20"), ("down", "5")],
        [("left", "x"), ("top", "0"), ("across", "2"), ("down", "5")],
    ] {
        assert_eq!(send(&bad).await.status, 422);
    }
    assert_eq!(copies().await, before, "what is refused changes nothing");
    moderator.get(&format!("/desk/cases/{code}/photos/{}", "0".repeat(64))).await.expect(404);

    let unsaid = send(&[("region", "250 250 250 250"), ("reason", "")]).await.expect(422).text();
    assert!(
        unsaid.contains("Hãy chọn lý do lược bớt") && unsaid.contains("250 250 250 250"),
        "marks come back"
    );
    assert_eq!(copies().await, before, "without a reason nothing is changed");

    // What was ticked, drawn and typed comes back, with each fault at its field.
    let checked = |page: &Answer, value: &str| {
        let cell = scraper::Selector::parse(&format!("input[type=checkbox][value='{value}']")).unwrap();
        page.html().select(&cell).next().is_some_and(|cell| cell.attr("checked").is_some())
    };
    let (ticked, drawn) = (("region", "0 0 83 111"), ("region", "250 250 250 250"));
    for (frame, fault) in [
        (["90", "0", "20", "5"], "across"),
        (["12,5", "0", "5", "x"], "down"),
        (["12,5", "99", "5", "2"], "down"),
        (["12,5", "", "5", "2"], "top"),
        (["101", "5", "5", "2"], "left"),
    ] {
        let names = ["left", "top", "across", "down"];
        let mut fields: Vec<(&str, &str)> = names.into_iter().zip(frame).collect();
        fields.extend([ticked, drawn, ("reason", "personal_data")]);
        let page = send(&fields).await.expect(422);
        assert!(checked(&page, ticked.1) && !checked(&page, "83 0 83 111"), "{frame:?}");
        let text = page.text();
        assert!(
            text.contains("<input type=\"hidden\" name=\"region\" value=\"250 250 250 250\">"),
            "{frame:?}"
        );
        for (name, typed) in names.into_iter().zip(frame) {
            assert_eq!(page.field(name), typed);
            assert_eq!(text.contains(&format!("id=\"{name}-error\"")), name == fault, "{frame:?} {name}");
        }
        assert!(text.contains("<details class=\"details\" open>"), "what is wrong is not folded away");
        let reason = scraper::Selector::parse("input[name=reason][value=personal_data][checked]").unwrap();
        assert!(page.html().select(&reason).next().is_some(), "the reason stays chosen");
    }
    let both = send(&[ticked, ("left", "x"), ("reason", "")]).await.expect(422).text();
    assert!(both.contains("href=\"#left\"") && both.contains("href=\"#reason\""), "all faults at once");
    assert_eq!(copies().await, before);

    // From a quarter on, a quarter wide and high: by a field that was drawn.
    assert_eq!(send(&[("region", "250 250 250 250")]).await.status, 303);
    let stale = {
        let (csrf, version) = (form.field("csrf"), form.field("version"));
        let fields = [("csrf", csrf.as_str()), ("version", &version), ("region", "0 0 100 100")];
        moderator.post(&address, &[&fields[..], &[("reason", "personal_data")]].concat()).await
    };
    assert_eq!(stale.status, 409, "a form of before is told");
    test.settle().await;
    let after = copies().await;
    assert!(after.iter().all(|copy| !before.contains(copy)));
    for (size, copy) in ["large", "medium", "small"].iter().zip(&after) {
        let seen = reader.get(&format!("/photos/{}/{size}.jpg", after[0])).await.expect(200);
        assert_eq!(Hash::of(&seen.body).to_string(), *copy);
        let picture = image::load_from_memory(&seen.body).unwrap();
        let (w, h) = (picture.width(), picture.height());
        let inside = (w * 27 / 100, h * 27 / 100, w * 48 / 100, h * 48 / 100);
        assert!(contrast(&seen.body, inside) < 40, "{size}: nothing of the stripes is left");
    }
    let large = reader.get(&format!("/photos/{}/large.jpg", after[0])).await;
    assert!(contrast(&large.body, (400, 300, 500, 400)) > 150, "the rest is as it was");
    // The old copy is nowhere: neither by its name, nor by the original's, nor as a file.
    reader.get(&format!("/photos/{}/large.jpg", before[0])).await.expect(404);
    let by_original = reader.get(&format!("/photos/{hash}/large.jpg")).await.expect(200);
    assert_eq!(by_original.body, large.body);
    assert!(!by_original.headers["cache-control"].to_str().unwrap().contains("immutable"));
    let exists = async |shelf: Shelf, name: &str| {
        test.app.photos.store().exists(shelf, name.parse().unwrap()).await.unwrap()
    };
    jobs::removals::work_off(test.app.clone()).await.unwrap();
    for copy in &before {
        assert!(!exists(Shelf::Published, copy).await, "{copy}");
    }
    for copy in &after {
        assert!(exists(Shelf::Published, copy).await);
    }
    assert_eq!(test.app.photos.store().get(Shelf::Sealed, original).await.unwrap().unwrap(), sent);
    // Pages, the interface of others and the journal name the new copy alone.
    let page = reader.get(&format!("/cases/{code}")).await.expect(200).text();
    assert!(page.contains(&after[0]) && !page.contains(&before[0]));
    let open311 = reader.get(&format!("/open311/v2/requests/{code}.json")).await.expect(200).text();
    assert!(open311.contains(&after[0]) && !open311.contains(&before[0]));
    let listed =
        reader.get(&format!("/open311/v2/requests/{code}.json?extensions=true")).await.expect(200).text();
    assert!(
        listed.contains(&format!("\"media_urls\":[\"http://dantin.test/photos/{}/large.jpg\"]", after[0])),
        "{listed}"
    );
    let entries: Vec<(String,)> = test
        .app
        .db
        .read(|tx| tx.all("SELECT body FROM journal WHERE body LIKE '%case.shown%' ORDER BY idx", &[]))
        .await
        .unwrap();
    assert_eq!(entries.len(), 2);
    assert!(entries[0].0.contains(&before[0]) && entries[1].0.contains(&after[0]), "{entries:?}");
    assert!(!entries[0].0.contains("\"reason\"") && entries[1].0.contains("\"reason\":\"personal_data\""));
    let log = reader.get("/moderation").await.expect(200).text();
    assert!(log.contains(code) && log.contains("Công khai bản lược bớt: Lộ thông tin cá nhân"), "{log}");
    // Somebody sends the same photo again: what it shows is not back.
    dantin::listen::photos::keep(&test.app, sent.clone().into()).await.unwrap();
    assert_eq!(copies().await, after);
    jobs::removals::work_off(test.app.clone()).await.unwrap();
    for copy in &before {
        assert!(!exists(Shelf::Published, copy).await, "{copy} came back");
    }
    // The marks come back on the page, and can be taken away again.
    let marked = moderator.get(&address).await.expect(200).text();
    assert!(marked.contains("value=\"250 250 250 250\""), "the same field of the grid is none of it");
    assert_eq!(send(&[("reason", "")]).await.status, 303);
    assert_eq!(copies().await, before);
    test.settle().await;
    let (last,): (String,) = test
        .app
        .db
        .read(|tx| {
            tx.one("SELECT body FROM journal WHERE body LIKE '%case.shown%' ORDER BY idx DESC LIMIT 1", &[])
        })
        .await
        .unwrap();
    assert!(
        last.contains(&before[0]) && !last.contains("\"reason\""),
        "what is shown whole again needs no reason: {last}"
    );
    jobs::removals::work_off(test.app.clone()).await.unwrap();
    assert!(exists(Shelf::Published, &before[0]).await);
    test.check().await;
}

async fn whoever_works_on_a_case_takes_nothing_off_its_page(test: TestApp) {
    let filed = file(&test).await;
    test.settle().await;
    let code = filed.code.as_str();
    let own = sign_in(&test, "nguoi-nha", &[&format!("moderator@{}", filed.agency)]).await;
    step(&own, code, "hide", &[("reason", "abusive")]).await.expect(403);
    let less = [("text", "Rác."), ("reason", "personal_data")];
    let refused = step(&own, code, "publish", &less).await.expect(422).text();
    assert!(refused.contains("chỉ kiểm duyệt viên của nơi khác"), "{refused}");
    let written = report().text;
    step(&own, code, "publish", &[("text", written.as_str())]).await.expect(303);
    let apart = moderator(&test).await;
    step(&apart, code, "publish", &less).await.expect(303);
    step(&apart, code, "hide", &[("reason", "abusive")]).await.expect(303);
    test.check().await;
}

async fn every_list_and_sheet_that_shows_sealed_words_is_a_look(test: TestApp) {
    let filed = file(&test).await;
    test.settle().await;
    dantin::search::follow(&test.app).unwrap();
    let code = filed.code.as_str();
    let handler = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let moderator = moderator(&test).await;
    let looks = async || {
        let (count,): (i64,) = test
            .app
            .db
            .write(|tx| {
                let found = tx.one("SELECT count(*) FROM reads WHERE what = 'content'", &[])?;
                tx.execute("DELETE FROM reads", &[])?;
                Ok::<_, dantin_store::Error>(found)
            })
            .await
            .unwrap();
        count
    };
    assert_eq!(looks().await, 0);
    handler.get("/desk").await.expect(200);
    assert_eq!(looks().await, 0, "the inbox shows no words");
    for address in
        [format!("/desk/cases/{code}/sheet"), format!("/desk/field/{code}"), "/desk?q=rac".to_owned()]
    {
        let page = handler.get(&address).await.expect(200).text();
        assert!(page.contains("Rác"), "{address}: {page}");
        assert_eq!(looks().await, 1, "{address}");
    }
    handler.get("/desk?q=rac").await.expect(200);
    handler.get("/desk?q=rac").await.expect(200);
    assert_eq!(looks().await, 1, "the same look");
    moderator.get("/desk/moderation").await.expect(200);
    assert_eq!(looks().await, 1);
}
