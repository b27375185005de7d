// Binds the modules that a page names: an element with data-module="name" is given to name.mjs.

// Each element is bound once, also when a part of the page is replaced later.
const bound = new WeakMap();

export async function bind(root = document) {
  for (const element of root.querySelectorAll("[data-module]")) {
    for (const name of element.dataset.module.split(" ")) {
      const names = bound.get(element) ?? new Set();
      if (names.has(name)) continue;
      bound.set(element, names.add(name));
      const module = await import(`./${name}.mjs`);
      module.default(element);
    }
  }
}
