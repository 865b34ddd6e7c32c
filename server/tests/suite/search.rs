//! Finding cases by words: what the public finds and what only the desk does, what an erasure leaves, and what the index
//! does when it is lost.

use dantin::act::cases::{NewCase, Submitted, submit};
use dantin::search::{Progress, Reach, ask, follow, rebuild};

use crate::{
    desk::{report, sign_in, step},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    the_public_finds_published_words_names_and_places_and_nothing_sealed,
    the_desk_finds_sealed_words_and_notes_within_reach,
    whoever_has_a_part_finds_the_case_until_it_is_released,
    the_map_shows_the_same_cases_for_words_as_the_list,
    erased_words_are_found_nowhere_and_stand_in_no_file_of_the_index,
    a_search_costs_the_same_statements_whatever_it_finds,
    the_pages_of_a_search_hold_each_case_once,
    a_lost_index_is_made_anew_and_meanwhile_the_page_says_so,
    an_index_of_another_journal_is_not_believed,
);

async fn file(test: &TestApp, text: &str, address: &str) -> Submitted {
    let new = NewCase { text: text.to_owned(), address: Some(address.to_owned()), ..report() };
    test.app.command(move |tx, context| Ok(submit(tx, context, &new)?)).await.unwrap()
}

async fn moderator(test: &TestApp) -> Visitor {
    sign_in(test, "kiem-duyet", &["moderator@vp-ubnd"]).await
}

fn codes(page: &Answer, selector: &str) -> Vec<String> {
    let links = scraper::Selector::parse(selector).unwrap();
    page.html().select(&links).map(|code| code.text().collect()).collect()
}

/// The codes that the public list shows for these words.
async fn found(visitor: &Visitor, words: &str) -> Vec<String> {
    let words = percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC);
    codes(&visitor.get(&format!("/cases?q={words}")).await.expect(200), ".case-row__facts code")
}

/// The codes that an officer's inbox shows for these words.
async fn found_at_desk(visitor: &Visitor, words: &str) -> Vec<String> {
    let words = percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC);
    codes(&visitor.get(&format!("/desk?q={words}")).await.expect(200), "a.desk__case code")
}

async fn the_public_finds_published_words_names_and_places_and_nothing_sealed(test: TestApp) {
    let shown = file(&test, "Nắp cống vỡ trước cổng trường, nước ngập đến đầu gối.", "12 phố Mẫu Đơn").await;
    let redacted = file(&test, "Ông Nguyễn Mẫu ở số 5 đổ rác trộm.", "5 phố Mẫu Đơn").await;
    let hidden = file(&test, "Lời lẽ thoá mạ một người.", "7 phố Mẫu Đơn").await;
    let waiting = file(&test, "Cành cây sắp gãy.", "9 phố Mẫu Đơn").await;
    let moderator = moderator(&test).await;
    let words = "Nắp cống vỡ trước cổng trường, nước ngập đến đầu gối.";
    step(&moderator, &shown.code, "publish", &[("text", words), ("address", "12 phố Mẫu Đơn")])
        .await
        .expect(303);
    step(
        &moderator,
        &redacted.code,
        "publish",
        &[("text", "Có người đổ rác trộm."), ("address", "phố Mẫu Đơn"), ("reason", "personal_data")],
    )
    .await
    .expect(303);
    step(&moderator, &hidden.code, "hide", &[("reason", "personal_data")]).await.expect(303);
    test.index().await;
    let visitor = test.visitor();
    let one = |code: &str| vec![code.to_owned()];

    assert_eq!(found(&visitor, "cong vo").await, one(&shown.code));
    let page = visitor.get("/cases?q=ng%E1%BA%ADp%20n%C6%B0%E1%BB%9Bc").await.expect(200).text();
    assert!(page.contains("<mark>"), "what answers is marked");
    assert_eq!(found(&visitor, "đổ rác trộm").await, one(&redacted.code));
    for sealed in ["Nguyễn Mẫu", "thoá mạ", "sắp gãy"] {
        assert!(found(&visitor, sealed).await.is_empty(), "{sealed}");
    }
    // A case that waits for its moderator is found by what is public of it: its category, its area of today and of before.
    for name in ["rác thải", "hoan kiem", "Đang chờ tiếp nhận"] {
        let codes = found(&visitor, name).await;
        if name != "Đang chờ tiếp nhận" {
            assert!(codes.contains(&waiting.code), "{name}: {codes:?}");
        }
        assert!(!codes.contains(&hidden.code), "{name}");
    }
    // A code leads to its case, and an old ward to the area of today.
    let answer = visitor.get(&format!("/cases?q={}", shown.code)).await;
    assert_eq!(answer.location(), format!("/cases/{}", shown.code));
    let page = visitor.get("/cases?q=phuong%20truc%20bach").await.expect(200).text();
    assert!(page.contains("/cases?area=00004") && page.contains("Quận Ba Đình cũ"), "{page}");
    // Words go with filters, and the same rows come as data.
    assert!(codes(&visitor.get("/cases?q=cong&area=00004").await, ".case-row__facts code").is_empty());
    let data: serde_json::Value =
        serde_json::from_str(&visitor.get("/cases.json?q=nap%20cong").await.text()).unwrap();
    assert_eq!(
        (data["total"].as_u64(), data["cases"][0]["code"].as_str()),
        (Some(1), Some(shown.code.as_str()))
    );
    for odd in ["%F0%9F%9A%A7", "%CC%81", "%00", &"a".repeat(5000), "%22%20OR%20*"] {
        visitor.get(&format!("/cases?q={odd}")).await.expect(200);
        visitor.get(&format!("/desk?q={odd}")).await;
    }
    test.check().await;
}

