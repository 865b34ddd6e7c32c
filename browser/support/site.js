// A server, a browser and the list of pages for one test file; and a way to stand on a page in a given way of looking.

import { discover, pages } from "../pages.js";
import { launch, visitor, WIDTHS } from "./browser.js";
import { mayAccept, signIn } from "./flow.js";
import { startServer } from "./server.js";

/// Brings up server and browser and finds the pages: `{url, browser, server, pages, sample, close()}`.
export async function open() {
  const server = await startServer();
  let browser;
  try {
    browser = await launch();
    const { context, page } = await visitor(browser, server.url, { script: false });
    const sample = await discover(page, server.accounts);
    await context.close();
    return {
      url: server.url, server, browser, sample, pages: pages(sample),
      async close() {
        await browser.close();
        await server.stop();
      },
    };
  } catch (error) {
    await browser?.close();
    await server.stop();
    throw error;
  }
}

/// An account that may see this case on the desk (and accept it, while it waits for that); signs in on `page`.
export async function officerFor(page, server, code) {
  return officerWho(page, server, () => mayAccept(page, code), `accept ${code}`);
}

/// The first account that `may`, signed in on `page`.
async function officerWho(page, server, may, what) {
  for (const account of server.accounts) {
    await signIn(page, account);
    if (await may()) return account;
    await page.context().clearCookies({ name: /^(?!lang$|light$)/ });
  }
  throw new Error(`no account of the demonstration may ${what}; the accounts are ${JSON.stringify(server.accounts.map((one) => one.login))}`);
}

/// Runs `look({page, seen, answer})` on one page as a fresh visitor who looks in `way`; an officer on desk pages.
/// `quiet` waits until the network has rested for half a second; else the page's own parts are enough.
export async function standOn(site, one, way, look, { quiet = false } = {}) {
  const { context, page, seen } = await visitor(site.browser, site.url, way);
  try {
    if (one.desk) await context.addCookies(await deskSession(site, one.opens));
    seen.reset();
    const answer = await one.reach(page);
    await page.waitForLoadState(quiet ? "networkidle" : "load");
    return await look({ page, seen, answer });
  } finally {
    await context.close();
  }
}

/// Runs `look({one, page, seen, answer})` on every page in one way of looking. The device forgets between two pages who was there and
/// what was typed; the fonts, scripts and styles that it has keep serving.
export async function walk(site, way, look) {
  const { context, page, seen } = await visitor(site.browser, site.url, way);
  const device = await context.newCDPSession(page);
  try {
    for (const one of site.pages) {
      // A page that is left may still write something down. An address of the same server keeps the browser's process, which has
      // its scripts and those of the tests ready.
      await page.goto("/livez");
      await device.send("Storage.clearDataForOrigin", {
        origin: new URL(site.url).origin, storageTypes: "local_storage,indexeddb,cache_storage,service_workers",
      });
      await context.clearCookies({ name: /^(?!lang$|light$)/ });
      if (one.desk) await context.addCookies(await deskSession(site, one.opens));
      await page.setViewportSize(WIDTHS[way.width ?? "phone"]);
      await page.emulateMedia({ colorScheme: "light" });
      seen.forget();
      const answer = await one.reach(page);
      await page.waitForLoadState("load");
      await look({ one, page, seen, answer });
    }
  } finally {
    await context.close();
  }
}

/// The cookies of an officer who works on the sample's newest case, or of one who may open the page `opens`; signing in once is
/// enough for a file of tests.
async function deskSession(site, opens) {
  site.sessions ??= new Map();
  const kept = site.sessions.get(opens);
  if (kept) return kept;
  const { context, page } = await visitor(site.browser, site.url, { width: "desktop" });
  try {
    await (opens ? officerWho(page, site.server, async () => (await page.goto(opens)).ok(), `open ${opens}`) : officerFor(page, site.server, site.sample.code));
    const cookies = (await context.cookies()).filter(({ name }) => name !== "lang" && name !== "light");
    site.sessions.set(opens, cookies);
    return cookies;
  } finally {
    await context.close();
  }
}
