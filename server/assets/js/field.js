// Pictures at the place: what was taken is kept on this device first, and sent when there is a network and a session. It goes
// from here only when the server has said that it has it, or when the officer throws it away.
//
// data-island="field"  holds a form per phase ([data-phase] with one file input), lists ([data-list]) and the bar ([data-bar]).
//                      data-code, data-csrf, data-officer; words: waiting, sending, sent, door, refused, full ("#" is the count).
// Each picture is PUT to /desk/field/{code}/{sha256}?phase=…: sent twice it is one.

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
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    database.close();
  }
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function start(view) {
  const words = view.dataset;
  const bar = view.querySelector("[data-bar]");
  const part = (name) => bar.querySelector(`[data-${name}]`);
  // Pictures of another officer on the same device wait until that officer is back.
  const mine = async () => (await run("readonly", (store) => store.getAll())).filter((one) => one.officer === words.officer);
  const show = (text, count, { door = false, again = false, drop = false } = {}) => {
    bar.hidden = false;
    const line = text.replace("#", count);
    if (part("status").textContent !== line) part("status").textContent = line;
    part("door-link").hidden = !door;
    part("again").hidden = !again;
    part("drop").hidden = !drop;
  };
  const listed = (photo) => {
    if (photo.code !== words.code) return;
    const image = new Image(160, 120);
    image.src = `/desk/photos/${photo.hash}/small.jpg`;
    image.alt = words.alt;
    const item = document.createElement("li");
    item.append(image);
    view.querySelector(`[data-list="${photo.phase}"]`).append(item);
  };

  let busy = false;
  let refused = [];
  let late = false;
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

  async function sendAll() {
    const waiting = await mine();
    if (!waiting.length) { if (!bar.hidden) show(words.sent, 0); return; }
    let left = waiting.length;
    refused = [];
    for (const photo of waiting) {
      show(navigator.onLine ? words.sending : words.waiting, left);
      let answer;
      try {
        answer = await fetch(`/desk/field/${photo.code}/${photo.hash}?phase=${photo.phase}`, {
          method: "PUT", body: photo.bytes, redirect: "manual",
          headers: { "Content-Type": photo.type || "image/jpeg", "Dantin-Csrf": words.csrf },
        });
      } catch {
        show(words.waiting, left, { again: true });
        return;
      }
      // The session is over, or the page is older than the session.
      if (answer.type === "opaqueredirect" || answer.status === 401) { show(words.door, left, { door: true }); return; }
      if (answer.ok) {
        await run("readwrite", (store) => store.delete(photo.key));
        left -= 1;
        listed(photo);
      } else if (answer.status === 403 && !photo.tried) {
        await run("readwrite", (store) => store.put({ ...photo, tried: true }));
        show(words.door, left, { door: true });
        return;
      } else if ([403, 404, 413, 422].includes(answer.status)) {
        refused.push(photo.key);
      } else {
        show(words.waiting, left, { again: true });
        return;
      }
    }
    if (refused.length) show(words.refused, refused.length, { again: true, drop: true });
    else show(words.sent, 0);
  }

  async function keep(file, phase) {
    const bytes = await file.arrayBuffer();
    const hash = hex(await crypto.subtle.digest("SHA-256", bytes));
    const photo = { key: `${words.officer}|${words.code}|${hash}`, officer: words.officer, code: words.code, phase, hash, bytes, type: file.type };
    await run("readwrite", (store) => store.put(photo));
  }

  for (const form of view.querySelectorAll("form[data-phase]")) {
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button");
    input.addEventListener("change", async () => {
      const files = [...input.files];
      if (!files.length) return;
      try {
        for (const file of files) await keep(file, form.dataset.phase);
        input.value = "";
        navigator.storage?.persist?.();
      } catch (error) {
        // No room or no store on this device: the form itself still sends them.
        console.warn("field", error);
        button.hidden = false;
        show(words.full, files.length);
        return;
      }
      send();
    });
    button.hidden = true;
  }
  part("again").addEventListener("click", send);
  part("drop").addEventListener("click", async () => {
    for (const key of refused) await run("readwrite", (store) => store.delete(key));
    bar.hidden = true;
    send();
  });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (navigator.onLine && !document.hidden) send(); }, 60_000);
  send();
}
