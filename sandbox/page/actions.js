/** What one can do with a message: the menu of a right click, a long press or Enter. */

import * as api from "./api.js";
import { copy } from "./clipboard.js";
import { beginEdit, beginReply } from "./draft.js";
import { openMenu } from "./menu.js";
import { state } from "./state.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

const SIGNS = ["👍", "❤", "👏", "🙏"];

export function openActions(event, message) {
  if (window.getSelection()?.toString()) return; // somebody marks text: the browser's own menu is wanted
  event.preventDefault();
  const at = event.clientX ? { x: event.clientX, y: event.clientY } : event.currentTarget;
  openMenu(at, [...general(message), ...own(message)], reactions(message));
}

function reactions(message) {
  const target = { message_id: message.message_id, chat_id: state.chat };
  return SIGNS.map((sign) => ({ sign, run: () => attempt(() => api.react(state.person, { ...target, emoji: sign })) }));
}

function general(message) {
  return [
    { icon: "reply", label: t("reply"), run: () => beginReply(message) },
    ...(message.text ? [{ icon: "copy", label: t("copy"), run: () => copy(message.text) }] : []),
  ];
}

function own(message) {
  if (message.from !== state.person) return [];
  const target = { message_id: message.message_id, chat_id: state.chat };
  return [
    ...(message.text ? [{ icon: "edit", label: t("edit"), run: () => beginEdit(message) }] : []),
    { icon: "bin", label: t("remove"), danger: true, run: () => attempt(() => api.remove(state.person, target)) },
  ];
}
