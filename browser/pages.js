// Every page that the tests look at, and how one gets there. A page joins all the tests by one line here.

import * as flow from "./support/flow.js";

/// States that the sample cases show; a case page stands in the list once for each that is found.
const MOST_STATES = 12;

const at = (address) => (page) => page.goto(address);

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
  const sent = await flow.report(page);
  return { cases: [...codes].slice(0, MOST_STATES), secret: sent.secret, code: sent.code, accounts };
}

/// The pages of a running server: `{name, reach(page), desk, surface}`. `reach` gives the answer of the last navigation
/// or nothing; `desk` pages want an officer; `surface` names the row of the budgets.
export function pages({ cases, secret, code }) {
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
    { name: "map", reach: at("/map"), surface: "map" },
    { name: "results", reach: at("/results"), surface: "resident" },
    { name: "figure", reach: at("/results/case.confirmed_resolved"), surface: "resident" },
    { name: "verify", reach: at("/verify"), surface: "resident" },
    { name: "verify, case", reach: at(`/verify?q=${code}`), surface: "verify" },
    { name: "moderation", reach: at("/moderation"), surface: "resident" },
    { name: "help", reach: at("/help"), surface: "resident" },
    { name: "alerts", reach: at("/alerts"), surface: "resident" },
    { name: "error", reach: at("/cases/khong-co"), surface: "resident", status: 404 },
    { name: "sign-in", reach: at("/desk/sign-in"), surface: "resident" },
    { name: "desk", reach: at("/desk"), surface: "desk", desk: true },
    { name: "desk, account", reach: at("/desk/account"), surface: "desk", desk: true },
    { name: "desk, second step", reach: at("/desk/account/second-factor"), surface: "desk", desk: true },
    { name: "desk, words", reach: at("/desk?q=nuoc"), surface: "desk", desk: true },
    { name: "desk, case", reach: at(`/desk/cases/${code}`), surface: "desk", desk: true },
    { name: "desk, views", reach: at("/desk/views?view=overdue"), surface: "desk", desk: true },
    { name: "desk, batches", reach: at("/desk/bulk"), surface: "desk", desk: true },
    { name: "desk, changes", reach: at("/desk/changes"), surface: "desk", desk: true },
    { name: "desk, replies", reach: at("/desk/replies"), surface: "desk", desk: true },
    { name: "desk, keys", reach: at("/desk/keys"), surface: "desk", desk: true },
    { name: "desk, sheet", reach: at(`/desk/cases/${code}/sheet`), surface: "desk", desk: true },
    { name: "desk, field", reach: at(`/desk/field/${code}`), surface: "desk", desk: true },
  ];
}
