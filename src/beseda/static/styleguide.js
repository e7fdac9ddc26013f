// The style guide's chat: a socket that plays one conversation and answers itself, so that every state can be looked at.

import "./chat/beseda-chat.js";

const BOT = { id: "bot", name: "Beseda", kind: "bot" };
const ME = { id: "me", name: "Anna", kind: "candidate" };
const STORY = [
  { type: "bot_message", message: "Здравствуйте! Я бот и задам три вопроса. In which city do you live?", progress: { n: 1, of: 3 } },
  { type: "message", message: "Москва", from: ME },
  { type: "bot_message", message: "Готовы ли вы к переезду?", choices: ["Да", "Нет", "Расскажите подробнее"], progress: { n: 2, of: 3 } },
];

class PlayedSocket {
  readyState = 1;
  #seq = 0;

  constructor() {
    setTimeout(() => {
      this.#send({ type: "ready", log: "played", first: 1, participants: [BOT, ME] });
      for (const frame of STORY) this.#append(frame);
    }, 100);
  }

  #send(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  #append(frame) {
    this.#seq += 1;
    this.#send({ ...frame, seq: this.#seq, at: new Date().toISOString() });
  }

  send(data) {
    const { message, cid } = JSON.parse(data);
    if (!message) return;
    setTimeout(() => {
      this.#append({ type: "message", message, cid, from: ME });
      this.#send({ type: "typing", who: BOT });
    }, 400);
    setTimeout(() => this.#append({ type: "bot_message", message: `«${message}»`, progress: { n: 3, of: 3 } }), 1600);
  }

  close() {
    this.readyState = 3;
  }
}

for (const chat of document.querySelectorAll("beseda-chat.sample-chat")) {
  chat.openSocket = () => new PlayedSocket();
  chat.setAttribute("src", "/ws/styleguide");
}
