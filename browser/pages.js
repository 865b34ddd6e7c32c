// Every page that the tests look at, and how one gets there. A page joins all the tests by one line here.

import * as flow from "./support/flow.js";

/// States that the sample cases show; a case page stands in the list once for each that is found.
const MOST_STATES = 12;

const at = (address) => (page) => page.goto(address);

/// A page on which the device checks at once what the server has answered; with scripts it is there when the device has.
const checked = (address) => async (page) => {
  const answer = await page.goto(address);
  const hasScripts = await page.evaluate(() => matchMedia("(scripting: enabled)").matches);
  if (hasScripts) await page.locator("[data-island=verify] section > div > details").waitFor();
  return answer;
};

/// Reads from a running server what the addresses of its pages are: a case in each state, a secret link, officers.
/// `visitor` is a fresh one with scripts off.
export async function discover(page, accounts) {
  const codes = new Map();
  await page.goto("/cases");
  for (let turn = 0; turn < 5; turn += 1) {
    const rows = await page.locator('main a[href^="/cases/"]').evaluateAll((links) => links.map((link) => ({
      code: new URL(link.href).pathname.split("/").pop(),
      state: (link.closest("li, tr, article") ?? link).querySelector("[data-state]")?.dataset.state ?? "any",
    })));
    for (const { code, state } of rows) if (code && !codes.has(flow.stateIn(state))) codes.set(flow.stateIn(state), code);
    const next = page.locator('main a[rel="next"]');
    if (await next.count() === 0) break;
    await Promise.all([page.waitForEvent("framenavigated"), next.first().click()]);
  }
  await page.goto("/dialogues");
  const sessions = await page.locator('main a[href^="/dialogues/"]').evaluateAll((links) => links.map((link) => new URL(link.href).pathname.split("/").pop()).filter((code) => !code.includes(".")));
  // Lists of oversight begin with what is newest, and the oldest has most to show.
  await page.goto("/oversight");
  const last = (table) => page.locator(`${table} a[href^="/oversight/"]`).last().evaluate((link) => new URL(link.href).pathname);
  const hearing = await page.locator('main a[href^="/oversight/hearing/"]').first().evaluate((link) => new URL(link.href).pathname);
  const oversight = { round: await last("#rounds-table"), critique: await last("#critiques-table"), hearing };
  // Of consultations the first takes comments and the last is over.
  await page.goto("/consultations");
  const drafts = await page.locator('main a[href^="/consultations/"]').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  const [open, over] = [drafts[0], drafts.at(-1)];
  await page.goto(open);
  const article = await page.locator(`main a[href^="${open}/"]`).filter({ hasText: "Điều 5." }).first().evaluate((link) => new URL(link.href).pathname);
  await page.goto(over);
  const changed = await page.locator(`main a[href^="${over}/"]`).filter({ hasText: "Điều" }).first().evaluate((link) => new URL(link.href).pathname);
  const consultations = { open, over, article, changed };
  const sent = await flow.report(page);
  return { cases: [...codes].slice(0, MOST_STATES), sessions, oversight, consultations, secret: sent.secret, code: sent.code, accounts };
}

