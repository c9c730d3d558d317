/** The address bar keeps whose eyes we look through and which chat is open. */

export function read() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return { person: number(hash.get("person")), chat: number(hash.get("chat")), topic: number(hash.get("topic")) };
}

function number(text) {
  return /^-?\d+$/.test(text ?? "") ? Number(text) : null;
}

export function go(person, chat = null, topic = null) {
  location.hash = hashOf(person, chat, topic);
}

/** The same without a step in the browser's history. */
export function settle(person, chat = null, topic = null) {
  history.replaceState(null, "", `#${hashOf(person, chat, topic)}`);
}

function hashOf(person, chat, topic) {
  const parts = Object.entries({ person, chat, topic }).filter(([, value]) => value !== null);
  return parts.map(([key, value]) => `${key}=${value}`).join("&");
}