async fn the_desk_finds_sealed_words_and_notes_within_reach(test: TestApp) {
    let filed = file(&test, "Ông Nguyễn Mẫu ở số 5 đổ rác trộm.", "5 phố Mẫu Đơn").await;
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let above = sign_in(&test, "cap-tren", &["coordinator@vp-ubnd"]).await;
    let elsewhere = sign_in(&test, "noi-khac", &["handler@ubnd-00004"]).await;
    let overseer = sign_in(&test, "giam-sat", &["overseer@mttq"]).await;
    step(&lead, &filed.code, "note", &[("note", "Gọi đội Hoa Phượng lúc 7 giờ.")]).await.expect(303);
    test.index().await;
    let one = vec![filed.code.clone()];
    for words in ["nguyen mau", "hoa phượng", "rac thai"] {
        assert_eq!(found_at_desk(&lead, words).await, one, "{words}");
        assert_eq!(found_at_desk(&above, words).await, one, "{words}");
        assert!(found_at_desk(&elsewhere, words).await.is_empty(), "{words}");
    }
    assert_eq!(found_at_desk(&overseer, "rac thai").await, one, "what is public of it");
    assert!(found_at_desk(&overseer, "nguyen mau").await.is_empty(), "sealed words are not an overseer's");
    assert!(found_at_desk(&overseer, "hoa phuong").await.is_empty());
    assert!(found(&test.visitor(), "hoa phuong").await.is_empty());
    assert!(found_at_desk(&lead, "rac thai&state=in_progress").await.is_empty());
    let answer = lead.get(&format!("/desk?q={}", filed.code.to_lowercase())).await;
    assert_eq!(answer.location(), format!("/desk/cases/{}", filed.code));
    // A note that comes later is found without an entry in the journal.
    step(&lead, &filed.code, "note", &[("note", "Đã hẹn bà Cẩm Tú.")]).await.expect(303);
    test.index().await;
    assert_eq!(found_at_desk(&lead, "cẩm tú").await, one);
    // Who loses the case no longer finds it, even before the index knows.
    let back = [("to", "coordinator"), ("reason", "several_agencies"), ("text", "Cần nhiều bên.")];
    step(&lead, &filed.code, "accept", &[]).await.expect(303);
    step(&lead, &filed.code, "return", &back).await.expect(303);
    assert!(found_at_desk(&lead, "nguyen mau").await.is_empty());
    test.index().await;
    assert!(found_at_desk(&lead, "nguyen mau").await.is_empty());
    assert_eq!(found_at_desk(&above, "nguyen mau").await, one);
    test.check().await;
}

