// Every page, in both languages, on phone and desktop, with and without scripts, light and dark, so that every two of these meet: axe
// finds no violation of WCAG 2.2 AA; the page has what axe does not ask for (one h1, a skip link first, the right language);
// the policies that it states are as strict as they were meant, and no cache keeps a secret; nothing is refused by these policies,
// asked of another host or missing; and nothing scrolls sideways at 400 % zoom, where a window of 1280 pixels has room for 320, nor
// with letters twice as large.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pairedWays, wayInWords } from "./support/browser.js";
import { axe, sideways } from "./support/look.js";
import { open, walk } from "./support/site.js";

const ZOOMED = { width: 320, height: 256 };
const LARGE = { width: 640, height: 740 };

describe("appearance", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  for (const way of pairedWays({ schemes: ["light"] })) {
    it(`every page is as it should be (${wayInWords(way)} and dark)`, { timeout: 400_000 }, async () => {
      const found = [];
      await walk(site, way, async ({ one, page, seen, answer }) => {
        const note = (lines, what) => found.push(...lines.map((line) => `${one.name}: ${what}${line}`));
        if (answer && answer.status() !== (one.status ?? 200)) note([answer.status()], "answered ");
        note(await axe(page), "");
        note(await frame(page, one.framed ? { language: "vi" } : way), "");
        await scrollThrough(page);
        for (const list of ["violations", "foreign", "broken"]) note(seen[list], `${list}: `);
        // Zooming makes a desktop's window small; a phone has its own way.
        if (way.width === "desktop") {
          await page.setViewportSize(ZOOMED);
          note(await sideways(page), "at 400 %: ");
          if (way.script) {
            await page.setViewportSize(LARGE);
            await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
            note(await sideways(page), "with large letters: ");
          }
        }
        note(policies(one, (answer ?? await page.reload()).headers()), "");
      });
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

/// Pictures further down are loaded only when one gets there, and scripts do what they do then. Where scripts are off nothing in the
/// page can wait for it.
async function scrollThrough(page) {
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const areThere = () => page.evaluate(() => [...document.images]
    .every((image) => image.complete || image.getBoundingClientRect().bottom < 0));
  for (let look = 0; look < 40; look += 1) {
    await page.waitForTimeout(50);
    if (await areThere()) return;
  }
}

/// What is wrong with the policies that the page of these headers states.
function policies(one, headers) {
  const faults = [];
  const policy = headers["content-security-policy"] ?? "";
  const own = one.framed
    ? ["style-src 'self'", "frame-ancestors *", "form-action 'none'"]
    : ["script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'"];
  const stated = policy.split(";").map((part) => part.trim());
  for (const part of ["default-src 'none'", "base-uri 'none'", ...own]) if (!stated.includes(part)) faults.push(`no ${part}`);
  if (/unsafe-|https?:/.test(policy)) faults.push(policy);
  if (headers["x-content-type-options"] !== "nosniff") faults.push("may be sniffed");
  if (headers["referrer-policy"] !== "same-origin") faults.push("tells others where one comes from");
  if ((one.desk || one.name === "my report") && !/no-store/.test(headers["cache-control"] ?? "")) {
    faults.push(`may be kept (${headers["cache-control"]})`);
  }
  return faults;
}
