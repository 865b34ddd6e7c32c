// Starts the islands and swaps regions. An island is a module `{name}.js` that exports `start(element)`; it upgrades the
// element with data-island="{name}" and touches nothing else. What fails here leaves the page as the server made it.

// Leaflet assigns the literal "<svg/>" once while loading; everything else that would become markup is refused.
const refuse = (what) => { throw new TypeError(what); };
if (window.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createHTML: (text) => text === "<svg/>" ? text : refuse("markup from text"),
    createScript: () => refuse("script from text"),
    createScriptURL: () => refuse("script address from text"),
  });
}
const swapPolicy = window.trustedTypes ? trustedTypes.createPolicy("swap", { createHTML: (text) => text }) : { createHTML: (text) => text };
const parse = (text) => new DOMParser().parseFromString(swapPolicy.createHTML(text), "text/html");

/** Says something in the live region, for what the person caused. */
export function say(words) {
  const region = document.getElementById("live");
  if (!region || !words) return;
  const line = document.createElement("p");
  line.textContent = words;
  region.replaceChildren(line);
  clearTimeout(say.timer);
  say.timer = setTimeout(() => region.replaceChildren(), 6000);
}

const small = {
  // The error summary of a refused form takes the focus.
  focus: (element) => element.focus(),
  copy: (element) => {
    const button = element.querySelector("button");
    const code = element.querySelector("code");
    if (!button || !code || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.trim());
      say(button.dataset.copied);
    });
  },
  counter: (element) => {
    const area = element.querySelector("textarea");
    const line = element.querySelector(".field__count");
    const limit = Number(element.dataset.limit);
    const show = () => {
      const left = limit - [...area.value].length;
      // Silent until four fifths are used: a screen reader should not count along.
      line.textContent = left > limit / 5 ? "" : (left < 0 ? element.dataset.over : element.dataset.left).replace("#", Math.abs(left));
    };
    area.addEventListener("input", show);
    show();
  },
  // A GET form that sends itself when a choice changes.
  autosubmit: (form) => form.addEventListener("change", () => form.requestSubmit()),
  share: (button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.url || location.href }).catch(() => {}));
  },
  print: (button) => { button.hidden = false; button.addEventListener("click", () => window.print()); },
};
const files = { report: "./report.js", photos: "./report.js", place: "./report.js", draft: "./report.js", map: "./map.js", desk: "./desk.js", verify: "./verify.js", field: "./field.js", blur: "./blur.js", proof: "./proof.js", live: "./live.js", passkey: "./passkey.js" };

const UNSTARTED = "[data-island]:not([data-started])";
/** Starts every island from `root` down that has not been started. */
export function startIslands(root) {
  for (const element of [...root.matches?.(UNSTARTED) ? [root] : [], ...root.querySelectorAll(UNSTARTED)]) {
    element.dataset.started = "";
    const name = element.dataset.island;
    if (small[name]) small[name](element);
    else if (files[name]) import(files[name]).then((module) => { module.start(element, name); element.dataset.started = "yes"; }).catch((error) => console.warn(name, error));
  }
}

let running;
/** Fetches `address` and replaces the region with the same region of the answer; anything unexpected becomes a full navigation. */
export async function swap(address, id, { push = true, focus = true } = {}) {
  const region = document.getElementById(id);
  if (!region) { location.assign(address); return; }
  running?.abort();
  running = new AbortController();
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "Dantin-Swap": id }, signal: running.signal });
    const page = answer.ok && answer.headers.get("content-type")?.startsWith("text/html") ? parse(await answer.text()) : null;
    const fresh = page?.getElementById(id);
    if (!fresh) { location.assign(address); return; }
    region.replaceWith(document.adoptNode(fresh));
    if (page.title) document.title = page.title;
    if (push) history.pushState({ swap: id }, "", answer.url);
    startIslands(fresh);
    fresh.dispatchEvent(new CustomEvent("swapped", { bubbles: true }));
    const heading = fresh.querySelector("h1, h2");
    if (focus && heading) { heading.tabIndex = -1; heading.focus({ preventScroll: id !== "main" }); }
    if (id === "main" && focus) window.scrollTo(0, 0);
    say(fresh.querySelector("[data-announce]")?.textContent.trim() || heading?.textContent.trim());
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  swap(link.href, link.dataset.swap);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.matches("form[data-swap]") && form.method === "get") {
    event.preventDefault();
    const query = new URLSearchParams([...new FormData(form, button)].filter(([, value]) => value !== ""));
    swap(`${form.action.split("?")[0]}?${query}`, form.dataset.swap);
  } else if (form.method === "post") {
    // A second press of the same button: the idempotency key makes it harmless, this makes it unlikely.
    if (form.dataset.sent) event.preventDefault();
    else { form.dataset.sent = "1"; setTimeout(() => delete form.dataset.sent, 8000); }
  }
});
window.addEventListener("popstate", (event) => {
  if (event.state?.swap) swap(location.href, event.state.swap, { push: false, focus: false });
  else if (document.querySelector("[data-swap]")) location.reload();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The other language is another page. What was typed into the forms of this one goes along.
const carry = (act) => import("./typed.js").then(act).catch((error) => console.warn("typed", error));
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a.language-switch");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || !document.querySelector("main form[method=post]")) return;
  event.preventDefault();
  await carry((typed) => typed.keep(link.pathname));
  location.assign(link.href);
});
try {
  if (sessionStorage.getItem("dantin-typed")) carry((typed) => typed.bring());
} catch { /* a browser without storage carries nothing */ }

startIslands(document);
