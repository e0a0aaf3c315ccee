// The slide-out chat.

import { make, sentence } from "../page.js";
import { instant, text, timeOfDay } from "../text.js";

export class ChatPanel {
  #client;
  #notices;
  #panel = document.querySelector("#panel");
  #list = document.querySelector("#messages");
  #box = document.querySelector("#message");
  #badge = document.querySelector("#unread");
  #known = new Set();
  #unread = 0;
  #openedAt = Date.now();

  constructor(client, notices, panels) {
    this.#client = client;
    this.#notices = notices;
    this.#list.append(make("div", { className: "muted small" }, text("call.chatEmpty")));
    panels.add(this.#panel, document.querySelector("#chat"), () => this.#opened());
    const composer = document.querySelector("#composer");
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      composer.requestSubmit();
    });
    client.addEventListener("chat", ({ detail }) => this.show(detail));
  }

  /** Shows a stored line, once. */
  show(line) {
    if (this.#known.has(line.id)) return;
    this.#known.add(line.id);
    const isMine = line.sender.id === this.#client.me?.id;
    const name = isMine ? text("call.you") : line.sender.name;
    const sentAt = instant(line.sentAt);
    const meta = make("span", { className: "meta" }, `${name}, ${timeOfDay(sentAt)}`);
    this.#append(make("div", { className: isMine ? "message mine" : "message" }, meta, line.text));
    const isNews = !isMine && sentAt && sentAt.getTime() > this.#openedAt - 5_000;
    if (!isNews || !this.#panel.hidden) return;
    this.#unread += 1;
    this.#showUnread();
    this.#notices.tell(text("call.newMessage", { name, text: line.text }));
  }

  #append(element) {
    this.#list.append(element);
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  async #send() {
    const words = this.#box.value.trim();
    if (words === "") return;
    this.#box.value = "";
    const meta = make("span", { className: "meta" }, text("call.you"));
    const draft = make("div", { className: "message mine unsent" }, meta, words);
    this.#append(draft);
    try {
      await this.#client.sendChat(words);
    } catch (error) {
      if (this.#box.value === "") this.#box.value = words;
      this.#notices.tell(error.code ? sentence(error) : text("chat.notSent"));
    }
    draft.remove();
  }

  #opened() {
    this.#unread = 0;
    this.#showUnread();
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#box.focus();
  }

  #showUnread() {
    this.#badge.hidden = this.#unread === 0;
    this.#badge.textContent = this.#unread > 9 ? "9+" : String(this.#unread);
  }
}
