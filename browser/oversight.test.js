// Oversight in a browser: the sample round as everybody reads it, then a round from the plan to the notice at the overseer's desk,
// and an answer by the agency that owes it, without scripts, since nothing of it needs one. Then a round from the visit, with a picture out
// of the view for a phone, to a result that the overseer alone confirms.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, photo, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { startServer } from "./support/server.js";

const account = (server, login) => server.accounts.find((one) => one.login === login);

/// A day so many days from now, as a date field takes it.
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe("oversight", () => {
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

  it("everybody reads what was found, what is owed, and what was answered", { timeout: 60_000 }, async () => {
    const { page, context, seen } = await visitor(browser, server.url, { script: false });
    try {
      await page.goto("/oversight");
      await Promise.all([page.waitForEvent("framenavigated"), page.locator('#rounds-table a[href^="/oversight/"]').last().click()]);
      assert.ok(await page.locator("#recommendation-1").count(), "the sample round has recommendations");
      assert.ok(await page.locator('#recommendation-2 [data-state]').count(), "with the state of their cases");
      assert.match(await page.locator("main").innerText(), /dữ liệu mẫu/i);
      const report = await page.request.get(await page.locator('a[href$="/report.docx"]').getAttribute("href"));
      assert.equal(report.status(), 200);
      assert.equal((await report.body()).subarray(0, 2).toString(), "PK");
      assert.deepEqual([...seen.violations, ...seen.foreign], []);
    } finally {
      await context.close();
    }
  });

  it("an overseer plans a round, and the agency answers what is recommended", { timeout: 120_000 }, async () => {
    const overseer = await visitor(browser, server.url, { width: "desktop", script: false });
    const agency = await visitor(browser, server.url, { script: false });
    try {
      const { page } = overseer;
      await flow.signIn(page, account(server, "giamsat"));
      await page.goto("/desk/oversight/new");
      await page.fill("#subject", "Chiếu sáng ngõ nhỏ");
      await page.selectOption("#body", "front");
      await page.selectOption("#form", "team");
      await page.selectOption("#overseen", "ubnd-00070");
      await page.fill("#team", "Ủy ban Mặt trận Tổ quốc");
      await page.fill("#visit_day", day(40));
      await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(flow.formWith(page, "subject")).click()]);
      await Promise.all([page.waitForEvent("framenavigated"), page.locator('form[action$="/notify"] button').click()]);
      assert.match(await page.locator("main").innerText(), /Đã báo trước/);

      await flow.signIn(agency.page, account(server, "canbo.hoankiem"));
      await agency.page.goto("/desk/oversight");
      await Promise.all([agency.page.waitForEvent("framenavigated"), agency.page.locator("#rounds-table a").last().click()]);
      await agency.page.selectOption("#answer_number", "1");
      await agency.page.selectOption("#reply", "partly");
      await agency.page.fill("#reply_words", "Phường làm trước một đoạn, đoạn còn lại chờ vật liệu.");
      await Promise.all([agency.page.waitForEvent("framenavigated"), agency.page.locator('form[action$="/answer"] button[type=submit]').click()]);
      assert.match(await agency.page.locator("#recommendation-1").innerText(), /Tiếp thu một phần/);
    } finally {
      await overseer.context.close();
      await agency.context.close();
    }
  });

  it("a visit with a picture leads to a result that the overseer alone confirms", { timeout: 180_000 }, async () => {
    const overseer = await visitor(browser, server.url);
    const agency = await visitor(browser, server.url, { script: false });
    const { page } = overseer;
    /// Fills in the form of a step, which may be folded away, and sends it.
    const take = async (page, step, typed) => {
      const form = page.locator(`main form[action$="/${step}"]`).first();
      const shut = page.locator("main details:not([open])").filter({ has: page.locator(`form[action$="/${step}"]`) });
      if (await shut.count() > 0) await shut.first().locator("summary").first().click();
      for (const [name, value] of Object.entries(typed)) {
        const field = form.locator(`[name="${name}"]`);
        if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(value);
        else await field.fill(value);
      }
      await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(form).click()]);
    };
    try {
      await flow.signIn(page, account(server, "giamsat"));
      await page.goto("/desk/oversight/new");
      for (const [field, value] of [["subject", "Thoát nước ngõ nhỏ"], ["team", "Ủy ban Mặt trận Tổ quốc"], ["visit_day", day(40)]]) await page.fill(`#${field}`, value);
      for (const [field, value] of [["body", "front"], ["form", "team"], ["overseen", "ubnd-00070"]]) await page.selectOption(`#${field}`, value);
      await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(flow.formWith(page, "subject")).click()]);
      const round = new URL(page.url()).pathname;
      const shown = round.replace("/desk", "");
      await take(page, "notify", {});

      await page.goto(round.replace("oversight", "field"));
      await page.locator("[data-kept]").waitFor({ state: "visible" });
      await page.locator("#photos").setInputFiles([await photo(browser, { seed: 21 })]);
      await page.locator("[data-list=visit] img").waitFor();
      await page.locator("#visit_words").fill("Hai miệng cống bị lấp.");
      await page.locator("form[data-visit] [type=submit]").click();
      await page.waitForURL(`**${round}#visits`);
      assert.equal(await page.locator("section[aria-labelledby=visits] figure img").count(), 1);

      await take(page, "find", { finding_words: "Cống không được nạo vét từ đầu năm." });
      await take(page, "recommend", {
        observable: "Nạo vét hai miệng cống ngõ nhỏ", to: "ubnd-00070", due_day: day(60), category: { index: 1 }, area: "00070", finding: "1",
      });
      await take(page, "conclude", { conclusion_words: "Phường nạo vét cống trước mùa mưa." });
      await page.goto(shown);
      assert.equal(await page.locator("main figure img").first().evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), true);
      const link = await page.locator("#recommendation-1 a[href^='/cases/']").first().getAttribute("href");
      const code = link.split("/").pop();
      assert.notEqual(await flow.stateOf(page, code), "confirmed_resolved");

      // Who owes it does it, and confirms nothing.
      await flow.signIn(agency.page, account(server, "canbo.hoankiem"));
      await agency.page.goto(round);
      await take(agency.page, "answer", { answer_number: "1", reply: "accepted", reply_words: "Phường nạo vét trong tháng." });
      await flow.resolve(agency.page, code, "Đã nạo vét hai miệng cống.", [await photo(browser, { seed: 22 })]);
      assert.equal(await flow.stateOf(agency.page, code), "reported_resolved");
      await agency.page.goto(`/desk/cases/${code}`);
      assert.equal(await agency.page.locator("form[action$='/confirm']").count(), 0, "the agency is offered no confirming");
      const csrf = await agency.page.locator("main [name=csrf]").first().inputValue();
      const version = await agency.page.locator("main [name=version]").first().inputValue();
      const forged = await agency.page.request.post(`/desk/cases/${code}/confirm`, { form: { csrf, version } });
      assert.equal(forged.status(), 403);
      assert.equal(await flow.stateOf(agency.page, code), "reported_resolved");

      await page.goto(`/desk/cases/${code}`);
      await take(page, "confirm", {});
      assert.equal(await flow.stateOf(page, code), "confirmed_resolved");
      await page.goto(shown);
      assert.equal(flow.stateIn(await page.locator("#recommendation-1 [data-state]").getAttribute("data-state")), "confirmed_resolved");
      const report = await page.request.get(`${shown}/report.docx`);
      assert.equal((await report.body()).subarray(0, 2).toString(), "PK");
      // The report for the next hearing names it as answered and confirmed.
      await page.goto("/oversight");
      await Promise.all([page.waitForEvent("framenavigated"), page.locator("a[href^='/oversight/hearing/']:not([href*='.'])").first().click()]);
      const row = page.locator("tr", { hasText: "Nạo vét hai miệng cống ngõ nhỏ" });
      assert.match(await row.innerText(), /Trả lời đúng hạn|Đã trả lời ngày/);
      assert.match(await row.innerText(), /Đã xác nhận/);
      assert.deepEqual([...overseer.seen.violations, ...overseer.seen.foreign], []);
    } finally {
      await overseer.context.close();
      await agency.context.close();
    }
  });
});
