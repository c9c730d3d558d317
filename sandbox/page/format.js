/** The little bar that appears while words are marked in the composer. */

import { el } from "./dom.js";
import { field } from "./editor.js";
import { t } from "./words.js";

const FORMATS = [["bold", "b"], ["italic", "i"], ["underline", "u"], ["strikeThrough", "s"]];

export const formatBar = el("div", { class: "format", role: "toolbar", hidden: true });

export function mountFormat() {
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const marked = !selection.isCollapsed && field.contains(selection.anchorNode);
    if (marked === !formatBar.hidden) return;
    formatBar.replaceChildren(...(marked ? FORMATS.map(button) : []));
    formatBar.hidden = !marked;
  });
}

function button([command, tag]) {
  const label = t(command === "strikeThrough" ? "strike" : command);
  return el("button", {
    type: "button", class: "plain", "aria-label": label, title: label, onmousedown: (event) => event.preventDefault(), onclick: () => document.execCommand(command),
  }, el(tag, { text: "Аа" }));
}
