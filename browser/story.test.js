// The whole story of one case: a report with a photo from a phone; an officer accepts and reports it done with evidence;
// the resident says that it is not; the officer mends it; the resident confirms; the results page has counted both.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, photo, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { startServer } from "./support/server.js";
import { officerFor } from "./support/site.js";

describe("story", () => {
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

  for (const script of [true, false]) {
    it(`from the street to the results page (${script ? "with" : "without"} scripts)`, { timeout: 180_000 }, async () => {
      const resident = await visitor(browser, server.url, { width: "phone", script });
      const officer = await visitor(browser, server.url, { width: "desktop", script });
      const page = resident.page;
      const before = { confirmed: await flow.figure(page, "confirmed_resolved"), contested: await flow.figure(page, "contested") };

      const { code, secret } = await flow.report(page, { photos: [await photo(browser, { seed: 1 })] });
      assert.equal(await flow.stateOf(page, code), "assigned");

      await officerFor(officer.page, server, code);
      await flow.accept(officer.page, code);
      assert.equal(await flow.stateOf(page, code), "in_progress");

      await flow.resolve(officer.page, code, "Đã vá mặt đường bằng bê tông nhựa nguội.", [await photo(browser, { seed: 2 })]);
      assert.equal(await flow.stateOf(page, code), "reported_resolved");

      await flow.contest(page, secret, "Mới vá một nửa, vẫn còn hố sâu bên phải.", [await photo(browser, { seed: 3 })]);
      assert.equal(await flow.stateOf(page, code), "reopened");

      await flow.resolve(officer.page, code, "Đã vá hết phần còn lại và lu phẳng.", [await photo(browser, { seed: 4 })]);
      await flow.confirm(page, secret);
      assert.equal(await flow.stateOf(page, code), "confirmed_resolved");
      assert.ok(await page.locator("main figure img").count() >= 1, "the public page shows no evidence");

      // Figures are counted from the journal and published in it; a demonstration does so every ten seconds.
      for (let wait = 0; wait < 60 && await flow.figure(page, "confirmed_resolved") === before.confirmed; wait += 1) await page.waitForTimeout(500);
      assert.equal(await flow.figure(page, "confirmed_resolved") - before.confirmed, 1, "one more confirmed");
      assert.equal(await flow.figure(page, "contested") - before.contested, 1, "one more contest");
      for (const { seen } of [resident, officer]) {
        assert.deepEqual([...seen.violations, ...seen.foreign], []);
      }
      await resident.context.close();
      await officer.context.close();
    });
  }
});
