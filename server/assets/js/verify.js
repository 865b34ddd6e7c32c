// Checks the public journal on the reader's own device (C2SP tlog-tiles, signed-note, tlog-proof; RFC 6962). Of what the site
// serves nothing is believed but the key, and that only once. What is wrong is thrown as a key of the words with its values.
// Bytes are hexadecimal text throughout. Without its comments, as it is sent, the file keeps under 10 KB.

const { subtle } = crypto;
let words;
// Where a browser forbids it, nothing is remembered beyond the page.
let store = {};
try { store = localStorage; } catch {}
const fill = (key, values) => words.say[key].replace(/{(\w+)}/g, (_, name) => values[name].toLocaleString(words.locale));
const fail = (key, values, notes) => { throw { key, values, notes }; };

const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const textOf = (hex) => new TextDecoder().decode(bytesOf(hex));
const digest = async (bytes) => hexOf(await subtle.digest("SHA-256", bytes));
const leafOf = (entry) => digest(bytesOf("00" + entry));
const join = (left, right) => digest(bytesOf("01" + left + right));
// Only the one spelling of base64 is taken; nothing comes of any other.
const unbase = (text) => {
  try { return btoa(atob(text)) === text ? hexOf(Array.from(atob(text), (one) => one.charCodeAt())) : ""; } catch { return ""; }
};
const middle = (start, end) => {
  let half = 1;
  while (half * 2 < end - start) half *= 2;
  return start + half;
};

/** The root above an entry; `side` gives the subtree beside it, from the top down. */
async function climb(hash, index, start, end, side) {
  if (end - start < 2) return hash;
  const mid = middle(start, end);
  const left = index < mid;
  const next = await (left ? side(mid, end) : side(start, mid));
  return left ? join(await climb(hash, index, start, mid, side), next) : join(next, await climb(hash, index, mid, end, side));
}

async function load(path, other) {
  const answer = await fetch(path).catch(() => fail("network"));
  if (answer.ok) return hexOf(await answer.arrayBuffer());
  return answer.status !== 404 ? fail("network") : other && load(other);
}

/** A tile or a bundle; where a partial one is gone, the full one that took its place. */
async function part(kind, index, all) {
  const path = `/journal/tile/${kind}/${`${index}`.padStart(index > 999 ? 6 : 3, "0").replace(/...(?=.)/, "x$&/")}`;
  const width = all - index * 256;
  return await (width < 256 ? load(`${path}.p/${width}`, path) : load(path)) ?? fail("missing", { path });
}

function checkpoint(note, otherwise = "signature") {
  const [, text, origin, size, root, lines] = /^((.+)\n(\d+)\n(\S{44})\n(?:.+\n)*)\n((?:\u2014 \S+ \S+\n)+)$/.exec(note) ?? fail(otherwise);
  return { note, text, origin, size: +size, root: unbase(root), lines };
}

function keyOf(vkey) {
  const [, name, id, material] = /^([^\s+]+)\+(\w{8})\+(\S{44})$/.exec(vkey) ?? fail("key");
  return { name, id, raw: bytesOf(unbase(material).slice(2)) };
}

/** Refuses a checkpoint that the key has not signed. */
async function demand({ name, id, raw }, { origin, lines, text }) {
  if (origin !== name) fail("other", { found: origin, expected: name });
  const key = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  const blob = lines.split(/\s/).map(unbase).find((one) => one.startsWith(id)) ?? fail("signature");
  if (!await subtle.verify("Ed25519", key, bytesOf(blob.slice(8)), new TextEncoder().encode(text))) fail("signature");
}

