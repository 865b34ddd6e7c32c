// The desk's keyboard, presence and small helps. Everything has a link or a button too: keys only press them.
//
// data-island="desk"  any element of the page, once; rows are [data-row] with one link each, the search is [data-search], the
//                     help is <dialog id="shortcuts">. [data-keys-off] on it: the officer has switched the keys off.
// data-reload="n"     on it: the page is loaded again after so many seconds.
// data-presence       an element with the address of the heartbeat; data-csrf beside it. Its text is who else is there.
// data-all            a label whose box marks all rows; data-insert marks the button that fills in a prepared reply.
// data-key="a"        an element that the letter presses; a form gets the focus in its first field.

const inField = "input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]";

/** Says every half minute that the page is open, and whether somebody writes; says when it is left. */
function presence(line) {
  // What was typed before this script was there is writing too.
  let writing = [...document.querySelectorAll("main textarea")].some((field) => field.value !== field.defaultValue);
  const send = (more) => new URLSearchParams({ csrf: line.dataset.csrf, writing: writing ? "1" : "0", ...more });
  const beat = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(line.dataset.presence, { method: "POST", body: send(), redirect: "error" });
      if (!answer.ok) return;
      const text = await answer.text();
      // A live region that is written without need would be read out again.
      if (text !== line.textContent) line.textContent = text;
    } catch { /* The next one will do. */ }
  };
  document.addEventListener("input", (event) => {
    if (!writing && event.target.matches("main textarea, main input")) { writing = true; beat(); }
  });
  setInterval(beat, 30_000);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => navigator.sendBeacon(line.dataset.presence, send({ gone: "1" })));
  beat();
}

/** Puts a prepared reply where the cursor stands, without leaving the page; without scripts the button sends the form. */
function insert(button) {
  const form = button.form;
  button.addEventListener("click", async (event) => {
    const id = form.elements.template?.value;
    const area = form.querySelector("textarea[name=text]");
    if (!id || !area) return;
    event.preventDefault();
    try {
      const answer = await fetch(`${button.dataset.insert}/${encodeURIComponent(id)}`, { redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const words = await answer.text();
      const start = area.selectionStart;
      area.setRangeText((start && area.value ? "\n" : "") + words, start, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    } catch {
      const sent = document.createElement("input");
      Object.assign(sent, { type: "hidden", name: "insert", value: "1" });
      form.append(sent);
      form.noValidate = true;
      form.submit();
    }
  });
}

let keys;

export function start(desk) {
  const rows = () => [...desk.querySelectorAll("[data-row]")];
  const help = document.getElementById("shortcuts");
  const chosen = () => desk.querySelector("[data-row].is-chosen");
  const link = (row) => row?.querySelector("a")?.href;
  if (desk.dataset.reload) setTimeout(() => location.reload(), Number(desk.dataset.reload) * 1000);
  const line = document.querySelector("[data-presence]");
  if (line) presence(line);
  for (const button of document.querySelectorAll("[data-insert]")) insert(button);
  for (const label of document.querySelectorAll("[data-all]")) {
    label.hidden = false;
    label.firstElementChild.onchange = (event) => {
      for (const box of document.querySelectorAll("[data-row] input[name=case]")) box.checked = event.target.checked;
    };
  }
  for (const button of document.querySelectorAll("[data-show-shortcuts]")) {
    button.hidden = false;
    button.onclick = (event) => { if (help) { event.preventDefault(); help.showModal(); } };
  }
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(chosen());
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
    for (const row of all) row.classList.toggle("is-chosen", row === next);
    next.querySelector("a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  desk.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) for (const one of rows()) one.classList.toggle("is-chosen", one === row);
  });
  /** A step of the case on the page, or of the chosen row. */
  const step = (...codes) => {
    if (chosen()) { location.assign(`${link(chosen())}?step=${codes[0]}#step`); return; }
    for (const code of codes) {
      const found = document.querySelector(`main a[href*="step=${code}#"]`);
      if (found) { found.click(); return; }
    }
    return false;
  };
  const press = (key) => {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    if (target.matches("form")) target.querySelector("select, textarea, input:not([type=hidden])")?.focus();
    else target.click();
  };
  const acts = {
    j: () => go(1),
    k: () => go(-1),
    x: () => { const box = chosen()?.querySelector("input[name=case]"); if (!box) return false; box.checked = !box.checked; },
    p: () => { const peek = chosen()?.querySelector(".desk__peek"); if (!peek) return false; peek.click(); },
    a: () => chosen() ? location.assign(`${link(chosen())}#assignee`) : press("a"),
    t: () => step("return"),
    r: () => step("ask", "reply"),
    s: () => {
      if (chosen()) { location.assign(`${link(chosen())}#step`); return; }
      const first = document.querySelector("#step :is(textarea, select, input:not([type=hidden]), button)");
      if (!first) return false;
      first.focus();
    },
    "/": () => { const field = document.querySelector("[data-search]"); if (!field) { location.assign("/desk"); return; } field.focus(); },
    "?": () => help?.showModal(),
    Enter: () => chosen() ? location.assign(link(chosen())) : false,
  };
  // After a swap the island starts again on the new region: the old listener goes.
  if (keys) document.removeEventListener("keydown", keys);
  keys = (event) => {
    if ("keysOff" in desk.dataset || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(inField)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary, input, label")) return;
    const act = acts[event.key];
    if (act && act() !== false) event.preventDefault();
  };
  document.addEventListener("keydown", keys);
}
