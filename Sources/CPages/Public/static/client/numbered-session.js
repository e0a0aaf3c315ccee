// One signaling session, whatever carries it: what is to be sent, and what has come.
// Sources/Signaling/PROTOCOL.md, "Numbered sessions".

const outboxLimit = 64; // messages kept until the server has seen them
const nameBytes = 16;

export class NumberedSession {
  name = randomName();
  /** The highest number of the server's that came. */
  seen = 0;
  /** `join` was answered. */
  isJoined = false;
  #last = 0;
  #outbox = []; // {number, message}

  /** What the server has not seen yet, in order: `{number, message}`. */
  get outbox() {
    return this.#outbox;
  }

  /** Takes a message to be sent; false where too many wait. */
  put(message) {
    if (this.#outbox.length >= outboxLimit) return false;
    this.#last += 1;
    this.#outbox.push({ number: this.#last, message });
    return true;
  }

  /** The server has everything up to this number. */
  confirm(number) {
    this.#outbox = this.#outbox.filter((entry) => entry.number > number);
  }

  /** How a number of the server's stands: "next" (it counts as seen from now on), "known", "gap". */
  receive(number) {
    if (number <= this.seen) return "known";
    if (number > this.seen + 1) return "gap";
    this.seen = number;
    return "next";
  }

  /** As it travels; `number` is left out by what needn't come through. */
  text({ number, message }) {
    return JSON.stringify({ ...message, number, seen: this.seen });
  }
}

/** Names the session in the addresses of its carriers. */
export function addressOf(url, session, more = {}) {
  const address = new URL(url, location.href);
  for (const [name, value] of Object.entries({ session: session.name, ...more })) {
    address.searchParams.set(name, value);
  }
  return address.href;
}

function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(nameBytes));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
