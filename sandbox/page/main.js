/** Where the page comes together: draws, then follows the address bar and the sandbox. */

import * as chats from "./chats.js";
import * as composer from "./composer.js";
import { byId } from "./dom.js";
import { follow } from "./events.js";
import * as head from "./head.js";
import * as messages from "./messages.js";
import * as people from "./people.js";
import * as route from "./route.js";
import { on, person, state } from "./state.js";
import * as theme from "./theme.js";
import { attempt } from "./toast.js";
import * as welcome from "./welcome.js";
import { language } from "./words.js";
import { loadPeople, show } from "./world.js";

const wide = matchMedia("(min-width: 720px)");
const RETRY_MS = 1500;

theme.start();
for (const part of [people, chats, head, messages, welcome, composer]) part.mount();
on("people", () => (document.documentElement.lang = language()));
on("people", leaveTheGone);
addEventListener("hashchange", () => attempt(apply));
wide.addEventListener("change", () => attempt(apply));
attempt(begin);

/** The sandbox, its people and the bot may all arrive a moment after the page. */
async function begin() {
  try {
    await loadPeople();
    await apply();
  } finally {
    if (!state.bot || !state.people.length) setTimeout(() => begin().catch(() => {}), RETRY_MS);
  }
}

/** After a reset of the sandbox the chosen person may not exist any more. */
function leaveTheGone() {
  if (state.person !== null && !person()) attempt(apply);
}

async function apply() {
  const asked = route.read();
  const known = state.people.some((user) => user.id === asked.person);
  const who = known ? asked.person : (state.people[0]?.id ?? null);
  const chat = (known ? asked.chat : null) ?? (wide.matches ? who : null);
  if (who !== asked.person || chat !== asked.chat) route.settle(who, chat, asked.topic);
  const before = state.person;
  byId("app").dataset.view = chat === null ? "list" : "chat";
  const shown = show({ person: who, chat, topic: known ? asked.topic : null });
  if (before !== who) follow(who);
  await shown;
}
