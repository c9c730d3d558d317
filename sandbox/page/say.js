/** Saying something in the open chat, from wherever it was pressed. */

import * as api from "./api.js";
import { go } from "./route.js";
import { state } from "./state.js";
import { attempt } from "./toast.js";

/** Where the words go: the open chat and, in a forum, the open topic. */
export function place() {
  const topic = state.topic === null ? {} : { thread_id: state.topic };
  return { chat_id: state.chat, ...topic };
}

/** A link that starts the bot speaks in the private chat, wherever it was pressed. */
export function sayToBot(text) {
  go(state.person, state.person);
  return attempt(() => api.send(state.person, { text, chat_id: state.person }), "notSent");
}

export const say = (text) => attempt(() => api.send(state.person, { text, ...place() }), "notSent");
