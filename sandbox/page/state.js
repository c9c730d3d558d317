/** What the page knows, and who wants to hear when it changes. */

export const state = {
  bot: null,
  people: [],
  groups: [],
  person: null, // id of the person whose eyes we look through
  chat: null, // chat_id of the open chat
  topic: null, // thread_id in a forum; null is its general topic
  chats: [],
  messages: [], // of the open chat, by message_id
  loaded: false, // the open chat's messages are here
  connected: true,
  typing: false,
  wanted: null, // message_id somebody asked to see
};

const listeners = new Map();

/** Topics: people, chats, chat (another one is open), messages, connection, typing, draft, wanted. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function changed(...topics) {
  for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener();
}

export const person = () => state.people.find((user) => user.id === state.person) ?? null;
export const chat = () => state.chats.find((dialog) => dialog.chat_id === state.chat) ?? null;
export const group = () => state.groups.find((known) => known.id === state.chat) ?? null;
export const isPrivate = () => state.chat !== null && state.chat === state.person;
export const isForum = () => Boolean(group()?.forum);
export const message = (id) => state.messages.find((said) => said.message_id === id) ?? null;

/** The messages of the open chat, in a forum those of the open topic. */
export function visible() {
  if (!isForum()) return state.messages;
  return state.messages.filter((said) => (said.thread_id ?? null) === state.topic);
}

export const nameOf = (user) => [user?.first_name, user?.last_name].filter(Boolean).join(" ");

/** Asks the list to bring this message into view. */
export function reveal(id) {
  state.wanted = id;
  changed("wanted");
}
