/** Photos, videos and files of a message or an album. */

import { el, icon } from "./dom.js";
import { openLightbox } from "./lightbox.js";
import { language, t } from "./words.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** One node with everything these messages carry, or null. */
export function media(messages) {
  const seen = messages.filter((message) => message.photo || message.video);
  const files = messages.filter((message) => message.document && !message.photo && !message.video).map((message) => file(message.document));
  const sounds = messages.filter((message) => message.voice || message.audio).map((message) => sound(message.voice ?? message.audio));
  const places = messages.filter((message) => message.venue || message.location).map(spot);
  const pictures = seen.length ? grid(seen) : null;
  const all = [pictures, ...files, ...sounds, ...places].filter(Boolean);
  return all.length ? el("div", { class: "media", test: "message-media" }, all) : null;
}

function grid(messages) {
  const photos = messages.filter((message) => message.photo).map((message) => message.photo);
  const tiles = messages.map((message) => (message.photo ? photo(message, photos) : video(message)));
  return el("div", { class: `pictures of-${Math.min(tiles.length, 4)}${tiles.length % 2 ? " odd" : ""}` }, tiles);
}

function sized(node, file) {
  if (!file.width || !file.height) return node;
  node.width = file.width;
  node.height = file.height;
  return node;
}

function photo(message, photos) {
  const label = message.text || t("photo");
  const image = sized(el("img", { src: message.photo.url, alt: label, decoding: "async" }), message.photo);
  const at = photos.indexOf(message.photo);
  return el("button", { type: "button", class: "picture", "aria-label": label, onclick: () => openLightbox(photos, at) }, image);
}

function video(message) {
  const node = el("video", { src: message.video.url, controls: true, preload: "metadata", playsinline: true, "aria-label": t("video") });
  return el("div", { class: "picture" }, sized(node, message.video));
}

function file(document) {
  const lines = el("span", { class: "file-lines" },
    el("span", { class: "file-name", dir: "auto", text: document.name || t("file") }),
    el("span", { class: "file-size", text: size(document.size) }));
  return el("a", { class: "file", href: document.url, download: document.name || "", "aria-label": `${t("download")}: ${document.name}` },
    el("span", { class: "file-sign" }, icon("download")), lines);
}

const sound = (file) => el("audio", { src: file.url, controls: true, preload: "metadata", "aria-label": file.name || t("file") });

function spot({ venue, location }) {
  const { latitude, longitude } = venue?.location ?? location;
  const where = venue ? [venue.title, venue.address] : [`${latitude}, ${longitude}`];
  return el("div", { class: "file" }, el("span", { class: "file-sign" }, icon("place")),
    el("span", { class: "file-lines" }, where.map((line, index) => el("span", { class: index ? "file-size" : "file-name", dir: "auto", text: line }))));
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  const options = { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language(), options).format(bytes / 1024 ** step);
}
