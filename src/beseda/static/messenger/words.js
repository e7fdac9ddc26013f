// What the chat's page says by itself, in the reader's language.

const ru = {
  more: "Что сделать с сообщением",
  reply: "Ответить",
  copy: "Скопировать текст",
  copied: "Скопировано",
  edit: "Изменить",
  removeMine: "Удалить у меня",
  removeBoth: "Удалить у обоих",
  replying: "Ответ",
  editing: "Изменение",
  cancel: "Отменить",
  you: "Вы",
  gone: "Этого сообщения уже нет",
  fresh: "Новые сообщения",
  changed: "изменено",
  loading: "Загружаем сообщения постарше…",
  beginning: "Раньше ничего не осталось",
  failed: "Не получилось загрузить. Прокрутите ещё раз.",
  notNow: "Нет связи: это можно сделать, когда она вернётся.",
  vanish: (who, time) => `${who}: сообщения теперь исчезают через ${time}`,
  kept: (who) => `${who}: сообщения теперь хранятся`,
  vanishShort: (time) => `хранятся ${time}`,
  keptShort: "хранятся всегда",
  times: { 30: "30 минут", 60: "1 час", 1440: "1 день", 10080: "7 дней", 43200: "30 дней" },
  minutes: (n) => `${n} мин`,
};

const en = {
  more: "What to do with this message",
  reply: "Reply",
  copy: "Copy the text",
  copied: "Copied",
  edit: "Edit",
  removeMine: "Delete for me",
  removeBoth: "Delete for both",
  replying: "Reply",
  editing: "Edit",
  cancel: "Cancel",
  you: "You",
  gone: "This message is gone",
  fresh: "New messages",
  changed: "edited",
  loading: "Loading earlier messages…",
  beginning: "Nothing earlier is left",
  failed: "That could not be loaded. Scroll once more.",
  notNow: "No connection: this can be done when it is back.",
  vanish: (who, time) => `${who}: messages now vanish after ${time}`,
  kept: (who) => `${who}: messages are now kept`,
  vanishShort: (time) => `kept for ${time}`,
  keptShort: "kept for ever",
  times: { 30: "30 minutes", 60: "1 hour", 1440: "1 day", 10080: "1 week", 43200: "30 days" },
  minutes: (n) => `${n} min`,
};

export const words = document.documentElement.lang.startsWith("ru") ? ru : en;

export const lifetime = (minutes) => words.times[minutes] ?? words.minutes(minutes);
