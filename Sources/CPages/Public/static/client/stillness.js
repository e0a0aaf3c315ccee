// Notices that nothing comes in any more, seconds before the browser calls it "disconnected".

const period = 400; // milliseconds between two readings
const stillReadings = 2; // in a row, after which it is told
const movingReadings = 3; // without which nothing is told: there was nothing to miss

/**
 * Watches the connection that publishes: while a microphone or a camera sends, even a muted one,
 * the server's reports about it come several times a second, whatever the others do.
 *
 * `peer()` gives the connection, null while there is none; `tell()` is called once for each time
 * that it falls still.
 */
export class Stillness {
  #peer;
  #tell;
  #timer = null;
  #watched = null;
  #received = 0;
  #moving = 0; // readings that found more than the one before
  #still = 0; // and those in a row since that did not

  constructor({ peer, tell }) {
    this.#peer = peer;
    this.#tell = tell;
  }

  start() {
    this.#timer = setInterval(() => this.#read(), period);
  }

  stop() {
    clearInterval(this.#timer);
  }

  async #read() {
    const peer = this.#peer();
    if (peer !== this.#watched) {
      this.#watched = peer;
      this.#moving = 0;
    }
    if (peer?.connectionState !== "connected") return;
    let received = 0;
    for (const entry of (await peer.getStats()).values()) {
      if (entry.type === "candidate-pair") received += entry.bytesReceived ?? 0;
    }
    const hasMoved = received !== this.#received;
    this.#received = received;
    this.#still = hasMoved ? 0 : this.#still + 1;
    if (hasMoved) this.#moving += 1;
    if (this.#still < stillReadings || this.#moving < movingReadings) return;
    this.#moving = 0;
    this.#tell();
  }
}
