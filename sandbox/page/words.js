/** The page's own words in the language of the person whose eyes we look through. */

import { person } from "./state.js";

const KK = {
  people: "Адамдар", chats: "Чаттар", find: "Адамды іздеу", back: "Артқа", menu: "Мәзір", write: "Хабарлама",
  send: "Жіберу", attach: "Фото немесе файл тіркеу", commands: "Командалар", start: "Бастау", bot: "бот",
  edited: "өзгертілді", today: "Бүгін", yesterday: "Кеше", typing: "жазып жатыр…", reply: "Жауап беру",
  edit: "Өзгерту", remove: "Өшіру", copy: "Көшіру", copied: "Көшірілді", cancel: "Болдырмау", done: "Дайын",
  pinned: "Бекітілген хабарлама", general: "Жалпы", anonymousPoll: "Жасырын сауалнама",
  openPoll: "Ашық сауалнама", closedPoll: "Сауалнама аяқталды", vote: "Дауыс беру", noVotes: "Әзірге дауыс жоқ",
  download: "Жүктеп алу", close: "Жабу", next: "Келесі", previous: "Алдыңғы", down: "Соңғы хабарламаларға өту",
  older: "Бұрынғы хабарламалар", offline: "Байланыс үзілді, қайта қосылып жатыр…", dark: "Күңгірт түстер",
  light: "Ашық түстер", can: "Бұл бот не істей алады?", blocked: "Сіз бұл ботты бұғаттадыңыз",
  block: "Ботты бұғаттау", unblock: "Бұғаттан шығару", notSent: "Жіберілмеді: {reason}. Мәтініңіз сақталды.",
  failed: "Орындалмады: {reason}", choose: "Чатты таңдаңыз", noBot: "Бот әлі қосылмаған",
  photo: "Фото", file: "Файл", video: "Бейне", poll: "Сауалнама", newTab: "жаңа бетте ашылады",
  keyboard: "Батырмаларды көрсету", nothing: "Ештеңе табылмады", replyTo: "Жауап: {name}", editing: "Хабарламаны өзгерту",
  bold: "Қалың", italic: "Көлбеу", underline: "Асты сызылған", strike: "Сызылған", via: "{name} арқылы",
  you: "Сіз", messages: "Хабарламалар", empty: "Әзірге хабарлама жоқ", topics: "Тақырыптар", deleted: "Хабарлама өшірілген",
  members: ["{n} қатысушы", "{n} қатысушы"], votes: ["{n} дауыс", "{n} дауыс"], unread: ["{n} оқылмаған", "{n} оқылмаған"],
};

const RU = {
  people: "Люди", chats: "Чаты", find: "Найти человека", back: "Назад", menu: "Меню", write: "Сообщение",
  send: "Отправить", attach: "Прикрепить фото или файл", commands: "Команды", start: "Начать", bot: "бот",
  edited: "изменено", today: "Сегодня", yesterday: "Вчера", typing: "печатает…", reply: "Ответить",
  edit: "Изменить", remove: "Удалить", copy: "Скопировать", copied: "Скопировано", cancel: "Отмена", done: "Готово",
  pinned: "Закреплённое сообщение", general: "Общее", anonymousPoll: "Анонимный опрос",
  openPoll: "Открытый опрос", closedPoll: "Опрос завершён", vote: "Проголосовать", noVotes: "Пока нет голосов",
  download: "Скачать", close: "Закрыть", next: "Далее", previous: "Назад", down: "К последним сообщениям",
  older: "Более ранние сообщения", offline: "Связь прервалась, подключаемся снова…", dark: "Тёмные цвета",
  light: "Светлые цвета", can: "Что умеет этот бот?", blocked: "Вы заблокировали этого бота",
  block: "Заблокировать бота", unblock: "Разблокировать", notSent: "Не отправлено: {reason}. Ваш текст сохранён.",
  failed: "Не получилось: {reason}", choose: "Выберите чат", noBot: "Бот ещё не подключён",
  photo: "Фото", file: "Файл", video: "Видео", poll: "Опрос", newTab: "откроется в новой вкладке",
  keyboard: "Показать кнопки", nothing: "Ничего не найдено", replyTo: "Ответ: {name}", editing: "Изменение сообщения",
  bold: "Жирный", italic: "Курсив", underline: "Подчёркнутый", strike: "Зачёркнутый", via: "через {name}",
  you: "Вы", messages: "Сообщения", empty: "Сообщений пока нет", topics: "Темы", deleted: "Сообщение удалено",
  members: ["{n} участник", "{n} участника", "{n} участников", "{n} участника"],
  votes: ["{n} голос", "{n} голоса", "{n} голосов", "{n} голоса"],
  unread: ["{n} непрочитанное", "{n} непрочитанных", "{n} непрочитанных", "{n} непрочитанных"],
};

const EN = {
  people: "People", chats: "Chats", find: "Find a person", back: "Back", menu: "Menu", write: "Message",
  send: "Send", attach: "Attach a photo or a file", commands: "Commands", start: "Start", bot: "bot",
  edited: "edited", today: "Today", yesterday: "Yesterday", typing: "typing…", reply: "Reply",
  edit: "Edit", remove: "Delete", copy: "Copy", copied: "Copied", cancel: "Cancel", done: "Done",
  pinned: "Pinned message", general: "General", anonymousPoll: "Anonymous poll",
  openPoll: "Public poll", closedPoll: "Poll closed", vote: "Vote", noVotes: "No votes yet",
  download: "Download", close: "Close", next: "Next", previous: "Previous", down: "To the latest messages",
  older: "Earlier messages", offline: "Connection lost, reconnecting…", dark: "Dark colours",
  light: "Light colours", can: "What can this bot do?", blocked: "You blocked this bot",
  block: "Block the bot", unblock: "Unblock", notSent: "Not sent: {reason}. Your text is kept.",
  failed: "That did not work: {reason}", choose: "Choose a chat", noBot: "No bot is connected yet",
  photo: "Photo", file: "File", video: "Video", poll: "Poll", newTab: "opens in a new tab",
  keyboard: "Show the buttons", nothing: "Nothing found", replyTo: "Reply: {name}", editing: "Editing a message",
  bold: "Bold", italic: "Italic", underline: "Underlined", strike: "Struck through", via: "via {name}",
  you: "You", messages: "Messages", empty: "No messages yet", topics: "Topics", deleted: "The message was deleted",
  members: ["{n} member", "{n} members"], votes: ["{n} vote", "{n} votes"], unread: ["{n} unread", "{n} unread"],
};

export const BOOKS = { kk: KK, ru: RU, en: EN };
const ORDER = ["one", "few", "many", "other"];

/** kk, ru or en: English where a person speaks something else. */
export function language() {
  const tag = (person()?.language_code ?? "kk").slice(0, 2).toLowerCase();
  return tag in BOOKS ? tag : "en";
}

export function t(key, places = {}) {
  return fill(BOOKS[language()][key], places);
}

export function tn(key, n) {
  const forms = BOOKS[language()][key];
  const rule = new Intl.PluralRules(language()).select(n);
  const index = forms.length === 2 ? Number(rule !== "one") : ORDER.indexOf(rule);
  return fill(forms[index], { n: new Intl.NumberFormat(language()).format(n) });
}

function fill(sentence, places) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}
