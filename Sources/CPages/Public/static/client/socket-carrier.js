// Carries a session over a WebSocket.

import { addressOf } from "./numbered-session.js";

/**
 * `handlers`: `message(object)`; `down(code)` once, with the close code, 0 where there is none.
 *
 * A probe says nothing of its own before something has come back, so that a WebSocket that opens
 * and then carries nothing costs nothing.
 */
export class SocketCarrier {
  kind = "websocket";
  #socket;
  #session;
  #handlers;
  #written = 0; // the last number that went out here
  #isProbe;

  constructor(url, session, handlers, { isProbe = false } = {}) {
    this.#session = session;
    this.#handlers = handlers;
    this.#isProbe = isProbe;
    this.#socket = new WebSocket(addressOf(url, session));
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => this.#receive(data);
    this.#socket.onclose = ({ code }) => this.#handlers.down(code);
  }

  /** Sends what the session has and this carrier did not send yet. */
  flush() {
    if (this.#isProbe || this.#socket.readyState !== WebSocket.OPEN) return;
    for (const entry of this.#session.outbox.filter(({ number }) => number > this.#written)) {
      this.#socket.send(this.#session.text(entry));
      this.#written = entry.number;
    }
  }

  /** Sends what may be lost with this carrier. */
  tell(message) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(this.#session.text({ message }));
    }
  }

  /** Ends it, behind what was sent. No handler is called any more. */
  close() {
    this.#handlers = { message() {}, down() {} };
    this.#socket.close();
  }

  /** The first message takes the session over, so there must be one. */
  #opened() {
    if (this.#isProbe || this.#session.outbox.length === 0) this.tell({ type: "ping" });
    this.flush();
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // the server never sends anything else; a proxy's page is not for us
    }
    this.#isProbe = false;
    this.#handlers.message(message);
  }
}
