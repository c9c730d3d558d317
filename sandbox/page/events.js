/** What happens to this person live, with a fresh look at everything after each lost connection. */

import * as api from "./api.js";
import { changed, state } from "./state.js";
import { drop, keep, loadChats, loadMessages, loadPeople, markRead } from "./world.js";

const RETRY_MS = 2000;
const TYPING_MS = 5500;
let source = null;
let retry = 0;
let again = 0;
let typing = 0;
let opened = false;

export function follow(person) {
  source?.close();
  clearTimeout(retry);
  if (person === null) return;
  source = new EventSource(api.eventsAddress(person));
  source.onopen = () => connect(true);
  source.onerror = () => lose(person);
  source.onmessage = (event) => take(JSON.parse(event.data));
}

function connect(now) {
  const back = now && !state.connected;
  state.connected = now;
  changed("connection");
  if (back || !opened) resync();
  opened = true;
}

/** The browser retries by itself unless the answer was an error: then we do. */
function lose(person) {
  connect(false);
  if (source.readyState !== EventSource.CLOSED) return;
  clearTimeout(retry);
  retry = setTimeout(() => (follow(person), soon("people", loadPeople)), RETRY_MS);
}

async function resync() {
  try {
    await loadPeople();
    await loadChats();
    await loadMessages();
  } catch {
    lookAgain();
  }
}

function lookAgain() {
  clearTimeout(again);
  again = setTimeout(resync, RETRY_MS);
}

function take(event) {
  if (event.kind === "elsewhere") return mark(event.people);
  if (event.kind === "people") return soon("people", loadPeople);
  if (event.kind === "typing") return event.chat_id === state.chat && type();
  if (event.chat_id === state.chat) takeHere(event);
  else if (event.kind === "message" && event.message?.from !== state.person) count(event.chat_id);
  return soon("chats", loadChats);
}

function takeHere(event) {
  if (event.kind === "delete") drop(event.message_id);
  else if (event.message) keep(event.message);
  else soon("messages", loadMessages);
  if (event.kind === "message") type(false);
  changed("messages");
  markRead();
}

/** Somebody else has something new to read. */
function mark(people) {
  const others = state.people.filter((user) => user.id !== state.person && people.includes(user.id));
  for (const user of others) user.unread = (user.unread ?? 0) + 1;
  if (others.length) soon("marks", async () => changed("people"));
}

function count(chat_id) {
  const chat = state.chats.find((dialog) => dialog.chat_id === chat_id);
  if (chat) chat.unread = (chat.unread ?? 0) + 1;
}

function type(now = true) {
  clearTimeout(typing);
  state.typing = now;
  if (now) typing = setTimeout(() => type(false), TYPING_MS);
  changed("typing");
}

const waiting = new Map();

/** Many events at once cost one look, a moment later. */
function soon(name, look) {
  if (waiting.has(name)) return;
  waiting.set(name, setTimeout(() => {
    waiting.delete(name);
    look().catch(lookAgain);
  }, 120));
}
