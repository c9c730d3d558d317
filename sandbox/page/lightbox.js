/** A photo over the whole page; arrows leaf through an album, Escape closes. */

import { el, iconButton } from "./dom.js";
import { t } from "./words.js";

export function openLightbox(photos, start) {
  let at = start;
  const image = el("img", { alt: t("photo") });
  const show = (step) => {
    at = (at + step + photos.length) % photos.length;
    image.src = photos[at].url;
  };
  const box = el("dialog", { class: "lightbox", test: "lightbox", "aria-label": t("photo") }, image, controls(photos, show, () => box.close()));
  box.addEventListener("keydown", (event) => leaf(event, show));
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  show(0);
  box.showModal();
}

function controls(photos, show, close) {
  const buttons = [iconButton("close", t("close"), { class: "round shut", onclick: close })];
  if (photos.length > 1) {
    buttons.push(iconButton("back", t("previous"), { class: "round before", onclick: () => show(-1) }));
    buttons.push(iconButton("next", t("next"), { class: "round after", onclick: () => show(1) }));
  }
  return buttons;
}

function leaf(event, show) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) show(step);
}
