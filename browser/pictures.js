// Makes the pictures of the README into docs/pictures: home and a confirmed case on a phone's width, the desk on a wide
// screen. Run: `node pictures.js`, with the server built.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { visitor } from "./support/browser.js";
import { signIn } from "./support/flow.js";
import { standOn, open } from "./support/site.js";

const FOLDER = path.resolve(import.meta.dirname, "../docs/pictures");
const PICTURES = [
  { file: "home.png", page: "home", way: { viewport: { width: 900, height: 1000 } } },
  { file: "case.png", page: "a confirmed case", way: { viewport: { width: 900, height: 1200 } } },
  { file: "desk.png", page: "desk", way: { viewport: { width: 1280, height: 860 } } },
];

/// The newest confirmed case whose page shows what it was like before and after.
async function confirmed(page) {
  await page.goto("/cases?state=confirmed_resolved");
  const cases = await page.locator('main a[href^="/cases/DT-"]').evaluateAll((links) => [...new Set(links.map((link) => link.pathname))]);
  for (const address of cases) {
    const answer = await page.goto(address);
    if (await page.locator("main .evidence img, main .pair img, main figure img").count() >= 2) return answer;
  }
  throw new Error("no confirmed case of the demonstration shows a pair of pictures");
}

const site = await open();
try {
  await mkdir(FOLDER, { recursive: true });
  // The desk of the first account, a ward's officer, has the fullest inbox.
  const { context, page } = await visitor(site.browser, site.url, {});
  await signIn(page, site.server.accounts[0]);
  site.sessions = new Map([[undefined, (await context.cookies()).filter(({ name }) => name !== "lang" && name !== "light")]]);
  await context.close();
  for (const { file, page: choose, way } of PICTURES) {
    const one = site.pages.find(({ name }) => name === choose) ?? { name: choose, reach: confirmed };
    await standOn(site, one, way, async ({ page }) => {
      // A face that comes late is shown with the next page.
      await page.evaluate(() => Promise.all([...document.fonts].map((font) => font.load())).then(() => {}));
      await page.reload();
      await page.evaluate(() => Promise.all([...document.images].map((image) => { image.loading = "eager"; return image.decode().catch(() => {}); })).then(() => {}));
      await page.screenshot({ path: path.join(FOLDER, file), animations: "disabled" });
      console.log(`docs/pictures/${file}: ${one.name}`);
    });
  }
} finally {
  await site.close();
}
