// Pages chosen by their pictures: the typed field is the truth, the pictures show it and change it.
// A click takes one page or leaves it out; with Shift the whole range from the last one. Arrows move, Space takes.

const PART = /^(\d{1,6})(?:\s*[-–—]\s*(\d{1,6}))?$/;

// The pages that are typed, null where the words are no page numbers (a section, say).
function pagesIn(text, last) {
  const pages = new Set();
  for (const part of text.split(/[,;]/).map((each) => each.trim())) {
    if (!part) continue;
    const [, first, until] = PART.exec(part) ?? [];
    if (!first) return null;
    for (let page = Number(first); page <= Math.min(Number(until ?? first), last); page += 1) pages.add(page);
  }
  return pages;
}

function written(pages) {
  const ranges = [];
  for (const page of [...pages].sort((one, other) => one - other)) {
    const open = ranges.at(-1);
    if (open && open[1] === page - 1) open[1] = page;
    else ranges.push([page, page]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

export default function pagePicker(picker) {
  const field = document.getElementById(picker.dataset.field);
  const thumbs = [...picker.querySelectorAll("[data-page]")];
  if (!field || !thumbs.length) return;
  let pages = new Set();
  let anchor = 0;

  function show() {
    pages = pagesIn(field.value, 1_000_000) ?? new Set();
    thumbs.forEach((thumb, place) => thumb.setAttribute("aria-pressed", String(pages.has(place + 1))));
  }

  function take(place, isRange) {
    if (isRange) {
      const [from, to] = [Math.min(anchor, place), Math.max(anchor, place)];
      for (let each = from; each <= to; each += 1) pages.add(each + 1);
    } else if (!pages.delete(place + 1)) {
      pages.add(place + 1);
    }
    anchor = place;
    field.value = written(pages);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // One picture is in the order of the Tab key; the arrows lead to the others.
  function stand(place) {
    thumbs.forEach((thumb, each) => {
      thumb.tabIndex = each === place ? 0 : -1;
    });
  }

  picker.addEventListener("click", (event) => {
    const place = thumbs.indexOf(event.target.closest("[data-page]"));
    if (place < 0) return;
    take(place, event.shiftKey);
    stand(place);
  });
  picker.addEventListener("keydown", (event) => {
    const place = thumbs.indexOf(event.target);
    if (place < 0) return;
    if (event.key === " ") {
      event.preventDefault(); // the button's own click knows nothing of Shift
      take(place, event.shiftKey);
      return;
    }
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -thumbs.length, End: thumbs.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(thumbs.length - 1, place + steps[event.key]));
    stand(next);
    thumbs[next].focus();
  });
  field.addEventListener("input", show);
  stand(0);
  show();
  picker.hidden = false;
}
