/** Buttons under a message, and the keyboard of ready answers under the composer. */

import * as api from "./api.js";
import { copy } from "./clipboard.js";
import { el, icon } from "./dom.js";
import { startQuery } from "./draft.js";
import { deepLink } from "./links.js";
import { safe } from "./sanitize.js";
import { say, sayToBot } from "./say.js";
import { state } from "./state.js";
import { alertBox, attempt, toast } from "./toast.js";
import { t } from "./words.js";

export function inlineKeyboard(message) {
  if (!message.buttons?.length) return null;
  return el("div", { class: "keys" }, message.buttons.map((row) => keysRow(row, (key) => button(message, key))));
}

function keysRow(row, make) {
  return el("div", { class: "keys-row" }, row.map(make));
}

function button(message, key) {
  const style = key.style ? `key ${key.style}` : "key";
  const label = el("span", { dir: "auto", text: key.text });
  if (key.url && !deepLink(key.url)) return urlButton(key, style, label);
  const [sign, press] = action(message, key);
  return el("button", { type: "button", class: style, test: "inline-button", onclick: press }, label, sign ? icon(sign) : null);
}

function urlButton(key, style, label) {
  const open = { href: safe(key.url), target: "_blank", rel: "noopener noreferrer", title: key.url };
  const told = el("span", { class: "unseen", text: `(${t("newTab")})` });
  return el("a", { class: style, test: "inline-button", ...open }, label, el("span", { class: "out-sign", "aria-hidden": "true", text: "↗" }), told);
}

function action(message, key) {
  if (key.url) return [null, () => sayToBot(deepLink(key.url))];
  if (key.copy_text) return ["copy", () => copy(key.copy_text.text ?? key.copy_text)];
  const query = key.switch_inline_query_current_chat ?? key.switch_inline_query;
  if (query !== null && query !== undefined) return ["share", () => startQuery(query)];
  return [null, (event) => press(event.currentTarget, message, key)];
}

/** Turns until the bot answers; an unanswered press just stops turning, as in a messenger. */
async function press(node, message, key) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const asked = { message_id: message.message_id, chat_id: state.chat, data: key.data };
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

function replyButton(key) {
  const text = key.text ?? key;
  return el("button", { type: "button", class: "key plain-key", test: "keyboard-button", onclick: () => say(text) },
    el("span", { dir: "auto", text }));
}
