// A link to a part of a page arrives before that part is drawn: the page goes there once it is.
(() => {
  let target = location.hash.slice(1);
  const STILL_MS = 400;
  let still = 0;

  const arrive = () => {
    const part = document.getElementById(decodeURIComponent(target));
    if (!part) return;
    target = "";
    drawn.disconnect();
    part.scrollIntoView();
  };
  const drawn = new MutationObserver(() => {
    clearTimeout(still);
    still = setTimeout(arrive, STILL_MS);
  });
  if (target) drawn.observe(document, { childList: true, subtree: true });
  // Who scrolls by hand is not moved any more.
  addEventListener("wheel", () => drawn.disconnect(), { once: true, passive: true });
  addEventListener("touchmove", () => drawn.disconnect(), { once: true, passive: true });
})();
