// What a page does on the network and what its policies refuse, collected from the browser's own events.

/// Starts collecting on a page: `violations` (refused by content security, Trusted Types or a script that threw),
/// `foreign` (addresses of other origins), `broken` (answers of 400 and more for parts of a page), `count()` and `bytes()`
/// since the last `reset()`, `requests` with `{url, type, bytes, encoding}`; `forget()` takes back all of it.
export async function watch(page, url) {
  const origin = new URL(url).origin;
  const seen = {
    violations: [], foreign: [], broken: [], requests: [],
    reset() { seen.requests.length = 0; },
    forget() { for (const list of [seen.violations, seen.foreign, seen.broken, seen.requests]) list.length = 0; },
    count() { return seen.requests.length; },
    bytes() { return seen.requests.reduce((sum, one) => sum + one.bytes, 0); },
  };
  const session = await page.context().newCDPSession(page);
  const open = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, type }) => {
    if (/^(data|blob):/.test(request.url)) return;
    if (new URL(request.url).origin !== origin) seen.foreign.push(request.url);
    const one = { url: request.url, type, bytes: 0, encoding: "" };
    open.set(requestId, one);
    seen.requests.push(one);
  });
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    const one = open.get(requestId);
    if (one) one.encoding = header(response.headers, "content-encoding");
    if (response.status >= 400 && type !== "Document" && !response.url.endsWith("/favicon.ico")) {
      seen.broken.push(`${response.status} ${response.url}`);
    }
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const one = open.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  // Parser-blocked inline styles and scripts are reported here even when the page's own scripts are off.
  session.on("Log.entryAdded", ({ entry }) => {
    if (entry.source === "security" || /content security policy|trusted ?(types|script|html)/i.test(entry.text)) {
      seen.violations.push(entry.text);
    }
  });
  await session.send("Log.enable");
  page.on("console", (message) => {
    if (message.type() === "error" && /content security policy|trusted ?(types|script|html)/i.test(message.text())) {
      seen.violations.push(message.text());
    }
  });
  page.on("pageerror", (error) => seen.violations.push(`a script threw: ${error.message}`));
  return seen;
}

function header(headers, name) {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found ? found[1] : "";
}
