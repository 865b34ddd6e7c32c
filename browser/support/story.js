// Several people at once in one story: each with a browser profile of their own, some signed in at the desk. Knows no page.

import { visitor } from "./browser.js";
import { signIn } from "./flow.js";

/// Presses a button that leads to another page, and waits until that is there.
export async function press(page, button) {
  await Promise.all([page.waitForEvent("framenavigated"), button.click()]);
  await page.waitForLoadState("domcontentloaded");
}

/// Waits until the text is on the page at this path, which shows itself anew: what time or the journal does takes a moment.
export async function until(page, path, text) {
  for (let wait = 0; wait < 120; wait += 1) {
    await page.goto(path);
    if ((await page.content()).includes(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${path} never said ${text}`);
}

/// The people of a story on a running server: `person(width, script, login)` gives the page of a new one, signed in where a login is
/// named; `close()` sends all of them home, and says what their browsers refused or asked of others.
export function cast(browser, server) {
  const everybody = [];
  return {
    async person(width, script, login) {
      const one = await visitor(browser, server.url, { width, script });
      everybody.push(one);
      if (login) await signIn(one.page, server.accounts.find((account) => account.login === login));
      return one.page;
    },
    async close() {
      const seen = everybody.flatMap(({ seen: { violations, foreign, broken } }) => [...violations, ...foreign, ...broken]);
      for (const one of everybody.splice(0)) await one.context.close();
      return seen;
    },
  };
}
