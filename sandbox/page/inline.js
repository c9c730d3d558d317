/** "@bot words": the bot's proposals, one of which is said when chosen. */

import * as api from "./api.js";
import { el } from "./dom.js";
import { read, take } from "./editor.js";
import { popup } from "./popup.js";
import { state } from "./state.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

const PAUSE_MS = 250;
export const inlineResults = popup("inline-results");
let waiting = 0;
let asked = null;

/** Called after each change of the field. */
export function suggestInline() {
  const query = queryOf(read().text, state.bot?.username);
  clearTimeout(waiting);
  asked = query;
  if (query === null) return inlineResults.hide();
  waiting = setTimeout(() => attempt(() => ask(query)), PAUSE_MS);
  return null;
}

/** The words after "@bot ", or null where the bot is not asked. */
function queryOf(text, username) {
  const match = /^@(\w+)(?:\s+([\s\S]*))?$/.exec(text);
  return username && match?.[1].toLowerCase() === username.toLowerCase() ? (match[2] ?? "") : null;
}

async function ask(query) {
  const { results } = await api.query(state.person, { query, chat_id: state.chat });
  if (asked === query) inlineResults.show(results.map(option), t("nothing"));
}

function option(result) {
  const run = () => {
    take();
    inlineResults.hide();
    attempt(() => api.choose(state.person, { result_id: result.id, chat_id: state.chat }));
  };
  const content = [el("strong", { dir: "auto", text: result.title ?? result.text }), el("span", { dir: "auto", text: result.description ?? "" })];
  return { test: "inline-result", content, run };
}
