// A header field in focus shows where it was read: a box over the picture of that page, if it is the one shown.
export default function headerBoxes(form) {
  const view = document.querySelector(".page-view");
  const overlay = view?.querySelector("svg");
  if (!overlay) return;
  let box = null;

  const hide = () => {
    box?.remove();
    box = null;
  };

  form.addEventListener("focusin", (event) => {
    hide();
    const field = event.target.closest("[data-box]");
    if (!field || field.dataset.page !== view.dataset.page) return;
    const [x0, y0, x1, y1] = field.dataset.box.split(" ").map(Number);
    box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const margin = 0.006;
    const place = { x: x0 - margin, y: y0 - margin, width: x1 - x0 + 2 * margin, height: y1 - y0 + 2 * margin };
    for (const [name, value] of Object.entries(place)) box.setAttribute(name, value);
    box.setAttribute("class", "focused");
    overlay.append(box);
  });
  form.addEventListener("focusout", hide);
}
