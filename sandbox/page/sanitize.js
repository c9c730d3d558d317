/**
 * The server's message HTML, rebuilt node by node from a short list of what Telegram knows.
 * Parsing happens in a document without scripts or loading; whatever is not listed stays as its text.
 */

const SAME = new Map(Object.entries({
  b: "b", strong: "b", i: "i", em: "i", u: "u", ins: "u", s: "s", strike: "s", del: "s",
  code: "code", pre: "pre", blockquote: "blockquote",
}));
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "embed", "noscript", "svg", "math"]);
const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** Returns a DocumentFragment. */
export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copy(parsed.body, fragment);
  return fragment;
}

function copy(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE) copyElement(child, to);
  }
}

function copyElement(child, to) {
  const tag = child.localName;
  if (DROPPED.has(tag)) return;
  if (tag === "br") return to.append("\n");
  const made = allowed(child, tag);
  copy(child, made ?? to);
  if (made) to.append(made);
}

function allowed(child, tag) {
  if (tag === "a") return link(child);
  if (tag === "tg-spoiler" || (tag === "span" && child.classList.contains("tg-spoiler"))) return spoiler();
  if (tag === "tg-time") return moment(child);
  if (!SAME.has(tag)) return null;
  const made = document.createElement(SAME.get(tag));
  if (tag === "blockquote" || tag === "pre") made.dir = "auto";
  if (tag === "blockquote" && child.hasAttribute("expandable")) made.className = "expandable";
  return made;
}

function link(child) {
  const address = safe(child.getAttribute("href") ?? "");
  if (!address) return null;
  const made = document.createElement("a");
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

/** The address if it is one a messenger opens, otherwise null. */
export function safe(address) {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null; // no address at all
  }
}

/** A moment that words name; pressed, it is told by the reader's own clock. Words alone where it is none. */
function moment(child) {
  const at = new Date(Number(child.getAttribute("unix") ?? NaN) * 1000);
  if (Number.isNaN(at.getTime())) return null;
  const made = document.createElement("time");
  made.className = "tg-time";
  made.tabIndex = 0;
  made.setAttribute("role", "button");
  made.dateTime = at.toISOString();
  return made;
}

function spoiler() {
  const made = document.createElement("span");
  made.className = "tg-spoiler";
  made.tabIndex = 0;
  made.setAttribute("role", "button");
  return made;
}
