// Streamlit says some words of its own in English only; where a page speaks another language, it says them there.
(() => {
  if (!claims.words.length) return;
  const SPOKEN = ["aria-label", "aria-valuetext", "aria-description", "placeholder", "title"];
  // Words of a dossier, of a chart and of a list of choices are never Streamlit's.
  const NOT_ITS_OWN =
    "[data-testid='stHtml'], .js-plotly-plot, [role='option'][data-key], [lang]:not(html), script, style, code";
  const rules = new Intl.PluralRules(claims.locale);
  const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
  const categories = CATEGORIES.filter((one) => rules.resolvedOptions().pluralCategories.includes(one));

  const date = (words, shown) => {
    const day = new Date(`${words} UTC`);
    return isNaN(day) ? words : new Intl.DateTimeFormat(claims.locale, { timeZone: "UTC", ...shown }).format(day);
  };
  const inOwnWords = {
    date: (words) => date(words, { dateStyle: "long" }),
    month: (words) => date(`1 ${words} 2000`, { month: "long" }),
  };

  const GAP = /\{(\w+)\}/g;
  const pattern = (sentence) => {
    const parts = sentence.split(GAP).map((part, at) =>
      at % 2 ? `(?<${part}>${part === "n" ? "[\\d,]+" : ".+"})` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    );
    return new RegExp(`^${parts.join("")}$`, "s");
  };
  const known = claims.words.flatMap(([english, own]) => english.map((sentence) => [pattern(sentence), own]));

  const said = (words) => {
    if (!/[a-z]/i.test(words)) return null;
    for (const [sentence, own] of known) {
      const found = sentence.exec(words);
      if (!found) continue;
      const gaps = found.groups ?? {};
      const form = own.length > 1 ? own[categories.indexOf(rules.select(Number(gaps.n.replaceAll(",", ""))))] : own[0];
      return form.replace(GAP, (_, name) => inOwnWords[name]?.(gaps[name]) ?? gaps[name]);
    }
    return null;
  };

  const hear = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const own = said(node.data.trim());
      if (own !== null) node.data = own;
      return;
    }
    for (const name of SPOKEN) {
      const own = node.hasAttribute(name) ? said(node.getAttribute(name).trim()) : null;
      if (own !== null) node.setAttribute(name, own);
    }
  };

  const hearAll = (root) => {
    const element = root.nodeType === Node.TEXT_NODE ? root.parentElement : root;
    if (!element?.closest || element.closest(NOT_ITS_OWN)) return;
    const accept = (node) => (node.matches?.(NOT_ITS_OWN) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, accept);
    for (let node = root; node; node = walk.nextNode()) hear(node);
  };

  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(hearAll);
      else if (!(type === "characterData" ? target.parentElement : target)?.closest(NOT_ITS_OWN)) hear(target);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
  });
})();
