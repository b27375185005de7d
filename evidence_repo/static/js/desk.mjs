// The review desk: drag over the words of the page to pin them, go on without reloading, ask before words are lost.
import { bind } from "./binding.mjs";
import { draftOf, keepDraft } from "./drafts.mjs";

const SVG = "http://www.w3.org/2000/svg";

const draftName = (desk) => `review-${desk.dataset.piece}`;

export default function reviewDesk(desk) {
  const form = desk.querySelector(".verdict-form");
  const pins = form ? new Pins(desk, form) : null;
  const state = { isDirty: false, isSending: false };

  if (form) {
    restoreDraft(desk, form, pins);
    const note = () => {
      state.isDirty = true;
      keepDraft(draftName(desk), wordsOf(form));
    };
    form.addEventListener("input", note);
    pins.onchange = note;
    form.addEventListener("submit", () => {
      state.isSending = true;
      keepDraft(draftName(desk), wordsOf(form), true);
    });
  }

  window.addEventListener("beforeunload", (event) => {
    if (desk.isConnected && state.isDirty && !state.isSending) event.preventDefault();
  });

  // Ctrl+Enter saves from anywhere on the desk; inside the form keys.mjs does it.
  document.addEventListener("keydown", (event) => {
    const isSave = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSave || !form || !desk.isConnected || event.target.closest("form")) return;
    event.preventDefault();
    form.requestSubmit();
  });

  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !isPlain) return;
    const staysHere = new URL(link.href).pathname === location.pathname;
    if (!staysHere && state.isDirty && !window.confirm(desk.dataset.leave)) {
      event.preventDefault();
      return;
    }
    event.preventDefault();
    go(link.href, desk, true);
  });
  desk.addEventListener("swap", ({ detail }) => go(detail, desk, true)); // page-box.mjs
}

window.addEventListener("popstate", () => {
  const desk = document.querySelector(".desk");
  if (desk) go(location.href, desk, false);
});

// Fetch a page and put its main part in place of this one; whatever goes wrong, the browser goes there itself.
async function go(address, desk, isNew) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    if (!answer.ok || !main) throw new Error("not a page");
    if (isNew) history.pushState(null, "", answer.url);
    document.title = page.title;
    document.body.className = page.body.className;
    document.querySelector("main").replaceWith(main);
    await bind(main);
    main.focus({ preventScroll: true });
  } catch {
    location.assign(address);
  }
}

const wordsOf = (form) => {
  const { csrf_token: _token, seen_lock: _lock, ...words } = Object.fromEntries(new FormData(form));
  return words;
};

