// Everything by keyboard alone: the report from start to receipt, and a walk over each page on which the focus is always
// seen, never covered, and never caught.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { visitor } from "./support/browser.js";
import { WORDS, receipt } from "./support/flow.js";
import { focused } from "./support/look.js";
import { open, walk } from "./support/site.js";

const MOST_STOPS = 400;

/// Presses Tab until `isThere(stop)`; gives the stop.
async function tabTo(page, what, isThere) {
  for (let i = 0; i < MOST_STOPS; i += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop && isThere(stop)) return stop;
  }
  throw new Error(`Tab never reaches ${what} on ${page.url()}`);
}

async function press(page, key) {
  await Promise.all([page.waitForEvent("framenavigated"), page.keyboard.press(key)]);
  await page.waitForLoadState("domcontentloaded");
}

/// The main button of a step: a submit button without a name of its own.
const isMain = (stop) => stop.isSubmit && !stop.name;

describe("keyboard", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  for (const script of [true, false]) {
    it(`a report is filed without a pointer (${script ? "with" : "without"} scripts)`, { timeout: 120_000 }, async () => {
      const { context, page } = await visitor(site.browser, site.url, { width: "desktop", script, here: null });
      try {
        await page.goto("/");
        await tabTo(page, "the link to the report", (stop) => stop.href === "/report");
        await press(page, "Enter");

        const category = await tabTo(page, "a category", (stop) => stop.name === "category");
        if (category.tag === "button") {
          await press(page, "Enter");
        } else {
          await page.keyboard.press("Space");
          await tabTo(page, "the main button", isMain);
          await press(page, "Enter");
        }

        const area = await tabTo(page, "the ward", (stop) => stop.name === "area" && stop.type !== "hidden");
        if (area.tag === "select") await page.keyboard.press("ArrowDown");
        else await page.keyboard.type("Hoàn Kiếm");
        await tabTo(page, "the main button", isMain);
        await press(page, "Enter");

        for (let i = 0; i < 2 && await page.locator('main textarea[name="text"]').count() === 0; i += 1) {
          await tabTo(page, "the way past possible duplicates", isMain);
          await press(page, "Enter");
        }
        await tabTo(page, "the words", (stop) => stop.name === "text");
        await page.keyboard.type(WORDS);
        await tabTo(page, "the main button", isMain);
        await press(page, "Enter");

        await page.locator('main [name="idempotency_key"]').first().waitFor({ state: "attached" });
        await tabTo(page, "the button that sends", isMain);
        await press(page, "Enter");
        const { code } = await receipt(page);
        assert.match(code, /\w/);
      } finally {
        await context.close();
      }
    });
  }

  for (const width of ["phone", "desktop"]) {
    it(`the focus is seen wherever it goes, and gets everywhere (${width})`, { timeout: 300_000 }, async () => {
      const found = new Set();
      await walk(site, { width }, async ({ one, page }) => {
        await page.evaluate(() => { document.activeElement?.blur?.(); window.scrollTo(0, 0); });
        let stops = 0;
        let first = null;
        for (; stops < MOST_STOPS; stops += 1) {
          await page.keyboard.press("Tab");
          const stop = await focused(page);
          if (!stop) break;
          const place = JSON.stringify([stop.tag, stop.name, stop.value, stop.id, stop.href, stop.text]);
          if (stops === 0) first = place;
          else if (place === first) break;
          const where = `${one.name}: ${stop.tag} ${stop.name ?? stop.href ?? ""} «${stop.text}»`;
          if (!stop.isShown) found.add(`${where} has the focus and is not in view`);
          else if (!stop.isMarked) found.add(`${where} has the focus and does not show it`);
          else if (stop.isCovered) found.add(`${where} has the focus and lies under something`);
        }
        if (stops === MOST_STOPS) found.add(`${one.name}: the focus never comes round`);
      });
      assert.deepEqual([...found], []);
    });
  }
});
