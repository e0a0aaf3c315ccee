// Chat lines on their way: kept until the server has stored them, over any number of connections.

import { SignalingError } from "./signaling-channel.js";

const limit = 50; // lines kept while there is no connection

export class ChatOutbox {
  #channel;
  #lines = []; // {text, resolve, reject, isSent}

  constructor(channel) {
    this.#channel = channel;
  }

  /** Resolves once stored; rejects where the server refuses the line, or too many wait. */
  send(text) {
    if (this.#lines.length >= limit) return Promise.reject(new SignalingError("offline"));
    return new Promise((resolve, reject) => {
      this.#lines.push({ text, resolve, reject, isSent: false });
      this.#flush();
    });
  }

  /**
   * After a reconnect: `stored` are the texts of one's own lines that the server had stored before
   * the connection dropped; they aren't sent twice.
   */
  resume(stored) {
    const texts = [...stored];
    for (const line of [...this.#lines]) {
      const index = texts.indexOf(line.text);
      if (index < 0) continue;
      texts.splice(index, 1);
      this.#settle(line, line.resolve);
    }
    this.#flush();
  }

  close() {
    this.#lines.forEach((line) => line.reject(new SignalingError("closed")));
    this.#lines = [];
  }

  #flush() {
    for (const line of this.#lines.filter((entry) => !entry.isSent)) {
      line.isSent = true;
      this.#channel.request({ type: "chat", text: line.text }).then(
        () => this.#settle(line, line.resolve),
        (error) => {
          line.isSent = false;
          if (error.code !== "offline") this.#settle(line, () => line.reject(error));
        },
      );
    }
  }

  #settle(line, report) {
    this.#lines = this.#lines.filter((entry) => entry !== line);
    report();
  }
}
