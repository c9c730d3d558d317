/** One row of the list: a message or an album, with what hangs under it. */

import { openActions } from "./actions.js";
import { avatar, botAvatar } from "./avatar.js";
import { colourful, el, icon } from "./dom.js";
import { inlineKeyboard } from "./keyboards.js";
import { enliven } from "./links.js";
import { media } from "./media.js";
import { poll } from "./poll.js";
import { clean } from "./sanitize.js";
import { isPrivate, message as messageOf, reveal, state } from "./state.js";
import { clock, full } from "./time.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const STRONG = /\p{L}/u;

export function bubble(row) {
  const [first] = row.messages;
  const parted = row.day ? el("div", { class: "day" }, el("span", { text: row.day })) : null;
  if (first.service) return el("div", { class: "block" }, parted, service(first));
  const side = row.out ? "out" : "in";
  const marks = [row.first && "first", row.last && "last"].filter(Boolean).join(" ");
  const stack = el("div", { class: "stack" }, body(row), inlineKeyboard(row.messages.at(-1)), reactions(row.messages));
  const face = !row.out && !isPrivate() ? el("div", { class: "beside" }, row.last ? faceOf(first) : null) : null;
  return el("div", { class: "block" }, parted, el("div", { class: `row ${side} ${marks}` }, face, stack));
}

/** Something that happened in the chat rather than something said. */
function service(message) {
  if (!message.text) return null;
  return el("div", { class: "day", data: { messageId: message.message_id } }, el("span", { dir: "auto", text: message.text }));
}

const senderName = (message) => message.from_name ?? (message.from === "bot" ? state.bot?.first_name : String(message.from));

const faceOf = (message) => (message.from === "bot" ? botAvatar() : avatar(message.from, senderName(message)));

function body(row) {
  const [first] = row.messages;
  const told = row.messages.find((message) => message.text) ?? first;
  const text = told.text && !told.poll ? textOf(told) : null;
  const pictures = media(row.messages);
  const bare = pictures && !text ? "bare" : "";
  const late = !text || RTL.test(lastStrong(told.text)) || /<\/(pre|blockquote)>\s*$/.test(told.html ?? "");
  const article = el("article", {
    class: `bubble ${bare} ${pictures ? "with-media" : ""} ${late ? "late" : ""}`, tabindex: "-1", test: "message",
    data: { messageId: first.message_id, from: first.from === "bot" ? "bot" : row.out ? "me" : "other" },
    "aria-label": row.out ? t("you") : senderName(first),
  }, name(row), quote(first), pictures, text, first.poll ? poll(first) : null, meta(row.messages.at(-1), row.messages));
  article.addEventListener("contextmenu", (event) => openActions(event, told));
  article.addEventListener("keydown", (event) => event.key === "Enter" && event.target === article && openActions(event, told));
  return article;
}

function textOf(message) {
  const node = el("div", { class: "text", dir: "auto", test: "message-text" });
  node.append(message.html ? clean(message.html) : message.text);
  enliven(node);
  node.addEventListener("click", unfold);
  node.addEventListener("keydown", (event) => event.key === "Enter" && unfold(event));
  return node;
}

/** Hidden words and folded quotations open where they are pressed; a moment is told by the reader's own clock. */
function unfold(event) {
  const named = event.target.closest?.(".tg-time");
  if (named) toast(full(named.dateTime));
  event.target.closest?.(".tg-spoiler")?.classList.add("open");
  event.target.closest?.("blockquote.expandable")?.classList.toggle("open");
}

/** The letter that decides which way the last line runs. */
function lastStrong(text) {
  return text.trimEnd().split("\n").at(-1).match(STRONG)?.[0] ?? "";
}

function name(row) {
  const [first] = row.messages;
  const via = first.via_inline ? t("via", { name: `@${state.bot?.username}` }) : null;
  const who = row.first && !row.out && !isPrivate() ? senderName(first) : null;
  if (!who && !via) return null;
  return el("div", { class: "sender", dir: "auto", text: [who, via].filter(Boolean).join(" · ") });
}

function quote(message) {
  const id = message.reply_to?.message_id ?? message.reply_to;
  if (!id || (message.thread_id && id === message.thread_id)) return null;
  const quoted = messageOf(id);
  const who = quoted && (quoted.from === state.person ? t("you") : senderName(quoted));
  const text = quoted ? quoted.text || kindOf(quoted) : t("deleted");
  return el("button", { type: "button", class: "quote", onclick: () => reveal(id) },
    who ? el("strong", { dir: "auto", text: who }) : null, el("span", { dir: "auto", text: text.split("\n")[0] }));
}

export function kindOf(message) {
  if (message.photo) return t("photo");
  if (message.video) return t("video");
  if (message.poll) return `${t("poll")}: ${message.poll.question}`;
  return message.document ? message.document.name : "";
}

function meta(message, all) {
  const edited = all.some((message) => message.edited);
  return el("span", { class: `meta ${edited ? "edited" : ""}` },
    message.pinned ? icon("pin") : null,
    edited ? el("span", { text: t("edited") }) : null,
    el("time", { title: full(message.date), text: clock(message.date) }));
}

function reactions(messages) {
  const all = messages.flatMap((message) => message.reactions ?? []);
  const signs = all.map((reaction) => (typeof reaction === "string" ? reaction : reaction.emoji)).filter(Boolean);
  if (!signs.length) return null;
  const counted = [...new Set(signs)].map((sign) => [sign, signs.filter((other) => other === sign).length]);
  return el("div", { class: "reactions" }, counted.map(([sign, n]) => el("span", { text: n > 1 ? `${colourful(sign)} ${n}` : colourful(sign) })));
}
