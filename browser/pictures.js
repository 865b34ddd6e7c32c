// Makes the pictures of the README into docs/pictures: home and a confirmed case on a phone's width, the desk on a wide
// screen. Run: `node pictures.js`, with the server built.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { visitor } from "./support/browser.js";
import { signIn } from "./support/flow.js";
import { standOn, open } from "./support/site.js";

const FOLDER = path.resolve(import.meta.dirname, "../docs/pictures");
const PICTURES = [
  { file: "home.png", page: () => "home", way: { viewport: { width: 900, height: 1000 } } },
  {
    file: "case.png", way: { viewport: { width: 900, height: 1200 } },
    page: (pages) => ["case, confirmed_resolved", "case, reported_resolved"].find((name) => pages.some((one) => one.name === name))
      ?? pages.find(({ name }) => name.startsWith("case, ")).name,
  },
  { file: "desk.png", page: () => "desk", way: { viewport: { width: 1280, height: 860 } } },
];

const site = await open();
try {
  await mkdir(FOLDER, { recursive: true });
  // The desk of the first account, a ward's officer, has the fullest inbox.
  const { context, page } = await visitor(site.browser, site.url, {});
  await signIn(page, site.server.accounts[0]);
  site.sessions = new Map([[undefined, (await context.cookies()).filter(({ name }) => name !== "lang" && name !== "light")]]);
  await context.close();
  for (const { file, page: choose, way } of PICTURES) {
    const one = site.pages.find(({ name }) => name === choose(site.pages));
    await standOn(site, one, way, async ({ page }) => {
      await page.evaluate(() => document.fonts.ready.then(() => {}));
      await page.screenshot({ path: path.join(FOLDER, file), animations: "disabled" });
      console.log(`docs/pictures/${file}: ${one.name}`);
    });
  }
} finally {
  await site.close();
}
