// The box with the page's number: what leads to a page without reloading does so here too.
export default function pageBox(form) {
  const field = form.querySelector("[name=page]");
  form.addEventListener("submit", (event) => {
    const swaps = form.closest("[data-module~=desk]");
    if (!swaps) return;
    event.preventDefault();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) address.searchParams.set(name, value);
    swaps.dispatchEvent(new CustomEvent("swap", { detail: address.href }));
  });
  field.addEventListener("focus", () => field.select());
}
