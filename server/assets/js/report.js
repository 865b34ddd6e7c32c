// The report flow's islands: `photos`, `place` and `draft`. The plain multipart form underneath works without them.
//
// What the server's forms hold (names are the contract between templates, this file and the handlers):
//   photos                 <input type="file" multiple>; what was not sent early goes with the form
//   photo_hash             one hidden field for each photo sent early: what the server answered, the file's SHA-256 with its ticket
//   latitude, longitude    hidden, decimal degrees (WGS 84); accuracy: hidden, metres
//   text                   the words; idempotency_key: made by the server, carried along unchanged
//
// data-island="photos"     macro forms::photo_field
// data-island="place"      an element that holds the three hidden fields, <button type="button" data-locate hidden>,
//                          <p data-status role="status">; words: data-locating, data-located ("#" is the accuracy in
//                          metres), data-coarse (over 500 m), data-denied, data-pinned. Fires "placed" when the fields change;
//                          listens to "pin" from map.js ({latitude, longitude}).
// data-island="draft"      the form; data-key names the draft, data-saved says that it is kept on this device,
//                          data-discard labels the button that deletes it, data-offline says that it was not sent.
//                          On the receipt an element with data-island="draft" data-clear="key" forgets it.

import { say } from "./core.js";

const LONGEST = 1600;
const QUALITY = 0.7;
const SMALL_ENOUGH = 400_000;

/** A JPEG of at most 1600 px; the file itself where the browser cannot read it, so that the server can say why. */
async function downscale(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.size <= SMALL_ENOUGH && file.type === "image/jpeg") return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob?.type === "image/jpeg" && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

