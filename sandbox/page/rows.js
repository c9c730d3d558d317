/** Messages as rows of the list: albums joined, days parted, one sender's run kept together. */

import { day, dayKey, moment } from "./time.js";

const RUN_MS = 5 * 60000;

/** Rows: {key, messages, day, out, first, last, print}; `print` changes when the row must be drawn anew. */
export function rowsOf(messages, me) {
  const rows = joinAlbums(messages).map((group) => ({ messages: group, key: group[0].message_id, out: group[0].from === me }));
  rows.forEach((row, index) => mark(row, rows[index - 1]));
  rows.forEach((row, index) => (row.last = rows[index + 1]?.first ?? true));
  for (const row of rows) row.print = JSON.stringify([row.messages, row.day, row.first, row.last, row.out]);
  return rows;
}

function joinAlbums(messages) {
  const groups = [];
  for (const message of messages) {
    const before = groups.at(-1);
    const same = message.media_group_id && before?.[0].media_group_id === message.media_group_id;
    if (same) before.push(message);
    else groups.push([message]);
  }
  return groups;
}

function mark(row, before) {
  const { date, from } = row.messages[0];
  const newDay = !before || dayKey(before.messages[0].date) !== dayKey(date);
  row.day = newDay ? day(date) : null;
  row.first = newDay || before.messages[0].from !== from || moment(date) - moment(before.messages.at(-1).date) > RUN_MS;
}
