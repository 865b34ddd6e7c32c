// The desk's keyboard: j and k walk the rows, Enter opens, / goes to the search, ? shows the keys, and an element with
// data-key="a" is pressed by its letter. It can be switched off in the help; the choice stays on this device.
//
// data-island="desk"  any element of the page; rows are [data-row] with one link each, the search is [data-search], the
//                     help is <dialog id="shortcuts"> with <input type="checkbox" data-shortcuts-off>.

const OFF = "dantin-shortcuts-off";
const stored = (value) => {
  try { return value === undefined ? localStorage.getItem(OFF) : localStorage.setItem(OFF, value); } catch { return null; }
};

export function start(desk) {
  const rows = () => [...desk.querySelectorAll("[data-row]")];
  const help = document.getElementById("shortcuts");
  const box = help?.querySelector("[data-shortcuts-off]");
  if (box) {
    box.checked = stored() === "1";
    box.addEventListener("change", () => stored(box.checked ? "1" : "0"));
  }
  for (const button of document.querySelectorAll("[data-show-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  }
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("is-chosen"));
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
    for (const row of all) row.classList.toggle("is-chosen", row === next);
    next.querySelector("a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  desk.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) for (const one of rows()) one.classList.toggle("is-chosen", one === row);
  });
  document.addEventListener("keydown", (event) => {
    if (!desk.isConnected || stored() === "1" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]")) return;
    const act = {
      j: () => go(1),
      k: () => go(-1),
      "/": () => document.querySelector("[data-search]")?.focus(),
      "?": () => help?.showModal(),
      Enter: () => {
        if (event.target.closest("a, button, summary")) return false;
        return desk.querySelector("[data-row].is-chosen a")?.click();
      },
    }[event.key] ?? (/^[a-z]$/.test(event.key) ? () => {
      const target = document.querySelector(`[data-key="${event.key}"]`);
      if (!target) return false;
      if (target.matches("details")) { target.open = true; target.querySelector("summary")?.focus(); }
      else if (target.matches("textarea, input, select")) target.focus();
      else target.click();
      return true;
    } : null);
    if (act && act() !== false) event.preventDefault();
  });
}
