/** The foot of a chat: where one writes, attaches and presses ready answers. */

import * as api from "./api.js";
import { attachments } from "./attach.js";
import { bar, renderBar, renderSend } from "./bar.js";
import { commandMenu, mountCommands, suggestCommands } from "./commands.js";
import { byId, el, icon, iconButton, redraw } from "./dom.js";
import { addFiles, beginReply, draft, forget } from "./draft.js";
import { field, isEmpty, mountField, read, take, toEnd, write, writeHtml } from "./editor.js";
import { formatBar, mountFormat } from "./format.js";
import { setBlocked } from "./head.js";
import { inlineResults, suggestInline } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { place, say } from "./say.js";
import { isPrivate, nameOf, on, person, state } from "./state.js";
import { attempt } from "./toast.js";
import { language, t } from "./words.js";
import { keyboardMessage } from "./world.js";

const touch = matchMedia("(pointer: coarse)");
const unsent = new Map(); // person and chat → what was being written there
let shownFor = null; // the chat the foot is drawn for
let asking = null; // the message whose keyboard or question we know of
let keysOpen = true;

export function mount() {
  mountField(addFiles);
  mountFormat();
  mountCommands();
  field.addEventListener("keydown", press);
  field.addEventListener("input", afterInput);
  on("chat", changeChat);
  on("draft", showDraft);
  for (const topic of ["messages", "people", "chats"]) on(topic, render);
}

function changeChat() {
  if (shownFor) unsent.set(shownFor, take());
  shownFor = state.chat === null ? null : `${state.person} ${state.chat}`;
  asking = null;
  forget();
  field.replaceChildren(...(unsent.get(shownFor) ?? []));
  render();
  if (shownFor && !touch.matches && !byId("foot").contains(document.activeElement)) field.focus();
}

function afterInput() {
  suggestCommands();
  suggestInline();
  renderSend();
}

function press(event) {
  if (event.isComposing) return;
  if (commandMenu.key(event) || inlineResults.key(event)) return event.preventDefault();
  if (event.key === "Escape" && (draft.reply || draft.editing)) return stop();
  if (event.key !== "Enter" || event.shiftKey || touch.matches) return;
  event.preventDefault();
  submit();
}

function stop() {
  if (draft.editing) take();
  forget();
}

function showDraft() {
  if (draft.editing) writeHtml(draft.editing.html ?? draft.editing.text);
  if (draft.query) {
    write(draft.query);
    draft.query = null;
    suggestInline();
  }
  if (draft.reply) toEnd();
  render();
}

async function submit() {
  const said = read();
  const { reply, editing, files } = draft;
  if (!said.text && !files.length) return;
  const kept = take();
  commandMenu.hide();
  forget();
  const sent = await attempt(() => deliver(said, { reply, editing, files }), "notSent");
  if (sent || !isEmpty()) return;
  write(...kept);
  addFiles(files);
}

async function deliver({ text, entities }, { reply, editing, files }) {
  const words = entities.length ? { text, entities } : { text };
  if (editing) return api.edit(state.person, { message_id: editing.message_id, chat_id: state.chat, ...words });
  const where = { ...place(), ...(reply ? { reply_to: reply.message_id } : {}) };
  if (!files.length) return api.send(state.person, { ...words, ...where });
  for (const [index, file] of files.entries()) await api.sendFile(state.person, { ...where, text: index ? "" : text }, file);
  return null;
}

function render() {
  const foot = byId("foot");
  foot.hidden = state.chat === null;
  const start = isPrivate() && state.loaded && !state.messages.length;
  const focused = document.activeElement === field;
  if (person()?.blocked && isPrivate()) redraw(foot, ["blocked", language()], unblock);
  else if (start) redraw(foot, ["start", language()], startButton);
  else writing(foot);
  if (focused && field.isConnected) field.focus();
}

function startButton() {
  return el("button", { type: "button", class: "start", test: "start", text: t("start"), onclick: () => say("/start") });
}

function unblock() {
  const button = el("button", { type: "button", class: "start", text: t("unblock"), onclick: () => attempt(() => setBlocked(false)) });
  return el("div", { class: "blocked" }, el("p", { text: t("blocked") }), button);
}

const parts = { over: el("div", { class: "over" }), keys: el("div", { class: "keys-place" }) };

function writing(foot) {
  redraw(foot, "writing", () => [commandMenu.node, inlineResults.node, formatBar, parts.over, bar, parts.keys]);
  const about = draft.editing ?? draft.reply;
  const files = draft.files.map((file) => [file.name, file.size, file.lastModified]);
  redraw(parts.over, [about, Boolean(draft.editing), files, language()], () => [context(about), attachments()]);
  renderKeys();
}

function context(about) {
  if (!about) return null;
  const who = about.from === state.person ? t("you") : (about.from_name ?? state.bot?.first_name);
  const title = draft.editing ? t("editing") : t("replyTo", { name: who });
  return el("div", { class: "context" }, icon(draft.editing ? "edit" : "reply"),
    el("span", { class: "context-lines" }, el("strong", { text: title }), el("span", { dir: "auto", text: about.text ?? "" })),
    iconButton("close", t("cancel"), { onclick: stop }));
}

function renderKeys() {
  const message = keyboardMessage();
  if (message && message.message_id !== asking) ask(message);
  const rows = message?.keyboard ?? [];
  redraw(parts.keys, [rows, keysOpen], () => (rows.length && keysOpen ? replyKeyboard(rows) : null));
  renderBar({ keys: rows.length ? keysOpen : null, toggleKeys, submit });
}

/** A new keyboard opens by itself; a question to be answered is already an answer to it. */
function ask(message) {
  asking = message.message_id;
  keysOpen = true;
  const answered = state.messages.some((said) => said.from === state.person && said.message_id > message.message_id);
  if (message.force_reply && !answered) queueMicrotask(() => beginReply(message));
}

function toggleKeys() {
  keysOpen = !keysOpen;
  render();
}
