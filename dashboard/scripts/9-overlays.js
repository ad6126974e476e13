// What Streamlit lays over the page stands outside its landmarks: mended here.
(() => {
  const MENDED = {
    // A list of choices is a part of the page by itself, called as the field that opened it.
    "[role='listbox']": (list) => {
      const place = list.parentElement;
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", list.getAttribute("aria-label") ?? "");
    },
    // The head of a calendar is not the head of the page.
    "[role='dialog'] header": (head) => head.setAttribute("role", "group"),
  };

  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element);
    if (!added.length) return;
    for (const [selector, mend] of Object.entries(MENDED)) {
      for (const node of added) {
        if (node.matches(selector)) mend(node);
        node.querySelectorAll(selector).forEach(mend);
      }
    }
  }).observe(document, { childList: true, subtree: true });
})();
