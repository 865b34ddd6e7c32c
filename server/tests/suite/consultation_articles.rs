//! The page of an article of a draft: as it is, as it was, and what changed, each by its address; and what is said where its text is no more.

use jiff::ToSpan as _;

use crate::{
    consultations::{DRAFTER, TEXT, announce, article_of, comment, drafter, id_of, press, take, upload},
    support::{TestApp, on_both_engines},
};

on_both_engines!(
    an_article_is_read_as_it_is_as_it_was_and_in_its_changes,
    an_article_whose_text_was_lost_says_so_and_keeps_its_comments,
);

fn tabs(page: &str) -> &str {
    page.split("class=\"tabs\"").nth(1).map_or("", |rest| rest.split("</nav>").next().unwrap())
}

/// The text of a page without the form, which names what can be commented on.
fn text_of(page: &str) -> &str {
    page.split("class=\"provisions\"").nth(1).unwrap().split("<nav class=\"pagination\"").next().unwrap()
}

async fn an_article_is_read_as_it_is_as_it_was_and_in_its_changes(test: TestApp) {
    let officer = drafter(&test).await;
    let text = TEXT.replace("Diều 2", "Điều 2").replace(
        "Điều 3. Không nên làm",
        "Điều 3. Điều sẽ bỏ\n\nCấm thả diều trên phố Mẫu.\n\nĐiều 4. Không nên làm",
    );
    let code = announce(&test, &officer, &text).await;
    let resident = test.visitor();
    let base = format!("/consultations/{code}");
    let overview = resident.get(&base).await.expect(200).text();
    let [same, changed, gone] = ["Điều 1. Phạm vi", "Điều 4. Không nên làm", "Điều 3. Điều sẽ bỏ"]
        .map(|name| article_of(&overview, name));
    let page = resident.get(&format!("{base}/{changed}")).await.expect(200).text();
    assert_eq!(tabs(&page), "", "there is one version alone");
    let page = resident.get(&format!("{base}/{changed}?text=changes")).await.expect(200).text();
    assert!(page.contains("Gây tiếng ồn lớn") && !page.contains("<del>"), "{page}");
    let clause = id_of(&resident.get(&format!("{base}/{gone}")).await.text(), "Cấm thả diều");
    comment(&test, &code, &gone, &[("provision", &clause), ("stance", "agree")]).await;
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);

    let next = text
        .replace("Điều 3. Điều sẽ bỏ\n\nCấm thả diều trên phố Mẫu.\n\nĐiều 4.", "Điều 3.")
        .replace("sau hai mươi hai giờ", "sau hai mươi mốt giờ")
        + "\nĐiều 4. Hiệu lực\n\nQuy tắc này có hiệu lực từ ngày công bố.\n";
    let desk = format!("/desk/consultations/{code}");
    let import =
        upload(&officer, &desk, &[("step", "upload")], "ban-2.txt", next.as_bytes()).await.location();
    press(&officer, &import, "publish", &[]).await.expect(303);
    test.settle().await;

    let here = format!("{base}/{changed}");
    let now = resident.get(&here).await.expect(200).text();
    assert!(now.contains("hai mươi mốt giờ") && !now.contains("hai mươi hai giờ"), "{now}");
    let switch = tabs(&now);
    for link in [
        format!("{here}?text=before"),
        format!("{here}?text=changes"),
        format!("{here}\" aria-current=\"page\""),
    ] {
        assert!(switch.contains(&link), "{link}: {switch}");
    }
    let before = resident.get(&format!("{here}?text=before")).await.expect(200).text();
    let then = text_of(&before);
    assert!(then.contains("hai mươi hai giờ") && !then.contains("hai mươi mốt giờ"), "{then}");
    assert!(tabs(&before).contains("?text=before\" aria-current=\"page\""), "{before}");
    assert!(before.contains("Gửi góp ý"), "whichever text is read, the draft can be commented on");
    let changes = resident.get(&format!("{here}?text=changes")).await.expect(200).text();
    assert!(
        changes.contains("<del>") && changes.contains("<ins>") && changes.contains("mốt</ins>"),
        "{changes}"
    );
    assert!(changes.contains("Xả rác bừa bãi"), "what did not change stands around it");
    assert!(!changes.contains("Phạm vi"), "only this article");
    assert!(changes.contains(&format!("{base}/compare?version=2")));
    let unknown = resident.get(&format!("{here}?text=khong-co")).await.expect(200).text();
    assert!(unknown.contains("hai mươi mốt giờ"), "an address that says nothing known reads the draft");

    let unchanged = resident.get(&format!("{base}/{same}?text=changes")).await.expect(200).text();
    assert!(unchanged.contains("Phần này không thay đổi so với phiên bản trước."), "{unchanged}");
    let overview = resident.get(&base).await.expect(200).text();
    let added = article_of(&overview, "Điều 4. Hiệu lực");
    let page = resident.get(&format!("{base}/{added}?text=before")).await.expect(200).text();
    assert!(page.contains("Phiên bản 1 không có điều này."), "{page}");
    let page = resident.get(&format!("{base}/{added}?text=changes")).await.expect(200).text();
    assert!(page.contains("<ins>Quy tắc này có hiệu lực"), "{page}");

    // What was said of an article that is gone is still read there, with what it was.
    let page = resident.get(&format!("{base}/{gone}")).await.expect(200).text();
    assert!(page.contains("Phiên bản 2 không có điều này.") && page.contains("Ý kiến số 1"), "{page}");
    assert!(!page.contains("Gửi góp ý"), "nothing is commented on that is gone");
    let page = resident.get(&format!("{base}/{gone}?text=before")).await.expect(200).text();
    assert!(page.contains("Cấm thả diều"), "{page}");
    let page = resident.get(&format!("{base}/{gone}?text=changes")).await.expect(200).text();
    assert!(page.contains("<del>Cấm thả diều"), "{page}");
    resident.get(&format!("{base}/whole?text=changes")).await.expect(200);

    // Behind the first fifty comments the text is read as before.
    for number in 2..52 {
        // So many at once from one address would be turned away.
        test.pass(10.minutes());
        comment(&test, &code, &changed, &[("provision", &changed), ("stance", "agree")]).await;
        take(&test, &officer, &code, "show", &[("comment", &number.to_string())]).await.expect(303);
    }
    for (address, older) in [
        (here.clone(), format!("{here}?after=51")),
        (format!("{here}?text=changes"), format!("{here}?text=changes&#38;after=51")),
    ] {
        let page = resident.get(&address).await.expect(200).text();
        assert!(page.contains(&format!("rel=\"next\" href=\"{older}\"")), "{older}: {page}");
    }
    let older = resident.get(&format!("{here}?text=changes&after=51")).await.expect(200).text();
    assert!(older.contains("<del>") && !older.contains("Ý kiến số"), "{older}");
    resident.get(&format!("{base}/999999")).await.expect(404);
    test.check().await;
}

