// Where things stand on the pages: the one file that names fields, buttons and links. Tests say what a person does;
// this file says on which element. It works alike with and without scripts.

/// A category that hands its cases to the ward, and a ward whose agency has an account in the demonstration.
export const CHOICE = { category: null, area: "Hoàn Kiếm" };

/// Words of 40 characters, typed one by one where time counts.
export const WORDS = "Ổ gà sâu giữa ngã tư, xe máy dễ ngã lắm.";

/// The form that holds the field, and its one main button.
export const formWith = (page, field) => page.locator("main form").filter({ has: page.locator(`[name="${field}"]`) }).first();
export const mainButton = (form) => form.locator("button[type=submit]:not([name]):not([formaction])").last();

/// Whether the page asks for this field to be filled in now (a value carried along as a hidden field does not count).
async function asks(page, field) {
  return await page.locator(`main form [name="${field}"]:not([type=hidden])`).count() > 0;
}

async function follow(page, act) {
  await Promise.all([page.waitForEvent("framenavigated"), act()]);
  await page.waitForLoadState("domcontentloaded");
}

/// Step one: what it is. A category is a button, or a radio and the button below.
export async function chooseCategory(page, category = CHOICE.category) {
  if (await asks(page, "channel")) {
    await tick(page, page.locator('[name="channel"][value="problem"]'));
    await follow(page, () => mainButton(formWith(page, "channel")).click());
  }
  const wanted = category ? `[name="category"][value="${category}"]` : '[name="category"]';
  const field = page.locator(`main ${wanted}`).first();
  if (await field.evaluate((element) => element.tagName === "BUTTON" || element.tagName === "A")) {
    await follow(page, () => field.click());
  } else {
    await tick(page, field);
    await follow(page, () => mainButton(formWith(page, "category")).click());
  }
}

/// Radios may lie under their labels: the label is what a finger meets.
async function tick(page, field) {
  const label = page.locator(`label[for="${await field.first().getAttribute("id")}"]`);
  if (await label.count() > 0) await label.first().click();
  else await field.first().check({ force: true });
}

/// Step two, first half: photos, as `setInputFiles` takes them. With scripts the upload goes on while one types.
export async function addPhotos(page, photos) {
  await page.locator('main input[type=file][name="photos"]').setInputFiles(photos);
}

/// Step two, second half: the ward by its name; none when the device's place is taken.
export async function chooseArea(page, name = CHOICE.area) {
  const field = page.locator('main [name="area"]:not([type=hidden])').first();
  if (await field.evaluate((element) => element.tagName === "SELECT")) {
    const value = await field.evaluate((element, text) =>
      [...element.options].find((option) => option.value && option.text.includes(text))?.value
        ?? [...element.options].find((option) => option.value)?.value, name);
    await field.selectOption(value);
  } else {
    await field.fill(name);
  }
}

/// Whether the device has given its place (only with scripts). Waits as long as the page may: eight seconds and a little.
export async function devicePlace(page) {
  return page.waitForFunction(() => document.querySelector('main [name="latitude"]')?.value, null, { timeout: 12_000 })
    .then(() => true, () => false);
}

/// Goes on from the step that holds the field; possible duplicates are answered with "mine is another one".
export async function goOn(page, field) {
  await follow(page, () => mainButton(formWith(page, field)).click());
}

/// Step three: the words, at once or a key at a time with so many milliseconds between keys.
export async function write(page, text = WORDS, { pause } = {}) {
  const field = page.locator('main textarea[name="text"]');
  if (pause) await field.pressSequentially(text, { delay: pause });
  else await field.fill(text);
}

