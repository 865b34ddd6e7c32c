// Bytes and requests, as the interface promises them. The tables are the promise: whoever has a good reason to
// change a number changes it here, with the reason in the commit.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, it } from "node:test";
import { open, standOn as stand } from "./support/site.js";

/// Requests are counted only when no more come.
const standOn = (site, one, way, look) => stand(site, one, way, look, { quiet: true });

const KB = 1024;

/// Cold cache, scripts on: bytes on the wire (headers included) and requests. `again`: the same page a second time.
const SURFACES = {
  resident: { bytes: 80 * KB, requests: 8, again: 20 * KB },
  article: { bytes: 90 * KB, requests: 7, again: 20 * KB },
  step: { bytes: 70 * KB, requests: 7, again: 15 * KB },
  // With the journal's checkpoint and policy. Bundles of entries and tiles of hashes are not counted: how full the last ones are, is
  // chance, and the standard's, so that what is ours is held to less.
  verify: { bytes: 62 * KB, requests: 18, again: 20 * KB },
  map: { bytes: 220 * KB, requests: 18 },
  desk: { bytes: 180 * KB, requests: 12, again: 25 * KB },
};
/// HTML alone, compressed: it fits the first window of TCP.
const HTML = { pages: ["home", "cases", "report, what"], bytes: 14 * KB };
/// Without web fonts, pan-and-zoom map and thumbnails. Whoever asks for a check asks for the journal's files with it.
const LIGHT = 30 * KB;
/// Our files by name, compressed.
const FILES = {
  "core.js": 4 * KB, "report.js": 7 * KB, "map.js": 5 * KB, "leaflet.js": 36.9 * KB, "leaflet.css": 3 * KB,
  "live.js": 2 * KB, "proof.js": 2 * KB, "passkey.js": 2 * KB, "typed.js": 1 * KB, "blur.js": 2 * KB, "field.js": 4 * KB, "desk.js": 7 * KB, "verify.js": 7 * KB, "dantin.css": 14 * KB,
};
/// Bytes in thousands, for the messages.
const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;

describe("budgets", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  // One walk for three questions: what a page costs at first, what it costs again, and which scripts and styles it asks for.
  const addresses = new Set();
  it("every surface keeps to its bytes and requests, and a second view costs little", { timeout: 300_000 }, async () => {
    const found = [];
    for (const one of site.pages) {
      const budget = SURFACES[one.surface];
      await standOn(site, one, {}, async ({ page, seen }) => {
        // A step of the report is reached through the ones before it: what counts is the step's own page, cold.
        const address = page.url();
        let requests = seen.requests;
        if (one.surface === "step" && one.name !== "report, what") requests = since(seen, address);
        const counted = requests.filter(({ url }) => one.surface !== "verify" || !url.includes("/journal/tile/"));
        const bytes = counted.reduce((sum, { bytes }) => sum + bytes, 0);
        const allowed = one.surface === "step" && one.name !== "report, what" ? budget.again : budget.bytes;
        if (bytes > allowed) found.push(`${one.name}: ${kb(bytes)} of ${kb(allowed)}: ${list(requests)}`);
        if (requests.length > budget.requests) found.push(`${one.name}: ${requests.length} requests of ${budget.requests}: ${list(requests)}`);
        seen.requests.filter(({ url }) => /\.(js|css)$/.test(new URL(url).pathname)).forEach(({ url }) => addresses.add(url));
        if (one.surface === "step" || !budget.again) return;
        await loadPictures(page);
        await page.goto("about:blank");
        seen.reset();
        await page.goto(address);
        await page.waitForLoadState("networkidle");
        if (seen.bytes() > budget.again) found.push(`${one.name}, again: ${kb(seen.bytes())} of ${kb(budget.again)}: ${list(seen.requests)}`);
      });
    }
    assert.deepEqual(found, []);
  });

  it("the HTML of the first pages fits the first window", async () => {
    const found = [];
    for (const one of site.pages.filter(({ name }) => HTML.pages.includes(name) || name.startsWith("case, "))) {
      await standOn(site, one, { script: false }, async ({ page }) => {
        const { bytes, encoding } = await fetched(page.url());
        if (encoding !== "br" || bytes > HTML.bytes) found.push(`${one.name}: ${kb(bytes)} (${encoding}) of ${kb(HTML.bytes)}`);
      });
    }
    assert.deepEqual(found, []);
  });

  it("light mode needs no more than 30 KB a page and no fonts", { timeout: 200_000 }, async () => {
    const found = [];
    for (const one of site.pages.filter(({ desk, surface }) => !desk && surface !== "step" && surface !== "verify")) {
      await standOn(site, one, { light: true }, async ({ seen }) => {
        if (seen.bytes() > LIGHT) found.push(`${one.name}: ${kb(seen.bytes())}: ${list(seen.requests)}`);
        const heavy = seen.requests.filter(({ url, type }) => type === "Font" || /leaflet/.test(url));
        if (heavy.length > 0) found.push(`${one.name} loads ${list(heavy)}`);
      });
    }
    assert.deepEqual(found, []);
  });

  it("every script and style sheet keeps to its size", async () => {
    const found = [];
    for (const address of addresses) {
      const name = new URL(address).pathname.split("/").pop();
      const { bytes } = await fetched(address);
      const allowed = FILES[name];
      if (allowed === undefined) found.push(`${name} has no budget (${kb(bytes)})`);
      else if (bytes > allowed) found.push(`${name}: ${kb(bytes)} of ${kb(allowed)}`);
    }
    assert.deepEqual(found, []);
    assert.ok(addresses.size > 0, "no script or style sheet was loaded at all");
  });
});

/// What stands further down is loaded when somebody gets there: a second view is that of somebody who has read the first.
async function loadPictures(page) {
  await page.evaluate(() => Promise.all([...document.images].map((image) => {
    image.loading = "eager";
    return image.decode().catch(() => {});
  })));
}

/// The requests from the last time that this address was asked for as a document.
function since(seen, address) {
  const wanted = new URL(address).pathname;
  const last = seen.requests.findLastIndex(({ url, type }) => type === "Document" && new URL(url).pathname === wanted);
  return seen.requests.slice(Math.max(last, 0));
}

function list(requests) {
  return requests.map(({ url, bytes }) => `${new URL(url).pathname} ${kb(bytes)}`).join(", ");
}

/// Bytes of a body as they come over the wire to somebody who reads brotli.
function fetched(address) {
  return new Promise((resolve, reject) => {
    http.get(address, { headers: { "accept-encoding": "br", "accept-language": "vi" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk) => { bytes += chunk.length; });
      answer.on("end", () => resolve({ bytes, encoding: answer.headers["content-encoding"] ?? "identity" }));
      answer.on("error", reject);
    }).on("error", reject);
  });
}
