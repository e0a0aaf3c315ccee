// The signaling connection: one WebSocket at a time, opened again whenever it drops.

const firstDelay = 250; // milliseconds before the first new attempt; doubles from there
const longestDelay = 8_000;
const pingPeriod = 10_000; // below the server's idle limit and most proxies'
const replyLimit = 8_000; // milliseconds a reply, the opening or the join may take
const hurriedReplyLimit = 600; // where the network is known to have changed

/** Errors after which opening again cannot help. */
const finalCodes = new Set(["room-full", "token-expired", "replaced", "call-ended"]);
const finalCloses = new Map([
  [4001, "token-expired"],
  [4002, "replaced"],
]);

/** A request that the server refused, or that was cut off (`code` is "offline"). */
export class SignalingError extends Error {
  constructor(code, text) {
    super(text || code);
    this.code = code;
    this.text = text;
  }
}

/**
 * Carries messages in order. A connection starts with the `join` that `makeJoin()` gives; only
 * once it is answered does anything else go out.
 *
 * Events: `joined` (detail: the message), `message` (detail: any later message), `down` (the
 * connection is lost, a new attempt follows; detail: attempts without success so far),
 * `closed` (for good; detail: {code, text}).
 */
export class SignalingChannel extends EventTarget {
  #url;
  #makeJoin;
  #socket = null;
  #isJoined = false;
  #isClosed = false;
  #attempts = 0;
  #lastID = 0;
  #replies = new Map(); // id → {resolve, reject, timer}
  #reopenTimer = null;
  #deadline = null; // of the opening and the join
  #pingTimer = null;

  constructor(url, makeJoin) {
    super();
    this.#url = url;
    this.#makeJoin = makeJoin;
  }

  get isJoined() {
    return this.#isJoined;
  }

  open() {
    if (this.#isClosed) return;
    clearTimeout(this.#reopenTimer);
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const ifCurrent = (handler) => (event) => {
      if (socket === this.#socket) handler(event);
    };
    socket.onopen = ifCurrent(() => this.#join());
    socket.onmessage = ifCurrent((event) => this.#receive(event.data));
    socket.onclose = ifCurrent((event) => this.#dropped(event.code));
    this.#deadline = setTimeout(ifCurrent(() => this.reopen()), replyLimit);
  }

  /** Gives the present connection up and opens a new one at once. */
  reopen() {
    if (this.#isClosed) return;
    this.#detach();
    this.#dropped(0);
    this.open();
  }

  /** Sends where joined; answers whether it was sent. */
  send(message) {
    if (!this.#isJoined || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends with an id and waits for the reply. Rejects with a `SignalingError`. */
  request(message) {
    const id = this.#nextID();
    return new Promise((resolve, reject) => {
      if (!this.send({ ...message, id })) {
        reject(new SignalingError("offline"));
        return;
      }
      this.#expect(id, resolve, reject);
    });
  }

  /** Asks whether the connection is alive; opens a new one where it isn't. */
  check(limit = replyLimit) {
    if (!this.#isJoined) return;
    const socket = this.#socket;
    const timer = setTimeout(() => {
      if (socket === this.#socket) this.reopen();
    }, limit);
    this.request({ type: "ping" }).then(
      () => clearTimeout(timer),
      () => {},
    );
  }

  /** Tries again now, instead of when the back-off says: the network is back. */
  hurry() {
    if (this.#isClosed) return;
    if (this.#isJoined) this.check(hurriedReplyLimit);
    else if (this.#socket?.readyState !== WebSocket.OPEN) this.reopen();
  }

  /** Ends it for good. `farewell` is sent first where possible. */
  close(farewell) {
    if (this.#isClosed) return;
    if (farewell) this.send(farewell);
    this.#finish("closed");
  }

  #nextID() {
    this.#lastID += 1;
    return String(this.#lastID);
  }

  #expect(id, resolve, reject) {
    const timer = setTimeout(() => {
      this.#replies.delete(id);
      reject(new SignalingError("offline"));
    }, replyLimit);
    this.#replies.set(id, { resolve, reject, timer });
  }

  #join() {
    this.#socket.send(JSON.stringify({ ...this.#makeJoin(), type: "join", id: this.#nextID() }));
  }

  #receive(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // the server never sends anything else; a proxy's page is not for us
    }
    if (message.type === "error" && message.fatal) {
      if (finalCodes.has(message.code)) this.#finish(message.code, message.text);
      return; // else the close follows, and a new attempt
    }
    if (message.type === "joined") this.#welcome(message);
    else this.dispatchEvent(new CustomEvent("message", { detail: message }));
    const waiting = this.#replies.get(message.answers);
    if (waiting) {
      this.#replies.delete(message.answers);
      clearTimeout(waiting.timer);
      if (message.type === "error") {
        waiting.reject(new SignalingError(message.code, message.text));
      } else {
        waiting.resolve(message);
      }
    }
  }

  #welcome(message) {
    clearTimeout(this.#deadline);
    this.#isJoined = true;
    this.#attempts = 0;
    this.#pingTimer = setInterval(() => this.check(), pingPeriod);
    this.dispatchEvent(new CustomEvent("joined", { detail: message }));
  }

  #dropped(closeCode) {
    this.#reset();
    if (this.#isClosed) return;
    if (finalCloses.has(closeCode)) {
      this.#finish(finalCloses.get(closeCode));
      return;
    }
    this.#attempts += 1;
    const delay = Math.min(longestDelay, firstDelay * 2 ** (this.#attempts - 1));
    const spread = delay * (0.75 + Math.random() / 2);
    this.#reopenTimer = setTimeout(() => this.open(), spread);
    this.dispatchEvent(new CustomEvent("down", { detail: this.#attempts }));
  }

  #reset() {
    clearTimeout(this.#deadline);
    clearTimeout(this.#reopenTimer);
    clearInterval(this.#pingTimer);
    this.#isJoined = false;
    for (const { reject, timer } of this.#replies.values()) {
      clearTimeout(timer);
      reject(new SignalingError("offline"));
    }
    this.#replies.clear();
  }

  #detach() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #finish(code, text) {
    this.#isClosed = true;
    this.#reset();
    this.#detach();
    this.dispatchEvent(new CustomEvent("closed", { detail: { code, text } }));
  }
}
