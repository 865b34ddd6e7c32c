// The page on which a reader's own device checks the public journal: what is honest passes, and whatever a site that cheats
// could serve is found out by the browser.

import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { launch, visitor } from "./support/browser.js";
import * as flow from "./support/flow.js";
import { between } from "./support/proxy.js";
import { startServer } from "./support/server.js";

const MOST_BYTES = 10 * 1024;

describe("verify", () => {
  let server;
  let proxy;
  let browser;
  let sent;
  let receipt;

  before(async () => {
    server = await startServer();
    proxy = await between(server.url);
    browser = await launch();
    const { context, page } = await visitor(browser, server.url, { script: false });
    sent = await flow.report(page);
    await context.close();
    receipt = await received(sent.secret);
  }, { timeout: 120_000 });
  beforeEach(() => { proxy.tamper = () => {}; });
  after(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.stop();
  });

  /// The receipt, once the entry is signed.
  async function received(secret) {
    for (let turn = 0; ; turn += 1) {
      const answer = await fetch(`${server.url}${secret}/receipt.tlog-proof`);
      if (answer.ok) return Buffer.from(await answer.arrayBuffer());
      assert.ok(turn < 50, `the receipt is not there: ${answer.status}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /// Looks at `/verify` as somebody new, or as somebody who remembers something.
  async function on(look, { script = true, remembers } = {}) {
    const { context, page, seen } = await visitor(browser, proxy.url, { script });
    try {
      if (remembers) await context.addInitScript((kept) => { localStorage.journal ??= kept; }, remembers);
      await page.goto("/verify");
      if (script) await page.locator("[data-by]:not([hidden])", { hasText: "không rời máy" }).waitFor();
      return await look(page, seen);
    } finally {
      await context.close();
    }
  }

  /// The outcome: its tone and its words.
  async function outcome(page) {
    const notice = page.locator("section .notice").first();
    await page.waitForFunction(() => {
      const title = document.querySelector("section .notice .notice__title")?.textContent;
      return title && title !== "Đang kiểm…";
    });
    const classes = await notice.getAttribute("class");
    return { tone: classes.match(/notice--(\w+)/)[1], words: await notice.innerText() };
  }

  async function ask(page, text) {
    await page.locator("#q").fill(text);
    await page.locator("form").filter({ has: page.locator("#q") }).locator("button[type=submit]").click();
    return outcome(page);
  }

  async function give(page, name, buffer, key = "") {
    await page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    if (key) {
      await page.locator("details summary").first().click();
      await page.locator("#key").fill(key);
    }
    await page.locator("form").filter({ has: page.locator("#file") }).locator("button[type=submit]").click();
    return outcome(page);
  }

  it("a case is checked by its code and an entry by its number, on the device", async () => {
    await on(async (page, seen) => {
      const first = await ask(page, sent.code.toLowerCase());
      assert.equal(first.tone, "success", first.words);
      assert.match(first.words, /lần đầu/);
      assert.match(first.words, /Máy của bạn vừa tự kiểm/);
      assert.match(await page.locator("article").first().innerText(), new RegExp(sent.code));
      assert.match(await page.locator("article").first().innerText(), /Lời phản ánh/);
      const index = receipt.toString().match(/^index (\d+)$/m)[1];
      const second = await ask(page, index);
      assert.equal(second.tone, "success", second.words);
      assert.match(second.words, /chỉ dài thêm/);
      assert.equal(await page.locator("article").count(), 1);
      for (const [typed, words] of [["", /Hãy gõ/], ["DT-000000", /không có hồ sơ/], ["99999999", /chưa có mục/], ["../../desk", /không có hồ sơ/]]) {
        const { tone, words: said } = await ask(page, typed);
        assert.equal(tone, "warning", said);
        assert.match(said, words);
      }
      assert.deepEqual(seen.violations, []);
    });
  });

  it("the address of the receipt's code checks the case at once, and does not hold the secret", async () => {
    const { context, page } = await visitor(browser, proxy.url, {});
    try {
      await page.goto(sent.secret);
      const address = await page.locator("code", { hasText: "/verify?q=" }).first().innerText();
      assert.ok(!address.includes(sent.secret.split("/").pop()));
      await page.goto(new URL(address).pathname + new URL(address).search);
      await page.locator(".notice", { hasText: "Máy của bạn vừa tự kiểm" }).waitFor();
      assert.equal((await outcome(page)).tone, "success");
    } finally {
      await context.close();
    }
  });

  it("a receipt holds, with the journal's key and with one that was given", async () => {
    await on(async (page) => {
      const own = await give(page, "a.tlog-proof", receipt);
      assert.equal(own.tone, "success", own.words);
      assert.match(own.words, /vẫn giữ nguyên mọi mục/);
      const key = (await (await fetch(`${server.url}/journal/policy`)).text()).match(/^log (\S+)/m)[1];
      const given = await give(page, "a.tlog-proof", receipt, key);
      assert.equal(given.tone, "success", given.words);
      assert.match(given.words, /bằng khóa bạn đưa/);
    });
  });

  it("a receipt with one byte changed is refused, wherever the byte is", { timeout: 120_000 }, async () => {
    await on(async (page) => {
      const text = receipt.toString("latin1");
      const places = [0, 12, text.indexOf("extra ") + 6, text.indexOf("extra ") + 70, text.indexOf("\nindex ") + 7,
        text.indexOf("\nindex ") + 15, text.indexOf("\n\n") + 3, text.lastIndexOf(" ") + 3, text.length - 6, text.length - 1];
      for (const place of places) {
        const changed = Buffer.from(receipt);
        changed[place] = changed[place] === 65 ? 66 : 65;
        const { tone, words } = await give(page, "a.tlog-proof", changed);
        assert.notEqual(tone, "success", `byte ${place}: ${words}`);
      }
      for (const [length, words] of [[receipt.length - 4, /cắt cụt/], [0, /cắt cụt|không phải/]]) {
        const { tone, words: said } = await give(page, "a.tlog-proof", receipt.subarray(0, length));
        assert.equal(tone, "error", said);
        assert.match(said, words);
      }
    });
  });

  it("a server that serves something else than what was signed is found out", { timeout: 120_000 }, async () => {
    const flip = (body, place) => { const changed = Buffer.from(body); changed[place] ^= 1; return changed; };
    const index = Number(receipt.toString().match(/^index (\d+)$/m)[1]);
    for (const [name, tamper, words] of [
      ["a bundle", (address, body) => {
        // In the case's own entry: published figures may follow it in the bundle, which this case's check does not read.
        const code = address.includes("/tile/entries/") ? body.indexOf(sent.code) : -1;
        return code > 0 && flip(body, body.lastIndexOf('"by":"reporter"', code) + 6);
      }, /không phải nội dung đã ký/],
      ["all tiles", (address, body) => /\/tile\/\d/.test(address) && flip(body, 3), /không phải nội dung đã ký/],
      ["the root", (address, body) => address === "/journal/checkpoint" && Buffer.from(body.toString().replace(/\n(.)(\S{42}=)\n/, (_, one, rest) => `\n${one === "A" ? "B" : "A"}${rest}\n`)), /Chữ ký không đúng/],
      ["the size", (address, body) => address === "/journal/checkpoint" && Buffer.from(body.toString().replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`)), /Chữ ký không đúng/],
      ["no checkpoint at all", (address) => address === "/journal/checkpoint" && Buffer.from("hello"), /Chữ ký không đúng/],
      ["a list without the first entry", (address, body) => address.endsWith("/entries.json") && without(body, 0), /thiếu hoặc lẫn/],
      ["a list with another case's entry", (address, body) => address.endsWith("/entries.json") && withEntry(body, index === 0 ? 1 : 0), /thiếu hoặc lẫn/],
    ]) {
      proxy.tamper = (address, body) => tamper(address, body) || undefined;
      await on(async (page) => {
        const { tone, words: said } = await ask(page, sent.code);
        assert.equal(tone, "error", `${name}: ${said}`);
        assert.match(said, words, name);
      });
    }
  });

  it("a journal that was cut back, rewritten or given another key since the last look is found out", { timeout: 120_000 }, async () => {
    const remembers = await on(async (page) => {
      await ask(page, sent.code);
      return page.evaluate(() => localStorage.journal);
    });
    const [vkey, note] = remembers.split("\0");
    // More was remembered than is served now.
    const early = note;
    const { context, page } = await visitor(browser, server.url, { script: false });
    const other = await flow.report(page);
    await context.close();
    await received(other.secret);
    const later = await on(async (page) => {
      await ask(page, other.code);
      return page.evaluate(() => localStorage.journal);
    }, { remembers });
    assert.notEqual(later, remembers);
    proxy.tamper = (address) => address === "/journal/checkpoint" ? Buffer.from(early) : undefined;
    await on(async (page) => {
      const { tone, words } = await ask(page, sent.code);
      assert.equal(tone, "error", words);
      assert.match(words, /bị cắt bớt/);
    }, { remembers: later });

    // The log's own key has signed another history of the same length.
    proxy.tamper = () => {};
    const forked = await forge(path.join(server.data, "journal.key"), note);
    await on(async (page) => {
      const { tone, words } = await ask(page, sent.code);
      assert.equal(tone, "error", words);
      assert.match(words, /bị viết lại/);
      assert.ok((await page.locator("section details").allInnerTexts()).length >= 2, "both signed copies are shown");
      assert.equal((await page.evaluate(() => localStorage.journal)).split("\0")[1], forked, "what is remembered stays");
    }, { remembers: `${vkey}\0${forked}` });

    // The same receipt, against a journal of which it is no part: the signed copy and the served one are both kept.
    await on(async (page) => {
      const { words } = await ask(page, sent.code);
      assert.match(words, /không còn là khóa/);
    }, { remembers: `${vkey.replace(/.{8}$/, "AAAAAAAA")}\0${note}` });
  });

  it("a published photo is found by its hash and an unknown file is not", async () => {
    const { context, page } = await visitor(browser, server.url, { script: false });
    const codes = await page.goto("/cases.json").then((answer) => answer.json());
    await context.close();
    let photo;
    for (const { code } of codes.cases ?? codes.results ?? codes) {
      const facts = await (await fetch(`${server.url}/cases/${code}.json`)).json();
      photo = facts.evidence.find((one) => one.kind === "photo");
      if (photo) break;
    }
    await on(async (page) => {
      const unknown = await give(page, "x.jpg", Buffer.from("no photo of anybody"));
      assert.equal(unknown.tone, "warning", unknown.words);
      assert.match(unknown.words, /Chưa trang công khai nào/);
      assert.ok(photo, "the demonstration shows a photo");
      const buffer = Buffer.from(await (await fetch(`${server.url}${photo.url}`)).arrayBuffer());
      assert.equal(createHash("sha256").update(buffer).digest("hex"), photo.sha256);
      const found = await give(page, "x.jpg", buffer);
      assert.equal(found.tone, "success", found.words);
      assert.match(found.words, /đúng là tệp đã công bố/);
    });
  });

  it("a round of oversight is checked by its code, and a photo of its visit by its bytes", async () => {
    const { context, page } = await visitor(browser, server.url, { script: false });
    await page.goto("/oversight");
    await page.goto(await page.locator('#rounds-table a[href^="/oversight/"]').last().getAttribute("href"));
    const code = new URL(page.url()).pathname.split("/").pop();
    const address = await page.locator('section[aria-labelledby=visits] a[href^="/photos/"]').first().getAttribute("href");
    await context.close();
    const buffer = Buffer.from(await (await fetch(`${server.url}${address}`)).arrayBuffer());
    const shown = await (await fetch(`${server.url}/api/v1/evidence/${createHash("sha256").update(buffer).digest("hex")}`)).json();
    assert.ok(shown.rounds.includes(code), JSON.stringify(shown));
    await on(async (page) => {
      const round = await ask(page, code);
      assert.equal(round.tone, "success", round.words);
      assert.match(await page.locator("main").innerText(), /Đã đến giám sát/);
      const found = await give(page, "x.jpg", buffer);
      assert.equal(found.tone, "success", found.words);
    });
  });

  it("without scripts the server answers, and says that it checks itself", async () => {
    await on(async (page) => {
      await page.locator("#q").fill(sent.code);
      await Promise.all([page.waitForEvent("framenavigated"), page.locator("form").first().locator("button[type=submit]").click()]);
      assert.match(await page.locator("section").first().innerText(), /Máy chủ tự kiểm tra chính mình/);
      assert.match(await page.locator(".notice--success").first().innerText(), new RegExp(sent.code));
      await page.locator("#file").setInputFiles({ name: "a.tlog-proof", mimeType: "text/plain", buffer: receipt });
      await Promise.all([page.waitForEvent("framenavigated"), page.locator("form").nth(1).locator("button[type=submit]").click()]);
      assert.match(await page.locator(".notice--success").first().innerText(), /Biên nhận đúng/);
    }, { script: false });
  });

  it("the script is at most 10 KB", async () => {
    await on(async (page, seen) => {
      const { url } = seen.requests.find(({ url: one }) => one.endsWith("/verify.js"));
      const body = Buffer.from(await (await fetch(url)).arrayBuffer());
      assert.ok(body.length <= MOST_BYTES, `${body.length} bytes`);
      assert.ok(page.url());
    });
  });
});

const without = (body, place) => {
  const listed = JSON.parse(body);
  listed.indexes.splice(place, 1);
  return Buffer.from(JSON.stringify(listed));
};
const withEntry = (body, index) => {
  const listed = JSON.parse(body);
  listed.indexes.push(index);
  return Buffer.from(JSON.stringify(listed));
};

/// A checkpoint of the same size with another root, signed with the log's own key.
async function forge(file, note) {
  const [, , , , material] = (await readFile(file, "utf8")).trim().match(/^(PRIVATE\+KEY)\+([^+]+)\+([0-9a-f]{8})\+(.+)$/);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(material, "base64").subarray(1)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const [origin, size] = note.split("\n");
  const text = `${origin}\n${size}\n${createHash("sha256").update("another history").digest("base64")}\n`;
  const [, name, blob] = note.match(/\u2014 (\S+) (\S+)/);
  const signature = Buffer.concat([Buffer.from(blob, "base64").subarray(0, 4), sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${name} ${signature.toString("base64")}\n`;
}
