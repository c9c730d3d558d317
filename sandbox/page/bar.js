/** The row one writes in: attach, the field, its two small buttons, send. */

import { fileInput } from "./attach.js";
import { openCommands } from "./commands.js";
import { el, iconButton, redraw } from "./dom.js";
import { draft } from "./draft.js";
import { field, isEmpty } from "./editor.js";
import { language, t } from "./words.js";

const buttons = el("span", { class: "pill-buttons" });
const ends = { before: el("span", { class: "bar-end" }), after: el("span", { class: "bar-end" }) };
export const bar = el("div", { class: "write" }, ends.before, el("div", { class: "pill" }, field, buttons), ends.after);

/** `keys` is null where there is no reply keyboard, otherwise whether it is open. */
export function renderBar({ keys, toggleKeys, submit }) {
  field.dataset.placeholder = t("write");
  field.setAttribute("aria-label", t("write"));
  redraw(ends.before, language(), fileInput);
  redraw(buttons, [keys, language()], () => [keys === null ? null : keysButton(keys, toggleKeys), menuButton()]);
  redraw(ends.after, language(), () => sendButton(submit));
  renderSend();
}

export function renderSend() {
  const send = ends.after.firstElementChild;
  if (send) send.disabled = isEmpty() && !draft.files.length;
}

function keysButton(open, toggle) {
  return iconButton("keys", t("keyboard"), { "aria-pressed": String(open), onclick: toggle });
}

function menuButton() {
  return iconButton("slash", t("commands"), { "data-testid": "command-menu-button", onclick: openCommands });
}

function sendButton(submit) {
  const keepFocus = (event) => event.preventDefault();
  return iconButton("send", t("send"), { class: "round send", "data-testid": "send", onmousedown: keepFocus, onclick: submit });
}