/** The tree under a signed root. Its tiles prove nothing by themselves: what they give is led up to the root each time. */
function treeOf({ size, root }) {
  const kept = {};
  const read = async (start, end) => {
    let [level, unit] = [0, 1];
    for (; unit * 256 <= end - start; unit *= 256) level += 1;
    const index = Math.floor(start / unit / 256);
    if (unit === end - start) return (await (kept[[level, index]] ??= part(level, index, Math.floor(size / unit)))).substr(start / unit % 256 * 64, 64);
    const mid = middle(start, end);
    return join(await span(start, mid), await span(mid, end));
  };
  const span = (start, end) => kept[[start, end, 0]] ??= read(start, end);
  /** The roots of the first `old` entries and of all, from the same subtrees. */
  const roots = async (start, end, old) => {
    const mid = middle(start, end);
    if (old === end) return Array(2).fill(await span(start, end));
    if (old > mid) {
      const left = await span(start, mid);
      return Promise.all((await roots(mid, end, old)).map((right) => join(left, right)));
    }
    const [before, now] = await roots(start, mid, old);
    return [before, await join(now, await span(mid, end))];
  };
  const continues = async (old, notes) => {
    const other = old.size > size ? "shorter" : old.size && `${await roots(0, size, old.size)}` !== `${[old.root, root]}` && "rewritten";
    if (other) fail(other, { size, old: old.size }, notes);
  };
  const entryAt = async (index) => {
    if (index >= size) fail("no-entry", { size, index });
    const place = Math.floor(index / 256);
    const bytes = await (kept[place] ??= part("entries", place, size));
    let at = 0;
    const next = () => at + 4 + 2 * parseInt(bytes.slice(at, at + 4), 16);
    for (let i = index % 256; i; i -= 1) at = next();
    const entry = bytes.slice(at + 4, next());
    if (await climb(await leafOf(entry), index, 0, size, span) !== root) fail("entry", { index });
    return [index, entry];
  };
  return { entryAt, continues };
}

/** Today's journal: signed by the key that this device knows, and grown from what it has seen. */
async function journal() {
  const policy = textOf(await load("/journal/policy"));
  const signed = checkpoint(textOf(await load("/journal/checkpoint")));
  const keys = policy.match(/(?<=^log )\S+/gm);
  const [vkey, note] = store.journal?.split("\0") ?? [keys[0]];
  if (!keys.includes(vkey)) fail("key-changed", { key: vkey });
  const key = keyOf(vkey);
  await demand(key, signed);
  const tree = treeOf(signed);
  if (note) await tree.continues(checkpoint(note), [note, signed.note]);
  // A new key that signs beside the known one is remembered in its place, before that one is retired.
  const next = keys.at(-1);
  store.journal = `${await demand(keyOf(next), signed).then(() => next, () => vkey)}\0${signed.note}`;
  return { ...tree, signed, key, told: [note ? fill("grown", { old: checkpoint(note).size }) : fill("first")] };
}

async function caseOf(typed, wanted = "") {
  const path = `/cases/${encodeURIComponent(typed)}/entries.json`;
  const { code, indexes } = JSON.parse(textOf(await load(path) ?? fail("case", { code: typed })));
  const log = await journal();
  const entries = await Promise.all(indexes.map(log.entryAt));
  // Each entry names the one before it of the same case or round: none can be left out in between or slipped in.
  entries.forEach(([, entry], i) => {
    const { prev, data } = JSON.parse(textOf(entry));
    if (prev !== entries[i - 1]?.[0] || !i && data.code !== code) fail("chain");
  });
  const naming = entries.filter(([, entry]) => textOf(entry).includes(wanted));
  if (!naming[0]) fail(wanted ? "file" : "case", { code });
  return { ...log, title: fill(wanted ? "good-file" : "good-case", { code, count: entries.length }), entries: naming };
}

async function receiptOf(text, given) {
  const form = text.endsWith("\n") ? "receipt" : "cut";
  const [, extra, index, lines, note] = /^c2sp\.org\/tlog-proof@v1\n(?:extra (\S+)\n)?index (\d+)\n((?:\S{44}\n)*)\n([^]+)$/.exec(text) ?? fail(form);
  const entry = unbase(extra ?? fail("bare"));
  const proof = lines.split("\n").slice(0, -1).map(unbase);
  const signed = checkpoint(note, form);
  const log = given ? { key: keyOf(given) } : await journal();
  await demand(log.key, signed);
  if (+index >= signed.size || await climb(await leafOf(entry), +index, 0, signed.size, () => proof.pop()) + proof !== signed.root) fail("inclusion");
  await log.continues?.(signed, [signed.note, log.signed.note]);
  const told = given ? [fill("elsewhere", signed)] : [fill("today"), ...log.told];
  return { signed, ...log, told, title: fill("good-receipt", { index: +index }), entries: [[+index, entry]] };
}

