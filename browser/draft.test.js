// What is not sent yet stays on the device: words and photos come back after the page was left, until they are discarded.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { photo, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { open } from "./support/site.js";

describe("draft", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  it("words and photos come back, are sent once, and are forgotten when they are discarded", { timeout: 120_000 }, async () => {
    const { context, page } = await visitor(site.browser, site.url, { here: null });
    try {
      await flow.walkTo(page, "place");
      // What is no photo is named before anything is sent, and goes no further.
      await flow.addPhotos(page, [{ name: "anh.jpg", mimeType: "image/jpeg", buffer: Buffer.from("không phải ảnh") }]);
      await page.locator("[data-refused]", { hasText: "không phải là ảnh" }).waitFor();
      await page.locator("[data-refused] button").click();
      await flow.addPhotos(page, [await photo(site.browser)]);
      const sent = page.locator('main input[type=hidden][name="photo_hash"]');
      await sent.waitFor({ state: "attached" });
      const hash = await sent.inputValue();
      await flow.chooseArea(page);
      await flow.goOn(page, "area");
      for (let i = 0; i < 2 && await page.locator('main textarea[name="text"]').count() === 0; i += 1) {
        await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(page.locator("main form").last()).click()]);
      }
      await flow.write(page);
      await page.waitForFunction(() => Object.values(localStorage).some((text) => text.includes("Ổ gà")));

      // Another visit to the same pages, as if the browser had been closed in between.
      await flow.walkTo(page, "place");
      const restored = page.locator('main li[data-restored] input[name="photo_hash"]');
      await restored.waitFor({ state: "attached" });
      assert.equal(await restored.inputValue(), hash);
      await flow.chooseArea(page);
      await flow.goOn(page, "area");
      for (let i = 0; i < 2 && await page.locator('main textarea[name="text"]').count() === 0; i += 1) {
        await Promise.all([page.waitForEvent("framenavigated"), flow.mainButton(page.locator("main form").last()).click()]);
      }
      await page.waitForFunction(() => document.querySelector('main textarea[name="text"]').value !== "");
      assert.equal(await page.locator('main textarea[name="text"]').inputValue(), flow.WORDS);

      // Discarded here, gone everywhere.
      await page.locator("main form .hint .link-button").click();
      assert.equal(await page.locator('main textarea[name="text"]').inputValue(), "");
      await flow.walkTo(page, "place");
      await page.waitForFunction(() => ["draft", "photos"].every((name) => document.querySelector(`main [data-island=${name}]`)?.dataset.started === "yes"));
      // Photos of a draft come in the turn after.
      await page.evaluate(() => new Promise((done) => setTimeout(done)));
      assert.equal(await page.locator("main li[data-restored]").count(), 0);
    } finally {
      await context.close();
    }
  });

  it("what was typed into another form goes along to the other language, once", { timeout: 60_000 }, async () => {
    const { context, page, seen } = await visitor(site.browser, site.url);
    try {
      await site.pages.find((one) => one.name === "consultation, article").reach(page);
      const here = new URL(page.url()).pathname;
      await page.locator("main textarea").first().fill("Nên ghi rõ giờ.");
      await page.locator('main input[name="stance"][value="disagree"]').check();
      await page.locator("a.language-switch").click();
      await page.locator('html[lang="en"]').waitFor();
      assert.equal(new URL(page.url()).pathname, here);
      await page.waitForFunction(() => document.querySelector("main textarea").value === "Nên ghi rõ giờ.");
      assert.equal(await page.locator('main input[name="stance"]:checked').inputValue(), "disagree");
      // Another visit begins with an empty form.
      await page.goto(here);
      assert.equal(await page.locator("main textarea").first().inputValue(), "");
      assert.deepEqual(seen.violations, []);
    } finally {
      await context.close();
    }
  });
});
