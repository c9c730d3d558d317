/** Buttons under a message, and the keyboard of ready answers under the composer. */

import * as api from "./api.js";
import { copy } from "./clipboard.js";
import { el, icon } from "./dom.js";
import { startQuery } from "./draft.js";
import { deepLink } from "./links.js";
import { safe } from "./sanitize.js";
import { say, sayToBot } from "./speech.js";
import { state } from "./state.js";
import { alertBox, attempt, toast } from "./toast.js";
import { t } from "./words.js";

export function inlineKeyboard(message) {
  if (!message.buttons?.length) return null;
  return el("div", { class: "keys" }, message.buttons.map((row) => keysRow(row, (one) => button(message, one))));
}

const FITS = 24; // letters that stand side by side on a phone
const LONG = 16; // letters of a word that may have to be broken

/** Short words share the row evenly; where even the longest words do not fit, a phone puts them in a column. */
function keysRow(row, make) {
  const texts = row.map((one) => one.text ?? one);
  const words = texts.map((text) => Math.max(...text.split(/\s+/).map((word) => word.length)));
  const even = texts.every((text) => text.length <= FITS / row.length) ? "even" : "";
  const long = row.length > 1 && words.reduce((sum, length) => sum + length + 2, 0) > FITS ? "long" : "";
  const firm = words.every((length) => length <= LONG) ? "firm" : "";
  return el("div", { class: `keys-row ${even} ${long} ${firm}` }, row.map(make));
}

function button(message, one) {
  const style = one.style ? `key ${one.style}` : "key";
  const label = el("span", { dir: "auto", text: one.text });
  if (one.url && !deepLink(one.url)) return urlButton(one, style, label);
  const [sign, press] = action(message, one);
  return el("button", { type: "button", class: style, test: "inline-button", onclick: press }, label, sign ? icon(sign) : null);
}

function urlButton(one, style, label) {
  const open = { href: safe(one.url), target: "_blank", rel: "noopener noreferrer", title: one.url };
  const told = el("span", { class: "unseen", text: `(${t("newTab")})` });
  return el("a", { class: style, test: "inline-button", ...open }, label, el("span", { class: "out-sign", "aria-hidden": "true", text: "↗" }), told);
}

function action(message, one) {
  if (one.url) return [null, () => sayToBot(deepLink(one.url))];
  if (one.copy_text) return ["copy", () => copy(one.copy_text.text ?? one.copy_text)];
  const query = one.switch_inline_query_current_chat ?? one.switch_inline_query;
  if (query !== null && query !== undefined) return ["share", () => startQuery(query)];
  return [null, (event) => press(event.currentTarget, message, one)];
}

/** Turns until the bot answers; an unanswered press just stops turning, as in a messenger. */
async function press(node, message, one) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const asked = { message_id: message.message_id, chat_id: state.chat, data: one.data };
  await attempt(async () => show(await api.press(state.person, asked)));
  node.removeAttribute("aria-busy");
}

function show(answer) {
  if (answer.text) (answer.alert ? alertBox : toast)(answer.text);
  if (!answer.url) return;
  const command = deepLink(answer.url);
  if (command) sayToBot(command);
  else if (safe(answer.url)) window.open(answer.url, "_blank", "noopener,noreferrer");
}

export function replyKeyboard(rows) {
  return el("div", { class: "reply-keys" }, rows.map((row) => keysRow(row, replyButton)));
}

function replyButton(one) {
  const text = one.text ?? one;
  return el("button", { type: "button", class: "key plain-key", test: "keyboard-button", onclick: () => say(text) },
    el("span", { dir: "auto", text }));
}
