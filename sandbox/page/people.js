/** The people switcher: whose eyes we look through. */

import { avatar } from "./avatar.js";
import { byId, el, redraw } from "./dom.js";
import { nameOf, on, state } from "./state.js";
import { go } from "./route.js";
import { language, t, tn } from "./words.js";

const MANY = 12;
const SHOWN = 100;
let sought = "";
const list = el("div", { class: "people-list" });

export function mount() {
  on("people", render);
}

function render() {
  const nav = byId("people");
  nav.setAttribute("aria-label", t("people"));
  redraw(nav, [state.people.length > MANY, language()], () => [state.people.length > MANY ? search() : null, list]);
  const people = matching();
  const focused = document.activeElement?.dataset?.personId;
  redraw(list, [people, state.person, language()], () => people.map(item));
  if (focused) list.querySelector(`[data-person-id="${focused}"]`)?.focus();
}

function search() {
  const input = el("input", { type: "search", class: "find", placeholder: t("find"), "aria-label": t("find") });
  input.addEventListener("input", () => {
    sought = input.value.trim().toLocaleLowerCase();
    render();
  });
  return input;
}

function matching() {
  const fits = (user) => !sought || `${nameOf(user)} ${user.id}`.toLocaleLowerCase().includes(sought);
  const people = state.people.filter(fits).slice(0, SHOWN);
  const chosen = state.people.find((user) => user.id === state.person);
  return chosen && !people.includes(chosen) ? [chosen, ...people] : people;
}

function item(user) {
  const chosen = user.id === state.person;
  return el("button", {
    type: "button", class: "person", test: "person", data: { personId: user.id }, "aria-pressed": String(chosen),
    title: nameOf(user), onclick: () => go(user.id, chosenChat(user)),
  }, face(user), el("span", { class: "person-name", dir: "auto", text: user.first_name }),
  el("span", { class: "tag", text: (user.language_code ?? "").slice(0, 2).toUpperCase() }));
}

/** On a wide screen a chat is always open: the person's own with the bot. */
function chosenChat(user) {
  return matchMedia("(min-width: 720px)").matches ? user.id : null;
}

function face(user) {
  const unread = user.id === state.person ? 0 : user.unread;
  const mark = unread ? el("span", { class: "mark", "aria-label": tn("unread", unread), text: unread }) : null;
  return el("span", { class: "face" }, avatar(user.id, nameOf(user)), mark);
}
