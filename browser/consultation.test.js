// One consultation from the drafter's file to the consolidated table: two residents on phones (one without JavaScript), an organisation, a
// moderator and the drafter's officer. Between the comments and the end three weeks go by: the same folder is served ahead of the clock.

import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import { after, before, describe, it } from "node:test";
import { launch } from "./support/browser.js";
import { startServer } from "./support/server.js";
import { cast, press, until } from "./support/story.js";

const TITLE = "Quy tắc dùng sân chơi chung";
/// The second article is mistyped, so that a person must mend what was read.
const DRAFT = `# ${TITLE}

##### Điều 1. Phạm vi

Quy tắc này áp dụng cho sân chơi chung của các tổ dân phố.

Diều 2. Giờ mở cửa

1. Sân chơi mở từ sáu giờ đến hai mươi giờ.

2. Người trực sân đóng cửa khi trời mưa to.

##### Điều 3. Giữ gìn

1. Không mang vật sắc nhọn vào sân chơi.

2. Trẻ dưới sáu tuổi có người lớn đi cùng.
`;
/// Another article comes in front of the others, and two clauses change.
const NEXT = DRAFT
  .replace("##### Điều 1. Phạm vi", "##### Điều 1. Mục đích\n\nQuy tắc này giúp trẻ em chơi vui và an toàn.\n\n##### Điều 2. Phạm vi")
  .replace("Diều 2.", "##### Điều 3.").replace("##### Điều 3. Giữ gìn", "##### Điều 4. Giữ gìn")
  .replace("sáu giờ đến hai mươi giờ", "năm giờ ba mươi đến hai mươi mốt giờ")
  .replace("Người trực sân đóng cửa", "Người trực sân báo trước rồi đóng cửa");
const ACCUSES = "Ông Nguyễn Văn Mẫu ở ban quản lý nhận tiền để cho thuê sân.";

const file = (name, text) => ({ name, mimeType: "text/markdown", buffer: Buffer.from(text) });

/// A time as the form's fields hold it, so many days from now, in the city's zone.
const local = (days) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 16);

/// The parts of a Word file, which is a ZIP, unpacked.
function unpacked(bytes) {
  const parts = new Map();
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const [size, name, extra] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const start = at + 30 + name + extra;
    const content = bytes.subarray(start, start + size);
    parts.set(bytes.toString("utf8", at + 30, at + 30 + name), bytes.readUInt16LE(at + 8) === 8 ? inflateRawSync(content).toString() : content.toString());
    at = start + size;
  }
  return parts;
}