async function fileOf(file, key) {
  const bytes = await file.arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  if (/proof$/.test(file.name) || /^c2sp/.test(text)) return receiptOf(text, key);
  const hash = await digest(bytes);
  // Cases that show the file, then rounds.
  return caseOf(Object.values(JSON.parse(textOf(await load("/api/v1/evidence/" + hash)))).flat()[0] ?? fail("file"), hash);
}

function make(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}
const raw = (key, text) => make("details", "details", make("summary", "", fill(key)), make("p", "hash keep-lines", text));

/** An entry in words: the server says which fields are shown, and what their codes are called. */
async function shown([index, hex]) {
  const text = textOf(hex);
  const entry = { ...JSON.parse(text), leaf: (await leafOf(hex)).slice(0, 16).replace(/..../g, "$& ") };
  const rows = words.rows.flatMap(([label, path, kind]) => {
    const value = path.split(".").reduce((inside, name) => inside?.[name], entry) ?? [];
    const said = (one) => kind === "time" ? new Date(one).toLocaleString(words.locale, words.time) : words[kind]?.[one] ?? one.sha256 ?? one;
    const all = (value instanceof Object && !value.map ? Object.keys(value) : [value].flat()).map(said);
    return all[0] ? make("div", "summary-list__row", make("dt", "", label), make("dd", "keep-lines", all.join("\n"))) : [];
  });
  return make("article", "channel", make("h3", "", `${fill("entry", { index })} · ${words.events[entry.type] ?? entry.type}`), make("dl", "summary-list", ...rows), raw("raw", text));
}

export async function start(root) {
  const [ask, send, region] = root.querySelectorAll("form, section");
  const { q } = ask;
  const say = (tone, title, told, ...rest) => {
    const box = root.querySelector(`[data-tone=${tone}]`).content.firstElementChild.cloneNode(true);
    box.querySelector("p").append(title);
    box.lastElementChild.append(...told.map((line) => make("p", "", line)));
    region.lastElementChild.replaceChildren(box, ...rest);
    region.hidden = false;
  };
  // The forms then go to the server, and its answer stands.
  if (!await subtle?.generateKey("Ed25519", false, ["sign", "verify"]).catch(() => {})) return root.querySelector(subtle ? ".is-old" : ".is-open").hidden = false;
  for (const hint of root.querySelectorAll("[data-by]")) hint.hidden = !hint.hidden;
  // The server's answer stands until the device has its own, so that the page moves once at most.
  let quiet = q.value;
  const check = async (question) => {
    try {
      words ??= await (await fetch(root.dataset.words)).json();
      quiet || say("warning", fill("working"), []);
      quiet = "";
      const { signed, told, title, entries } = await question();
      say("success", title, [fill("signed", signed), ...told], ...await Promise.all(entries.map(shown)), raw("log-now", signed.note));
    } catch ({ key = "damaged", values, notes = [] }) {
      const soft = words.soft[key];
      say(soft ? "warning" : "error", soft ?? "", [fill("fault-" + key, values)], ...notes.map((note) => raw("log-now", note)));
    }
  };
  const typed = () => check(async () => {
    const text = q.value.replace(/[.,\s#]/g, "") || fail("empty");
    if (/\D/.test(text)) return caseOf(text);
    const log = await journal();
    return { ...log, title: fill("good-entry", { index: +text }), entries: [await log.entryAt(+text)] };
  });
  const given = (file) => file && check(() => fileOf(file, send.key.value.trim()));
  const take = (act) => async (event) => { event.preventDefault(); await act(event); region.focus(); };
  ask.onsubmit = take(typed);
  send.onsubmit = take(() => given(send.file.files[0]));
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = take((event) => given(event.dataTransfer.files[0]));
  quiet && typed();
}
