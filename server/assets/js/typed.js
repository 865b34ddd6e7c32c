// What was typed into the forms of a page goes along to the same page in the other language: within this tab, and once.

const KEPT = "dantin-typed";

/** The fields that people fill in, by form, name and place. */
function fields() {
  const found = new Map();
  for (const field of document.querySelectorAll("main form[method=post] :is(input, textarea, select)")) {
    if (!field.name || ["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
    const isChoice = field.type === "radio" || field.type === "checkbox";
    const name = `${field.form.action.split("?")[0]} ${field.name} ${isChoice ? field.value : ""}`;
    let place = 0;
    while (found.has(`${name} ${place}`)) place += 1;
    found.set(`${name} ${place}`, [field, isChoice ? "checked" : "value"]);
  }
  return found;
}

/** Keeps what stands in the fields for the page at this path. */
export function keep(path) {
  const typed = [...fields()].map(([key, [field, property]]) => [key, field[property]]);
  sessionStorage.setItem(KEPT, JSON.stringify([path, typed]));
}

/** Puts it back, and forgets it. */
export function bring() {
  const [path, typed] = JSON.parse(sessionStorage.getItem(KEPT));
  sessionStorage.removeItem(KEPT);
  if (path !== location.pathname) return;
  const here = fields();
  for (const [key, was] of typed) {
    const [field, property] = here.get(key) ?? [];
    if (!field || field[property] === was) continue;
    field[property] = was;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
