// Parts of a page that follow what was done without reloading it: elements with an id and data-live are taken
// anew from the server. What somebody is typing in is left alone.
import { bind } from "./binding.mjs";

let under_way = null;
let wanted = false;

export function refresh() {
  wanted = true;
  under_way ??= run().finally(() => {
    under_way = null;
  });
  return under_way;
}

async function run() {
  while (wanted) {
    wanted = false;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live][id]")) {
      const better = fresh.getElementById(part.id);
      if (better && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(better));
    }
    await bind(document);
  }
}
