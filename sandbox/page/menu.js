/** A small menu beside what was pressed; arrows move, Escape closes, the focus comes back. */

import { colourful, el, icon } from "./dom.js";

let close = () => {};

/** Items: {icon, label, run, danger}; quick ones {sign, run} share the first row. `at`: what was pressed, or {x, y}. */
export function openMenu(at, items, quick = []) {
  close();
  const before = document.activeElement;
  const menu = el("div", { class: "menu", role: "menu" },
    quick.length ? el("div", { class: "quick", role: "none" }, quick.map((item) => sign(item, () => close()))) : null,
    items.map((item) => entry(item, () => close())));
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
  menu.querySelector(":scope > [role=menuitem]")?.focus();
}

function entry(item, done) {
  const run = () => {
    done();
    item.run();
  };
  return el("button", {
    type: "button", role: "menuitem", test: "menu-item", class: item.danger ? "danger" : null, onclick: run,
  }, icon(item.icon), el("span", { text: item.label }));
}

function sign(item, done) {
  const run = () => {
    done();
    item.run();
  };
  return el("button", { type: "button", role: "menuitem", test: "menu-item", text: colourful(item.sign), onclick: run });
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
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}
