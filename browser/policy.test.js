// The policies that every page states are as strict as they were meant, and nothing secret is kept by a cache. Whether pages
// keep to their own policies, appearance.test.js sees.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { open, standOn } from "./support/site.js";

describe("policies", () => {
  let site;
  before(async () => { site = await open(); }, { timeout: 120_000 });
  after(() => site?.close());

  it("every page forbids inline code, frames and sniffing, and secrets are kept by no cache", { timeout: 200_000 }, async () => {
    const found = [];
    for (const one of site.pages) {
      await standOn(site, one, {}, async ({ page, answer }) => {
        const headers = (answer ?? await page.reload()).headers();
        const policy = headers["content-security-policy"] ?? "";
        const parts = one.framed
          ? ["style-src 'self'", "frame-ancestors *", "form-action 'none'"]
          : ["script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'"];
        for (const part of ["default-src 'none'", "base-uri 'none'", ...parts]) {
          if (!policy.split(";").map((one) => one.trim()).includes(part)) found.push(`${one.name}: no ${part}`);
        }
        if (/unsafe-|https?:/.test(policy)) found.push(`${one.name}: ${policy}`);
        if (headers["x-content-type-options"] !== "nosniff") found.push(`${one.name}: may be sniffed`);
        if (headers["referrer-policy"] !== "same-origin") found.push(`${one.name}: tells others where one comes from`);
        if ((one.desk || one.name === "my report") && !/no-store/.test(headers["cache-control"] ?? "")) {
          found.push(`${one.name}: may be kept (${headers["cache-control"]})`);
        }
      });
    }
    assert.deepEqual(found, []);
  });
});
