// One flooded street, worked on by three agencies, a contractor, a leader and an overseer, from the report to the confirmed
// result: on the desk, by a link, and by mail; and the public page tells that story.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { launch, photo, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { startServer } from "./support/server.js";

const WORDS = "Cả phố ngập đến nửa bánh xe sau mưa, nước không rút, cột đèn bên đường bị rò điện.";
const ADDRESS = "nguoi-bao.mau@dantin.test";

/// All mails so far, decoded, one text each.
async function mails(folder) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(names.map(async (name) => decoded(await readFile(path.join(folder, name), "utf8"))));
}

/// Quoted-printable and encoded words as text; enough of both for what the product writes.
function decoded(mail) {
  const bytes = (text) => Buffer.from(text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");
  return bytes(mail.replace(/\r\n/g, "\n").replace(/=\n/g, ""))
    .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, text) => Buffer.from(text, "base64").toString("utf8"));
}

/// Waits until some mail holds all of these.
async function mailWith(folder, ...texts) {
  for (let wait = 0; wait < 120; wait += 1) {
    const found = (await mails(folder)).find((mail) => texts.every((text) => mail.includes(text)));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no mail holds ${texts.join(" and ")}; there are:\n${(await mails(folder)).map((mail) => mail.slice(0, 600)).join("\n=====\n")}`);
}

describe("flood", () => {
  let server;
  let browser;
  before(async () => {
    // Changes are told at once, so that each step has its mail.
    server = await startServer({ env: { DANTIN__MAIL__DIGEST_MINUTES: "0" } });
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("is told from the report to the confirmed result", { timeout: 300_000 }, async () => {
    const everybody = [];
    const person = async (width, login) => {
      const one = await visitor(browser, server.url, { width, script: true });
      everybody.push(one);
      if (login) await flow.signIn(one.page, server.accounts.find((account) => account.login === login));
      return one.page;
    };
    /// Takes a step of the desk whose form this fills in.
    const step = async (page, code, name, fill = async () => {}) => {
      await page.goto(`/desk/cases/${code}?step=${name}`);
      const form = page.locator(`main form[action$="/${name}"]`).first();
      await fill(form);
      await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(form).click()]);
      await page.waitForLoadState("domcontentloaded");
    };
    const outbox = path.join(server.data, "mails");

    // A resident, who leaves an address.
    const resident = await person("phone");
    await flow.walkTo(resident, "words", { category: "thoat-nuoc", photos: [await photo(browser, { seed: 11 })] });
    await flow.write(resident, WORDS);
    await resident.locator('main details:has([name="email"]) > summary').click().catch(() => {});
    await resident.locator('main [name="email"]').fill(ADDRESS);
    await flow.goOn(resident, "text");
    const { code, secret } = await flow.send(resident);
    await mailWith(outbox, `To: ${ADDRESS}`, code);

    // Drainage leads, and asks the ward and the street lighting for their parts.
    const drainage = await person("desktop", "canbo.thoatnuoc");
    await flow.accept(drainage, code);
    for (const [agency, words] of [["ubnd-00070", "Dọn rác ở các miệng cống."], ["chieu-sang", "Ngắt điện cột đèn bị rò."]]) {
      await step(drainage, code, "add-part", async (form) => {
        await form.locator('[name="agency"]').fill(agency);
        await form.locator('[name="text"]').fill(words);
      });
    }
    // It cannot say that it is done over their heads.
    await flow.resolve(drainage, code, "Đã hút bùn, nước đã rút.", [await photo(browser, { seed: 12 })]);
    assert.equal(await flow.stateOf(drainage, code), "in_progress");

    // The contractor works by a link and sends pictures from the place.
    await step(drainage, code, "work-link", (form) => form.locator('[name="label"]').fill("Đội hút bùn mẫu"));
    const link = new URL((await drainage.locator("main").innerText()).match(/http\S*\/contractor\/\S+/)[0]).pathname;
    const contractor = await person("phone");
    await contractor.goto(link);
    assert.ok(!(await contractor.locator("main").innerText()).includes(ADDRESS), "a contractor learns no address");
    await contractor.locator('main [name="after"]').setInputFiles([await photo(browser, { seed: 13 })]);
    await contractor.locator('main [name="done"]').check();
    await Promise.all([contractor.waitForEvent("framenavigated"), flow.mainButton(flow.formWith(contractor, "after")).click()]);

    // The other two do their parts; the ward's leader does it from the leader's account and sees the page of all.
    const lights = await person("desktop", "canbo.chieusang");
    const leader = await person("desktop", "lanhdao.hoankiem");
    for (const [page, seed] of [[lights, 14], [leader, 15]]) {
      const picture = await photo(browser, { seed });
      await step(page, code, "finish-part", async (form) => {
        await form.locator('[name="text"]').fill("Đã xong phần việc của đơn vị.");
        await form.locator('input[type=file][name="photos"]').setInputFiles([picture]);
      });
    }
    const dashboard = await leader.goto("/desk/dashboard");
    assert.equal(dashboard.status(), 200);

    // With all parts done the result is reported, with the contractor's picture.
    await flow.resolve(drainage, code, "Đã thông cống, nước đã rút, cột đèn đã an toàn.", [await photo(browser, { seed: 16 })]);
    assert.equal(await flow.stateOf(drainage, code), "reported_resolved");
    await mailWith(outbox, `To: ${ADDRESS}`, code, "Đã thông cống");

    // A moderator shows the case; the overseer, who had no part in it, confirms it.
    const moderator = await person("desktop", "kiemduyet");
    await step(moderator, code, "publish");
    const overseer = await person("desktop", "giamsat");
    await step(overseer, code, "confirm");
    assert.equal(await flow.stateOf(resident, code), "confirmed_resolved");

    // The public page tells who did what.
    const told = await resident.locator("main").innerText();
    for (const words of ["Thoát nước", "Hoàn Kiếm", "Chiếu sáng", "Đã thông cống", "Dọn rác ở các miệng cống."]) {
      assert.ok(told.includes(words), `the public page does not tell: ${words}`);
    }
    assert.ok(!told.includes(ADDRESS) && !told.includes("Đội hút bùn mẫu"), "the public page names no person and no contractor");
    await mailWith(outbox, `To: ${ADDRESS}`, code, "xác nhận");
    await resident.goto(secret);
    assert.ok((await resident.locator("main").innerText()).includes(code));
    for (const { seen } of everybody) assert.deepEqual([...seen.violations, ...seen.foreign], []);
    for (const { context } of everybody) await context.close();
  });
});
