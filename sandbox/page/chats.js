/** The chosen person's chats, newest line under each name. */

import { avatar, botAvatar } from "./avatar.js";
import { byId, el, iconButton, redraw } from "./dom.js";
import { go } from "./route.js";
import { nameOf, on, person, state } from "./state.js";
import { full, short } from "./time.js";
import { isDark, toggle } from "./theme.js";
import { language, t, tn } from "./words.js";

export function mount() {
  on("chats", render);
  on("chat", render);
  on("people", render);
}

function render() {
  const who = person();
  byId("chats").setAttribute("aria-label", t("chats"));
  const focused = document.activeElement?.dataset?.chatId;
  const facts = [nameOf(who), state.chats, state.chat, state.person, isDark(), language()];
  redraw(byId("chats"), facts, () => [heading(who), ...state.chats.map(item)]);
  if (focused) byId("chats").querySelector(`[data-chat-id="${focused}"]`)?.focus();
}

function heading(who) {
  const theme = iconButton(isDark() ? "sun" : "moon", t(isDark() ? "light" : "dark"), { "data-testid": "theme" });
  theme.addEventListener("click", () => (toggle(), render()));
  return el("div", { class: "chats-head" }, el("h1", { dir: "auto", text: nameOf(who) || t("chats") }), theme);
}

function item(dialog) {
  const open = dialog.chat_id === state.chat;
  const mark = dialog.unread && !open ? el("span", { class: "mark", "aria-label": tn("unread", dialog.unread), text: dialog.unread }) : null;
  const time = dialog.last ? el("time", { title: full(dialog.last.date), text: short(dialog.last.date) }) : null;
  return el("button", {
    type: "button", class: "chat-item", test: "chat-item", data: { chatId: dialog.chat_id },
    "aria-current": open ? "true" : null, onclick: () => go(state.person, dialog.chat_id),
  }, dialog.type === "private" ? botAvatar() : avatar(dialog.chat_id, dialog.title),
  el("span", { class: "chat-lines" },
    el("span", { class: "chat-line" }, el("strong", { dir: "auto", text: dialog.title }), time),
    el("span", { class: "chat-line" }, el("span", { class: "last", dir: "auto", text: lastLine(dialog.last) }), mark)));
}

function lastLine(last) {
  if (!last) return t("empty");
  const text = (last.text ?? "").split("\n")[0];
  return last.from === state.person ? `${t("you")}: ${text}` : text;
}