// A draft is put back where the server sent an empty form; what the server sent back is newer.
function restoreDraft(desk, form, pins) {
  const draft = draftOf(draftName(desk));
  const isEmpty = !form.querySelector("[name=verdict]:checked") && !form.elements.comment.value;
  if (!draft || !isEmpty) return;
  for (const [name, value] of Object.entries(draft.words)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  pins.read();
}

class Pins {
  constructor(desk, form) {
    this.desk = desk;
    this.form = form;
    this.list = form.querySelector(".pins");
    this.view = desk.querySelector(".page-view");
    this.page = Number(desk.dataset.page);
    this.words = [];
    this.onchange = () => {};
    this.read();
    if (this.view && desk.dataset.words) this.letPin();
  }

  read() {
    try {
      this.pins = JSON.parse(this.form.elements.anchors.value || "[]");
    } catch {
      this.pins = [];
    }
    this.show();
  }

  write() {
    this.form.elements.anchors.value = JSON.stringify(this.pins);
    this.show();
    this.onchange();
  }

  show() {
    const { pinWord, dropWord, areaWord } = this.desk.dataset;
    this.list.replaceChildren(
      ...this.pins.map((pin, at) => {
        const item = document.createElement("li");
        const mark = document.createElement("mark");
        mark.textContent = `\u201c${pin.quote || areaWord}\u201d`;
        const drop = document.createElement("button");
        drop.type = "button";
        drop.textContent = dropWord;
        drop.addEventListener("click", () => {
          this.pins.splice(at, 1);
          this.write();
        });
        item.append(`${pinWord} ${pin.page}: `, mark, " ", drop);
        return item;
      }),
    );
    const here = this.pins.filter((pin) => pin.page === this.page);
    this.draw("pinned", here.flatMap((pin) => pin.boxes));
  }

  draw(name, boxes) {
    const overlay = this.view?.querySelector("svg");
    if (!overlay) return;
    for (const old of overlay.querySelectorAll(`.${name}`)) old.remove();
    for (const [x0, y0, x1, y1] of boxes) {
      const rect = document.createElementNS(SVG, "rect");
      for (const [key, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) {
        rect.setAttribute(key, Math.max(value, 0));
      }
      rect.setAttribute("class", name);
      overlay.append(rect);
    }
  }

  async letPin() {
    this.desk.classList.add("can-pin");
    this.view.querySelector("img").draggable = false;
    let from = null;
    this.view.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = this.place(event);
      this.view.setPointerCapture(event.pointerId);
    });
    this.view.addEventListener("pointermove", (event) => {
      if (from) this.draw("pinning", this.chosen(from, this.place(event)).boxes);
    });
    this.view.addEventListener("pointerup", (event) => {
      if (!from) return;
      const to = this.place(event);
      const isDrag = Math.abs(to.x - from.x) + Math.abs(to.y - from.y) > 0.01;
      const { quote, boxes } = this.chosen(from, to);
      from = null;
      this.draw("pinning", []);
      if (!isDrag || !boxes.length) return;
      this.pins.push({ page: this.page, quote, boxes });
      this.write();
    });
    this.view.addEventListener("pointercancel", () => {
      from = null;
      this.draw("pinning", []);
    });
    try {
      const answer = await fetch(this.desk.dataset.words, { headers: { Accept: "application/json" } });
      if (answer.ok) this.words = (await answer.json()).words;
    } catch {
      // without words an area is pinned
    }
  }

  // Where the pointer is on the page as it was written, however the page lies.
  place(event) {
    const frame = this.view.getBoundingClientRect();
    const within = (value) => Math.min(Math.max(value, 0), 1);
    const right = within((event.clientX - frame.left) / frame.width);
    const down = within((event.clientY - frame.top) / frame.height);
    const places = { 0: [right, down], 90: [down, 1 - right], 180: [1 - right, 1 - down], 270: [1 - down, right] };
    const [x, y] = places[this.view.dataset.turn];
    return { x, y };
  }

  // The words between the two places in reading order; where the page has no words, the area between them.
  chosen(from, to) {
    if (!this.words.length) {
      const box = [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y)];
      return { quote: "", boxes: [box.map(rounded)] };
    }
    const [first, last] = [this.nearest(from), this.nearest(to)].sort((a, b) => a - b);
    const words = this.words.slice(first, last + 1);
    return { quote: words.map((word) => word[0]).join(" ").slice(0, 4000), boxes: lines(words) };
  }

  nearest({ x, y }) {
    let best = 0;
    let least = Infinity;
    this.words.forEach(([, x0, y0, x1, y1], at) => {
      const dx = Math.max(x0 - x, 0, x - x1);
      const dy = Math.max(y0 - y, 0, y - y1);
      const distance = dx + 4 * dy; // a line further away is further than a word further along
      if (distance < least) [best, least] = [at, distance];
    });
    return best;
  }
}

const rounded = (value) => Math.round(value * 1e4) / 1e4;

// One box a line instead of one a word.
function lines(words) {
  const boxes = [];
  for (const [, x0, y0, x1, y1] of words) {
    const line = boxes.at(-1);
    const isSameLine = line && y0 < (line[1] + line[3]) / 2 && y1 > (line[1] + line[3]) / 2 && x0 >= line[0];
    if (isSameLine) {
      line[1] = Math.min(line[1], y0);
      line[2] = Math.max(line[2], x1);
      line[3] = Math.max(line[3], y1);
    } else {
      boxes.push([x0, y0, x1, y1]);
    }
  }
  return boxes.slice(0, 500).map((box) => box.map(rounded));
}
