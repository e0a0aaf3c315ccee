// The signaling of a participant: one session after the other, each over whatever carries it, a
// WebSocket where possible and plain HTTPS elsewhere.

import { NumberedSession } from "./numbered-session.js";
import { PollCarrier } from "./poll-carrier.js";
import { SocketCarrier } from "./socket-carrier.js";

const firstDelay = 250; // milliseconds before the first new attempt; doubles from there
const longestDelay = 8_000;
const pingPeriod = 10_000; // below the server's idle limit and most proxies'
const replyLimit = 8_000; // milliseconds a reply, the opening or the join may take
const hurriedReplyLimit = 600; // where the network is known to have changed
const openLimit = 5_000; // for a WebSocket, where there is another way
const settledAfter = 60_000; // a WebSocket that lives so long is a good one
const strikeLimit = 3; // strikes after which WebSockets are given up for a while
const cutStrike = 1; // for a WebSocket that was cut
const silentStrike = 2; // for one that didn't answer a ping
const firstProbe = 5_000; // milliseconds over HTTPS before a WebSocket is tried again; doubles
const longestProbe = 300_000;

/** Errors after which opening again cannot help. */
const finalCodes = new Set(["room-full", "token-expired", "replaced", "call-ended"]);
const finalCloses = new Map([
  [4001, "token-expired"],
  [4002, "replaced"],
]);
/** The server has ended the session: too slow, idle, abuse, too large, the end. */
const sessionCloses = new Set([1000, 1008, 1009, 4003]);

/** A request that the server refused, or that was cut off (`code` is "offline"). */
export class SignalingError extends Error {
  constructor(code, text) {
    super(text || code);
    this.code = code;
    this.text = text;
  }
}

/**
 * Carries messages in order, each once. A session starts with the `join` that `makeJoin()` gives;
 * only once it is answered does anything else go out. What was sent while nothing carried the
 * session goes out when something does.
 *
 * `fallback`, where there is one: `{url, headers()}` of signaling over HTTPS; `headers()` resolves to
 * what its POSTs need besides.
 *
 * Events: `joined` (detail: the message; a new session), `message` (detail: any later message),
 * `down` (the connection is lost, a new attempt follows; detail: attempts without success so far),
 * `up` (the session goes on, or changes its carrier), `closed` (for good; detail: {code, text}).
 */
export class SignalingChannel extends EventTarget {
  #url;
  #fallback;
  #makeJoin;
  #session = null;
  #carrier = null;
  #isUp = false; // something came by the present carrier
  #upAt = 0;
  #probe = null;
  #isClosed = false;
  #attempts = 0;
  #strikes = 0;
  #probeDelay = firstProbe;
  #lastID = 0;
  #replies = new Map(); // id → {resolve, reject, timer}
  #reopenTimer = null;
  #deadline = null; // of the opening and the join
  #pingTimer = null;
  #probeTimer = null;

  constructor(url, makeJoin, fallback = null) {
    super();
    this.#url = url;
    this.#makeJoin = makeJoin;
    this.#fallback = fallback;
  }

