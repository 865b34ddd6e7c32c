// One dialogue session from its announcement to the minutes: two residents with their phones (one without JavaScript), the hall's
// screen, and whoever holds the session, all at once.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch } from "./support/browser.js";
import { startServer } from "./support/server.js";
import { cast, press, until } from "./support/story.js";

const QUESTION = "Bao giờ sửa xong đèn đường ở ngõ 12? Buổi tối các cháu đi học về rất tối.";
const OTHER = "Vỉa hè trước chợ bị lấn chiếm cả ngày, phường xử lý thế nào?";

/// A time as the form's fields hold it, so many minutes from now, in the city's zone.
function local(minutes) {
  const at = new Date(Date.now() + minutes * 60_000 + 7 * 3_600_000);
  return at.toISOString().slice(0, 16);
}

describe("dialogue", () => {
  let server;
  let browser;
  before(async () => {
    server = await startServer();
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("is held from the announcement to the minutes", { timeout: 240_000 }, async () => {
    const people = cast(browser, server);
    const { person } = people;

    // The ward announces and takes questions at once.
    const host = await person("desktop", true, "canbo.hoankiem");
    await host.goto("/desk/dialogues/new");
    const form = host.locator('main form[action="/desk/dialogues/new"]');
    const fields = { title: "Đối thoại thử: ánh sáng ngõ phố", subject: "Đèn đường và vỉa hè.", place: "Nhà văn hoá", starts: local(60), ends: local(240), questions_from: local(-60), questions_until: local(50), agenda: "20: Báo cáo\n90: Hỏi và đáp" };
    for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
    await press(host, form.locator('button[type="submit"]').last());
    const code = new URL(host.url()).pathname.split("/").pop();
    const desk = `/desk/dialogues/${code}`;
    const open = host.locator(`form[action="${desk}/open"] button`);
    if (await open.count()) await press(host, open);

    // Two phones: the first without JavaScript.
    const plain = await person("phone", false);
    await until(plain, `/dialogues/${code}`, "Đặt câu hỏi");
    const ask = async (page, text) => {
      await page.goto(`/d/${code}`);
      await page.locator('main [name="text"]').fill(text);
      await press(page, page.locator("main form").last().locator('button[type="submit"]').last());
      assert.match(new URL(page.url()).pathname, /^\/my\//);
      return new URL(page.url()).pathname;
    };
    const first = await ask(plain, QUESTION);
    const phone = await person("phone", true);
    const second = await ask(phone, OTHER);
    await until(host, desk, OTHER.slice(0, 30));
    for (const number of [1, 2]) {
      await host.goto(desk);
      await press(host, host.locator(`#q${number} form[action="${desk}/show"] button`));
    }

    // One who asks the same again is shown the question, and supports it.
    await until(phone, `/dialogues/${code}`, QUESTION);
    await phone.goto(`/dialogues/${code}/ask`);
    await phone.locator('main [name="text"]').fill("den duong ngo 12 hong cac chau di hoc ve rat toi");
    await press(phone, phone.locator("main form").last().locator('button[type="submit"]').last());
    await press(phone, phone.locator('#q1 form[action$="/support"] button'));
    assert.equal(await phone.locator("#q1 .question__supported").count(), 1);

    // The hall's screen follows by itself.
    await host.goto(desk);
    await press(host, host.locator(`form[action="${desk}/start"] button`));
    const hall = await person("desktop", true);
    await hall.goto(`/dialogues/${code}/board`);
    await phone.goto(`/dialogues/${code}`);
    await until(host, desk, "Gọi lên trả lời");
    await press(host, host.locator(`#q1 form[action="${desk}/call"] button`));
    await hall.locator(".board__floor .board__question", { hasText: "đèn đường" }).waitFor({ timeout: 15_000 });
    // Again and again, and with nothing left to fetch.
    for (const number of [2, 1]) {
      await press(host, host.locator(`#q${number} form[action="${desk}/call"] button`));
      await hall.locator(`.board__floor [data-question="${number}"]`).waitFor({ timeout: 15_000 });
    }
    assert.equal(await hall.locator(".live-line .is-news").count(), 0);
    // A phone says that there is news and moves nothing under the finger.
    await phone.locator(".live-line .is-news").waitFor({ timeout: 15_000 });
    await press(phone, phone.locator(".live-line [data-refresh]"));
    assert.equal(await phone.locator("[data-floor] #q1").count(), 1);

    // It cannot be closed over open questions.
    await host.goto(desk);
    await press(host, host.locator(`form[action="${desk}/close"] button`));
    assert.equal(await host.locator(".error-summary").count(), 1);
    const end = async (number, step, values) => {
      await host.goto(`${desk}/questions/${number}`);
      const box = host.locator(`details:has(form[action="${desk}/${step}"])`);
      if (!(await box.evaluate((element) => element.open))) await box.locator("summary").first().click();
      const one = box.locator(`form[action="${desk}/${step}"]`);
      for (const [name, value] of Object.entries(values)) {
        const field = one.locator(`[name="${name}"]`);
        if (await field.evaluate((element) => element.tagName) === "SELECT") await field.selectOption(value);
        else await field.fill(value);
      }
      await press(host, one.locator('button[type="submit"]').last());
    };
    await end(1, "promise", { observable: "Cả 14 bóng đèn ở ngõ 12 sáng lúc 19 giờ.", due: local(60 * 24 * 20).slice(0, 10), measure: "Đếm bóng sáng", evidence: "Ảnh trước và sau", category: "moi-truong" });
    await end(2, "answer", { words: "Từ thứ hai có tổ tuần tra mỗi sáng." });
    await host.goto(desk);
    await press(host, host.locator(`form[action="${desk}/close"] button`));
    assert.equal(await host.locator(".error-summary").count(), 0);

    // Those who asked are told and asked; the promise stands on the board.
    await until(phone, second, "tổ tuần tra");
    await press(phone, phone.locator('button[name="answer"][value="yes"]'));
    await until(plain, first, "Cả 14 bóng đèn ở ngõ 12");
    await until(plain, "/commitments", "Cả 14 bóng đèn ở ngõ 12");

    // The minutes are assembled; two fields are typed.
    await host.goto(`${desk}/minutes`);
    await host.locator('[name="chair"]').fill("Người chủ trì mẫu");
    await host.locator('[name="secretary"]').fill("Thư ký mẫu");
    await press(host, host.locator('button[name="action"][value="save"]'));
    await press(host, host.locator('button[name="action"][value="approve"]'));
    const answer = await plain.request.get(`${server.url}/dialogues/${code}/minutes.pdf`);
    assert.equal((await answer.body()).subarray(0, 4).toString(), "%PDF");
    await until(plain, `/dialogues/${code}`, "Biên bản");
    assert.deepEqual(await people.close(), []);
  });
});
