/** A poll: options to press, then bars. */

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { state } from "./state.js";
import { attempt } from "./toast.js";
import { t, tn } from "./words.js";

export function poll(message) {
  const asked = message.poll;
  const voted = (asked.chosen ?? []).length > 0;
  const over = asked.closed || voted;
  const kind = asked.closed ? "closedPoll" : asked.anonymous ? "anonymousPoll" : "openPoll";
  return el("div", { class: "poll", test: "poll" },
    el("p", { class: "poll-question", dir: "auto", text: asked.question }),
    el("p", { class: "poll-kind", text: t(kind) }),
    over ? results(asked) : options(message),
    el("p", { class: "poll-total", text: total(asked) }));
}

const votesOf = (asked) => asked.options.reduce((sum, choice) => sum + (choice.voters ?? 0), 0);

function total(asked) {
  const voters = asked.total ?? asked.total_voter_count ?? votesOf(asked);
  return voters ? tn("votes", voters) : t("noVotes");
}

function results(asked) {
  const all = asked.total ?? asked.total_voter_count ?? votesOf(asked);
  return el("ul", { class: "poll-results" }, asked.options.map((choice, index) => {
    const share = all ? Math.round((100 * (choice.voters ?? 0)) / all) : 0;
    const mine = asked.chosen?.includes(index);
    const bar = el("span", { class: "poll-bar" }, el("span"));
    bar.firstElementChild.style.width = `${share}%`;
    return el("li", { class: mine ? "mine" : null, test: "poll-option" },
      el("span", { class: "poll-share", text: `${share}%` }),
      el("span", { class: "poll-text" }, el("span", { dir: "auto", text: choice.text }), mine ? icon("check") : null), bar);
  }));
}

function options(message) {
  const { multiple } = message.poll;
  const chosen = new Set();
  const send = (picked) => attempt(() => api.vote(state.person, { message_id: message.message_id, chat_id: state.chat, options: picked }));
  const done = el("button", { type: "button", class: "plain", disabled: true, text: t("vote"), onclick: () => send([...chosen].sort()) });
  const pick = (node, index) => {
    if (!multiple) return send([index]);
    if (!chosen.delete(index)) chosen.add(index);
    node.setAttribute("aria-checked", String(chosen.has(index)));
    done.disabled = chosen.size === 0;
    return null;
  };
  const items = message.poll.options.map((choice, index) => option(choice, multiple, (event) => pick(event.currentTarget, index)));
  return el("div", { class: "poll-options", role: multiple ? "group" : "radiogroup" }, items, multiple ? done : null);
}

function option(choice, multiple, pick) {
  return el("button", {
    type: "button", class: "poll-option", test: "poll-option", role: multiple ? "checkbox" : "radio", "aria-checked": "false", onclick: pick,
  }, el("span", { class: multiple ? "box" : "box ring" }, icon("check")), el("span", { dir: "auto", text: choice.text }));
}
