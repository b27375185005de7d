// A header field in focus shows where it was read: its lines above the form, and a box over the picture of the page.
// The lines come from whichever page the field was read on; they stay until another field has the focus, so that
// nothing moves under the pointer that presses a button.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 0.006; // around the box, of the page
const WIDEST = 0.5; // the least part of the page's width that is shown, so that letters do not fill the form

export default function headerBoxes(form) {
  const onPage = boxOnPage(document.querySelector(".page-view"));
  const lines = linesOf(form.querySelector(".field-place"));

  form.addEventListener("focusin", (event) => {
    onPage.hide();
    const field = event.target.closest("[data-box]");
    if (!field) {
      if (event.target.closest(".header-field")) lines.hide();
      return;
    }
    const [x0, y0, x1, y1] = field.dataset.box.split(" ").map(Number);
    const place = { x: x0 - MARGIN, y: y0 - MARGIN, width: x1 - x0 + 2 * MARGIN, height: y1 - y0 + 2 * MARGIN };
    onPage.show(place, field.dataset.page);
    lines.show(place, field);
  });
  form.addEventListener("focusout", () => onPage.hide());
}

function boxOnPage(view) {
  const overlay = view?.querySelector("svg");
  let box = null;
  return {
    show(place, page) {
      if (overlay && page === view.dataset.page) overlay.append((box = rectangle(place)));
    },
    hide() {
      box?.remove();
      box = null;
    },
  };
}

// The part of the page that a field was read from, drawn in the form.
function linesOf(figure) {
  const drawing = figure?.querySelector("svg");
  let wanted = null;
  const hide = () => {
    wanted = null;
    if (figure) figure.hidden = true;
  };

  async function show(place, field) {
    if (!figure) return;
    wanted = field;
    const picture = new Image();
    picture.src = field.dataset.picture;
    try {
      await picture.decode();
    } catch {
      if (wanted === field) hide(); // the form is used without it
      return;
    }
    if (wanted !== field) return; // the focus has gone on meanwhile
    draw(place, picture);
    const label = field.querySelector("label").textContent.trim();
    figure.querySelector("figcaption").textContent = `${label} · ${figure.dataset.pageWord} ${field.dataset.page}`;
    figure.hidden = false;
  }

  function draw(place, picture) {
    const { naturalWidth: width, naturalHeight: height } = picture;
    const shown = { width: Math.max(place.width * 1.1, WIDEST) * width };
    shown.height = Math.max(place.height * height * 1.3, shown.width * 0.18);
    shown.x = (place.x + place.width / 2) * width - shown.width / 2;
    shown.y = (place.y + place.height / 2) * height - shown.height / 2;
    const page = document.createElementNS(SVG, "image");
    set(page, { href: picture.src, width, height });
    const box = rectangle({
      x: place.x * width,
      y: place.y * height,
      width: place.width * width,
      height: place.height * height,
    });
    set(drawing, { viewBox: [shown.x, shown.y, shown.width, shown.height].join(" ") });
    drawing.replaceChildren(page, box);
  }

  return { show, hide };
}

function rectangle(place) {
  const box = document.createElementNS(SVG, "rect");
  set(box, { ...place, class: "focused" });
  return box;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
