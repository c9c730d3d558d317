/** Short words over the page, and the alert that waits for an answer. */

import { byId, el, freshId } from "./dom.js";
import { t } from "./words.js";

const SHOWN_MS = 4500;

export function toast(text) {
  const node = el("div", { class: "toast", test: "toast", dir: "auto", text });
  byId("toasts").append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}

export function alertBox(text) {
  const id = freshId("alert");
  const done = el("button", { type: "button", class: "plain", text: t("close"), onclick: () => box.close() });
  const box = el("dialog", { class: "alert", test: "alert", "aria-labelledby": id }, el("p", { id, dir: "auto", text }), done);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/** Runs it and tells the person in words when it did not work; returns whether it did. */
export async function attempt(run, sentence = "failed") {
  try {
    await run();
    return true;
  } catch (error) {
    toast(t(sentence, { reason: error.message }));
    return false;
  }
}