describe("consultation", { skip: process.env.DANTIN_TEST_URL ? "it needs a server of its own, to let time go by" : false }, () => {
  let server;
  let browser;
  before(async () => {
    server = await startServer();
    browser = await launch();
  }, { timeout: 120_000 });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("goes from the file to the consolidated table", { timeout: 360_000 }, async () => {
    let people = cast(browser, server);

    // The ward's officer reads a file in, mends what was misread, and announces it.
    let officer = await people.person("desktop", true, "canbo.hoankiem");
    await officer.goto("/desk/consultations");
    const upload = async (form, name, text) => {
      const box = officer.locator("details").filter({ has: form });
      if (await box.count() && !(await box.first().evaluate((element) => element.open))) await box.locator("summary").first().click();
      await form.locator('input[type="file"]').setInputFiles(file(name, text));
      await press(officer, form.locator('button[type="submit"]').last());
    };
    await upload(officer.locator('form[action="/desk/consultations"]'), "du-thao.md", DRAFT);
    const review = new URL(officer.url()).pathname;
    assert.match(await officer.locator(".findings").innerText(), /Thiếu số ở trước/);
    const lost = officer.locator(".provision", { hasText: "Diều 2. Giờ mở cửa" });
    // What is typed elsewhere on the screen outlives the opening of a provision and each step.
    await officer.locator('[name="explanation"]').fill("Chưa gửi.");
    await press(officer, lost.locator(".provision__edit"));
    assert.equal(await officer.locator('[name="explanation"]').inputValue(), "Chưa gửi.");
    const form = officer.locator(".provision__form");
    await form.locator('[name="kind"]').selectOption("article");
    await form.locator('[name="label"]').fill("2");
    await form.locator('[name="text"]').fill("Giờ mở cửa");
    await press(officer, form.locator('button[value="save"]'));
    assert.equal(await officer.locator('[name="explanation"]').inputValue(), "Chưa gửi.");
    assert.match(await officer.locator("#findings").innerText(), /Không thấy chỗ nào/);
    const announce = officer.locator("section", { has: officer.locator('button[value="announce"]') });
    const fill = async (closes) => {
      await announce.locator('[name="draft_kind"]').selectOption("conduct");
      await announce.locator('[name="title"]').fill(TITLE);
      await announce.locator('[name="explanation"]').fill("Để mọi người cùng giữ sân chơi. Văn bản mẫu.");
      await announce.locator('[name="closes"]').fill(closes);
      await press(officer, announce.locator('button[type="submit"]').last());
    };
    // The law's shortest time holds, and what was typed stays.
    await fill(local(10));
    assert.match(await officer.locator(".error-summary").innerText(), /tối thiểu theo luật/);
    assert.equal(await announce.locator('[name="title"]').inputValue(), TITLE);
    await fill(local(20.5));
    const code = new URL(officer.url()).pathname.split("/").pop();
    assert.notEqual(new URL(officer.url()).pathname, review);
    const [desk, base] = [`/desk/consultations/${code}`, `/consultations/${code}`];

    // Two residents and an organisation say what they think, each of a clause.
    const plain = await people.person("phone", false);
    await until(plain, base, "Đang lấy ý kiến");
    const article = async (page, name) => {
      await page.goto(base);
      await press(page, page.locator(`main a[href^="${base}/"]`, { hasText: name }));
      return new URL(page.url()).pathname;
    };
    const comment = async (page, about, values) => {
      await article(page, about);
      const said = page.locator("main form").filter({ has: page.locator('[name="stance"]') });
      const { clause, stance, organisation, ...words } = values;
      const option = said.locator('[name="provision"] option', { hasText: clause });
      await said.locator('[name="provision"]').selectOption(await option.first().getAttribute("value"));
      await said.locator(`[name="stance"][value="${stance}"]`).check({ force: true });
      if (organisation) {
        await said.locator('[name="speaker"][value="organisation"]').check({ force: true });
        await said.locator('[name="organisation"]').fill(organisation);
      }
      for (const [name, value] of Object.entries(words)) await said.locator(`[name="${name}"]`).fill(value);
      await press(page, said.locator('button[type="submit"]').last());
      const { pathname } = new URL(page.url());
      assert.match(pathname, /^\/my\//);
      return pathname;
    };
    const hours = "Sân chơi mở từ";
    const first = await comment(plain, "Giờ mở cửa", { clause: hours, stance: "change", text: "Người đi làm sớm cần sân mở sớm hơn.", proposal: "Sân chơi mở từ năm giờ ba mươi." });
    const phone = await people.person("phone", true);
    const second = await comment(phone, "Giờ mở cửa", { clause: hours, stance: "change", text: "Xin mở cửa sớm hơn nửa tiếng." });
    const group = await people.person("desktop", true);
    const third = await comment(group, "Giữ gìn", { clause: "Trẻ dưới sáu tuổi", stance: "disagree", organisation: "Tổ dân phố số 7 (mẫu)", text: "Nhiều nhà không có ai rảnh ban ngày." });
    await comment(phone, "Giữ gìn", { clause: "vật sắc nhọn", stance: "ask", text: ACCUSES });

    // Nothing is published before a moderator has looked; the accusation stays away.
    const hoursPage = await article(plain, "Giờ mở cửa");
    assert.equal(await plain.locator(".comments .comment").count(), 0);
    const moderator = await people.person("desktop", true, "kiemduyet");
    await until(moderator, desk, "Có thể cáo buộc một người");
    for (const number of [1, 2, 3]) {
      await moderator.goto(`${desk}?comment=${number}`);
      await press(moderator, moderator.locator("form", { has: moderator.locator('input[name="step"][value="show"]') }).locator('button[type="submit"]'));
    }
    await moderator.goto(`${desk}?comment=4`);
    await moderator.locator("details", { has: moderator.locator('input[value="hide"]') }).locator("summary").click();
    const hide = moderator.locator("form", { has: moderator.locator('input[name="step"][value="hide"]') });
    await hide.locator('[name="hide_reason"]').selectOption("alleges_offence");
    await press(moderator, hide.locator('button[type="submit"]'));
    await until(plain, hoursPage, "Người đi làm sớm cần");

    // Like comments are answered once; the organisation's waits.
    await until(officer, desk, "Xin mở cửa sớm hơn");
    const grouping = officer.locator("form", { has: officer.locator('input[name="step"][value="group"]') });
    await grouping.locator('[name="chosen"][value="2"]').check({ force: true });
    await grouping.locator('[name="into"]').fill("1");
    await press(officer, grouping.locator('button[type="submit"]').last());
    const answer = async (page, number, decision, words, clauses = []) => {
      await until(page, `${desk}?comment=${number}`, 'value="answer"');
      const one = page.locator("form", { has: page.locator('input[name="step"][value="answer"]') });
      await one.locator(`[name="decision"][value="${decision}"]`).check({ force: true });
      await one.locator('[name="text"]').fill(words);
      const values = await one.locator('[name="provisions"] option').evaluateAll((options, wanted) =>
        options.filter(({ text }) => wanted.some((words) => text.includes(words))).map(({ value }) => value), clauses);
      await one.locator('[name="provisions"]').selectOption(values);
      await press(page, one.locator('button[type="submit"]').last());
      assert.equal(await page.locator(".error-summary").count(), 0);
    };
    await answer(officer, 1, "accepted", "Ban soạn thảo tiếp thu, sân mở từ năm giờ ba mươi.", [hours]);
    await until(plain, first, "sân mở từ năm giờ ba mươi");
    await until(phone, second, "sân mở từ năm giờ ba mươi");
    await until(officer, desk, "Đã tiếp thu nhưng dự thảo chưa thay đổi");

    // The second version has other numbers; comments stay on their clauses.
    await officer.goto(desk);
    await upload(officer.locator("form", { has: officer.locator('input[name="step"][value="upload"]') }), "ban-2.md", NEXT);
    assert.match(await officer.locator("main").innerText(), /Thêm mới/);
    const note = officer.locator("fieldset.change", { hasText: "báo trước rồi đóng cửa" }).locator("textarea");
    await note.fill("Để trẻ em kịp về nhà.");
    await press(officer, officer.locator('button[value="publish"]'));
    await until(plain, base, "Phiên bản 2");
    await article(plain, "Điều 3. Giờ mở cửa");
    assert.equal(new URL(plain.url()).pathname, hoursPage, "the article is the same one under another number");
    assert.equal(await plain.locator(".comments .comment").count(), 2);
    await plain.goto(`${base}/compare`);
    assert.match(await plain.locator("ins").allInnerTexts().then((all) => all.join(" ")), /năm giờ ba mươi|báo trước/);
    assert.match(await plain.locator("main").innerText(), /Để trẻ em kịp về nhà/);
    assert.deepEqual(await people.close(), []);

    // Three weeks later.
    await server.stop({ keep: true });
    server = await startServer({ folder: server.data, env: { DANTIN_DAYS_AHEAD: "21" } });
    people = cast(browser, server);
    officer = await people.person("desktop", true, "canbo.hoankiem");
    await until(officer, desk, "Đang trả lời ý kiến");
    const late = await people.person("phone", false);
    await late.goto(hoursPage);
    assert.match(await late.locator("main").innerText(), /Thời gian nhận ý kiến đã hết/);

    // It is not closed while one response is missing: there is no button, and a form sent all the same is refused.
    await officer.goto(desk);
    const close = officer.locator("form", { has: officer.locator('input[name="step"][value="close"]') });
    assert.equal(await close.count(), 0);
    const csrf = await officer.locator('input[name="csrf"]').first().getAttribute("value");
    const refused = await officer.request.post(`${server.url}${desk}`, { form: { csrf, step: "close" } });
    assert.equal(refused.status(), 422);
    assert.match(await refused.text(), /còn ý kiến chưa được trả lời/);
    await answer(officer, 3, "not_accepted", "Sân có đồ chơi cao, trẻ nhỏ cần người lớn trông.");
    await until(officer, desk, 'value="close"');
    await press(officer, close.locator('button[type="submit"]'));
    await until(late, base, "Đã kết thúc");
    await until(late, third, "trẻ nhỏ cần người lớn trông");

    // The table, and the same as files.
    await late.goto(`${base}/table`);
    const said = ["Người đi làm sớm cần sân mở sớm hơn.", "Xin mở cửa sớm hơn nửa tiếng.", "Tổ dân phố số 7 (mẫu)", "Sân có đồ chơi cao, trẻ nhỏ cần người lớn trông."];
    const table = await late.locator("main").innerText();
    for (const words of said) assert.ok(table.includes(words), words);
    const get = async (ending) => {
      const given = await late.request.get(`${server.url}${base}/table.${ending}`);
      assert.equal(given.status(), 200, ending);
      return given.body();
    };
    const csv = (await get("csv")).toString();
    const docx = unpacked(await get("docx")).get("word/document.xml");
    for (const words of said) {
      assert.ok(csv.includes(words), words);
      assert.ok(docx.includes(words), words);
    }
    for (const text of [table, csv, docx]) assert.ok(!text.includes("nhận tiền"), "hidden words are nowhere");
    assert.ok(docx.includes("BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN") && docx.includes("Điều 3. Giờ mở cửa"));
    if (await late.locator('a[href$="/table.pdf"]').count()) assert.equal((await get("pdf")).subarray(0, 5).toString(), "%PDF-");
    assert.deepEqual(await people.close(), []);
  });
});
