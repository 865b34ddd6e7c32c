// Chromium and the ways people look at a page: language, width, with or without scripts, light or dark, slow or fast.

import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";
import { withoutScripts } from "./look.js";
import { watch } from "./watch.js";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const LANGUAGES = ["vi", "en"];
export const WIDTHS = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 860 } };
export const SCHEMES = ["light", "dark"];

/// In the middle of Hoàn Kiếm, well inside Hanoi: where a device says that it is.
export const HERE = { latitude: 21.0285, longitude: 105.8522, accuracy: 12 };

/// A browser with an empty profile of its own; the one without windows, where it is there, has less to do.
export function launch() {
  const executablePath = process.env.CHROMIUM
    ?? execFileSync("sh", ["-c", "command -v chromium-headless-shell || command -v chromium || command -v chromium-browser"]).toString().trim();
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/// Every way of looking, or those of a narrower choice.
export function ways({ languages = LANGUAGES, widths = Object.keys(WIDTHS), scripts = [true, false], schemes = SCHEMES } = {}) {
  return languages.flatMap((language) => widths.flatMap((width) => scripts.flatMap((script) =>
    schemes.map((scheme) => ({ language, width, script, scheme })))));
}

/// Four of the eight ways (language, width, scripts) in which every two choices meet once; all eight with `EVERY_WAY=1`.
export function pairedWays(choice) {
  const all = ways(choice);
  if (process.env.EVERY_WAY) return all;
  return all.filter(({ language, width, script }) => (language === "vi") === ((width === "phone") === script));
}

/// A way in words, for the names of tests.
export function wayInWords({ language, width, script, scheme }) {
  return `${language}, ${width}, ${script ? "with" : "without"} scripts, ${scheme}`;
}

/// A fresh visitor: `{context, page, seen}`, where `seen` is what `watch` collects. `viewport` and `here` may be given.
export async function visitor(browser, url, { language = "vi", width = "phone", script = true, scheme = "light",
  viewport, here = HERE, light = false, motion = "reduce" } = {}) {
  const context = await browser.newContext({
    baseURL: url, viewport: viewport ?? WIDTHS[width], colorScheme: scheme,
    locale: language === "vi" ? "vi-VN" : "en-GB", timezoneId: "Asia/Ho_Chi_Minh", reducedMotion: motion,
    isMobile: width === "phone" && !viewport, hasTouch: width === "phone" && !viewport,
    serviceWorkers: "block", ...(here ? { geolocation: here, permissions: ["geolocation"] } : {}),
  });
  context.setDefaultTimeout(20_000);
  await context.addCookies([{ name: "lang", value: language, url }, ...(light ? [{ name: "light", value: "1", url }] : [])]);
  const page = await context.newPage();
  const seen = await watch(page, url);
  if (!script) await withoutScripts(page);
  return { context, page, seen };
}

/// 400 kbit/s, 400 ms there and back, a processor four times slower.
export async function slow3g(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  return session;
}

/// A real JPEG of this size in pixels, drawn by the browser: a grey street with a dark hole, `seed` moves the hole.
export async function photo(browser, { width = 1600, height = 1200, seed = 1 } = {}) {
  const page = await browser.newPage();
  try {
    const text = await page.evaluate(([w, h, s]) => {
      const canvas = document.createElement("canvas");
      canvas.width = w;
      canvas.height = h;
      const draw = canvas.getContext("2d");
      let state = s * 7919;
      const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
      for (let y = 0; y < h; y += 8) {
        for (let x = 0; x < w; x += 8) {
          const grey = 120 + Math.floor(next() * 40);
          draw.fillStyle = `rgb(${grey},${grey},${grey - 8})`;
          draw.fillRect(x, y, 8, 8);
        }
      }
      draw.fillStyle = "#222";
      draw.beginPath();
      draw.ellipse(w * (0.3 + 0.4 * next()), h * 0.6, w * 0.15, h * 0.1, 0, 0, 7);
      draw.fill();
      return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
    }, [width, height, seed]);
    return { name: `photo-${seed}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(text, "base64") };
  } finally {
    await page.close();
  }
}
