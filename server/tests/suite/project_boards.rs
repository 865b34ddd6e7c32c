//! Boards that oversee the investment in a single project: they see and act on what they recommended themselves and on their own rounds,
//! and on nothing else, neither in their ward nor beyond.

use dantin_city::{City, Files};
use jiff::ToSpan as _;

use crate::{
    desk::{WARD, enter, file, sign_in},
    oversight::{OVERSEEN, overseen, plan, take},
    support::{Answer, TestApp, Visitor, on_both_engines},
};

on_both_engines!(
    a_board_of_one_project_sees_and_acts_on_that_project_alone,
    a_board_of_one_project_finds_and_watches_nothing_else,
);

const BRIDGE: &str = "gsdt-cau";
const SCHOOL: &str = "gsdt-truong";

/// The pack with an investment board of the ward, and two of single projects there.
fn city() -> City {
    let mut files = Files::embedded();
    let rows = "\
gsdt-00070,investment_board,Ban Giám sát đầu tư của cộng đồng phường mẫu,Sample board,00070,,,Giám sát đầu tư,Oversees investments,Sample,low
gsdt-cau,investment_board,Ban Giám sát đầu tư của cộng đồng dự án cầu mẫu,Sample board of a bridge,00070,Dự án cầu mẫu,Sample bridge,Giám sát đầu tư,Oversees investments,Sample,low
gsdt-truong,investment_board,Ban Giám sát đầu tư của cộng đồng dự án trường mẫu,Sample board of a school,00070,Dự án trường mẫu,Sample school,Giám sát đầu tư,Oversees investments,Sample,low
";
    let before = String::from_utf8(files.get(Files::BOARDS).unwrap().to_vec()).unwrap();
    files.put(Files::BOARDS, before + rows);
    City::check(&files).unwrap()
}

async fn board(test: &TestApp, login: &str, agency: &str) -> Visitor {
    sign_in(test, login, &[&format!("overseer@{agency}")]).await
}

/// Plans a round of a board on a day that leaves time for the notice, and goes to the visit.
async fn begin(visitor: &Visitor, overseer: &str, more: &[(&str, &str)]) -> String {
    let mut own = vec![("overseer", overseer), ("body", "investment_board"), ("form", "board")];
    own.extend(more);
    let address = plan(visitor, "2026-06-10", &own).await.location();
    take(visitor, &address, "notify", &[]).await.expect(303);
    take(visitor, &address, "visit", &[("visit_words", "Mố cầu nứt.")]).await.expect(303);
    address
}

