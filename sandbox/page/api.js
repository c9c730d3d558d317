/** The sandbox's control API, one function a call. */

const root = new URL("/sandbox/", location.origin);
const chosenBot = new URLSearchParams(location.search).get("bot");

function address(path, query = {}) {
  const url = new URL(path, root);
  const all = chosenBot ? { bot: chosenBot, ...query } : query;
  for (const [key, value] of Object.entries(all)) {
    if (value !== null && value !== undefined) url.searchParams.set(key, value);
  }
  return url;
}

async function call(url, options) {
  const response = await fetch(url, options);
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.description ?? body?.error ?? body?.detail ?? response.statusText);
  return body;
}

const get = (path, query) => call(address(path, query));

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return call(address(path), { method: "POST", headers, body: JSON.stringify(body ?? {}) });
}

function upload(path, fields, file) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) form.append(key, value);
  }
  form.append("file", file, file.name);
  return call(address(path), { method: "POST", body: form });
}

const path = (person, call) => `people/${person}/${call}`;

export const world = () => get("state");
export const chats = (person) => get(path(person, "chats"));
export const messages = (person, chat_id) => get(path(person, "chat"), { chat_id });
export const commands = (person, chat_id) => get(path(person, "commands"), { chat_id });
export const eventsAddress = (person) => address(path(person, "events")).href;

export const send = (person, body) => post(path(person, "send"), body);
export const sendFile = (person, fields, file) => upload(path(person, "send"), fields, file);
export const press = (person, body) => post(path(person, "press"), body);
export const vote = (person, body) => post(path(person, "vote"), body);
export const query = (person, body) => post(path(person, "inline"), body);
export const choose = (person, body) => post(path(person, "inline/choose"), body);
export const react = (person, body) => post(path(person, "react"), body);
export const edit = (person, body) => post(path(person, "edit"), body);
export const remove = (person, body) => post(path(person, "delete"), body);
export const block = (person) => post(path(person, "block"));
export const unblock = (person) => post(path(person, "unblock"));
