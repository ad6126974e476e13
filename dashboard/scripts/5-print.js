// The print button of a page on paper, and the line that its margins repeat on every sheet.
addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});
addEventListener("beforeprint", () => {
  const told = document.querySelector("[data-running]")?.dataset.running ?? "";
  const escaped = told.replace(/["\\\n\r\f]/g, (sign) => `\\${sign.codePointAt(0).toString(16)} `);
  document.documentElement.style.setProperty("--running", `"${escaped}"`);
});
