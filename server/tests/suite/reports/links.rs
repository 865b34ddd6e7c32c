//! Secret links: each acts on its own case, and guessing is slowed down.

use super::{code_on, desk, report};
use crate::support::TestApp;

#[tokio::test]
async fn a_secret_link_acts_on_its_own_case_alone() {
    let test = TestApp::sqlite();
    let (one, other) = (test.visitor(), test.visitor());
    let (first, page) = report(&one).await;
    let (second, others) = report(&other).await;
    assert_ne!(first, second);
    desk(&test, &code_on(&others), "accept").await;
    desk(&test, &code_on(&others), "resolve").await;
    one.post(&format!("{first}/answer"), &[("answer", "done")]).await.expect(409);
    assert!(other.get(&second).await.text().contains("state-reported-resolved"));
    assert!(!page.text().contains(&code_on(&others)));
    one.post(&format!("{first}/withdraw"), &[]).await.expect(422);
    one.post(&format!("{first}/withdraw"), &[("sure", "1")]).await.expect(303);
    assert!(one.get(&first).await.text().contains("state-withdrawn"));
    one.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(404);
    one.get("/my/short").await.expect(404);
    test.check().await;
}

#[tokio::test]
async fn what_cannot_be_joined_says_so_before_anybody_fills_a_form() {
    let test = TestApp::sqlite();
    let (reporter, neighbour) = (test.visitor(), test.visitor());
    let (secret, page) = report(&reporter).await;
    let code = code_on(&page);
    desk(&test, &code, "show").await;
    test.settle().await;
    neighbour.get(&format!("/cases/{code}/join")).await.expect(200);
    reporter.post(&format!("{secret}/withdraw"), &[("sure", "1")]).await.expect(303);
    test.settle().await;
    let refused = neighbour.get(&format!("/cases/{code}/join")).await.expect(409);
    assert!(!refused.text().contains("name=\"phone\""), "no field that would be filled in vain");
}

#[tokio::test]
async fn guessing_secrets_is_slowed_down() {
    let test = TestApp::sqlite();
    let stranger = test.visitor();
    for _ in 0..30 {
        stranger.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(404);
    }
    let answer = stranger.get("/my/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(429);
    assert!(answer.headers.contains_key("retry-after"));
}
