// Starts the product on a folder of its own and a free port, and reads from its first lines what a person would
// read there: the address, the desk's accounts, the key for partners. Knows nothing of pages.

import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const BINARY = process.env.DANTIN_BINARY
  ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "debug", "dantin");
const START_MS = 60_000;

/// The address of the server in what it printed so far, without the slash at its end.
export function addressIn(output) {
  return output.match(/http:\/\/[\w.[\]:-]+/)?.[0] ?? null;
}

/// The desk's accounts in what it printed: one a line, `login / password`, anything after two blanks.
export function accountsIn(output) {
  return [...output.matchAll(/^\s*([a-z0-9][\w.@-]*) \/ (\S+)(?:\s{2,}(.*))?$/gm)]
    .map(([, login, password, note]) => ({ login, password, note: note ?? "" }));
}

/// A running server: `{url, accounts, data, output(), stop({ keep })}`, where `data` is its folder, which another server goes on with when it
/// was kept. It begins on a copy of the folder `DANTIN_TEST_SAMPLE` where there is one, because making the sample cases takes its time.
/// With `DANTIN_TEST_URL` set, the one that runs there.
export async function startServer({ extra = [], env = {}, port = 0, folder } = {}) {
  if (process.env.DANTIN_TEST_URL) {
    const accounts = accountsIn((process.env.DANTIN_TEST_ACCOUNTS ?? "").replaceAll(",", "\n"));
    return { url: process.env.DANTIN_TEST_URL.replace(/\/$/, ""), accounts, output: () => "", stop: async () => {} };
  }
  const data = folder ?? await mkdtemp(path.join(tmpdir(), "dantin-browser-"));
  const sample = process.env.DANTIN_TEST_SAMPLE;
  if (sample && !folder) await cp(sample, data, { recursive: true });
  const child = spawn(BINARY, ["serve", "--demo", "--data", data, "--listen", `127.0.0.1:${port}`, ...extra],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let output = "";
  let errors = "";
  const gone = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", (error) => { errors += error.message; resolve(-1); });
  });
  child.stderr.on("data", (chunk) => { errors = (errors + chunk).slice(-20_000); });
  child.stdout.on("data", (chunk) => { output += chunk; });
  const stop = async ({ keep = false } = {}) => {
    if (child.exitCode === null && child.pid) child.kill("SIGTERM");
    await gone;
    if (!keep) await rm(data, { recursive: true, force: true });
  };
  const until = Date.now() + START_MS;
  for (;;) {
    const url = addressIn(output);
    if (url && await answers(url)) {
      return { url, data, get accounts() { return accountsIn(output); }, output: () => output + errors, stop };
    }
    const code = await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 50, "alive"))]);
    if (code !== "alive" || Date.now() > until) {
      await stop();
      throw new Error(`${BINARY} did not come up (${code}):\n${output}\n${errors}`);
    }
  }
}

async function answers(url) {
  try {
    const answer = await fetch(`${url}/readyz`);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
