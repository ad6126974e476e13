// A chart as a file of its own: what is on screen, with a title above it and its source below, in our own fonts.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 20;
  const PIXELS_PER_UNIT = 2;
  // Places where the reader's pointer works, not what the chart shows.
  const TOOLS = ".hoverlayer, .draglayer, .zoomlayer, .menulayer, .selectionlayer";
  const WITH_INK = /[\p{L}\p{N}\p{P}\p{S}]/u;
  const PROBE = 24; // the room of one letter that shows whether its font is read
  const FONT_PATIENCE_MS = 10_000;
  // XML has no place for these, however they are written.
  const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

  const element = (name, attributes, text) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const canvasOf = (width, height) => Object.assign(document.createElement("canvas"), { width, height });

  const saved = (blob, name) => {
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  // Words in lines that are no wider than that; one that is longer, as an address, is broken between its parts.
  const lines = (text, { size, weight, family }, width) => {
    const pen = canvasOf(1, 1).getContext("2d");
    pen.font = `${weight} ${size}px ${family}`;
    const fits = (words) => pen.measureText(words).width <= width;
    const found = [""];
    for (let word of text.split(/\s+/)) {
      const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
      if (fits(longer)) {
        found[found.length - 1] = longer;
        continue;
      }
      if (found.at(-1)) found.push("");
      while (!fits(word)) {
        let end = word.length - 1;
        while (end > 1 && !fits(word.slice(0, end))) end -= 1;
        const part = word.slice(0, end).search(/[^/?&]+$/);
        if (part > end / 2) end = part;
        found.splice(-1, 1, word.slice(0, end), "");
        word = word.slice(end);
      }
      found[found.length - 1] = word;
    }
    return found;
  };

  // The letters that a drawing needs of each weight.
  const lettersByWeight = (drawing) => {
    const found = new Map();
    const writer = document.createTreeWalker(drawing, NodeFilter.SHOW_TEXT);
    while (writer.nextNode()) {
      const weight = Number(getComputedStyle(writer.currentNode.parentElement).fontWeight);
      const letters = found.get(weight) ?? found.set(weight, new Set()).get(weight);
      for (const letter of writer.currentNode.data) letters.add(letter);
    }
    return found;
  };

  const covers = (range, letter) =>
    range.split(",").some((part) => {
      const [first, last = first] = part.trim().slice(2).split("-").map((code) => parseInt(code, 16));
      return first <= letter.codePointAt(0) && letter.codePointAt(0) <= last;
    });

  const asData = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    const blob = await answer.blob();
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  };

  // Those of the page's font files that a drawing needs, each with one of the letters for which it does.
  const fontFaces = async (drawing, family) => {
    const own = [...document.styleSheets]
      .flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSFontFaceRule && family.includes(rule.style.getPropertyValue("font-family")))
      .map(({ style }) => ({
        family: style.getPropertyValue("font-family"),
        weight: Number(style.getPropertyValue("font-weight")),
        range: style.getPropertyValue("unicode-range"),
        address: style.getPropertyValue("src").match(/url\("(.+?)"\)/)[1],
      }));
    const needed = new Map();
    for (const [weight, letters] of lettersByWeight(drawing)) {
      const nearest = Math.min(...own.map((face) => Math.abs(face.weight - weight)));
      for (const face of own.filter((one) => Math.abs(one.weight - weight) === nearest)) {
        const covered = [...letters].filter((letter) => covers(face.range, letter));
        if (covered.length) needed.set(face, covered.find((letter) => WITH_INK.test(letter)));
      }
    }
    const loaded = [...needed].map(async ([face, letter]) => ({ ...face, letter, data: await asData(face.address) }));
    return Promise.all(loaded);
  };

  const fontRule = ({ family, weight, range, data }) =>
    `@font-face{font-family:${family};font-weight:${weight};unicode-range:${range};font-display:block;` +
    `src:url(${data}) format("woff2")}`;

  // Lines of one text under another; gives the height after them.
  const written = (drawing, text, type, top, width) => {
    const rightwards = type.direction !== "rtl";
    const fromRight = document.dir === "rtl";
    const leading = Math.round(type.size * 1.5);
    const place = {
      x: fromRight ? width - EDGE : EDGE,
      direction: type.direction,
      // The start of a line is its right end where it is read from there.
      "text-anchor": rightwards === fromRight ? "end" : "start",
      "font-size": type.size,
      "font-weight": type.weight,
      fill: type.fill,
    };
    for (const line of lines(text, type, width - 2 * EDGE)) {
      drawing.append(element("text", { ...place, y: top + Math.round(type.size * 1.1) }, line));
      top += leading;
    }
    return top;
  };

  const drawn = async (plot, told) => {
    const layers = [...plot.querySelectorAll("svg.main-svg")];
    const chart = { width: Math.ceil(layers[0].clientWidth), height: Math.ceil(layers[0].clientHeight) };
    const width = chart.width + 2 * EDGE;
    const family = getComputedStyle(document.documentElement).fontFamily;
    const { text, muted, rule, background } = told.colours;
    const type = { size: 12, weight: 400, family, fill: muted, direction: document.dir };

    const drawing = element("svg", { xmlns: SVG, role: "img", lang: document.documentElement.lang });
    drawing.style.fontFamily = family;
    const ground = element("rect", { width, fill: background });
    drawing.append(element("title", {}, told.title), element("desc", {}, told.alt), ground);

    let top = written(drawing, told.title, { ...type, size: 18, weight: 600, fill: text }, EDGE - 4, width);
    if (told.shown) top = written(drawing, told.shown, { ...type, size: 13.5 }, top, width);
    top += 10;
    for (const layer of layers) {
      const group = element("g", { transform: `translate(${EDGE} ${top})` });
      group.append(...layer.cloneNode(true).childNodes);
      group.querySelectorAll(TOOLS).forEach((tool) => tool.remove());
      group.querySelectorAll("*").forEach((part) => {
        Object.keys(part.dataset).forEach((name) => delete part.dataset[name]);
        part.style.removeProperty("pointer-events");
      });
      drawing.append(group);
    }
    top += chart.height + 12;
    drawing.append(element("path", { d: `M${EDGE} ${top}H${width - EDGE}`, stroke: rule }));
    top = written(drawing, told.source, type, top + 6, width);
    const address = new URL(told.address, document.baseURI).href;
    const height = written(drawing, address, { ...type, direction: "ltr" }, top, width) + EDGE - 8;
    ground.setAttribute("height", height);
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
      drawing.setAttribute(name, value);
    }

    // A drawing has computed styles only while it stands in the page.
    const aside = document.body.appendChild(document.createElement("div"));
    aside.hidden = true;
    aside.append(drawing);
    try {
      const faces = await fontFaces(drawing, family);
      drawing.prepend(element("style", {}, faces.map(fontRule).join("")));
      return { drawing, faces, width, height };
    } finally {
      aside.remove();
    }
  };

  const asFile = (drawing) => {
    const source = new XMLSerializer().serializeToString(drawing).replace(NOT_IN_XML, "");
    return new Blob([source], { type: "image/svg+xml" });
  };

  // No event tells when an image has read the fonts it carries, and until then it leaves their letters out. So one
  // letter of each font stands below what will be painted, and the painting waits until all of them show.
  const painted = async ({ drawing, faces, width, height }) => {
    const probed = faces.filter((face) => face.letter);
    const whole = { width: Math.max(width, PROBE * probed.length), height: height + PROBE };
    const withProbes = drawing.cloneNode(true);
    Object.entries({ ...whole, viewBox: `0 0 ${whole.width} ${whole.height}` }).forEach(([name, value]) =>
      withProbes.setAttribute(name, value),
    );
    probed.forEach(({ letter, family, weight }, at) => {
      const place = { x: PROBE * (at + 0.5), y: height + PROBE * 0.7, "text-anchor": "middle" };
      const probe = element("text", place, letter);
      Object.assign(probe.style, { fontFamily: family, fontWeight: weight, fontSize: `${PROBE / 2}px` });
      withProbes.append(probe);
    });
    const image = new Image();
    const address = URL.createObjectURL(asFile(withProbes));
    try {
      image.src = address;
      await image.decode();
      const shows = (at) => {
        const pen = canvasOf(PROBE, PROBE).getContext("2d");
        pen.drawImage(image, PROBE * at, height, PROBE, PROBE, 0, 0, PROBE, PROBE);
        return pen.getImageData(0, 0, PROBE, PROBE).data.some((value) => value);
      };
      const until = performance.now() + FONT_PATIENCE_MS;
      while (!probed.every((_, at) => shows(at))) {
        if (performance.now() > until) throw new Error("The image does not show its fonts");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const canvas = canvasOf(width * PIXELS_PER_UNIT, height * PIXELS_PER_UNIT);
      canvas.getContext("2d").drawImage(image, 0, 0, width, height, 0, 0, canvas.width, canvas.height);
      const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
      if (!png) throw new Error(`No image of ${canvas.width} by ${canvas.height} pixels`);
      return png;
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("button[data-image]");
    if (!button || button.getAttribute("aria-busy")) return;
    const line = button.closest("[data-chart]");
    const outcome = line.querySelector("[role=status]");
    const told = JSON.parse(line.dataset.chart);
    outcome.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      const made = await drawn(document.querySelector(`.st-key-${told.key} .js-plotly-plot`), told);
      const { image } = button.dataset;
      saved(image === "png" ? await painted(made) : asFile(made.drawing), `${told.name}.${image}`);
    } catch (error) {
      console.warn(error);
      outcome.textContent = told.failed;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
})();
