// Carries a session over plain HTTPS, where a WebSocket doesn't get through: one request at a time
// brings messages there, another waits for messages to come.

import { addressOf } from "./numbered-session.js";

const batchLimit = 16; // messages in one request
const batchLength = 48_000; // characters of them
const postLimit = 10_000; // milliseconds
const pollLimit = 35_000; // the server answers within 20 s
const pause = 1_000; // before a failed request is repeated
const movedPause = 3_000; // before the session is taken back from a WebSocket that took it over
const failureLimit = 3; // in a row, once it has worked

/**
 * `headers()` resolves to what a POST needs besides, as a CSRF token. `handlers`: `message(object)`;
 * `up()` at each request that was answered; `unknown()`: the server has no such session; `down(code)`
 * once, with a close code or 0.
 */
export class PollCarrier {
  kind = "https";
  #url;
  #headers;
  #session;
  #handlers;
  #asides = []; // messages without a number
  #isPosting = false;
  #isPolling = false;
  #isClosed = false;
  #hasWorked = false;
  #failures = 0;
  #requests = new Set(); // controllers of those under way

  constructor(url, headers, session, handlers) {
    this.#url = url;
    this.#headers = headers;
    this.#session = session;
    this.#handlers = handlers;
    // The server knows the session only once it has the join.
    if (session.seen > 0) this.#poll();
    this.flush();
  }

  flush() {
    if (!this.#isPosting) this.#post();
  }

  tell(message) {
    this.#asides.push(message);
    this.flush();
  }

  /** Ends it; what waits goes out with a request that outlives the page. */
  close() {
    if (this.#isClosed) return;
    this.#stop();
    const { outbox } = this.#session;
    if (outbox.some(({ message }) => message.type === "leave")) {
      this.#send(this.#batch(), { keepalive: true }).catch(() => {});
    }
  }

  async #post() {
    this.#isPosting = true;
    while (!this.#isClosed && (this.#session.outbox.length > 0 || this.#asides.length > 0)) {
      const asides = this.#asides.splice(0, batchLimit);
      const body = this.#batch(asides);
      const answer = await this.#ask((signal) => this.#send(body, { signal }), postLimit);
      if (!answer) continue;
      this.#session.confirm(answer.seen);
      if (!this.#isPolling) this.#poll();
    }
    this.#isPosting = false;
  }

  #batch(asides = []) {
    const texts = asides.map((message) => this.#session.text({ message }));
    let length = texts.join().length;
    for (const entry of this.#session.outbox.slice(0, batchLimit)) {
      const text = this.#session.text(entry);
      if (texts.length > 0 && length + text.length > batchLength) break;
      length += text.length;
      texts.push(text);
    }
    return texts.length === 1 ? texts[0] : `[${texts.join()}]`;
  }

  async #send(body, options) {
    const headers = { ...(await this.#headers()), "Content-Type": "application/json" };
    const address = addressOf(this.#url, this.#session, { seen: this.#session.seen });
    return this.#fetch(address, { method: "POST", headers, body, ...options });
  }

  async #poll() {
    this.#isPolling = true;
    while (!this.#isClosed) {
      const address = addressOf(this.#url, this.#session, { seen: this.#session.seen });
      const answer = await this.#ask((signal) => this.#fetch(address, { signal }), pollLimit);
      if (!answer) continue;
      this.#session.confirm(answer.seen);
      for (const message of answer.messages) {
        if (!this.#isClosed) this.#handlers.message(message);
      }
      if (answer.close) this.#end("down", answer.close.code);
      else if (answer.moved) await sleep(movedPause);
    }
  }

  #fetch(address, { headers, ...options } = {}) {
    return fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json", ...headers },
      ...options,
    });
  }

  /** The JSON of an answer; nothing where there is none, after what that calls for. */
  async #ask(request, limit) {
    const controller = new AbortController();
    this.#requests.add(controller);
    const timer = setTimeout(() => controller.abort(), limit);
    try {
      const response = await request(controller.signal);
      const answer = response.ok ? await response.json() : null;
      if (answer && !Number.isInteger(answer.seen)) throw new Error("not our server's");
      if (this.#isClosed) return null;
      if (answer) this.#worked();
      else await this.#refused(response.status);
      return answer;
    } catch {
      await this.#failed();
      return null;
    } finally {
      clearTimeout(timer);
      this.#requests.delete(controller);
    }
  }

  #worked() {
    this.#hasWorked = true;
    this.#failures = 0;
    this.#handlers.up();
  }

  async #refused(status) {
    if (status === 409) this.#end("unknown");
    else if ([401, 403].includes(status)) this.#end("down", 0);
    else if (status === 429) await sleep(pause);
    else await this.#failed();
  }

  async #failed() {
    if (this.#isClosed) return;
    this.#failures += 1;
    if (!this.#hasWorked || this.#failures >= failureLimit) this.#end("down", 0);
    else await sleep(pause);
  }

  #end(handler, code) {
    if (this.#isClosed) return;
    this.#stop();
    this.#handlers[handler](code);
  }

  #stop() {
    this.#isClosed = true;
    this.#requests.forEach((request) => request.abort());
  }
}

function sleep(duration) {
  return new Promise((resolve) => {
    setTimeout(resolve, duration);
  });
}