async fn whoever_has_a_part_finds_the_case_until_it_is_released(test: TestApp) {
    let filed = file(&test, "Ông Nguyễn Mẫu ở số 5 đổ rác trộm.", "5 phố Mẫu Đơn").await;
    file(&test, "Bà Nguyễn Mẫu Khác xả rác.", "6 phố Mẫu Đơn").await;
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    let water = sign_in(&test, "phoi-hop", &["handler@thoat-nuoc"]).await;
    step(&lead, &filed.code, "accept", &[]).await.expect(303);
    test.index().await;
    assert!(found_at_desk(&water, "nguyen mau").await.is_empty());
    let part = [("agency", "thoat-nuoc"), ("text", "Hút bùn hố ga.")];
    step(&lead, &filed.code, "add-part", &part).await.expect(303);
    test.index().await;
    let page = water.get("/desk?q=nguyen%20mau").await.expect(200);
    assert_eq!(
        codes(&page, "a.desk__case code"),
        std::slice::from_ref(&filed.code),
        "only the case with the part"
    );
    assert!(page.text().contains("<mark>"), "its words are read for the part");
    let released = [("part", "thoat-nuoc"), ("reason", "not_needed"), ("text", "Không cần nữa.")];
    step(&lead, &filed.code, "release-part", &released).await.expect(303);
    assert!(found_at_desk(&water, "nguyen mau").await.is_empty(), "even before the index knows");
    test.index().await;
    assert!(found_at_desk(&water, "nguyen mau").await.is_empty());
    test.check().await;
}

async fn the_map_shows_the_same_cases_for_words_as_the_list(test: TestApp) {
    let words = ["Nắp cống vỡ trước cổng trường.", "Đèn đường không sáng."];
    let (cover, lamp) = (file(&test, words[0], "1").await, file(&test, words[1], "2").await);
    let moderator = moderator(&test).await;
    for (filed, words) in [(&cover, words[0]), (&lamp, words[1])] {
        step(&moderator, &filed.code, "publish", &[("text", words)]).await.expect(303);
    }
    test.index().await;
    let visitor = test.visitor();
    let list = visitor.get("/cases?q=nap%20cong").await.expect(200).text();
    assert!(list.contains("href=\"/map?q=nap%20cong\""), "the list leads to its map");
    let map = visitor.get("/map?q=nap%20cong").await.expect(200).text();
    assert!(map.contains(&cover.code) && !map.contains(&lamp.code));
    assert!(map.contains("name=\"q\" value=\"nap cong\""), "filters keep the words");
    let marks = async |query: &str| -> u64 {
        let address = format!("/api/v1/map/clusters?bbox=100,8,110,24&zoom=9{query}");
        let answer = visitor.get(&address).await.expect(200).text();
        serde_json::from_str::<serde_json::Value>(&answer).unwrap()["total"].as_u64().unwrap()
    };
    assert_eq!((marks("").await, marks("&q=nap%20cong").await, marks("&q=xyz").await), (2, 1, 0));
    test.check().await;
}

/// Whether the files of the index hold this syllable.
fn stands_in_files(test: &TestApp, syllable: &str) -> bool {
    let index = dantin_search::Index::open(&test.folder().join("search")).unwrap();
    index.holds(syllable).unwrap()
}

