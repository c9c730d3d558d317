/** Brings what the sandbox knows into the state: people, their chats, the open chat. */

import * as api from "./api.js";
import { changed, isForum, person, state, visible } from "./state.js";

export async function loadPeople() {
  const world = await api.world();
  state.bot = world.bot ?? null;
  const unread = new Map(state.people.map((user) => [user.id, user.unread]));
  state.people = (world.people ?? []).map((user) => ({ unread: unread.get(user.id) ?? 0, ...user }));
  state.groups = world.groups ?? [];
  changed("people");
}

export async function loadChats() {
  const asked = state.person;
  const chats = await api.chats(asked);
  if (asked !== state.person) return; // somebody else was chosen meanwhile
  const unread = new Map(state.chats.map((dialog) => [dialog.chat_id, dialog.unread ?? 0]));
  state.chats = chats.map((dialog) => ({ ...dialog, unread: dialog.unread ?? unread.get(dialog.chat_id) ?? 0 }));
  changed("chats");
}

const loading = new Set(); // for each look under way, what happened meanwhile: message_id → message or null

export async function loadMessages() {
  const { person: asked, chat } = state;
  if (asked === null || chat === null) return;
  const meanwhile = new Map();
  loading.add(meanwhile);
  const messages = await api.messages(asked, chat).finally(() => loading.delete(meanwhile));
  if (asked !== state.person || chat !== state.chat) return;
  state.messages = messages;
  state.loaded = true;
  for (const [id, message] of meanwhile) (message ? keep : drop)(message ?? id);
  changed("messages");
}

/** Looks through this person's eyes at this chat; null as chat shows the list on a phone. */
export async function show(asked) {
  const newPerson = asked.person !== state.person;
  const newChat = newPerson || asked.chat !== state.chat;
  Object.assign(state, { person: asked.person, chat: asked.chat, topic: asked.topic });
  if (newPerson) Object.assign(state, { chats: [] });
  if (newChat) Object.assign(state, { messages: [], loaded: false, typing: false });
  if (newPerson) changed("people", "chats");
  changed("chat");
  if (newPerson && asked.person !== null) await loadChats();
  if (newChat) await loadMessages();
  markRead();
}

export function markRead() {
  const open = state.chats.find((dialog) => dialog.chat_id === state.chat);
  if (open) open.unread = 0;
  if (person()) person().unread = state.chats.reduce((sum, dialog) => sum + (dialog.unread ?? 0), 0);
  changed("chats", "people");
}

/** Puts a message of the open chat in its place. */
export function keep(message) {
  const at = state.messages.findIndex((other) => other.message_id === message.message_id);
  if (at >= 0) state.messages[at] = message;
  else state.messages = [...state.messages, message].sort((a, b) => a.message_id - b.message_id);
  for (const meanwhile of loading) meanwhile.set(message.message_id, message);
}

export function drop(id) {
  state.messages = state.messages.filter((said) => said.message_id !== id);
  for (const meanwhile of loading) meanwhile.set(id, null);
}

/** The newest message that asks for something of the keyboard: a keyboard, its removal or an answer. */
export function keyboardMessage() {
  const asking = (said) => said.from === "bot" && (Array.isArray(said.keyboard) || said.force_reply);
  return (isForum() ? visible() : state.messages).findLast(asking) ?? null;
}
