// Follows a session: counts change where they stand, and nothing else moves by itself; for more there is a link. The board in the
// hall has no finger on it and shows itself anew. One connection a page, and none while the page is hidden.
import { swap } from "./core.js";

export function start(element) {
  const { source, region, news, lost } = element.dataset;
  const link = element.querySelector("[data-refresh]");
  const plain = link?.textContent;
  let revision = Number(element.dataset.revision), events, asked;
  const tell = (words, isNews) => { if (link) { link.textContent = words; link.classList.toggle("is-news", isNews); } };

  const take = (update) => {
    asked ??= update.asked;
    let isMore = update.asked > asked || update.arranged;
    for (const [number, behind, end] of update.questions) {
      const question = document.getElementById(`q${number}`);
      if (!question) continue;
      const line = question.querySelector("[data-behind]");
      if (line && line.textContent !== behind) line.textContent = behind;
      if ((question.dataset.end ?? end) !== end) isMore = true;
      question.dataset.end = end;
    }
    const floor = document.querySelector("[data-floor] [data-question]")?.dataset.question ?? null;
    if (String(update.floor ?? "") !== String(floor ?? "")) isMore = true;
    if (region && (update.revision > revision || update.arranged)) {
      revision = update.revision;
      events?.close();
      swap(location.href, region, { push: false, focus: false });
      return;
    }
    revision = update.revision;
    tell(isMore ? news : link?.classList.contains("is-news") ? news : plain, isMore || link?.classList.contains("is-news"));
  };

  const open = () => {
    events = new EventSource(source);
    events.addEventListener("update", (event) => take(JSON.parse(event.data)));
    events.addEventListener("error", () => tell(lost, false));
    events.addEventListener("open", () => tell(plain, false));
  };
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden && element.isConnected) open();
  });
  if (!document.hidden) open();
}
