/** Dates as the person reads them. The server gives Unix seconds. */

import { language, t } from "./words.js";

const DAY = 86400000;
const made = new Map();

function format(name, options) {
  const key = `${language()} ${name}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(language(), options));
  return made.get(key);
}

export function moment(date) {
  return typeof date === "number" ? new Date(date * 1000) : new Date(date);
}

export const clock = (date) => format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment(date));

export const full = (date) => format("full", { dateStyle: "long", timeStyle: "short" }).format(moment(date));

export const dayKey = (date) => moment(date).toDateString();

export function day(date) {
  const now = Date.now();
  if (dayKey(date) === new Date(now).toDateString()) return t("today");
  if (dayKey(date) === new Date(now - DAY).toDateString()) return t("yesterday");
  const sameYear = moment(date).getFullYear() === new Date(now).getFullYear();
  const options = { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) };
  return format(`day ${sameYear}`, options).format(moment(date));
}

/** In the list of chats: the hour today, otherwise the day. */
export function short(date) {
  if (dayKey(date) === new Date().toDateString()) return clock(date);
  return format("short", { day: "numeric", month: "short" }).format(moment(date));
}
