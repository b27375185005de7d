// A piece whose file is still being read: looked after until it is, then shown with what was found.
import { bind } from "./binding.mjs";
import { refresh } from "./live.mjs";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 8000;

export default function reading(piece) {
  let pause = FIRST_PAUSE;

  async function look() {
    if (!piece.isConnected) return;
    let answered;
    try {
      const answer = await fetch(piece.dataset.address, { headers: { Accept: "application/json", "X-Background": "1" } });
      if (!answer.ok) return;
      answered = await answer.json();
    } catch {
      answered = null; // the connection will come back, or the person will reload
    }
    if (answered && !isInUse()) replace(answered);
    else wait();
  }

  // Somebody is in it, or has opened a form in it: what they type is not taken from them.
  function isInUse() {
    return piece.contains(document.activeElement) || piece.querySelector("[data-unfolded]:not(:empty)");
  }

  function replace(answered) {
    const holder = document.createElement("template");
    holder.innerHTML = answered.html.trim();
    const fresh = holder.content.firstElementChild;
    const changed = fresh.textContent !== piece.textContent;
    if (!answered.is_reading || changed) {
      piece.replaceWith(fresh);
      bind(fresh.parentElement); // the fresh one looks after itself
      if (!answered.is_reading) refresh();
    } else wait();
  }

  function wait() {
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
    setTimeout(look, pause);
  }

  setTimeout(look, pause);
}
