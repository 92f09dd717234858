// What keeps a page from being used by everybody, as sentences "rule: element, what is wrong". One function, evaluated
// in the page; Tab was pressed before, so that focus shows as it does for whoever goes by keyboard.

({ live }) => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (node) => getComputedStyle(node);
  const named = (node) => `<${node.localName}${node.id ? ` id=${node.id}` : ""}${node.className ? ` class=${node.getAttribute("class")}` : ""}>`;
  const fault = (rule, node, what = "") => found.push(`${rule}: ${named(node)}${what ? `, ${what}` : ""}`);

  const isShown = (node) => node.checkVisibility({ visibilityProperty: true });
  const isOff = (node) => node.disabled || node.getAttribute("aria-disabled") === "true";
  const isClipped = (node) => style(node).clipPath !== "none" || (node.parentElement && isClipped(node.parentElement));
  const CONTROLS = "button, a[href], input:not([type=hidden]), textarea, select, summary, iframe, [role=button], [role=link], [role=tab]";
  const controls = all(CONTROLS).filter(isShown);
  const textOf = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    const node = text.parentElement;
    if (text.data.trim() && !["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName) && isShown(node)) texts.push([text, node]);
  }

  // --- names, references, order -------------------------------------------------------------------------------

  const nameOf = (node) =>
    textOf(node.getAttribute("aria-labelledby") ?? "") ||
    node.getAttribute("aria-label")?.trim() ||
    [...(node.labels ?? [])].map((label) => label.textContent).join(" ").trim() ||
    (/^(input|textarea|select|iframe)$/.test(node.localName) ? "" : node.textContent.trim()) ||
    [...node.querySelectorAll("img")].map((picture) => picture.alt).join(" ").trim() ||
    node.title.trim();
  for (const node of controls) if (!nameOf(node)) fault("name", node);
  for (const node of all("img")) if (!node.hasAttribute("alt")) fault("alt", node);

  const ids = new Set();
  for (const node of all("[id]")) {
    if (ids.has(node.id)) fault("id", node, "twice");
    ids.add(node.id);
  }
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for"]) {
    for (const node of all(`[${name}]`)) {
      for (const id of node.getAttribute(name).split(/\s+/)) if (!ids.has(id)) fault("reference", node, `${name}=${id}`);
    }
  }

  let level = 0;
  for (const node of all("h1, h2, h3, h4, h5, h6").filter(isShown)) {
    const its = Number(node.localName[1]);
    if (its > level + 1) fault("heading", node, `after level ${level}`);
    level = its;
  }
  if (!level) fault("heading", document.body, "none");
  if (!/^[a-z]{2,3}(-|$)/.test(document.documentElement.lang)) fault("lang", document.documentElement);
  if (!document.title.trim()) fault("title", document.documentElement);
  if (live && !all("[role=log], [role=status], [role=alert], [aria-live=polite], [aria-live=assertive]").length) fault("live", document.body);

  // --- keyboard -----------------------------------------------------------------------------------------------

  for (const node of all("[tabindex]")) if (node.tabIndex > 0) fault("order", node, `tabindex=${node.tabIndex}`);
  for (const node of all("button, summary, [role=button], [role=link], [onclick]").filter(isShown)) {
    const reached = node.matches("[role=tab]") ? node.closest("[role=tablist]")?.querySelector("[tabindex='0']") : node.tabIndex >= 0;
    if (!reached && !isOff(node)) fault("keyboard", node); // the arrow keys lead from one tab to the others
  }

  const look = (node) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = style(node);
    const outline = outlineStyle === "none" || outlineWidth === "0px" ? "none" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return `${outline} ${boxShadow}`;
  };
  const focused = document.activeElement;
  const scrolled = all("*").filter((node) => node.scrollTop).map((node) => [node, node.scrollTop]);
  for (const node of all(`${CONTROLS}, [tabindex]`).filter((one) => isShown(one) && one.tabIndex >= 0 && !isOff(one))) {
    if (node.localName === "iframe") continue; // what is in it shows its own
    document.activeElement?.blur();
    const before = look(node);
    node.focus({ preventScroll: true });
    if (document.activeElement !== node) fault("focus", node, "cannot be focused");
    else if (look(node) === before) fault("focus", node, "not to be seen");
  }
  document.activeElement?.blur();
  focused?.focus({ preventScroll: true });
  for (const [node, top] of scrolled) node.scrollTop = top;

  // --- contrast (WCAG 2.2, 1.4.3) -----------------------------------------------------------------------------

  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const parsed = (colour) => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  const canvas = parsed("canvas");
  /** What is behind a node, and its own text as it comes out through every opacity above it. */
  const painted = (node, colour) => {
    const above = [];
    for (let one = node; one; one = one.parentElement) above.unshift(one);
    let ground = canvas;
    let text = canvas;
    const layers = [];
    for (const one of above) {
      const opacity = Number(style(one).opacity);
      if (opacity < 1) layers.push([opacity, ground]);
      ground = over(parsed(style(one).backgroundColor), ground);
    }
    text = over(parsed(colour), ground);
    for (const [opacity, behind] of layers.reverse()) {
      text = over([...text, opacity], behind);
      ground = over([...ground, opacity], behind);
    }
    return ratio(text, ground);
  };
  const contrast = (node, colour) => {
    const { fontSize, fontWeight } = style(node);
    const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
    const reached = painted(node, colour);
    if (reached < (large ? 3 : 4.5)) fault("contrast", node, `${reached.toFixed(2)} “${node.textContent.trim().slice(0, 30)}”`);
  };
  for (const node of new Set(texts.map(([, parent]) => parent))) {
    if (!isClipped(node) && !node.closest(":disabled, [aria-disabled=true]")) contrast(node, style(node).color);
  }
  for (const node of all("[placeholder]").filter(isShown)) contrast(node, getComputedStyle(node, "::placeholder").color);

  // --- small screens and right-to-left ------------------------------------------------------------------------

  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth > clientWidth) fault("overflow", document.body, `${scrollWidth} of ${clientWidth}`);
  for (const node of all("main, [role=log], article").filter(isShown)) {
    const { left, right } = node.getBoundingClientRect();
    if (left < -0.5 || right > clientWidth + 0.5) fault("overflow", node, `${left} to ${right} of ${clientWidth}`);
  }
  for (const node of controls.filter((one) => !one.matches("a:not([class]), iframe") && !isOff(one))) {
    const { height } = node.getBoundingClientRect();
    if (height < 43.9) fault("target", node, `${height.toFixed(1)} px high`);
  }
  for (const [text, node] of texts) {
    // Behind a right-to-left letter "12.4 kg" is shown as "kg 12.4", and 2026-11-13 as 13-11-2026.
    const [broken] = text.data.match(/[0-9][ \u00a0\u202f-]?[A-Za-z]|[0-9]+-[0-9]+/) ?? [];
    const turned = text.data.match(/[\u061c\u200e\u200f]/) && node.closest("bdi[dir=ltr]");
    if (turned) fault("code", node, `a mark turns a part of “${text.data}”`);
    if (broken && style(node).direction === "rtl") fault("code", node, `“${broken}” in “${text.data.slice(0, 60)}”`);
  }
  return found;
};
