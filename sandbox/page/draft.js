/** What is about to be said: an answer to a message, a change of one, files, a query to the bot. */

import { changed, state } from "./state.js";

export const draft = { reply: null, editing: null, query: null, files: [] };

const begin = (now) => {
  Object.assign(draft, { reply: null, editing: null, query: null }, now);
  changed("draft");
};

export const beginReply = (message) => begin({ reply: message });
export const beginEdit = (message) => begin({ editing: message });
export const startQuery = (query) => begin({ query: `@${state.bot?.username} ${query}` });
export const forget = () => begin({ files: [] });

export function addFiles(files) {
  draft.files = [...draft.files, ...files];
  changed("draft");
}

export function dropFile(file) {
  draft.files = draft.files.filter((kept) => kept !== file);
  changed("draft");
}
