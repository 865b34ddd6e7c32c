// Every page, in both languages, on phone and desktop, with and without scripts, light and dark: axe finds no violation
// of WCAG 2.2 AA, and the page has what axe does not ask for: one h1, a skip link first, the right language.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ways, wayInWords } from "./support/browser.js";
import { axe } from "./support/look.js";
import { open, standOn } from "./support/site.js";

describe("accessibility", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  for (const way of ways({ schemes: ["light"] })) {
    it(`no page breaks a rule (${wayInWords(way)} and dark)`, { timeout: 300_000 }, async () => {
      const found = [];
      for (const one of site.pages) {
        await standOn(site, one, way, async ({ page }) => {
          found.push(...(await axe(page)).map((line) => `${one.name}: ${line}`));
          found.push(...(await frame(page, way)).map((line) => `${one.name}: ${line}`));
        });
      }
      assert.deepEqual(found, []);
    });
  }
});

/// What every page must have round its content.
function frame(page, { language }) {
  return page.evaluate((wanted) => {
    const faults = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    if (document.documentElement.lang !== wanted) faults.push(`html lang is ${document.documentElement.lang}, not ${wanted}`);
    if (count("h1") !== 1) faults.push(`${count("h1")} h1`);
    for (const landmark of ["main", "body > header, header[role=banner]", "body > footer, footer[role=contentinfo]"]) {
      if (count(landmark) !== 1) faults.push(`${count(landmark)} of ${landmark}`);
    }
    const first = document.querySelector("a[href], button, input:not([type=hidden]), select, textarea, [tabindex]");
    const target = first?.getAttribute("href")?.match(/^#(.+)/)?.[1];
    if (!target || !document.getElementById(target)) faults.push("the first stop of the keyboard is no skip link to a place in the page");
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
    levels.forEach((level, i) => { if (i > 0 && level > levels[i - 1] + 1) faults.push(`h${level} follows h${levels[i - 1]}`); });
    return faults;
  }, language);
}
