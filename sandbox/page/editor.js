/** The field one writes in: formatting by Ctrl+B, I, U; read out as text and Telegram's entities. */

import { el } from "./dom.js";
import { clean } from "./sanitize.js";

const KINDS = {
  B: "bold", STRONG: "bold", I: "italic", EM: "italic", U: "underline", INS: "underline", S: "strikethrough",
  STRIKE: "strikethrough", DEL: "strikethrough", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote", SPAN: null,
};
const FORMATS = new Set(["formatBold", "formatItalic", "formatUnderline", "formatStrikeThrough"]);

export const field = el("div", {
  class: "field", contenteditable: "true", role: "textbox", "aria-multiline": "true", dir: "auto", test: "composer", spellcheck: "true",
});

/** Wires the field; `files` hears of pasted or dropped files. */
export function mountField(files) {
  field.addEventListener("beforeinput", (event) => {
    if (event.inputType.startsWith("format") && !FORMATS.has(event.inputType)) event.preventDefault();
  });
  for (const kind of ["paste", "drop"]) field.addEventListener(kind, (event) => takeIn(event, files));
  field.addEventListener("input", () => isEmpty() && field.replaceChildren());
}

function takeIn(event, files) {
  event.preventDefault();
  const brought = event.clipboardData ?? event.dataTransfer;
  if (brought.files.length) return files([...brought.files]);
  return document.execCommand("insertText", false, brought.getData("text/plain"));
}

export const isEmpty = () => !field.textContent.trim();

/** {text, entities}: entities with offsets in UTF-16 units, as Telegram counts them. */
export function read() {
  const content = { text: "", entities: [] };
  collect(field, content);
  return trimmed(content.text, joined(content.entities));
}

function collect(node, content) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) content.text += child.data.replaceAll("\u00a0", " ");
    else if (child.nodeName === "BR") content.text += "\n";
    else collectElement(child, content);
  }
}

function collectElement(child, content) {
  if (child.nodeName === "DIV" && content.text && !content.text.endsWith("\n")) content.text += "\n";
  const offset = content.text.length;
  collect(child, content);
  const length = content.text.length - offset;
  const entity = kindOf(child, content.text.slice(offset));
  if (entity && length) content.entities.push({ ...entity, offset, length });
}

function kindOf(node, text) {
  if (node.nodeName === "A") return node.href.startsWith(text) ? null : { type: "text_link", url: node.href };
  if (node.classList.contains("tg-spoiler")) return { type: "spoiler" };
  const type = KINDS[node.nodeName];
  return type ? { type } : null;
}

/** Neighbours of one kind become one: typing in the middle of bold leaves two. */
function joined(entities) {
  const result = [];
  for (const entity of [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length)) {
    const before = result.findLast((other) => other.type === entity.type && other.url === entity.url);
    if (before && before.offset + before.length === entity.offset) before.length += entity.length;
    else result.push({ ...entity });
  }
  return result;
}

function trimmed(text, entities) {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const clipped = entities.map((entity) => {
    const from = Math.max(entity.offset, start);
    return { ...entity, offset: from - start, length: Math.min(entity.offset + entity.length, end) - from };
  });
  return { text: text.slice(start, Math.max(start, end)), entities: clipped.filter((entity) => entity.length > 0) };
}

/** Empties the field and returns what was in it, for `write` to put back. */
export function take() {
  const nodes = [...field.childNodes];
  field.replaceChildren();
  return nodes;
}

export function write(...content) {
  field.replaceChildren(...content);
  toEnd();
}

export const writeHtml = (html) => write(clean(html));

export function toEnd() {
  field.focus();
  const range = document.createRange();
  range.selectNodeContents(field);
  range.collapse(false);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
