// The one script that a page loads. Other modules import `bind` from binding.mjs, never from here: the page's
// address of this file carries a hash, so that importing it would run it twice.
import { bind } from "./binding.mjs";
import { dropForeignDrafts, dropWhatArrived } from "./drafts.mjs";
import { bindKeys } from "./keys.mjs";

bindKeys();
dropForeignDrafts();
dropWhatArrived();
await bind();
document.documentElement.dataset.bound = ""; // whoever drives the page by program waits for this