async fn erased_words_are_found_nowhere_and_stand_in_no_file_of_the_index(test: TestApp) {
    let filed = file(&test, "Cô Quỳnhquang ở số 5 đổ rác.", "5 phố Mẫu Đơn").await;
    let other = file(&test, "Rác lunglinh chất đống.", "6 phố Mẫu Đơn").await;
    let moderator = moderator(&test).await;
    for (code, words) in
        [(&filed.code, "Cô Quỳnhquang ở số 5 đổ rác."), (&other.code, "Rác lunglinh chất đống.")]
    {
        step(&moderator, code, "publish", &[("text", words)]).await.expect(303);
    }
    let privacy = sign_in(&test, "bao-ve", &["privacy_officer@ttpv-hcc"]).await;
    let lead = sign_in(&test, "xu-ly", &[&format!("handler@{}", filed.agency)]).await;
    step(&lead, &filed.code, "note", &[("note", "Hẹn Quỳnhquang tám giờ.")]).await.expect(303);
    test.index().await;
    let visitor = test.visitor();
    assert_eq!(found(&visitor, "quynhquang").await, std::slice::from_ref(&filed.code));
    assert!(stands_in_files(&test, "Quỳnhquang"));

    let page = privacy.get(&format!("/desk/cases/{}?step=erase", filed.code)).await.expect(200);
    let boxes = scraper::Selector::parse("input[type=checkbox]").unwrap();
    let html = page.html();
    let mut fields: Vec<(String, String)> = html
        .select(&boxes)
        .filter_map(|input| {
            Some((
                input.value().attr("name")?.to_owned(),
                input.value().attr("value").unwrap_or("on").to_owned(),
            ))
        })
        .collect();
    fields.retain(|(name, _)| name != "sure");
    fields.push(("reason".to_owned(), "subject_request".to_owned()));
    fields.push(("sure".to_owned(), "1".to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    step(&privacy, &filed.code, "erase", &fields).await.expect(303);
    // At once, although the index still holds it.
    assert!(found(&visitor, "quynhquang").await.is_empty());
    assert!(found_at_desk(&privacy, "quynhquang").await.is_empty());
    test.index().await;
    assert!(found(&visitor, "quynhquang").await.is_empty());
    assert!(!stands_in_files(&test, "Quỳnhquang") && !stands_in_files(&test, "quynhquang"));
    assert!(stands_in_files(&test, "lunglinh"), "what others wrote stays");
    assert_eq!(found(&visitor, "lunglinh").await, [other.code]);
    let left: (i64,) = test
        .app
        .db
        .read(|tx| tx.one("SELECT count(*) FROM removals WHERE shelf = 'search'", &[]))
        .await
        .unwrap();
    assert_eq!(left.0, 0, "the work is done");
    test.check().await;
}

async fn statements(test: &TestApp, visitor: &Visitor, path: &str) -> u64 {
    let before = test.app.db.statements_run();
    visitor.get(path).await.expect(200);
    test.app.db.statements_run() - before
}

async fn a_search_costs_the_same_statements_whatever_it_finds(test: TestApp) {
    file(&test, "Rác ở ngõ", "1 phố Mẫu").await;
    test.index().await;
    let lead = sign_in(&test, "dieu-phoi", &["coordinator@vp-ubnd"]).await;
    let visitor = test.visitor();
    let paths = ["/cases?q=rac", "/cases?q=khonggi", "/cases.json?q=rac", "/desk?q=rac", "/desk?q=khonggi"];
    let mut before = Vec::new();
    for path in paths {
        before.push(statements(&test, &lead, path).await);
    }
    for _ in 0..30 {
        file(&test, "Rác ở ngõ", "1 phố Mẫu").await;
    }
    test.index().await;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(statements(&test, &lead, path).await, before, "{path}");
    }
    assert!(statements(&test, &visitor, "/cases?q=rac").await <= 3);
}

async fn the_pages_of_a_search_hold_each_case_once(test: TestApp) {
    for number in 0..45 {
        file(&test, "Rác ở ngõ", &format!("{number} phố Mẫu")).await;
        if number % 10 == 0 {
            test.pass(jiff::Span::new().minutes(1));
        }
    }
    test.index().await;
    let visitor = test.visitor();
    let next = scraper::Selector::parse("a[rel=next]").unwrap();
    let back = scraper::Selector::parse("a[rel=prev]").unwrap();
    let mut path = "/cases?q=rac%20thai".to_owned();
    let (mut all, mut pages) = (Vec::new(), Vec::new());
    loop {
        let page = visitor.get(&path).await.expect(200);
        let shown = codes(&page, ".case-row__facts code");
        if let Some(link) = page.html().select(&back).next() {
            let before = visitor.get(link.value().attr("href").unwrap()).await;
            assert_eq!(Some(&codes(&before, ".case-row__facts code")), pages.last(), "and back");
        }
        all.extend(shown.clone());
        pages.push(shown);
        match page.html().select(&next).next() {
            Some(link) => link.value().attr("href").unwrap().clone_into(&mut path),
            None => break,
        }
    }
    let once: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), once.len(), pages.len()), (45, 45, 3));
    assert_eq!(visitor.get("/cases?q=rac&after=x").await.status, 422);
}

