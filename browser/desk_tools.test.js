// The desk's daily tools in a browser: keys that never get in the way of typing, colleagues who see each other, a prepared
// reply that loses nothing, and pictures from the place that outlive a lost network and an ended session.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, photo, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { axe } from "./support/look.js";
import { startServer } from "./support/server.js";
import { press } from "./support/story.js";

const account = (server, login) => server.accounts.find((one) => one.login === login);

describe("desk tools", () => {
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

  /// Somebody of the ward at the desk.
  async function officer(login = "canbo.hoankiem", way = {}) {
    const one = await visitor(browser, server.url, { width: "desktop", ...way });
    await flow.signIn(one.page, account(server, login));
    return one;
  }

  /// A case of the ward that the officer has accepted.
  async function accepted(page) {
    const resident = await visitor(browser, server.url, { script: false });
    const { code } = await flow.report(resident.page, { category: "moi-truong" });
    await resident.context.close();
    await flow.accept(page, code);
    return code;
  }

  /// The script comes after the page.
  const keysWork = (page) => page.waitForFunction(() => document.querySelector('[data-island="desk"]')?.dataset.started === "yes");
  /// Nothing of a page reaches the server, whatever the browser makes of its own switch when another page is opened meanwhile.
  async function loseNetwork({ page, context }) {
    await page.route("**/*", (route) => route.abort("internetdisconnected"));
    await context.setOffline(true);
  }
  async function regainNetwork({ page, context }) {
    await page.unroute("**/*");
    await context.setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
  }
  const clean = ({ seen }) => assert.deepEqual([...seen.violations, ...seen.foreign], []);

  it("rows, steps and help by keys, and none of them while one types", { timeout: 120_000 }, async () => {
    const one = await officer();
    const { page, context } = one;
    try {
      await page.goto("/desk");
      await keysWork(page);
      await page.keyboard.press("j");
      const first = await page.locator("[data-row].is-chosen code").first().textContent();
      await page.keyboard.press("j");
      const second = await page.locator("[data-row].is-chosen code").first().textContent();
      assert.notEqual(first, second);
      await page.keyboard.press("k");
      assert.equal(await page.locator("[data-row].is-chosen code").first().textContent(), first);
      await page.keyboard.press("x");
      assert.equal(await page.locator("[data-row].is-chosen input[name=case]").isChecked(), true);
      await page.keyboard.press("?");
      assert.equal(await page.locator("#shortcuts").evaluate((dialog) => dialog.open), true);
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("j");
      assert.equal(await page.locator("[data-row].is-chosen code").first().textContent(), first, "not under the help");
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await page.keyboard.type("jxa?");
      assert.equal(await page.locator("[data-search]").inputValue(), "jxa?");
      await page.locator("[data-search]").fill("");
      await page.locator("h1").click();
      await page.keyboard.press("j");
      await Promise.all([page.waitForURL(/step=return/), page.keyboard.press("t")]);
      assert.match(page.url(), /\/desk\/cases\/.*#step$/);

      const code = await accepted(page);
      await page.goto(`/desk/cases/${code}`);
      await keysWork(page);
      await Promise.all([page.waitForURL(/step=ask/), page.keyboard.press("r")]);
      await keysWork(page);
      await page.keyboard.press("s");
      assert.equal(await page.evaluate(() => document.activeElement.name), "text");
      await page.keyboard.type("arts");
      assert.equal(await page.locator("textarea#text").inputValue(), "arts");
      await page.locator("h1").click();
      await page.keyboard.press("a");
      assert.equal(await page.evaluate(() => document.activeElement.name), "officer");

      // Switched off, the letters are only letters.
      await page.goto("/desk/keys");
      await press(page, page.locator('button[value="off"]'));
      await page.goto("/desk");
      await keysWork(page);
      await page.keyboard.press("j");
      assert.equal(await page.locator("[data-row].is-chosen").count(), 0);
      await page.goto("/desk/keys");
      await press(page, page.locator('button[value="on"]'));
      clean(one);
    } finally {
      await context.close();
    }
  });

  it("colleagues see who is writing on a case", { timeout: 120_000 }, async () => {
    const one = await officer();
    const other = await officer("lanhdao.hoankiem");
    try {
      const code = await accepted(one.page);
      await one.page.goto(`/desk/cases/${code}?step=ask`);
      const told = one.page.waitForResponse((answer) => answer.url().endsWith("/presence") && answer.request().postData().includes("writing=1"));
      await one.page.locator("textarea#text").fill("Bên trái");
      await told;
      await other.page.goto(`/desk/cases/${code}`);
      assert.match(await other.page.locator(".presence").textContent(), /Cán bộ mẫu.*đang viết/);
      assert.deepEqual(await axe(other.page), []);
      await one.page.goto("/desk");
      for (let wait = 0; wait < 20; wait += 1) {
        await other.page.reload();
        if (!(await other.page.locator(".presence").textContent())) break;
        await other.page.waitForTimeout(250);
      }
      assert.equal(await other.page.locator(".presence").textContent(), "", "whoever left is gone");
      clean(one);
      clean(other);
    } finally {
      await one.context.close();
      await other.context.close();
    }
  });

  for (const script of [true, false]) {
    it(`a prepared reply loses nothing that was typed (${script ? "with" : "without"} scripts)`, { timeout: 120_000 }, async () => {
      const head = await officer("lanhdao.hoankiem", { script });
      const { page, context } = head;
      try {
        const name = `Hỏi chỗ ${script}`;
        await page.goto("/desk/replies/new");
        await page.locator("[name=title]").fill(name);
        await page.locator("[name=step]").selectOption("ask");
        await page.locator("[name=body]").fill("Về phản ánh {code}, xin cho biết thêm.");
        await page.locator("main form button:not([name])").first().click();
        await page.waitForURL(/replies\/[0-9a-f]{32}/);
        const code = await accepted(page);
        await page.goto(`/desk/cases/${code}?step=ask`);
        await page.locator("textarea#text").fill("Chào anh chị.");
        await page.locator("#step details summary").click();
        await page.locator("[name=template]").selectOption({ label: name });
        await page.locator("[data-insert]").click();
        await page.waitForFunction(() => document.querySelector("textarea#text")?.value.includes("DT-"), null, { polling: 200 });
        assert.equal(await page.locator("textarea#text").inputValue(), `Chào anh chị.\nVề phản ánh ${code}, xin cho biết thêm.`);
        clean(head);
      } finally {
        await context.close();
      }
    });
  }

  it("many cases are accepted at once, or taken back", { timeout: 120_000 }, async () => {
    const one = await officer();
    const { page, context } = one;
    try {
      const resident = await visitor(browser, server.url, { script: false });
      const codes = [(await flow.report(resident.page, { category: "moi-truong" })).code, (await flow.report(resident.page, { category: "moi-truong" })).code];
      await resident.context.close();
      const mark = async (step) => {
        await page.goto("/desk?view=unassigned");
        for (const code of codes) await page.locator(`[name=case][value^="${code}~"]`).check();
        await page.locator(`#bulk button[value="${step}"]`).click();
        await page.waitForURL("**/desk/bulk");
        assert.deepEqual(await axe(page), []);
        await page.locator("main form .button--primary").click();
        await page.waitForURL(/bulk\/[0-9a-f]{32}/);
      };
      // Nothing comes between, since there are twenty seconds to take it back.
      await mark("accept");
      await press(page, page.locator('form[action$="/undo"] button'));
      await page.locator("main", { hasText: "Đã hoàn tác" }).waitFor();
      await mark("accept");
      assert.deepEqual(await axe(page), []);
      // The page looks again by itself when the time is over.
      await page.waitForFunction(() => document.querySelector("main").textContent.includes("Xong: 2"), null, { timeout: 40_000, polling: 500 });
      clean(one);
    } finally {
      await context.close();
    }
  });

  it("pictures from the place outlive a lost network and an ended session", { timeout: 180_000 }, async () => {
    const one = await officer("canbo.hoankiem", { width: "phone" });
    const { page, context } = one;
    const bar = page.locator("[data-status]");
    const kept = () => page.evaluate(() => new Promise((done) => {
      const request = indexedDB.open("dantin-field", 1);
      request.onsuccess = () => {
        const all = request.result.transaction("photos").objectStore("photos").count();
        all.onsuccess = () => { done(all.result); request.result.close(); };
      };
    }));
    try {
      const code = await accepted(page);
      await page.goto(`/desk/field/${code}`);
      assert.deepEqual(await axe(page), []);
      await loseNetwork(one);
      await page.locator("#photo-before").setInputFiles([await photo(browser, { seed: 5 })]);
      await page.waitForFunction(() => document.querySelector("[data-status]").textContent.includes("Chưa gửi (1)"));
      await page.locator("#photo-after").setInputFiles([await photo(browser, { seed: 6 }), await photo(browser, { seed: 7 })]);
      await page.waitForFunction(() => document.querySelector("[data-status]").textContent.includes("Chưa gửi (3)"));
      assert.equal(await kept(), 3);

      // The network is back, the session is not: nothing is lost, and the door is shown.
      await context.clearCookies({ name: /^(?!lang$)/ });
      await regainNetwork(one);
      await page.waitForFunction(() => document.querySelector("[data-status]").textContent.includes("Phiên làm việc đã hết"));
      assert.equal(await kept(), 3);
      assert.deepEqual(await axe(page), []);
      // The door stays where it is while another try finds no network.
      await loseNetwork(one);
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await page.waitForFunction(() => !document.querySelector("[data-status]").textContent.includes("Phiên làm việc đã hết"));
      assert.equal(await page.locator("[data-door-link]").isVisible(), true);
      await regainNetwork(one);
      await page.locator("[data-door-link]").click();
      await page.locator('main [name="login"]').fill(account(server, "canbo.hoankiem").login);
      await page.locator('main [name="password"]').fill(account(server, "canbo.hoankiem").password);
      await page.locator("main button[type=submit]").click();
      await page.waitForURL(`**/desk/field/${code}`);
      await page.waitForFunction(() => document.querySelector("[data-status]").textContent.includes("Đã gửi hết ảnh"));
      assert.equal(await bar.isVisible(), true);
      assert.equal(await kept(), 0);
      assert.equal(await page.locator("[data-list=after] img").count(), 2);

      await page.goto(`/desk/cases/${code}?step=resolve`);
      assert.equal(await page.locator("[name=before_kept]:checked").count(), 1);
      assert.equal(await page.locator("[name=photos_kept]:checked").count(), 2);
      await page.locator("textarea#text").fill("Đã vá xong.");
      await page.locator("#step form .button--primary").click();
      await page.waitForURL(/done=resolve/);
      assert.equal(await flow.stateOf(page, code), "reported_resolved");
      clean(one);
    } finally {
      await context.close();
    }
  });

  it("a visit of a round is written without a network, and comes once", { timeout: 180_000 }, async () => {
    const one = await officer("giamsat", { width: "phone" });
    const { page, context } = one;
    const told = (words) => page.waitForFunction((words) => document.querySelector("[data-status]")?.textContent.includes(words), words);
    const kept = () => page.evaluate(() => new Promise((done) => {
      const request = indexedDB.open("dantin-field", 1);
      request.onsuccess = () => {
        const all = request.result.transaction("photos").objectStore("photos").getAll();
        all.onsuccess = () => { done(all.result.map((one) => one.words ?? one.phase)); request.result.close(); };
      };
    }));
    const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    try {
      await page.goto("/desk/oversight/new");
      for (const [field, value] of [["subject", "Chiếu sáng ngõ nhỏ"], ["team", "Ủy ban Mặt trận Tổ quốc"], ["visit_day", day]]) await page.fill(`#${field}`, value);
      for (const [field, value] of [["body", "front"], ["form", "team"], ["overseen", "ubnd-00070"]]) await page.selectOption(`#${field}`, value);
      await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(flow.formWith(page, "subject")).click()]);
      const round = new URL(page.url()).pathname;
      await Promise.all([page.waitForEvent("framenavigated"), page.locator('form[action$="/notify"] button').click()]);
      const field = round.replace("oversight", "field");
      await page.goto(field);
      await page.locator("[data-kept]").waitFor({ state: "visible" });
      assert.deepEqual(await axe(page), []);

      const desk = await officer("giamsat", { script: false });
      const pictures = [await photo(browser, { seed: 8 }), await photo(browser, { seed: 9 })];
      await loseNetwork(one);
      await page.locator("#photos").setInputFiles(pictures);
      await page.locator("[data-list=visit] img").nth(1).waitFor();
      await page.locator("[data-list=visit] button").nth(1).click();
      await page.locator("#visit_words").fill("Ba ngõ chưa có đèn.");
      await page.locator("form[data-visit] [type=submit]").click();
      await told("Chưa gửi (2)");
      assert.deepEqual((await kept()).sort(), ["Ba ngõ chưa có đèn.", "visit"]);
      assert.equal(await page.locator("#visit_words").getAttribute("readonly"), "");
      assert.deepEqual(await axe(page), []);

      // Somebody else acts meanwhile: what was written is refused with a sentence, and is a draft still.
      await desk.page.goto(round);
      await desk.page.locator("summary", { hasText: "Nhận báo cáo" }).click();
      await Promise.all([desk.page.waitForEvent("framenavigated"), desk.page.locator("form[action$='/receive'] [type=submit]").click()]);
      assert.equal(await desk.page.locator("form[action$='/receive']").count(), 0, "the report was received");
      await desk.context.close();
      await regainNetwork(one);
      await told("vừa có thay đổi");
      assert.deepEqual((await kept()).sort(), ["Ba ngõ chưa có đèn.", "visit"]);

      // The page that is opened again has the draft, and its officer sends it.
      await page.goto(field);
      await page.locator("[data-list=visit] img").waitFor();
      assert.equal(await page.locator("#visit_words").inputValue(), "Ba ngõ chưa có đèn.");
      await page.locator("form[data-visit] [type=submit]").click();
      await page.waitForURL(`**${round}#visits`);
      assert.equal(await page.locator("section[aria-labelledby=visits] h3").count(), 1);
      assert.equal(await page.locator("section[aria-labelledby=visits] figure img").count(), 1);
      assert.match(await page.locator("section[aria-labelledby=visits]").innerText(), /Ba ngõ chưa có đèn/);
      assert.deepEqual(await kept(), []);
      clean(one);
    } finally {
      await context.close();
    }
  });

  it("the sheet for a visit is one page of A4", { timeout: 60_000 }, async () => {
    const one = await officer();
    const { page, context } = one;
    try {
      const code = await accepted(page);
      await page.goto(`/desk/cases/${code}/sheet`);
      assert.deepEqual(await axe(page), []);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1);
      clean(one);
    } finally {
      await context.close();
    }
  });
});
