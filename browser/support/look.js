// Questions that a test asks of a page as it stands: accessibility rules, sideways scrolling, what has the focus.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// Sessions that keep a page's scripts off; they are let on for as long as axe needs its own.
const switches = new WeakMap();

/// Turns the scripts of a page off, for all that it loads from now on.
export async function withoutScripts(page) {
  const session = await page.context().newCDPSession(page);
  switches.set(page, session);
  await session.send("Emulation.setScriptExecutionDisabled", { value: true });
}

/// Sessions by which axe is run.
const sessions = new WeakMap();

/// The violations of WCAG 2.2 AA that axe finds, each as one line with the rule, the element and what to mend.
/// The rules run outside the page's own world, so that neither its policy nor its lack of scripts hinders them; then the
/// page turns dark, and what depends on colours is asked again.
export async function axe(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  try {
    // What was loaded without scripts stays without: a page that has been read runs nothing late.
    await switches.get(page)?.send("Emulation.setScriptExecutionDisabled", { value: false });
    const { frameTree } = await session.send("Page.getFrameTree");
    const { executionContextId } = await session.send("Page.createIsolatedWorld",
      { frameId: frameTree.frame.id, worldName: "axe" });
    const run = async (expression) => outcome(await session.send("Runtime.evaluate",
      { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true }));
    await run(`${AXE};0`);
    const rules = { light: { type: "tag", values: RULES }, dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
    const found = [];
    for (const [colorScheme, runOnly] of Object.entries(rules)) {
      await page.emulateMedia({ colorScheme });
      const lines = await run(`axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ["violations"] })
          .then(({ violations }) => violations.flatMap((rule) => rule.nodes.map((node) =>
            rule.id + " at " + node.target.join(" ") + ": " + node.failureSummary.replace(/\\s+/g, " ") + " [" + node.html.slice(0, 160) + "]")))`);
      found.push(...lines.map((line) => `${colorScheme}: ${line}`));
    }
    return found;
  } finally {
    await switches.get(page)?.send("Emulation.setScriptExecutionDisabled", { value: true });
  }
}

function outcome({ result, exceptionDetails }) {
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/// Elements that make the page scroll sideways at its present width; none is right. What scrolls inside a focusable
/// region of its own does not count.
export function sideways(page) {
  return page.evaluate(() => {
    const root = document.scrollingElement;
    const width = document.documentElement.clientWidth;
    if (root.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .filter((element) => ![...element.children].some((child) => child.getBoundingClientRect().right > width + 1))
      .slice(0, 8)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} (${Math.round(element.getBoundingClientRect().right)} of ${width}): ${element.textContent.trim().slice(0, 40)}`);
  });
}

/// What a person sees of the element that has the focus: `{tag, name, type, value, id, text, href, isShown, isMarked,
/// isCovered}`; `null` when nothing has it.
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const box = element.getBoundingClientRect();
    const label = element.labels?.[0];
    // A radio or file field may be laid over by its label; the mark of focus then stands on the label or round it.
    const places = [element, label, element.parentElement, element.nextElementSibling].filter(Boolean);
    const isMarked = places.some((place) => {
      const style = getComputedStyle(place);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    });
    const shown = places.map((place) => place.getBoundingClientRect()).find((one) => one.width > 1 && one.height > 1) ?? box;
    const isShown = shown.width > 1 && shown.height > 1 && shown.bottom > 0 && shown.top < innerHeight;
    const middle = document.elementFromPoint(
      Math.min(Math.max(shown.left + Math.min(shown.width, innerWidth) / 2, 0), innerWidth - 1),
      Math.min(Math.max(shown.top + shown.height / 2, 0), innerHeight - 1));
    const isCovered = isShown && middle !== null
      && !places.some((place) => place.contains(middle) || middle.contains(place));
    return {
      tag: element.tagName.toLowerCase(), name: element.getAttribute("name"), type: element.getAttribute("type"),
      value: element.getAttribute("value"), id: element.id, text: element.textContent.trim().slice(0, 60),
      href: element.getAttribute("href"), isSubmit: element.matches("button:not([type=button]), input[type=submit]"),
      isShown, isMarked, isCovered,
    };
  });
}