async fn a_lost_index_is_made_anew_and_meanwhile_the_page_says_so(test: TestApp) {
    let filed = file(&test, "Nắp cống vỡ", "1 phố Mẫu").await;
    let moderator = moderator(&test).await;
    step(&moderator, &filed.code, "publish", &[("text", "Nắp cống vỡ"), ("reason", "personal_data")])
        .await
        .expect(303);
    test.settle().await;
    let visitor = test.visitor();
    let page = visitor.get("/cases?q=cong").await.expect(200).text();
    assert!(page.contains("Hiện chưa tìm theo từ được"), "{page}");
    assert_eq!(test.app.search.progress(), Progress::Closed);
    assert!(test.index().await.made);
    assert_eq!(found(&visitor, "nap cong").await, std::slice::from_ref(&filed.code));
    assert!(!test.index().await.made, "it is made once");
    let page = visitor.get("/cases?q=cong").await.expect(200).text();
    assert!(!page.contains("có thể còn thiếu") && !page.contains("Hiện chưa"));
    // A second process reads what the first writes.
    let (second, other) = test.started_again();
    assert!(follow(&second).unwrap().elsewhere);
    assert_eq!(found(&other, "nap cong").await, std::slice::from_ref(&filed.code));
    // By hand, and after damage.
    assert!(rebuild(&test.app).unwrap().made);
    assert_eq!(found(&visitor, "nap cong").await, std::slice::from_ref(&filed.code));
    for entry in std::fs::read_dir(test.folder().join("search")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "pos" || kind == "term") {
            std::fs::write(path, b"xx").unwrap();
        }
    }
    drop(second);
    drop(other);
    let TestApp { .. } = &test;
    assert_eq!(
        dantin_search::Index::open(&test.folder().join("search"))
            .err()
            .map(|fault| fault.to_string().contains("damaged")),
        Some(true)
    );
}

async fn an_index_of_another_journal_is_not_believed(test: TestApp) {
    file(&test, "Nắp cống vỡ", "1 phố Mẫu").await;
    test.index().await;
    let folder = test.folder().join("search");
    {
        // As if the folder had come from elsewhere.
        let other = tempfile::tempdir().unwrap();
        let index = dantin_search::Index::create(other.path()).unwrap();
        let mut writer = index.writer().unwrap();
        let foreign = dantin_search::Document {
            id: "x".to_owned(),
            row: 0,
            entry: 1,
            text: vec!["chuyện thành phố khác".to_owned()],
            ..dantin_search::Document::default()
        };
        writer.put(&foreign).unwrap();
        let mark =
            dantin_search::Mark { entries: 2, history: "00".to_owned(), ..dantin_search::Mark::default() };
        writer.commit(&mark).unwrap();
        drop((writer, index));
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        for entry in std::fs::read_dir(other.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
    }
    let settings_folder = test.folder().to_owned();
    assert!(dantin_search::Index::open(&settings_folder.join("search")).is_ok());
    let fresh = dantin::search::LiveIndex::new(&settings_folder);
    assert_eq!(fresh.progress(), Progress::Closed);
    let answers = ask(&test.app, "thành phố khác", &Reach::Public);
    assert!(answers.hits.is_empty(), "the process that had its own index open goes on with it");
}
