// Pictures and visits at the place: what was taken and written is kept on this device first, and sent when there is a network and a
// session. It goes from here only when the server has said that it has it, or when the officer throws it away.
//
// data-island="field"  holds the bar ([data-bar]) and lists ([data-list]), and either a form per phase ([data-phase] with one file
//                      input) or the form of a visit ([data-visit], the version of its round; [data-edit] opens it again).
//                      data-code, data-csrf, data-officer; words: waiting, sending, sent, door, refused, full, turned ("#" is the
//                      count, or the server's reason), empty, remove, alt.
// Each picture is PUT to /desk/field/{code}/{sha256}?phase=…, and a visit, once its officer has sent it, behind its pictures to
// /desk/field/{code}/visits/{id}, which names each as the server answered: sent twice it is one. What the server refuses of a visit is a draft
// again.

const open = () => new Promise((done, fail) => {
  const request = indexedDB.open("dantin-field", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "key" });
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/** Runs one request on the store; resolves when the transaction is on the disk. */
async function run(mode, act) {
  const database = await open();
  try {
    return await new Promise((done, fail) => {
      const transaction = database.transaction("photos", mode, { durability: "strict" });
      const request = act(transaction.objectStore("photos"));
      transaction.oncomplete = () => done(request?.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    database.close();
  }
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
// The server keeps a picture that belongs to nothing for a day.
const FRESH = 12 * 3600_000;

export async function start(view) {
  const words = view.dataset;
  const bar = view.querySelector("[data-bar]");
  const part = (name) => bar.querySelector(`[data-${name}]`);
  const visitForm = view.querySelector("[data-visit]");

  // What this device has no room for stays in the page, and goes with it.
  const spare = new Map();
  const put = (one) => run("readwrite", (store) => store.put(one)).then(() => spare.delete(one.key), (error) => {
    console.warn("field", error);
    spare.set(one.key, one);
  });
  const forget = async (keys) => {
    for (const key of keys) spare.delete(key);
    await run("readwrite", (store) => { for (const key of keys) store.delete(key); }).catch((error) => console.warn("field", error));
  };
  // What belongs to another officer on the same device waits until that officer is back.
  const mine = async () => {
    const kept = await run("readonly", (store) => store.getAll()).catch(() => []);
    const all = [...kept.filter(({ key }) => !spare.has(key)), ...spare.values()];
    return all.filter((one) => one.officer === words.officer).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  };
  const photosOf = async (code) => (await mine()).filter((one) => one.code === code && one.phase === "visit");

  // The way to sign in stays until the server has taken something again: it must not go from under a finger while the next try runs.
  let ended = false;
  const show = (text, count, { again = false, drop = false } = {}) => {
    bar.hidden = false;
    const line = (spare.size && text === words.waiting ? words.full : text).replace("#", count);
    if (part("status").textContent !== line) part("status").textContent = line;
    part("door-link").hidden = !ended;
    part("again").hidden = !again;
    part("drop").hidden = !drop;
  };
  const listed = (photo) => {
    if (photo.code !== words.code) return;
    const image = new Image(160, 120);
    const item = document.createElement("li");
    const list = view.querySelector(`[data-list="${photo.phase}"]`);
    image.alt = `${words.alt} ${list.children.length + 1}`;
    item.append(image);
    if (photo.phase === "visit") {
      image.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "button button--quiet button--small";
      remove.textContent = words.remove;
      remove.setAttribute("aria-label", `${words.remove} ${image.alt}`);
      remove.onclick = async () => { await forget([photo.key]); item.remove(); URL.revokeObjectURL(image.src); };
      item.append(remove);
    } else image.src = `/desk/photos/${photo.hash}/small.jpg`;
    list.append(item);
  };

  let busy = false;
  let refused = [];
  let late = false;
  let turned;
  async function send() {
    if (busy) { late = true; return; }
    busy = true;
    try {
      do {
        late = false;
        await sendAll();
      } while (late);
    } catch (error) {
      console.warn("field", error);
    }
    busy = false;
  }

  const named = async ({ code, ready }) => {
    const known = await photosOf(code);
    return ready.photos.map((hash) => known.find((photo) => photo.hash === hash)?.proof ?? hash);
  };
  const request = async (one) => one.ready
    ? [`visits/${one.ready.id}`, "application/json", JSON.stringify({ ...one.ready, photos: await named(one), words: one.words })]
    : [`${one.hash}?phase=${one.phase}`, one.type || "image/jpeg", one.bytes];

  /** A visit that was refused is its officer's draft again, with everything that belongs to it. */
  async function giveBack({ code }, reason) {
    for (const one of (await mine()).filter((one) => one.code === code && (one.ready || one.phase === "visit"))) await put({ ...one, ready: null, sent: 0 });
    if (code === words.code) unlock();
    turned = [words.turned, `${code}: ${reason}`];
  }

  async function sendAll() {
    const all = await mine();
    const visits = all.filter((one) => one.ready);
    const isDue = (one) => one.phase && (one.phase !== "visit" || visits.some(({ code }) => code === one.code) && !(one.proof && one.sent > Date.now() - FRESH));
    const waiting = [...all.filter(isDue), ...visits];
    if (!waiting.length) { if (!bar.hidden && !turned) show(words.sent, 0); return; }
    let left = waiting.length;
    refused = [];
    for (const one of waiting) {
      show(navigator.onLine ? words.sending : words.waiting, left);
      const [address, type, body] = await request(one);
      let answer;
      try {
        answer = await fetch(`/desk/field/${one.code}/${address}`, {
          method: "PUT", body, redirect: "manual", headers: { "Content-Type": type, "Dantin-Csrf": words.csrf },
        });
      } catch {
        show(words.waiting, left, { again: true });
        return;
      }
      // The session is over, or the page is older than the session.
      if (answer.type === "opaqueredirect" || answer.status === 401) { ended = true; show(words.door, left); return; }
      if (answer.ok) {
        ended = false;
        left -= 1;
        if (one.ready) {
          await forget([one.key, ...(await photosOf(one.code)).map(({ key }) => key)]);
          if (visitForm && one.code === words.code) { location.assign(`/desk/oversight/${one.code}#visits`); return; }
        } else if (one.phase === "visit") await put({ ...one, sent: Date.now(), proof: await answer.text() });
        else {
          await forget([one.key]);
          listed(one);
        }
      } else if (answer.status === 403 && !one.tried) {
        await put({ ...one, tried: true });
        ended = true;
        show(words.door, left);
        return;
      } else if ([403, 404, 409, 413, 422].includes(answer.status)) {
        if (one.ready || one.phase === "visit") {
          const { detail } = await answer.json().catch(() => ({}));
          await giveBack(one, detail ?? words.refused.replace("#", 1));
          late = true;
          break;
        }
        refused.push(one.key);
      } else {
        show(words.waiting, left, { again: true });
        return;
      }
    }
    if (refused.length) show(words.refused, refused.length, { again: true, drop: true });
    else show(...turned ?? [words.sent, 0]);
  }

  async function keep(file, phase) {
    const bytes = await file.arrayBuffer();
    const hash = hex(await crypto.subtle.digest("SHA-256", bytes));
    const key = `${words.officer}|${words.code}|${hash}`;
    const isKnown = (await mine()).some((one) => one.key === key);
    const photo = { key, officer: words.officer, code: words.code, phase, hash, bytes, type: file.type, at: Date.now() };
    await put(photo);
    if (phase === "visit" && !isKnown) listed(photo);
  }
  const keepEach = (input, phase) => input.addEventListener("change", async () => {
    for (const file of input.files) await keep(file, phase);
    input.value = "";
    navigator.storage?.persist?.();
    if (spare.size) show(words.full, spare.size, { again: true });
    if (phase !== "visit") send();
  });

  for (const form of view.querySelectorAll("form[data-phase]")) {
    keepEach(form.querySelector("input[type=file]"), form.dataset.phase);
    form.querySelector("button").hidden = true;
  }

  let unlock = () => {};
  if (visitForm) {
    const [area, input, button, edit] = ["textarea", "input[type=file]", "[type=submit]", "[data-edit]"].map((one) => visitForm.querySelector(one));
    const key = `${words.officer}|${words.code}`;
    let draft = (await mine()).find((one) => one.key === key) ?? { key, officer: words.officer, code: words.code, words: "", ready: null };
    const lock = (is) => {
      area.readOnly = input.disabled = button.hidden = is;
      edit.hidden = !is;
      for (const remove of visitForm.querySelectorAll("[data-list] button")) remove.hidden = is;
    };
    const save = (change) => put(draft = { ...draft, words: area.value, ...change });
    unlock = () => { draft.ready = null; lock(false); };
    if (draft.words) area.value = draft.words;
    area.dispatchEvent(new Event("input"));
    (await photosOf(words.code)).forEach(listed);
    lock(Boolean(draft.ready));
    keepEach(input, "visit");
    let timer;
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
    window.addEventListener("pagehide", () => { if (area.value !== draft.words) save(); });
    visitForm.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(timer);
      if (!area.value.trim()) { show(words.empty, 0); area.focus(); return; }
      const photos = (await photosOf(words.code)).map(({ hash }) => hash);
      // Each sending has an id of its own: what was changed after a refusal is no second try of the same.
      await save({ ready: { id: crypto.randomUUID(), version: Number(visitForm.dataset.visit), photos } });
      turned = undefined;
      lock(true);
      send();
    });
    edit.addEventListener("click", async () => {
      if (busy) return;
      await save({ ready: null });
      lock(false);
      bar.hidden = true;
      area.focus();
    });
    for (const hint of visitForm.querySelectorAll("[data-kept]")) hint.hidden = false;
  }

  part("again").addEventListener("click", send);
  part("drop").addEventListener("click", async () => {
    await forget(refused);
    bar.hidden = true;
    send();
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (navigator.onLine && !document.hidden) send(); }, 60_000);
  send();
}
