/** A small menu beside what was pressed; arrows move, Escape closes, the focus comes back. */

import { el, icon } from "./dom.js";

let close = () => {};

/** Items: {icon, label, run, danger}. `at` is the element that was pressed, or a point {x, y}. */
export function openMenu(at, items) {
  close();
  const before = document.activeElement;
  const menu = el("div", { class: "menu", role: "menu" }, items.map((item) => entry(item, () => close())));
  const shade = el("div", { class: "shade", onclick: () => close(), oncontextmenu: (event) => (event.preventDefault(), close()) });
  close = () => {
    close = () => {};
    menu.remove();
    shade.remove();
    before?.focus?.();
  };
  document.body.append(shade, menu);
  place(menu, at);
  menu.addEventListener("keydown", (event) => move(event, menu));
  menu.firstElementChild?.focus();
}

function entry(item, done) {
  const run = () => {
    done();
    item.run();
  };
  return el("button", {
    type: "button", role: "menuitem", test: "menu-item", class: item.danger ? "danger" : null, onclick: run,
  }, item.icon ? icon(item.icon) : el("span", { class: "icon", text: item.sign }), el("span", { text: item.label }));
}

function place(menu, at) {
  const box = at.getBoundingClientRect?.() ?? { left: at.x, right: at.x, bottom: at.y, top: at.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = box.left + width + 8 > innerWidth ? box.right - width : box.left;
  const top = box.bottom + height + 8 > innerHeight ? box.top - height : box.bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

function move(event, menu) {
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    return close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}