  /** The session is joined, and something carries it. */
  get isJoined() {
    return Boolean(this.#session?.isJoined) && this.#isUp;
  }

  /** What carries the session: "websocket" or "https"; null where nothing does. */
  get carrier() {
    return this.#isUp ? this.#carrier.kind : null;
  }

  open() {
    this.#begin();
    this.#connect("websocket");
  }

  /** Gives the present session up and begins another at once. */
  reopen() {
    if (this.#isClosed) return;
    const kind = this.#carrier?.kind ?? "websocket";
    this.#dropCarrier();
    this.#begin();
    this.#attempts += 1;
    this.#tell("down", this.#attempts);
    this.#connect(kind);
  }

  /** Sends, or keeps for later what can't be sent now; answers whether it took the message. */
  send(message) {
    if (!this.#session?.isJoined || !this.#session.put(message)) return false;
    this.#carrier?.flush();
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
      this.#replies.set(id, { resolve, reject });
      if (this.#isUp) this.#limitReply(id);
    });
  }

  /** Asks whether the connection is alive; takes another where it isn't. */
  check(limit = replyLimit, strike = silentStrike) {
    if (!this.isJoined) return;
    const carrier = this.#carrier;
    const id = this.#nextID();
    const timer = setTimeout(() => {
      this.#replies.delete(id);
      if (carrier === this.#carrier) this.#lost(0, { isSilent: true, strike });
    }, limit);
    const stop = () => clearTimeout(timer);
    this.#replies.set(id, { resolve: stop, reject: stop });
    carrier.tell({ type: "ping", id });
  }

  /** Tries again now, instead of when the back-off says: the network is back. */
  hurry() {
    if (this.#isClosed) return;
    this.#probeDelay = firstProbe;
    if (this.isJoined) {
      this.check(hurriedReplyLimit, 0);
    } else if (!this.#isUp) {
      this.#dropCarrier();
      this.#connect("websocket");
    }
    if (this.carrier === "https" && !this.#probe) this.#planProbe();
  }

  /** Ends it for good. `farewell` is sent first where possible. */
  close(farewell) {
    if (this.#isClosed) return;
    if (farewell) this.send(farewell);
    this.#finish("closed");
  }

  // Sessions

  #begin() {
    clearTimeout(this.#reopenTimer);
    this.#rejectReplies();
    this.#session = new NumberedSession();
    this.#session.put({ ...this.#makeJoin(), type: "join", id: this.#nextID() });
  }

  /** The server doesn't know the session any more: the same participant joins by another. */
  #sessionGone(kind) {
    this.#dropCarrier();
    this.#begin();
    this.#retry(kind, this.#backOff());
  }

  #welcome(message) {
    clearTimeout(this.#deadline);
    this.#session.isJoined = true;
    this.#attempts = 0;
    this.#tell("joined", message);
  }

  // Carriers

  #connect(kind) {
    if (this.#isClosed) return;
    clearTimeout(this.#reopenTimer);
    const handlers = this.#handlers(() => carrier === this.#carrier);
    const carrier =
      kind === "https"
        ? new PollCarrier(this.#fallback.url, this.#fallback.headers, this.#session, handlers)
        : new SocketCarrier(this.#url, this.#session, handlers);
    this.#carrier = carrier;
    const limit = kind === "https" || !this.#fallback ? replyLimit : openLimit;
    this.#deadline = setTimeout(() => this.#lost(0), limit);
  }

  /** `isCurrent()`: whether what a carrier says still counts. */
  #handlers(isCurrent) {
    const ifCurrent = (handle) => (detail) => {
      if (isCurrent()) handle(detail);
    };
    return {
      up: ifCurrent(() => this.#up()),
      message: ifCurrent((message) => {
        this.#up();
        this.#receive(message);
      }),
      unknown: ifCurrent(() => this.#sessionGone(this.#carrier.kind)),
      down: ifCurrent((code) => this.#lost(code)),
    };
  }

  #up() {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#upAt = Date.now();
    this.#pingTimer = setInterval(() => this.check(), pingPeriod);
    if (this.#carrier.kind === "https") this.#planProbe();
    for (const id of this.#replies.keys()) this.#limitReply(id);
    if (!this.#session.isJoined) return; // the join has its limit still
    clearTimeout(this.#deadline);
    this.#attempts = 0;
    this.#tell("up");
  }

  /** The carrier is gone, or doesn't answer. */
  #lost(closeCode, { isSilent = false, strike = cutStrike } = {}) {
    const { kind } = this.#carrier;
    const wasUp = this.#isUp;
    const lifetime = Date.now() - this.#upAt;
    this.#dropCarrier();
    if (finalCloses.has(closeCode)) {
      this.#finish(finalCloses.get(closeCode));
      return;
    }
    if (sessionCloses.has(closeCode)) {
      this.#sessionGone(kind);
      return;
    }
    if (kind === "https") {
      this.#retry("websocket", this.#backOff());
      return;
    }
    if (wasUp && lifetime >= settledAfter) {
      this.#strikes = 0;
      this.#probeDelay = firstProbe;
    }
    if (wasUp) this.#strikes += strike;
    if (this.#fallback && (!wasUp || this.#strikes >= strikeLimit)) this.#retry("https", 0);
    else this.#retry("websocket", isSilent ? 0 : this.#backOff());
  }

  #retry(kind, delay) {
    this.#attempts += 1;
    this.#reopenTimer = setTimeout(() => this.#connect(kind), delay);
    this.#tell("down", this.#attempts);
  }

  #backOff() {
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.#attempts);
    return delay * (0.75 + Math.random() / 2);
  }

  #dropCarrier() {
    clearTimeout(this.#deadline);
    clearTimeout(this.#reopenTimer);
    clearTimeout(this.#probeTimer);
    clearInterval(this.#pingTimer);
    this.#carrier?.close();
    this.#probe?.close();
    this.#carrier = null;
    this.#probe = null;
    this.#isUp = false;
    for (const { timer } of this.#replies.values()) clearTimeout(timer);
  }

  // Back to a WebSocket

  #planProbe() {
    clearTimeout(this.#probeTimer);
    this.#probeTimer = setTimeout(() => this.#tryWebSocket(), this.#probeDelay);
    this.#probeDelay = Math.min(longestProbe, this.#probeDelay * 2);
  }

  #tryWebSocket() {
    const handlers = this.#handlers(() => probe === this.#carrier);
    const giveUp = () => {
      this.#probe?.close();
      this.#probe = null;
      this.#planProbe();
    };
    const message = (detail) => {
      const isProven = probe === this.#probe;
      if (isProven) this.#adopt(probe);
      handlers.message(detail);
      if (isProven) probe.flush();
    };
    const down = (code) => (probe === this.#probe ? giveUp() : handlers.down(code));
    const probe = new SocketCarrier(
      this.#url,
      this.#session,
      { ...handlers, message, down },
      { isProbe: true },
    );
    this.#probe = probe;
    clearTimeout(this.#probeTimer);
    this.#probeTimer = setTimeout(giveUp, openLimit);
  }

  /** Something came by the WebSocket: it carries the session from now on. */
  #adopt(probe) {
    this.#probe = null;
    this.#dropCarrier();
    this.#carrier = probe;
  }

  // Messages

  #receive(message) {
    if (message.seen !== undefined) this.#session.confirm(message.seen);
    if (message.number !== undefined) {
      const standing = this.#session.receive(message.number);
      if (standing === "gap") this.#lost(0);
      if (standing !== "next") return;
    }
    if (message.type === "error" && message.fatal) {
      if (finalCodes.has(message.code)) this.#finish(message.code, message.text);
      else if (message.code === "unknown-session") this.#sessionGone(this.#carrier.kind);
      return; // else the close follows, and a new attempt
    }
    if (message.type === "joined") this.#welcome(message);
    else this.#tell("message", message);
    this.#settle(message);
  }

  #settle(message) {
    const waiting = this.#replies.get(message.answers);
    if (!waiting) return;
    this.#replies.delete(message.answers);
    clearTimeout(waiting.timer);
    if (message.type === "error") waiting.reject(new SignalingError(message.code, message.text));
    else waiting.resolve(message);
  }

  #limitReply(id) {
    const waiting = this.#replies.get(id);
    clearTimeout(waiting.timer);
    waiting.timer = setTimeout(() => {
      this.#replies.delete(id);
      waiting.reject(new SignalingError("offline"));
    }, replyLimit);
  }

  #rejectReplies() {
    const waiting = [...this.#replies.values()];
    this.#replies.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(new SignalingError("offline"));
    }
  }

  #nextID() {
    this.#lastID += 1;
    return String(this.#lastID);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #finish(code, text) {
    this.#isClosed = true;
    this.#dropCarrier();
    this.#rejectReplies();
    this.#tell("closed", { code, text });
  }
}
