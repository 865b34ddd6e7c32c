// Stands between a browser and the server and changes what a test wants changed, as a site that cheats would.

import http from "node:http";

/// A proxy: `{url, tamper, close()}`. `tamper(path, body)` gives the bytes that the browser gets in place of `body`, or
/// nothing to leave them; it may be set anew at any time.
export async function between(server) {
  const proxy = { tamper: () => {} };
  const own = http.createServer((request, answer) => {
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const asked = http.request(server + request.url, { method: request.method, headers }, (given) => {
      const parts = [];
      given.on("data", (part) => parts.push(part));
      given.on("end", () => {
        const body = Buffer.concat(parts);
        const changed = proxy.tamper(request.url, body) ?? body;
        // What is changed from one moment to the next must not lie in a cache.
        const { etag, "content-length": length, ...kept } = given.headers;
        answer.writeHead(given.statusCode, { ...kept, "content-length": changed.length, "cache-control": "no-store" });
        answer.end(changed);
      });
    });
    asked.on("error", () => answer.destroy());
    request.pipe(asked);
  });
  await new Promise((resolve) => own.listen(0, "127.0.0.1", resolve));
  proxy.url = `http://127.0.0.1:${own.address().port}`;
  proxy.close = () => new Promise((resolve) => { own.closeAllConnections(); own.close(resolve); });
  return proxy;
}
