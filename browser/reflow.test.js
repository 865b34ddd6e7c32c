// At 400 % zoom a window of 1280 pixels has room for 320: no page may scroll sideways there, nor on a small phone with
// text made twice as large.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { LANGUAGES } from "./support/browser.js";
import { sideways } from "./support/look.js";
import { open, standOn } from "./support/site.js";

const ZOOMED = { width: 320, height: 256 };

describe("reflow", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  for (const language of LANGUAGES) {
    for (const script of [true, false]) {
      it(`no page scrolls sideways at 400 % (${language}, ${script ? "with" : "without"} scripts)`, { timeout: 200_000 }, async () => {
        const found = [];
        for (const one of site.pages) {
          await standOn(site, one, { language, script, viewport: ZOOMED }, async ({ page }) => {
            found.push(...(await sideways(page)).map((line) => `${one.name}: ${line}`));
          });
        }
        assert.deepEqual(found, []);
      });
    }
  }

  it("no page scrolls sideways with letters twice as large", { timeout: 200_000 }, async () => {
    const found = [];
    for (const one of site.pages) {
      await standOn(site, one, { viewport: { width: 640, height: 740 } }, async ({ page }) => {
        await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
        found.push(...(await sideways(page)).map((line) => `${one.name}: ${line}`));
      });
    }
    assert.deepEqual(found, []);
  });
});
