// The ways into the desk that need a real browser or a real provider: a passkey of a virtual authenticator, and signing in
// through an OpenID provider (the certified `oidc-provider`) on this machine.

import assert from "node:assert/strict";
import { createServer as createSite } from "node:http";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import Provider from "oidc-provider";
import { launch, visitor } from "./support/browser.js";
import { signIn } from "./support/flow.js";
import { startServer } from "./support/server.js";

const listen = (server) => new Promise((resolve, reject) => {
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => resolve(server.address().port));
});

/// A port that is free now; somebody may take it before it is used.
async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

describe("signing in", () => {
  let browser, server, provider, url;
  before(async () => {
    // The provider keeps the port that it got. Ours must be known to both beforehand, so that another one is tried where it was taken.
    let answer;
    provider = createSite((request, response) => answer(request, response));
    const issuer = `http://127.0.0.1:${await listen(provider)}`;
    for (let tries = 1; !server; tries += 1) {
      const here = await freePort();
      url = `http://localhost:${here}`;
      answer = new Provider(issuer, {
        clients: [{ client_id: "dantin", client_secret: "a-secret-of-this-test-alone", redirect_uris: [`${url}/desk/sign-in/provider/back`] }],
        pkce: { required: () => true },
        findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
        cookies: { keys: ["a-key-of-this-test-alone"] },
      }).callback();
      server = await startServer({
        port: here,
        env: {
          DANTIN__SERVER__PUBLIC_URL: url, DANTIN__OIDC__ISSUER: issuer, DANTIN__OIDC__CLIENT_ID: "dantin",
          DANTIN__OIDC__CLIENT_SECRET: "a-secret-of-this-test-alone", DANTIN__OIDC__NAME: "Cổng chung",
        },
      }).catch((error) => { if (tries === 3) throw error; });
    }
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => { await browser?.close(); await server?.stop(); provider?.close(); provider?.closeAllConnections(); });

  const account = (login) => server.accounts.find((one) => one.login === login);

  it("a passkey is made in the account and opens the door after the password", { timeout: 90_000 }, async () => {
    const { context, page } = await visitor(browser, url, { width: "desktop", here: null });
    try {
      const session = await context.newCDPSession(page);
      await session.send("WebAuthn.enable");
      await session.send("WebAuthn.addVirtualAuthenticator", { options: {
        protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
      } });
      await signIn(page, account("canbo.xaydung"));
      await page.goto("/desk/account/second-factor");
      await page.locator("[data-island=passkey] input[name=name]").fill("Máy của bài thử");
      await page.locator("[data-island=passkey] button").click();
      await page.waitForURL(/done=passkey$/);
      assert.match(await page.locator("main").innerText(), /Máy của bài thử/);
      await page.locator("form[action='/desk/sign-out'] button").click();
      await page.waitForURL(/sign-in/);
      await signIn(page, account("canbo.xaydung"));
      assert.match(page.url(), /\/desk\/sign-in\/code/);
      await page.locator("[data-island=passkey] button").click();
      await page.waitForURL(`${url}/desk`);
    } finally {
      await context.close();
    }
  });

  it("whom a real provider knows comes in once an administrator has linked the two", { timeout: 90_000 }, async () => {
    const { context, page } = await visitor(browser, url, { width: "desktop", here: null });
    const other = await visitor(browser, url, { width: "desktop", here: null });
    const through = async () => {
      await page.goto("/desk/sign-in");
      await page.getByRole("link", { name: /Cổng chung/ }).click();
      if (await page.locator("input[name=login]").count() && page.url().startsWith("http://127.0.0.1")) {
        await page.locator("input[name=login]").fill("so-hieu-42");
        await page.locator("input[name=password]").fill("x");
        await page.locator("button[type=submit]").click();
      }
      if (page.url().startsWith("http://127.0.0.1")) await page.locator("button[type=submit]").click();
      await page.waitForURL((address) => address.href.startsWith(url));
    };
    try {
      await through();
      assert.match(await page.locator("main").innerText(), /so-hieu-42/);
      await signIn(other.page, account("quantri"));
      await other.page.goto("/desk/people/canbo.hoankiem");
      await other.page.locator("input[id=subject]").fill("so-hieu-42");
      await other.page.locator("form[action$='/link'] button[type=submit]").click();
      await other.page.waitForURL(/done=identity_linked/);
      await through();
      assert.equal(page.url(), `${url}/desk`);
      assert.match(await page.locator(".site-header__officer").innerText(), /Hoàn Kiếm/);
    } finally {
      await other.context.close();
      await context.close();
    }
  });
});