async function sha256(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function upload(blob, hash, progress) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/photos/${hash}`);
    request.setRequestHeader("Content-Type", blob.type || "application/octet-stream");
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; };
    request.onload = () => request.status < 300 ? done(request.responseText) : fail(Object.assign(new Error(request.status), { answer: request }));
    request.onerror = request.ontimeout = () => fail(new Error("network"));
    request.timeout = 60_000;
    request.send(blob);
  });
}

function photos(field) {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector("ul");
  const status = field.querySelector("[role=status]");
  const words = field.dataset;
  const waiting = new Map(); // list item → file that goes with the form
  const pending = new Set(); // uploads under way
  const keep = () => {
    const files = new DataTransfer();
    for (const file of waiting.values()) files.items.add(file);
    input.files = files.files;
  };
  const changed = () => input.dispatchEvent(new Event("input", { bubbles: true }));
  /** A row of the list: what is said of a photo, and the button that takes it away. */
  const row = (name, image) => {
    const item = document.createElement("li");
    item.className = "photo-field__item";
    const text = document.createElement("div");
    const line = document.createElement("p");
    line.className = "small";
    text.append(line);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet button--small";
    remove.textContent = words.remove;
    remove.setAttribute("aria-label", `${words.remove} ${name}`);
    remove.onclick = () => { waiting.delete(item); item.remove(); if (image) URL.revokeObjectURL(image.src); keep(); input.focus(); changed(); };
    item.append(...(image ? [image] : []), text, remove);
    list.append(item);
    return { item, text, line };
  };
  const name = (item, sent) => {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "photo_hash";
    hidden.value = sent;
    item.append(hidden);
  };
  // Photos that a draft on this device knows: they are on the server for a day.
  field.addEventListener("restore", (event) => {
    for (const [index, sent] of event.detail.entries()) {
      const { item, line } = row(index + 1);
      item.dataset.restored = "";
      line.textContent = `${words.sent} (${index + 1})`;
      name(item, sent);
    }
  });
  const add = async (file) => {
    const image = new Image(88, 66);
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    const { item, text, line } = row(file.name, image);
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", file.name);
    text.append(progress);
    waiting.set(item, file);
    line.textContent = words.reading;
    const small = await downscale(file);
    if (!item.isConnected) return;
    waiting.set(item, small);
    keep();
    line.textContent = words.sending;
    try {
      const sent = await upload(small, await sha256(small), progress);
      if (!item.isConnected) return;
      name(item, sent);
      waiting.delete(item);
      line.textContent = words.sent;
      changed();
    } catch (error) {
      // A file that is no photo is named at once and takes nobody's place; all else goes with the form.
      const { detail } = error.answer?.status === 422 ? JSON.parse(error.answer.responseText) : {};
      line.textContent = detail ?? words.failed;
      if (detail) {
        waiting.delete(item);
        item.dataset.refused = "";
      }
    }
    progress.remove();
    status.textContent = line.textContent;
    keep();
  };
  const take = () => {
    const chosen = [...input.files];
    const there = list.querySelectorAll(".photo-field__item:not([data-refused]), input[name=photo_hash]:checked").length;
    const room = Math.max(0, Number(words.most) - there);
    if (chosen.length > room) say(status.textContent = words.tooMany);
    for (const file of chosen.slice(0, room)) {
      const task = add(file);
      pending.add(task);
      task.finally(() => pending.delete(task));
    }
    keep();
  };
  input.addEventListener("change", take);
  // On a slow network photos may be chosen before this script is there.
  if (input.files.length) take();
  // A form sent while a photo is on its way waits for it, ten seconds at most; then the photo goes with the form.
  const form = input.form;
  form?.addEventListener("submit", (event) => {
    if (!pending.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    status.textContent = words.sending;
    const button = event.submitter;
    Promise.race([Promise.allSettled([...pending]), new Promise((done) => setTimeout(done, 10_000))]).then(() => {
      pending.clear();
      form.requestSubmit(button?.form === form ? button : undefined);
    });
  }, true);
}

function place(element) {
  const field = (name) => element.querySelector(`[name=${name}]`) ?? document.querySelector(`[name=${name}]`);
  const button = element.querySelector("[data-locate]");
  const status = element.querySelector("[data-status]");
  const words = element.dataset;
  const put = (latitude, longitude, accuracy) => {
    field("latitude").value = latitude.toFixed(6);
    field("longitude").value = longitude.toFixed(6);
    if (field("accuracy")) field("accuracy").value = accuracy ?? "";
    element.dispatchEvent(new CustomEvent("placed", { bubbles: true, detail: { latitude, longitude, accuracy } }));
  };
  document.addEventListener("pin", (event) => { 
    put(event.detail.latitude, event.detail.longitude, null);
    status.textContent = words.pinned;
    // The pin says more than the ward that was chosen before it.
    const area = document.querySelector("select[name=area]");
    if (area) area.value = "";
  });
  if (!navigator.geolocation || !button) return;
  button.hidden = false;
  const locate = () => {
    status.textContent = words.locating;
    button.disabled = true;
    let best = null;
    let watch;
    // The best fix of eight seconds wins; under 20 m there is nothing to wait for.
    const end = () => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(timer);
      button.disabled = false;
      if (!best) { status.textContent = words.denied; return; }
      const { latitude, longitude, accuracy } = best.coords;
      const metres = Math.max(1, Math.round(accuracy));
      put(latitude, longitude, metres);
      status.textContent = (metres > 500 ? words.coarse : words.located).replace("#", metres);
    };
    const timer = setTimeout(end, 8000);
    watch = navigator.geolocation.watchPosition((position) => {
      if (!best || position.coords.accuracy < best.coords.accuracy) best = position;
      if (best.coords.accuracy <= 20) end();
    }, (error) => { if (error.code === error.PERMISSION_DENIED || !best) end(); }, { enableHighAccuracy: true, maximumAge: 30_000, timeout: 8000 });
  };
  button.addEventListener("click", locate);
  // Who has allowed it before is not asked again; nobody is asked without having pressed the button.
  if (!field("latitude").value) {
    navigator.permissions?.query({ name: "geolocation" }).then((answer) => { if (answer.state === "granted") locate(); }).catch(() => {});
  }
}

const storeName = (key) => `dantin-draft-${key}`;

function draft(form) {
  const words = form.dataset;
  try {
    if (words.clear) { localStorage.removeItem(storeName(words.clear)); return; }
    const name = storeName(words.key);
    const fields = () => [...form.elements].filter((field) => field.name && field.matches("textarea, select, input[type=text], input[type=email], input[type=tel]"));
    const photoField = form.querySelector("[data-island=photos]");
    const photoHashes = () => [...form.querySelectorAll("[name=photo_hash]")].filter((field) => field.type === "hidden" || field.checked).map((field) => field.value);
    const note = document.createElement("p");
    note.className = "hint cluster";
    const line = document.createElement("span");
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "link-button";
    discard.textContent = words.discard;
    discard.onclick = () => { localStorage.removeItem(name); clearTimeout(timer); timer = 0; note.remove(); for (const field of fields()) if ("restored" in field.dataset) field.value = ""; for (const item of form.querySelectorAll("li[data-restored]")) item.remove(); say(line.textContent = ""); };
    note.append(line, discard);
    const show = () => { line.textContent = words.saved; if (!note.isConnected) form.append(note); };
    const kept = JSON.parse(localStorage.getItem(name) || "{}");
    for (const field of fields()) {
      if (!field.value && kept[field.name]) { field.value = kept[field.name]; field.dataset.restored = ""; field.dispatchEvent(new Event("input", { bubbles: true })); show(); }
    }
    // The island of the photos may start after this one.
    if (photoField && kept.photo_hash?.length && !photoHashes().length) setTimeout(() => { photoField.dispatchEvent(new CustomEvent("restore", { detail: kept.photo_hash })); show(); });
    let timer = 0;
    const save = () => {
      timer = 0;
      const values = { ...JSON.parse(localStorage.getItem(name) || "{}") };
      for (const field of fields()) { if (field.value) values[field.name] = field.value; else delete values[field.name]; }
      values.photo_hash = photoHashes();
      localStorage.setItem(name, JSON.stringify(values));
      navigator.storage?.persist?.();
      show();
    };
    form.addEventListener("input", () => { timer ||= setTimeout(save, 1000); });
    window.addEventListener("pagehide", () => { if (timer) save(); });
    form.addEventListener("submit", (event) => {
      if (timer) { clearTimeout(timer); save(); }
      if (navigator.onLine) return;
      // Without a network the browser would show its own error page and lose the photos in the form.
      event.preventDefault();
      event.stopImmediatePropagation();
      line.textContent = words.offline;
      if (!note.isConnected) form.append(note);
      say(words.offline);
      window.addEventListener("online", () => form.requestSubmit(), { once: true });
    }, true);
  } catch (error) {
    // Storage may be full or forbidden: then nothing is kept, and nothing says that it were.
    console.warn("draft", error);
  }
}

export function start(element, name) {
  ({ photos, place, draft })[name]?.(element);
}
