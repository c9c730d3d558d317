/** The head of the open chat: who it is, what is pinned, a forum's topics. */

import * as api from "./api.js";
import { avatar, botAvatar } from "./avatar.js";
import { byId, el, iconButton, redraw } from "./dom.js";
import { openMenu } from "./menu.js";
import { go } from "./route.js";
import { chat, changed, group, isForum, isPrivate, message, on, person, reveal, state } from "./state.js";
import { isDark, toggle } from "./theme.js";
import { attempt } from "./toast.js";
import { language, t, tn } from "./words.js";
import { loadPeople } from "./world.js";

export function mount() {
  for (const topic of ["chat", "chats", "people", "typing", "connection"]) on(topic, renderHead);
  for (const topic of ["chat", "chats", "messages"]) on(topic, renderPinned);
  for (const topic of ["chat", "people"]) on(topic, renderTopics);
}

function renderHead() {
  const facts = [titleOf(), underline(), state.chat, isPrivate(), language()];
  redraw(byId("head"), facts, headParts);
}

function headParts() {
  const back = iconButton("back", t("back"), { class: "round back", "data-testid": "back", onclick: () => go(state.person) });
  const more = iconButton("more", t("menu"), { "data-testid": "chat-menu", "aria-haspopup": "menu", onclick: showMenu });
  const title = el("h2", { dir: "auto", "data-testid": "chat-title", text: titleOf() });
  const under = el("p", { class: "under", dir: "auto", text: underline() });
  if (state.typing) under.dataset.testid = "typing";
  const picture = isPrivate() ? botAvatar() : avatar(state.chat, titleOf());
  return [back, picture, el("div", { class: "head-lines" }, title, under), more];
}

function titleOf() {
  if (isPrivate()) return state.bot?.first_name ?? t("noBot");
  return chat()?.title ?? group()?.title ?? t("choose");
}

function underline() {
  if (!state.connected) return t("offline");
  if (state.typing) return t("typing");
  if (isPrivate()) return state.bot?.about || t("bot");
  return group() ? tn("members", group().members.length) : "";
}

function showMenu(event) {
  const theme = { icon: isDark() ? "sun" : "moon", label: t(isDark() ? "light" : "dark"), run: () => (toggle(), changed("chats")) };
  const blocked = person()?.blocked;
  const block = { icon: "block", label: t(blocked ? "unblock" : "block"), run: () => attempt(() => setBlocked(!blocked)) };
  openMenu(event.currentTarget, isPrivate() ? [theme, block] : [theme]);
}

export async function setBlocked(now) {
  await (now ? api.block(state.person) : api.unblock(state.person));
  await loadPeople();
}

function renderPinned() {
  const id = chat()?.pinned ?? state.messages.findLast((message) => message.pinned)?.message_id ?? null;
  const pinned = id === null ? null : message(id);
  const bar = byId("pinned");
  bar.hidden = !pinned;
  if (!pinned) return;
  const text = pinned.text.split("\n")[0] || t("photo");
  redraw(bar, [text, language()], () => [el("strong", { text: t("pinned") }), el("span", { dir: "auto", text })]);
  bar.onclick = () => reveal(id);
}

function renderTopics() {
  const bar = byId("topics");
  bar.hidden = !isForum();
  if (bar.hidden) return;
  bar.setAttribute("aria-label", t("topics"));
  const all = [{ id: null, name: t("general") }, ...(group().topics ?? [])];
  redraw(bar, [all, state.person, state.chat, state.topic], () => all.map(topicTab));
}

function topicTab(topic) {
  return el("button", {
    type: "button", class: "topic", test: "topic", role: "tab", dir: "auto", text: topic.name,
    "aria-selected": String(topic.id === state.topic), onclick: () => go(state.person, state.chat, topic.id),
  });
}
