// Drafts: what a person has typed is kept on this computer, under their own account, until the server has it.
// Sending a form does not drop its draft: the session may be over, or the connection. A page that says that
// something was done drops what had been sent. Signing out drops all of them; a session that ends by itself leaves
// them for the same person, for half a day: whoever signs in next at this computer removes everybody else's.
const PREFIX = "draft:";
const LASTS = 12 * 60 * 60 * 1000;
const own = (name) => `${PREFIX}${document.body.dataset.person}:${name}`;

// A full or forbidden store only means that no draft is kept.
function tried(work, otherwise = null) {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

export function keepDraft(name, words, isSent = false) {
  tried(() => localStorage.setItem(own(name), JSON.stringify({ words, isSent, at: Date.now() })));
}

export function draftOf(name) {
  return tried(() => JSON.parse(localStorage.getItem(own(name))));
}

export function dropDraft(name) {
  tried(() => localStorage.removeItem(own(name)));
}

const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

export function dropAllDrafts() {
  tried(() => drafts().forEach((key) => localStorage.removeItem(key)));
}

export function dropForeignDrafts() {
  if (!document.body.dataset.person) return;
  tried(() => {
    for (const key of drafts()) {
      const isOld = Date.now() - (JSON.parse(localStorage.getItem(key)).at ?? 0) > LASTS;
      if (isOld || !key.startsWith(own(""))) localStorage.removeItem(key);
    }
  });
}

export function dropWhatArrived() {
  if (!document.querySelector(".messages .note.info")) return;
  tried(() => {
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(own("")))) {
      if (JSON.parse(localStorage.getItem(key)).isSent) localStorage.removeItem(key);
    }
  });
}
