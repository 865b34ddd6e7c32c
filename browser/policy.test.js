// Nothing is refused by the page's own policies, nothing is asked of another host, no part of a page is missing, and
// the policies themselves are as strict as they were meant.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ways, wayInWords } from "./support/browser.js";
import { open, standOn } from "./support/site.js";

describe("policies", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  for (const way of ways({ schemes: ["light"] }).filter(({ language, width }) => (language === "vi") === (width === "phone"))) {
    it(`no page is refused anything or leaves its origin (${wayInWords(way)})`, { timeout: 200_000 }, async () => {
      const found = [];
      for (const one of site.pages) {
        await standOn(site, one, way, async ({ page, seen, answer }) => {
          if (answer && answer.status() !== (one.status ?? 200)) found.push(`${one.name}: answered ${answer.status()}`);
          await scrollThrough(page);
          for (const list of ["violations", "foreign", "broken"]) {
            found.push(...seen[list].map((what) => `${one.name}: ${list}: ${what}`));
          }
        }, { quiet: true });
      }
      assert.deepEqual(found, []);
    });
  }

  it("every page forbids inline code, frames and sniffing", async () => {
    const found = [];
    for (const one of site.pages) {
      await standOn(site, one, {}, async ({ page, answer }) => {
        const headers = (answer ?? await page.reload()).headers();
        const policy = headers["content-security-policy"] ?? "";
        for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
          "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"]) {
          if (!policy.split(";").map((one) => one.trim()).includes(part)) found.push(`${one.name}: no ${part}`);
        }
        if (/unsafe-|https?:/.test(policy)) found.push(`${one.name}: ${policy}`);
        if (headers["x-content-type-options"] !== "nosniff") found.push(`${one.name}: may be sniffed`);
        if (headers["referrer-policy"] !== "same-origin") found.push(`${one.name}: tells others where one comes from`);
      });
    }
    assert.deepEqual(found, []);
  });

  it("a secret link and the desk are never kept by a cache", async () => {
    for (const one of site.pages.filter(({ name, desk }) => desk || name === "my report")) {
      await standOn(site, one, {}, async ({ answer }) => {
        assert.match(answer.headers()["cache-control"] ?? "", /no-store/, one.name);
      });
    }
  });
});

/// Pictures further down are loaded only when one gets there.
async function scrollThrough(page) {
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForTimeout(100);
}
