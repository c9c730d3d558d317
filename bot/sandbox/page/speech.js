/** Saying something in the open chat, from wherever it was pressed. */

import * as api from "./api.js";
import { state } from "./state.js";
import { attempt } from "./toast.js";

/** Where the words go: the open chat and, in a forum, the open topic. */
export function place() {
  const topic = state.topic === null ? {} : { thread_id: state.topic };
  return { chat_id: state.chat, ...topic };
}

export const say = (text) => attempt(() => api.send(state.person, { text, ...place() }), "notSent");
