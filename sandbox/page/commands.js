/** The bot's command menu: all of it at the button, what fits while one types "/". */

import * as api from "./api.js";
import { el } from "./dom.js";
import { read, take } from "./editor.js";
import { popup } from "./popup.js";
import { say } from "./say.js";
import { on, state } from "./state.js";

export const commandMenu = popup("command-menu");
let commands = [];

export function mountCommands() {
  on("chat", load);
}

/** Asked anew whenever the menu opens: the bot may have changed it. */
async function load() {
  const { person, chat } = state;
  if (chat === null) return;
  const list = await api.commands(person, chat).catch(() => []);
  if (person === state.person && chat === state.chat) commands = list;
}

export async function openCommands() {
  if (!commandMenu.node.hidden) return commandMenu.hide();
  await load();
  return commandMenu.show(commands.map(option));
}

/** Called after each change of the field. */
export function suggestCommands() {
  const { text } = read();
  if (!/^\/\w*$/.test(text)) return commandMenu.hide();
  if (text === "/") load().then(() => read().text === "/" && commandMenu.show(commands.map(option)));
  const fitting = commands.filter((command) => command.command.startsWith(text.slice(1).toLowerCase()));
  return commandMenu.show(fitting.map(option));
}

function option(command) {
  const run = () => {
    if (read().text.startsWith("/")) take();
    commandMenu.hide();
    say(`/${command.command}`);
  };
  const content = [el("strong", { text: `/${command.command}` }), el("span", { dir: "auto", text: command.description })];
  return { test: "command", content, run };
}
