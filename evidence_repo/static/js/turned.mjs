// A page that lies on its side takes the room that it needs, once its picture's form is known.
export default async function turned(frame) {
  const page = frame.querySelector(".page-view");
  const picture = page.querySelector("img");
  await picture.decode().catch(() => {});
  const fit = () => {
    frame.style.height = `${page.getBoundingClientRect().height}px`;
  };
  fit();
  new ResizeObserver(fit).observe(page);
}
