/** A list over the composer: the hands stay on the keyboard while arrows choose. */

import { el, freshId } from "./dom.js";
import { field } from "./editor.js";

/** Options given to `show`: {test, content: [nodes], run}. */
export function popup(test) {
  const id = freshId("popup");
  const node = el("div", { class: "popup", id, role: "listbox", test, hidden: true });
  let runs = [];
  let at = 0;

  const choose = (index) => {
    at = (index + runs.length) % runs.length;
    [...node.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === at)));
    node.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", node.children[at].id);
  };

  const hide = () => {
    node.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };

  const show = (options, empty = null) => {
    runs = options.map((option) => option.run);
    node.replaceChildren(...(options.length || !empty ? options.map(item) : [el("p", { class: "popup-empty", text: empty })]));
    node.hidden = !node.children.length;
    if (runs.length) choose(0);
  };

  /** True if the key was for the list. */
  const key = (event) => {
    if (node.hidden || !runs.length) return false;
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter" || event.key === "Tab") runs[at]();
    else if (event.key === "Escape") hide();
    else return false;
    return true;
  };

  document.addEventListener("pointerdown", (event) => !node.parentNode?.contains(event.target) && hide());
  return { node, show, hide, key };
}

function item(option) {
  return el("button", {
    type: "button", role: "option", id: freshId("option"), test: option.test, tabindex: "-1", onclick: option.run,
    onmousedown: (event) => event.preventDefault(),
  }, option.content);
}