async fn recommend(test: &TestApp, visitor: &Visitor, address: &str, what: &str) -> String {
    let fields = [
        ("observable", what),
        ("to", OVERSEEN),
        ("due_day", "2026-09-30"),
        ("category", "giao-thong"),
        ("area", WARD),
    ];
    take(visitor, address, "recommend", &fields).await.expect(303);
    test.settle().await;
    let public = address.replace("/desk", "");
    let text = test.visitor().get(&public).await.expect(200).text();
    text.split(what).nth(1).unwrap().split("/cases/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Sends a step of a case although its page may offer none.
async fn force(visitor: &Visitor, code: &str, step: &str) -> Answer {
    let token = visitor.get("/desk/account").await.expect(200).field("csrf");
    visitor.post(&format!("/desk/cases/{code}/{step}"), &[("csrf", &token), ("version", "9")]).await
}

async fn push(visitor: &Visitor, address: &str, step: &str) -> Answer {
    let token = visitor.get("/desk/account").await.expect(200).field("csrf");
    let fields =
        [("csrf", token.as_str()), ("version", "3"), ("finding_words", "Thiếu thép."), ("subject", "x")];
    visitor.post(&format!("{address}/{step}"), &fields).await
}

async fn a_board_of_one_project_sees_and_acts_on_that_project_alone(test: TestApp) {
    let test = test.in_city(city());
    let bridge = board(&test, "cau", BRIDGE).await;
    let form = bridge.get("/desk/oversight/new").await.expect(200).text();
    assert!(form.contains("value=\"Dự án cầu mẫu\"") && form.contains("value=\"00070\" selected"), "{form}");
    // Whatever is typed, it oversees its own project; in no other ward, and as nobody else.
    let own = [("overseer", BRIDGE), ("body", "investment_board"), ("form", "board")];
    for (field, value) in [("area", "00004"), ("area", ""), ("overseen", "ubnd-00004"), ("overseer", SCHOOL)]
    {
        let mut fields = own.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        plan(&bridge, "2026-06-10", &fields).await.expect(422);
    }
    let round = begin(&bridge, BRIDGE, &[("project", "Dự án khác")]).await;
    test.settle().await;
    let public = test.visitor().get(&round.replace("/desk", "")).await.expect(200).text();
    assert!(public.contains("Dự án cầu mẫu") && !public.contains("Dự án khác"), "{public}");
    let school = board(&test, "truong", SCHOOL).await;
    let its_round = begin(&school, SCHOOL, &[]).await;
    let ward = board(&test, "phuong-gsdt", "gsdt-00070").await;
    let wards_round = begin(&ward, "gsdt-00070", &[("project", "Dự án hè phố")]).await;

    // Steps of others' rounds are not offered, and refused when forged.
    for other in [&its_round, &wards_round] {
        let page = bridge.get(other).await.expect(200).text();
        assert!(page.contains("Hiện anh/chị không có bước nào"), "{page}");
        for step in ["find", "conclude", "cancel"] {
            let answer = push(&bridge, other, step).await;
            assert!([403, 422].contains(&answer.status.as_u16()), "{step}: {}", answer.status);
        }
        push(&bridge, other, "find").await.expect(403);
    }
    push(&ward, &round, "find").await.expect(403);
    push(&school, &round, "find").await.expect(403);

    let mended = recommend(&test, &bridge, &round, "Vá kín vết nứt mố cầu").await;
    let other = recommend(&test, &school, &its_round, "Thay cổng trường").await;
    let ordinary = file(&test).await.code;
    test.settle().await;
    // Cases: its own, and no other of the ward, whatever became of it.
    bridge.get(&format!("/desk/cases/{mended}")).await.expect(200);
    for code in [&other, &ordinary] {
        for page in ["", "/sheet"] {
            bridge.get(&format!("/desk/cases/{code}{page}")).await.expect(403);
        }
        bridge.get(&format!("/desk/field/{code}")).await.expect(403);
        force(&bridge, code, "confirm").await.expect(403);
        force(&bridge, code, "contest").await.expect(403);
    }
    test.pass(240.hours());
    let worker = overseen(&test).await;
    for code in [&mended, &other] {
        let done = [("text", "Đã làm xong."), ("document_title", "Biên bản nghiệm thu")];
        crate::desk::step(&worker, code, "resolve", &done).await.expect(303);
    }
    let (bridge, ward) = (enter(&test, "cau").await, enter(&test, "phuong-gsdt").await);
    force(&bridge, &other, "confirm").await.expect(403);
    crate::desk::step(&bridge, &mended, "confirm", &[]).await.expect(303);
    let refused = crate::desk::step(&ward, &other, "confirm", &[]).await;
    assert_ne!(refused.status, 303, "the ward's board does not confirm for that of the school");
    test.check().await;
}

async fn a_board_of_one_project_finds_and_watches_nothing_else(test: TestApp) {
    let test = test.in_city(city());
    let bridge = board(&test, "cau", BRIDGE).await;
    let nothing = bridge.get("/desk?view=open").await.expect(200).text();
    let ordinary = file(&test).await.code;
    let round = begin(&bridge, BRIDGE, &[]).await;
    let own = recommend(&test, &bridge, &round, "Vá kín vết nứt mố cầu").await;
    let school = board(&test, "truong", SCHOOL).await;
    let its_round = begin(&school, SCHOOL, &[]).await;
    let other = recommend(&test, &school, &its_round, "Vá kín tường trường").await;
    assert!(!nothing.contains(&ordinary));
    test.index().await;
    for view in ["/desk", "/desk?view=open", "/desk?view=new", "/desk?area=00070", "/desk?agency=ubnd-00070"]
    {
        let inbox = bridge.get(view).await.text();
        assert!(
            !inbox.contains(&ordinary) && !inbox.contains(&other),
            "{view} shows a case that is not its own"
        );
    }
    assert!(bridge.get("/desk?view=open").await.text().contains(&own));
    let ward = board(&test, "phuong-gsdt", "gsdt-00070").await;
    let inbox = ward.get("/desk?view=open").await.text();
    assert!(
        inbox.contains(&ordinary) && inbox.contains(&own) && inbox.contains(&other),
        "the ward's board sees the ward"
    );
    let found = bridge.get("/desk?q=v%C3%A1+k%C3%ADn").await.expect(200).text();
    assert!(found.contains(&own) && !found.contains(&other), "{found}");
    let found = ward.get("/desk?q=v%C3%A1+k%C3%ADn").await.expect(200).text();
    assert!(found.contains(&own) && found.contains(&other), "{found}");

    let page = bridge.get("/desk/watching").await.expect(200);
    assert!(!page.text().contains("value=\"ubnd-00070\""), "no agency is offered");
    let token = page.field("csrf");
    let watch = async |field: &str, value: &str| {
        let fields = [("csrf", token.as_str()), ("action", "watch"), (field, value)];
        bridge.post("/desk/watching", &fields).await.status.as_u16()
    };
    assert_eq!(watch("agency", OVERSEEN).await, 403);
    assert_eq!(watch("case", &ordinary).await, 403);
    assert_eq!(watch("case", &own).await, 303);
    let board = bridge.get("/desk/dashboard").await.expect(200).text();
    assert!(!board.contains(&ordinary) && !board.contains(&other));
    test.check().await;
}
