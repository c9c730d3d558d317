/** The list of messages: drawn in portions, kept in place while things change above and below. */

import { bubble } from "./bubble.js";
import { byId, el, icon } from "./dom.js";
import { rowsOf } from "./rows.js";
import { on, state, visible } from "./state.js";
import { t, tn } from "./words.js";

const PORTION = 60;
const MOST = 400; // rows in the page while one reads the end
const NEAR = 80; // pixels from the end that count as the end

const drawn = new Map(); // key → {print, node}
let floor = null; // the oldest message_id in the page
let stuck = true; // the end is in view and stays so
let fresh = 0; // messages below the view
let newest = 0;
let lastTop = 0;

export function mount() {
  const scroller = byId("messages");
  scroller.addEventListener("scroll", watch, { passive: true });
  scroller.addEventListener("keydown", walk);
  byId("down").addEventListener("click", leap);
  const sizes = new ResizeObserver(() => {
    notice();
    if (stuck) toEnd();
  });
  sizes.observe(scroller);
  sizes.observe(byId("list"));
  on("chat", reset);
  on("messages", render);
  on("wanted", () => bringUp(state.wanted));
}

function reset() {
  drawn.clear();
  floor = null;
  stuck = true;
  fresh = newest = 0;
  byId("list").replaceChildren();
  byId("messages").dataset.ready = "false";
  byId("messages").setAttribute("aria-label", t("messages"));
  if (state.loaded) render();
}

function render() {
  if (!state.loaded) return;
  notice(); // a scroll of this very moment has not been told yet
  const all = visible();
  if (floor === null || (stuck && drawn.size > MOST)) floor = all.at(-PORTION)?.message_id ?? 0;
  const shown = all.filter((said) => said.message_id >= floor);
  countFresh(all);
  keepingPlace(() => reconcile(rowsOf(shown, state.person), shown.length < all.length));
  byId("messages").dataset.ready = "true";
  if (stuck) toEnd();
  renderDown();
}

function countFresh(all) {
  const last = all.at(-1);
  const added = newest ? all.filter((said) => said.message_id > newest) : [];
  if (added.some((said) => said.from === state.person)) stuck = true;
  fresh = stuck ? 0 : fresh + added.length;
  newest = Math.max(newest, last?.message_id ?? 0);
}

function reconcile(rows, more) {
  const nodes = rows.map((row) => {
    const old = drawn.get(row.key);
    if (old?.print === row.print) return old.node;
    const node = bubble(row);
    drawn.set(row.key, { print: row.print, node });
    return node;
  });
  const keys = new Set(rows.map((row) => row.key));
  for (const key of [...drawn.keys()]) if (!keys.has(key)) drawn.delete(key);
  arrange(more ? [olderButton(), ...nodes] : nodes);
}

/** Moves only what is not in its place, so that pictures and focus stay. */
function arrange(nodes) {
  const list = byId("list");
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

const older = el("button", { type: "button", class: "older", "data-testid": "older", onclick: () => loadOlder() });

function olderButton() {
  older.textContent = t("older");
  return older;
}

function loadOlder() {
  const all = visible();
  const at = all.findIndex((said) => said.message_id >= floor);
  floor = all[Math.max(0, at - PORTION)]?.message_id ?? 0;
  stuck = false;
  render();
}

/** The topmost message in view stays where it is. */
function keepingPlace(change) {
  const scroller = byId("messages");
  const top = scroller.getBoundingClientRect().top;
  const anchor = [...byId("list").children].find((node) => node !== older && node.getBoundingClientRect().bottom > top);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected && !stuck) scroller.scrollTop += anchor.getBoundingClientRect().top - before;
}

function watch() {
  notice();
  if (stuck) fresh = 0;
  renderDown();
  if (!stuck && byId("messages").scrollTop < 200 && older.isConnected) loadOlder();
}

/** Only a person scrolls up: a smaller window or a growing list keeps the end in view. */
function notice() {
  const scroller = byId("messages");
  const { scrollTop: top } = scroller;
  if (scroller.scrollHeight - top - scroller.clientHeight < NEAR) stuck = true;
  else if (top < lastTop) stuck = false;
  lastTop = top;
}

function toEnd(smoothly = false) {
  const scroller = byId("messages");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smoothly && !calm ? "smooth" : "instant" });
  lastTop = scroller.scrollTop;
}

function leap() {
  stuck = true;
  toEnd(true);
}

function renderDown() {
  const down = byId("down");
  down.hidden = stuck;
  down.setAttribute("aria-label", fresh ? tn("unread", fresh) : t("down"));
  down.replaceChildren(icon("down"), fresh ? el("span", { class: "mark", text: fresh }) : "");
}

/** Shows this message, loading older ones if need be, and lights it up. */
function bringUp(id) {
  if (id < floor) {
    floor = id;
    stuck = false;
    render();
  }
  const node = byId("list").querySelector(`[data-message-id="${id}"]`);
  node?.scrollIntoView({ block: "center" });
  node?.classList.add("lit");
  setTimeout(() => node?.classList.remove("lit"), 1600);
}

/** Arrows walk from message to message. */
function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const own = event.target === byId("messages") || event.target.classList.contains("bubble");
  if (!step || !own) return;
  const all = [...byId("list").querySelectorAll(".bubble")];
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? all.length - 1 : Math.min(all.length - 1, Math.max(0, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