/// Walks to a step: `what`, `place`, `words` or `check`. Stays on the page of that step.
export async function walkTo(page, step, { photos = [], area, category } = {}) {
  await page.goto("/report");
  if (step === "what") return;
  await chooseCategory(page, category);
  if (step === "place") return;
  if (photos.length > 0) await addPhotos(page, photos);
  await chooseArea(page, area);
  await goOn(page, "area");
  // With a possible duplicate in the way, the main button says that mine is another one.
  for (let i = 0; i < 2 && !await asks(page, "text"); i += 1) {
    await follow(page, () => mainButton(page.locator("main form").last()).click());
  }
  if (step === "words") return;
  await write(page);
  await goOn(page, "text");
}

/// Step four: sends what is on the check page and gives what the receipt says: `{code, secret}` as paths.
export async function send(page) {
  await follow(page, () => mainButton(page.locator("main form").filter({ has: page.locator('[name="idempotency_key"]') }).last()).click());
  return receipt(page);
}

/// The paths on a receipt: `/cases/{code}` and `/my/{secret}`.
export async function receipt(page) {
  const path = async (start) => {
    const address = await page.locator(`main a[href*="${start}"]`).first().getAttribute("href");
    return new URL(address, page.url()).pathname;
  };
  return { code: (await path("/cases/")).split("/").pop(), secret: await path("/my/") };
}

/// Files a report from start to receipt.
export async function report(page, options = {}) {
  await walkTo(page, "check", options);
  return send(page);
}

/// What the resident answers behind the secret link: done, or not done with a word (and a photo).
export async function confirm(page, secret) {
  await page.goto(secret);
  await follow(page, () => page.locator('main button[name="answer"][value="done"]').click());
}
export async function contest(page, secret, text, photos = []) {
  await page.goto(secret);
  const form = page.locator("main form").filter({ has: page.locator('button[name="answer"][value="not_done"]') });
  await form.locator('textarea[name="text"]').fill(text);
  if (photos.length > 0 && await form.locator("input[type=file]").count() > 0) {
    await form.locator("input[type=file]").setInputFiles(photos);
  }
  await follow(page, () => form.locator('button[name="answer"][value="not_done"]').click());
}

/// Signs an officer in.
export async function signIn(page, account) {
  await page.goto("/desk/sign-in");
  await page.locator('main [name="login"]').fill(account.login);
  await page.locator('main [name="password"]').fill(account.password);
  await follow(page, () => mainButton(formWith(page, "password")).click());
}

const deskForm = (page, act) => page.locator(`main form[action$="/${act}"]`).first();

/// Whether the signed-in officer may accept this case.
export async function mayAccept(page, code) {
  const answer = await page.goto(`/desk/cases/${code}`);
  return answer.ok() && await deskForm(page, "accept").count() > 0;
}

/// The officer takes the case on.
export async function accept(page, code) {
  await page.goto(`/desk/cases/${code}`);
  await follow(page, () => mainButton(deskForm(page, "accept")).click());
}

/// The officer reports the work done, with its evidence.
export async function resolve(page, code, text, photos) {
  await page.goto(`/desk/cases/${code}`);
  const form = deskForm(page, "resolve");
  const shut = page.locator("main details:not([open])").filter({ has: page.locator('form[action$="/resolve"]') });
  if (await shut.count() > 0) await shut.first().locator("summary").first().click();
  await form.locator('input[type=file][name="photos"]').setInputFiles(photos);
  await form.locator('textarea[name="text"]').fill(text);
  await follow(page, () => mainButton(form).click());
}

/// A state out of the mark that a page carries in `data-state`: `state-in-progress` is `in_progress`.
export const stateIn = (mark) => mark.replace(/^(state|tag|visibility)-/, "").replaceAll("-", "_");

/// The state of a case as its public page marks it, such as `reported_resolved`.
export async function stateOf(page, code) {
  await page.goto(`/cases/${code}`);
  return stateIn(await page.locator("main [data-state]").first().getAttribute("data-state"));
}

/// How many cases a figure of the results page counts: `data-figure` names it, `data-numerator` holds the number.
export async function figure(page, name) {
  await page.goto("/results");
  const number = await page.locator(`[data-figure="${name}"]`).first().getAttribute("data-numerator");
  return Number(number);
}
