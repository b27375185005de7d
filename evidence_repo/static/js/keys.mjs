// Keys: an element with data-key="j" is pressed (or, if it is a field, focused) by that key. "?" shows them all (keys-list.mjs).
// While somebody types in a field only Ctrl+Enter counts: it sends the form.

// A ticked choice that has the focus takes no letters.
const NOT_TYPED = ["radio", "checkbox", "button", "submit"];

const typing = (target) =>
  target.isContentEditable ||
  (["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) && !NOT_TYPED.includes(target.type));

const SIGNS = { arrowleft: "←", arrowright: "→" };

export const isShown = (element) => element.getClientRects().length > 0;

export const shownKey = (key) => SIGNS[key.toLowerCase()] ?? key.toUpperCase();

function act(element) {
  if (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

export function bindKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.("form");
      if (form) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("button[type=submit]")); // the one that Enter presses
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      document.dispatchEvent(new Event("keys:asked"));
      return;
    }
    const found = [...document.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.toLowerCase() === event.key.toLowerCase() && isShown(element) && !element.disabled,
    );
    if (found) {
      event.preventDefault();
      act(found);
    }
  });
}
