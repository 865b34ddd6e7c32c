// Oversight in a browser: the sample round as everybody reads it, then a round from the plan to the notice at the overseer's desk,
// and an answer by the agency that owes it. Without scripts, since nothing of it needs one.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, visitor } from "./support/browser.js";
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
});
