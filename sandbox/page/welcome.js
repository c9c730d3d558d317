/** What an empty chat shows before anything is said. */

import { botAvatar } from "./avatar.js";
import { byId, el } from "./dom.js";
import { isPrivate, on, state, visible } from "./state.js";
import { t } from "./words.js";

let card = null;

export function mount() {
  for (const topic of ["messages", "chat", "people"]) on(topic, render);
}

function render() {
  card?.remove();
  card = null;
  if (state.chat === null || !state.loaded || visible().length) return;
  card = el("div", { class: "welcome" }, isPrivate() ? about() : el("p", { text: t("empty") }));
  byId("messages").append(card);
}

function about() {
  if (!state.bot) return el("p", { text: t("noBot") });
  const text = state.bot.description || state.bot.about;
  return [botAvatar(), el("h3", { text: text ? t("can") : state.bot.first_name }), text ? el("p", { dir: "auto", text }) : null];
}
