/** Files chosen, pasted or dropped, waiting to be sent with the next words. */

import { el, icon, iconButton } from "./dom.js";
import { addFiles, draft, dropFile } from "./draft.js";
import { size } from "./media.js";
import { t } from "./words.js";

export function fileInput() {
  const input = el("input", { type: "file", multiple: true, class: "unseen", test: "file-input", "aria-label": t("attach") });
  input.addEventListener("change", () => addFiles([...input.files]));
  return el("label", { class: "round attach", test: "attach", title: t("attach") }, icon("clip"), input);
}

export function attachments() {
  if (!draft.files.length) return null;
  return el("div", { class: "attachments" }, draft.files.map(chip));
}

const previews = new WeakMap();

function chip(file) {
  return el("div", { class: "chip" },
    file.type.startsWith("image/") ? el("img", { src: preview(file), alt: "" }) : icon("file"),
    el("span", { class: "file-lines" }, el("span", { class: "file-name", dir: "auto", text: file.name }), el("span", { class: "file-size", text: size(file.size) })),
    iconButton("close", t("cancel"), { onclick: () => dropFile(file) }));
}

function preview(file) {
  if (!previews.has(file)) previews.set(file, URL.createObjectURL(file));
  return previews.get(file);
}
