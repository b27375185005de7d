// A link to a form about a piece that opens in the piece itself; without this script it is a page of its own.
import { bind } from "./binding.mjs";

const close = () => document.querySelectorAll("[data-unfolded]").forEach((place) => place.replaceChildren());

export default function unfold(link) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = link.closest(".piece")?.querySelector("[data-unfolded]");
    if (!place) return;
    event.preventDefault();
    let answer;
    try {
      answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    } catch {
      answer = null;
    }
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const form = page?.querySelector(".unfolding > .body");
    if (!form) {
      location.assign(link.href);
      return;
    }
    close(); // one at a time: fields keep their ids
    place.append(document.adoptNode(form));
    place.querySelector("[data-fold]")?.addEventListener("click", (leaving) => {
      leaving.preventDefault();
      close();
      link.focus();
    });
    await bind(place);
    place.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}
