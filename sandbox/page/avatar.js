/** A coloured circle with initials: the same colour for the same id everywhere. */

import { el } from "./dom.js";

const COLOURS = 8;

export function avatar(id, name) {
  const colour = Math.abs(Number(id) || 0) % COLOURS;
  return el("span", { class: `avatar hue-${colour}`, "aria-hidden": "true", text: initials(name) });
}

function initials(name) {
  const words = (name ?? "").split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word].find((letter) => /\p{L}|\p{N}/u.test(letter)));
  return letters.join("").toLocaleUpperCase() || "•";
}

export function botAvatar() {
  return el("span", { class: "avatar bot", "aria-hidden": "true" }, el("img", { src: "icon.svg", alt: "" }));
}
