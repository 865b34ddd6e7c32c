//! The report for the half-yearly hearing: what became of each recommendation, and what is still owed from before, on the page and in the
//! document.

use jiff::ToSpan as _;

use crate::{
    consultations_files::docx_text,
    desk::{WARD, enter, sign_in, step},
    oversight::{OVERSEEN, overseen, plan, take},
    support::{TestApp, on_both_engines},
};

on_both_engines!(the_half_yearly_report_lists_what_became_of_each_recommendation);

const BOARD: &str = "ttnd-00070";

async fn the_half_yearly_report_lists_what_became_of_each_recommendation(test: TestApp) {
    let board = sign_in(&test, "thanh-tra", &[&format!("overseer@{BOARD}")]).await;
    let own = [("overseer", BOARD), ("body", "inspection_board"), ("form", "board")];
    let address = plan(&board, "2026-04-20", &own).await.location();
    take(&board, &address, "notify", &[]).await.expect(303);
    take(&board, &address, "visit", &[("visit_words", "Sổ thu chi còn thiếu.")]).await.expect(303);
    let wanted = ["Niêm yết sổ thu chi", "Trả lại tiền thu thừa", "Họp dân về mức thu", "Mua tủ đựng sổ"];
    for what in wanted {
        let fields = [
            ("observable", what),
            ("to", OVERSEEN),
            ("due_day", "2026-06-30"),
            ("category", "giao-thong"),
            ("area", WARD),
        ];
        take(&board, &address, "recommend", &fields).await.expect(303);
    }
    let worker = overseen(&test).await;
    let answer = |number: &'static str| {
        [("answer_number", number), ("reply", "accepted"), ("reply_words", "Sẽ làm trong tháng.")]
    };
    take(&worker, &address, "answer", &answer("1")).await.expect(303);
    let let_go =
        [("let_go_number", "4"), ("let_go_reason", "subject_gone"), ("let_go_words", "Đã có tủ mới.")];
    take(&board, &address, "let-go", &let_go).await.expect(303);
    take(&board, &address, "conclude", &[("conclusion_words", "Thu chi còn chưa rõ.")]).await.expect(303);
    test.settle().await;
    test.pass((24 * 20).hours());
    let (worker, board) = (enter(&test, "phuong").await, enter(&test, "thanh-tra").await);
    take(&worker, &address, "answer", &answer("3")).await.expect(303);
    let public = address.replace("/desk", "");
    let page = test.visitor().get(&public).await.expect(200).text();
    let first = page.split(wanted[0]).nth(1).unwrap().split("/cases/").nth(1).unwrap();
    let first = first.split('"').next().unwrap();
    let done = [("text", "Đã niêm yết."), ("document_title", "Biên bản niêm yết")];
    step(&worker, first, "resolve", &done).await.expect(303);
    // What was confirmed stands in the report at once.
    step(&board, first, "confirm", &[]).await.expect(303);

    let report = "/oversight/hearing/2026-1";
    let list = test.visitor().get("/oversight").await.expect(200).text();
    assert!(
        list.contains(&format!("href=\"{report}\"")) && list.contains(&format!("href=\"{report}.docx\""))
    );
    let page = test.visitor().get(report).await.expect(200).text();
    assert!(page.contains("<h1>Báo cáo giám sát 6 tháng đầu năm 2026</h1>"), "{page}");
    let table = page.split("id=\"recommendations-table\"").nth(1).unwrap();
    let rows: Vec<&str> = table.split("<tr>").skip(2).collect();
    assert_eq!(rows.len(), 4, "{table}");
    let expected = [
        ["Trả lời đúng hạn", "Đã xác nhận: đúng hạn"],
        ["Chưa trả lời, quá hạn từ", "Chưa xác nhận: còn trong thời hạn"],
        ["Trả lời muộn", "Chưa xác nhận: còn trong thời hạn"],
        ["Không còn phải trả lời", "Thôi theo dõi: Nội dung không còn"],
    ];
    for ((row, what), said) in rows.iter().zip(wanted).zip(expected) {
        for part in [what, said[0], said[1], "30/06/2026", "Hoàn Kiếm"] {
            assert!(row.contains(part), "{part}: {row}");
        }
    }
    let document = test.visitor().get(&format!("{report}.docx")).await.expect(200);
    let words = docx_text(&document.body);
    let overseen = "- Ủy ban nhân dân phường Hoàn Kiếm;";
    assert!(
        words.contains("Số: ……/BC-……") && words.contains(overseen),
        "number and recipients have their place: {words}"
    );
    for said in expected.concat().into_iter().chain(wanted) {
        assert!(words.contains(said), "{said}: {words}");
    }
    let pdf = test.visitor().get(&format!("{report}.pdf")).await.expect(200);
    assert!(pdf.body.starts_with(b"%PDF"));
    let english = test.visitor().get(&format!("{report}?lang=en")).await.expect(200).text();
    assert!(english.contains("Answered late, on") && english.contains("Confirmed: in time"), "{english}");
    assert!(english.contains("<h1>Report on oversight, first half of 2026</h1>"), "{english}");
    let empty = test.visitor().get("/oversight/hearing/2025-2").await.expect(200).text();
    assert!(empty.contains("Không có cuộc giám sát nào có kết quả"), "{empty}");
    assert!(!empty.contains("still-owed"), "{empty}");

    // The next report still names what nobody has confirmed, and not what was confirmed or let go.
    let next = test.visitor().get("/oversight/hearing/2026-2").await.expect(200).text();
    assert!(next.contains("Không có cuộc giám sát nào có kết quả"), "{next}");
    assert!(next.contains("<h1>Báo cáo giám sát 6 tháng cuối năm 2026</h1>"), "{next}");
    let owed = next.split("id=\"still-owed-table\"").nth(1).unwrap();
    let document = test.visitor().get("/oversight/hearing/2026-2.docx").await.expect(200);
    for (said, is_owed) in wanted.iter().zip([false, true, true, false]) {
        assert_eq!(owed.contains(said), is_owed, "{said}: {owed}");
        assert_eq!(docx_text(&document.body).contains(said), is_owed, "{said}");
    }
    assert!(owed.contains(public.rsplit('/').next().unwrap()), "the round is named: {owed}");

    for missing in ["/oversight/hearing/2026-3", "/oversight/hearing/x", "/oversight/hearing/2026-1.odt"] {
        test.visitor().get(missing).await.expect(404);
    }
    test.check().await;
}
