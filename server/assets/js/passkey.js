// Makes or shows a passkey: asks the server for a challenge, lets the browser answer it, brings the answer back.
//
// data-island="passkey" data-begin data-answer data-csrf data-failed   with a hidden button and a <p role="status">;
// data-next for showing; an <input name="name"> for making.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ids = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));

async function send(address, body) {
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export function start(element) {
  const button = element.querySelector("button");
  const status = element.querySelector("[role=status]");
  if (!window.PublicKeyCredential || !button) return;
  button.hidden = false;
  const { begin, answer, csrf, next, failed } = element.dataset;
  button.addEventListener("click", async () => {
    status.textContent = "";
    button.disabled = true;
    try {
      const { publicKey: asked } = await send(begin, { csrf });
      const options = { ...asked, challenge: decode(asked.challenge) };
      if (asked.user) Object.assign(options, { user: { ...asked.user, id: decode(asked.user.id) }, excludeCredentials: ids(asked.excludeCredentials) });
      else options.allowCredentials = ids(asked.allowCredentials);
      const made = await navigator.credentials[asked.user ? "create" : "get"]({ publicKey: options });
      const response = {};
      for (const part of ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
        if (made.response[part]) response[part] = encode(made.response[part]);
      }
      const name = element.querySelector("[name=name]")?.value ?? "";
      const done = await send(answer, { csrf, name, next, answer: { id: made.id, rawId: encode(made.rawId), type: made.type, extensions: {}, response } });
      location.assign(done.next);
    } catch {
      status.textContent = failed;
      button.disabled = false;
    }
  });
}
