/** Addresses, t.me links of the bot itself and /commands inside text. */

import { el } from "./dom.js";
import { say, sayToBot } from "./say.js";
import { state } from "./state.js";
import { safe } from "./sanitize.js";

const PATTERN = /(https?:\/\/[^\s<>"]+[^\s<>".,:;!?»)\]])|(^|[\s(«"])(\/[a-z][a-z0-9_]{0,31})(?![\w/])/gi;
const CLOSED = new Set(["A", "CODE", "PRE"]);

/** What pressing t.me/<our bot>?start=x says, or null for any other address. */
export function deepLink(address) {
  const url = safe(address) ? new URL(address) : null;
  if (!url || !["t.me", "telegram.me"].includes(url.hostname)) return null;
  if (url.pathname.slice(1).toLowerCase() !== state.bot?.username?.toLowerCase()) return null;
  const payload = url.searchParams.get("start");
  return payload ? `/start ${payload}` : "/start";
}

/** Makes addresses and commands in the text pressable. */
export function enliven(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) if (!inClosed(text, root)) split(text);
  for (const link of root.querySelectorAll("a[href]")) catchDeepLink(link);
}

function inClosed(node, root) {
  for (let up = node.parentNode; up && up !== root; up = up.parentNode) if (CLOSED.has(up.nodeName)) return true;
  return false;
}

function split(text) {
  const matches = [...text.data.matchAll(PATTERN)];
  if (!matches.length) return;
  const parts = [];
  let at = 0;
  for (const match of matches) {
    const [whole, address, before = "", command] = match;
    parts.push(text.data.slice(at, match.index) + before, address ? linkTo(address) : commandTo(command));
    at = match.index + whole.length;
  }
  text.replaceWith(...parts, text.data.slice(at));
}

const linkTo = (address) => el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: address });

function commandTo(command) {
  return el("a", { href: "#", class: "said", text: command, onclick: (event) => (event.preventDefault(), say(command)) });
}

function catchDeepLink(link) {
  const command = deepLink(link.getAttribute("href"));
  if (command) link.addEventListener("click", (event) => (event.preventDefault(), sayToBot(command)));
}