async fn an_article_whose_text_was_lost_says_so_and_keeps_its_comments(test: TestApp) {
    let officer = drafter(&test).await;
    let code = announce(&test, &officer, &TEXT.replace("Diều 2", "Điều 2")).await;
    let resident = test.visitor();
    let base = format!("/consultations/{code}");
    let overview = resident.get(&base).await.expect(200).text();
    let article = article_of(&overview, "Điều 3. Không nên làm");
    let here = format!("{base}/{article}");
    let form = resident.get(&here).await.expect(200);
    comment(&test, &code, &article, &[("provision", &article), ("stance", "agree"), ("text", "Nên giữ.")])
        .await;
    take(&test, &officer, &code, "show", &[("comment", "1")]).await.expect(303);
    // As after a heal from the public log, which holds no texts.
    let lost: Result<u64, dantin_store::Error> = test
        .app
        .db
        .write(|tx| {
            tx.execute("UPDATE matters SET words_lost = 1 WHERE kind = 'consultation'", &[])?;
            tx.execute("DELETE FROM draft_versions WHERE version = 1", &[])
        })
        .await;
    assert_eq!(lost.unwrap(), 1);
    for address in [here.clone(), format!("{here}?text=changes"), format!("{base}/whole")] {
        let page = resident.get(&address).await.expect(200).text();
        assert!(page.contains("Máy chủ không còn nội dung phiên bản 1"), "{address}: {page}");
        assert!(!page.contains("Gửi góp ý"), "{address}: there is nothing to comment on");
    }
    assert!(resident.get(&here).await.text().contains("Nên giữ."), "what was said stays");
    resident.get(&format!("{base}/khong-co")).await.expect(404);
    let (key, version) = (form.field("idempotency_key"), form.field("version"));
    let fields = [
        ("idempotency_key", key.as_str()),
        ("version", version.as_str()),
        ("provision", article.as_str()),
        ("stance", "agree"),
        ("speaker", "person"),
    ];
    let refused = resident.post(&here, &fields).await.expect(409).text();
    assert!(refused.contains("Máy chủ không còn nội dung phiên bản 1"), "{refused}");
    let desk = officer.get(&format!("/desk/consultations/{code}")).await;
    assert_eq!(desk.status, 200, "{DRAFTER} still works on it");
}