/// The pages of a running server: `{name, reach(page), desk, surface}`. `reach` gives the answer of the last navigation
/// or nothing; `desk` pages want an officer, by default one who works on the newest case, else one who may open the page `opens`; `surface` names the row of the budgets; a `framed` page belongs to other sites.
export function pages({ cases, sessions, oversight, consultations, secret, code }) {
  return [
    { name: "home", reach: at("/"), surface: "resident" },
    { name: "report, what", reach: (page) => flow.walkTo(page, "what"), surface: "step" },
    { name: "report, place", reach: (page) => flow.walkTo(page, "place"), surface: "step" },
    { name: "report, words", reach: (page) => flow.walkTo(page, "words"), surface: "step" },
    { name: "report, check", reach: (page) => flow.walkTo(page, "check"), surface: "step" },
    { name: "cases", reach: at("/cases"), surface: "resident" },
    { name: "cases, words", reach: at("/cases?q=nuoc"), surface: "resident" },
    ...cases.map(([state, one]) => ({ name: `case, ${state}`, reach: at(`/cases/${one}`), surface: "resident" })),
    { name: "my report", reach: at(secret), surface: "resident" },
    { name: "dialogues", reach: at("/dialogues"), surface: "resident" },
    ...sessions.map((one, place) => ({ name: `session ${place + 1}`, reach: at(`/dialogues/${one}`), surface: "resident" })),
    { name: "session, ask", reach: at(`/dialogues/${sessions[0]}/ask`), surface: "resident" },
    { name: "session, board", reach: at(`/dialogues/${sessions[0]}/board`), surface: "resident" },
    { name: "commitments", reach: at("/commitments"), surface: "resident" },
    // In a frame of another site: its address alone says the language, and its policy lets it be framed.
    { name: "commitments, framed", reach: at("/commitments/embed"), surface: "resident", framed: true },
    { name: "map", reach: at("/map"), surface: "map" },
    { name: "results", reach: at("/results"), surface: "resident" },
    { name: "figure", reach: at("/results/case.confirmed_resolved"), surface: "resident" },
    { name: "verify", reach: at("/verify"), surface: "resident" },
    { name: "verify, case", reach: checked(`/verify?q=${code}`), surface: "verify" },
    { name: "moderation", reach: at("/moderation"), surface: "resident" },
    { name: "consultations", reach: at("/consultations"), surface: "resident" },
    { name: "consultation", reach: at(consultations.open), surface: "resident" },
    { name: "consultation, article", reach: at(consultations.article), surface: "article" },
    { name: "consultation, changes", reach: at(`${consultations.changed}?text=changes`), surface: "article" },
    { name: "consultation, over", reach: at(consultations.over), surface: "resident" },
    { name: "consultation, compare", reach: at(`${consultations.over}/compare`), surface: "article" },
    { name: "consultation, table", reach: at(`${consultations.over}/table`), surface: "resident" },
    { name: "oversight", reach: at("/oversight"), surface: "resident" },
    { name: "oversight, one", reach: at(oversight.round), surface: "resident" },
    { name: "oversight, hearing", reach: at(oversight.hearing), surface: "resident" },
    { name: "oversight, critique", reach: at(oversight.critique), surface: "resident" },
    { name: "help", reach: at("/help"), surface: "resident" },
    { name: "alerts", reach: at("/alerts"), surface: "resident" },
    { name: "error", reach: at("/cases/khong-co"), surface: "resident", status: 404 },
    { name: "sign-in", reach: at("/desk/sign-in"), surface: "resident" },
    { name: "desk", reach: at("/desk"), surface: "desk", desk: true },
    { name: "desk, account", reach: at("/desk/account"), surface: "desk", desk: true },
    { name: "desk, second step", reach: at("/desk/account/second-factor"), surface: "desk", desk: true },
    { name: "desk, words", reach: at("/desk?q=nuoc"), surface: "desk", desk: true },
    { name: "desk, case", reach: at(`/desk/cases/${code}`), surface: "desk", desk: true },
    { name: "desk, oversight", reach: at("/desk/oversight"), surface: "desk", desk: true },
    { name: "desk, oversight, one", reach: at(`/desk${oversight.round}`), surface: "desk", desk: true },
    { name: "desk, views", reach: at("/desk/views?view=overdue"), surface: "desk", desk: true },
    { name: "desk, batches", reach: at("/desk/bulk"), surface: "desk", desk: true },
    { name: "desk, changes", reach: at("/desk/changes"), surface: "desk", desk: true },
    { name: "desk, replies", reach: at("/desk/replies"), surface: "desk", desk: true },
    { name: "desk, keys", reach: at("/desk/keys"), surface: "desk", desk: true },
    { name: "desk, sheet", reach: at(`/desk/cases/${code}/sheet`), surface: "desk", desk: true },
    { name: "desk, sessions", reach: at("/desk/dialogues"), surface: "desk", desk: true },
    { name: "desk, session", reach: at(`/desk/dialogues/${sessions[0]}`), surface: "desk", desk: true, opens: `/desk/dialogues/${sessions[0]}` },
    { name: "desk, slips", reach: at(`/desk/dialogues/${sessions[0]}/file`), surface: "desk", desk: true, opens: `/desk/dialogues/${sessions[0]}` },
    { name: "desk, question", reach: at(`/desk/dialogues/${sessions[0]}/questions/1`), surface: "desk", desk: true, opens: `/desk/dialogues/${sessions[0]}` },
    { name: "desk, consultations", reach: at("/desk/consultations"), surface: "desk", desk: true, opens: `/desk${consultations.open}` },
    { name: "desk, consultation", reach: at(`/desk${consultations.open}?comment=1`), surface: "desk", desk: true, opens: `/desk${consultations.open}` },
    { name: "desk, words of a question", reach: at(`/desk/erasure/${sessions[0]}/1`), surface: "desk", desk: true, opens: "/desk/erasure" },
    { name: "desk, field, visit", reach: at(oversight.round.replace("/oversight", "/desk/field")), surface: "desk", desk: true, opens: oversight.round.replace("/oversight", "/desk/field") },
    { name: "desk, field", reach: at(`/desk/field/${code}`), surface: "desk", desk: true },
  ];
}
