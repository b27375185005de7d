// Brings the first marked word of the page's picture into view, once the picture has its height.
export default async function firstMark(view) {
  const mark = view.querySelector("rect.found, rect.pinned");
  const picture = view.querySelector("img");
  if (!mark || !picture || location.hash) return;
  await picture.decode().catch(() => {});
  const { top, bottom } = mark.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) scrollBy({ top: top - innerHeight / 3, behavior: "instant" });
}
