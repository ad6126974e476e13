// The print button of a page on paper, and what its margins repeat on every sheet.
(() => {
  const quoted = (words) =>
    `"${words.replace(/["\\\n\r\f]/g, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;
  const content = (words) =>
    words.split(/\{(pages?)\}/).map((part, at) => (at % 2 ? `counter(${part})` : quoted(part))).join(" ");

  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) print();
  });
  addEventListener("beforeprint", () => {
    const told = document.querySelector("[data-running]")?.dataset;
    const { style } = document.documentElement;
    style.setProperty("--running", quoted(told?.running ?? ""));
    style.setProperty("--number", told ? content(told.number) : "counter(page)");
  });
})();
