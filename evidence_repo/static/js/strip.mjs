// The thumbnails beside a page: the one that is shown is in sight.
export default function strip(nav) {
  const here = nav.querySelector("[aria-current]");
  if (!here) return;
  nav.scrollTop = here.offsetTop - nav.clientHeight / 2;
  nav.scrollLeft = here.offsetLeft - nav.clientWidth / 2;
}
