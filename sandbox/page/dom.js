/** Building elements. Text always goes in as text: nothing here understands markup. */

export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) put(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function put(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "text") node.textContent = value;
  else if (name === "test") node.dataset.testid = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** One of our own drawings out of icons.svg; `label` only where no other words name it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The picture of an emoji rather than its line drawing: Telegram writes a bare heart. */
export const colourful = (emoji) => `${emoji}\ufe0f`;

export const byId = (id) => document.getElementById(id);

/** A round button showing a drawing only, so its label is read out and shown on hovering. */
export function iconButton(name, label, options = {}) {
  return el("button", { type: "button", class: "round", "aria-label": label, title: label, ...options }, icon(name));
}

const prints = new WeakMap();

/** Draws `make()` into the parent only when the facts have changed: a button must not vanish under the finger. */
export function redraw(parent, facts, make) {
  const print = JSON.stringify(facts);
  if (prints.get(parent) === print) return;
  prints.set(parent, print);
  parent.replaceChildren(...[make()].flat().filter(Boolean));
}

/** Ids of one address are unique numbers we give, for aria references. */
let last = 0;
export const freshId = (prefix) => `${prefix}-${++last}`;
