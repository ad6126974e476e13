"""What an Arabic page says in Latin letters, in what it shows and in what it says aloud."""

from __future__ import annotations

import re

from playwright.sync_api import Page

FORMATS = {"CSV", "XLSX", "Parquet", "JSONL", "PNG", "SVG", "BibTeX", "RIS", "JSON", "ZIP", "bib", "ris"}
PROGRAMS = {"Excel", "SQLite", "PostgreSQL", "OpenAPI", "ClaimReview", "LD", "schema", "org"}
NAMES = {*FORMATS, *PROGRAMS, "English"}
"""What is called the same in every language, and the name of a language in itself."""

LATIN = """() => {
  const otherLanguage = (element) => !(element.closest("[lang]")?.lang ?? "ar").startsWith("ar");
  const code = "code, kbd, pre, script, style, a[href^='http'][dir='ltr'], [data-testid='stIconMaterial']";
  const spoken = ["aria-label", "aria-valuetext", "aria-description", "title", "alt", "placeholder", "data-label"];
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(code) || otherLanguage(element)) continue;
    if (node === element) found.push(...spoken.map((name) => element.getAttribute(name)));
    else found.push(node.data);
  }
  return found.filter((words) => words !== null && /[A-Za-z]{2,}/.test(words));
}"""


def latin(page: Page) -> list[str]:
    """What the page says in Latin letters outside names, quotes, codes and addresses."""
    found = [re.sub(r"https?://\S+", "", words) for words in page.evaluate(LATIN)]
    return [words for words in found if set(re.findall(r"[A-Za-z]{2,}", words)) - NAMES]
