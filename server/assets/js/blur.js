// Drawing rectangles over a photo in place of choosing fields of the grid. The form's own fields carry what is drawn:
// hidden inputs «region» of left, top, width and height in thousandths.
//
// data-island="blur"  holds an <img> and .blur__grid; data-remove: the word of the button that takes a rectangle away.

const thousandths = (part, whole) => Math.min(1000, Math.max(0, Math.round((part / whole) * 1000)));

export function start(box) {
  const image = box.querySelector("img");
  const place = (mark, [left, top, width, height]) => {
    Object.assign(mark.style, { left: `${left / 10}%`, top: `${top / 10}%`, width: `${width / 10}%`, height: `${height / 10}%` });
  };
  const add = (parts, input) => {
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "blur__mark";
    mark.setAttribute("aria-label", box.dataset.remove);
    mark.title = box.dataset.remove;
    place(mark, parts);
    mark.addEventListener("click", () => { input.remove(); mark.remove(); });
    box.append(mark);
    return mark;
  };
  for (const input of box.querySelectorAll("input[type=hidden][name=region]")) add(input.value.split(" ").map(Number), input);

  let from = null;
  let drawing = null;
  const at = (event) => {
    const frame = image.getBoundingClientRect();
    return [thousandths(event.clientX - frame.left, frame.width), thousandths(event.clientY - frame.top, frame.height)];
  };
  const parts = ([x, y]) => [Math.min(from[0], x), Math.min(from[1], y), Math.abs(x - from[0]), Math.abs(y - from[1])];
  box.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page and presses fields; drawing is for mouse and pen.
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".blur__mark")) return;
    from = at(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (!from) return;
    const now = parts(at(event));
    if (!drawing && now[2] + now[3] < 12) return;
    if (!drawing) {
      drawing = document.createElement("span");
      drawing.className = "blur__mark";
      box.append(drawing);
      box.setPointerCapture(event.pointerId);
    }
    place(drawing, now);
  });
  const end = (event) => {
    if (drawing) {
      const now = parts(at(event));
      drawing.remove();
      if (now[2] > 0 && now[3] > 0) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "region", value: now.join(" ") });
        box.append(input);
        add(now, input);
      }
      // The press that ends a rectangle is no press on a field.
      const swallow = (press) => press.preventDefault();
      box.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => box.removeEventListener("click", swallow, { capture: true }), 0);
    }
    from = null;
    drawing = null;
  };
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", () => { drawing?.remove(); drawing = from = null; });
}
