// Notices when a peer connection is in trouble, and counts down to giving it up.

const disconnectedGrace = 1_000; // milliseconds; Safari reports short ones at each negotiation
const firstConnectLimit = 15_000; // for a connection that never was
const restartLimit = 5_000; // for an ICE restart

/**
 * Watches one `RTCPeerConnection`.
 *
 *     new → connected ⇄ troubled (restart() was called) → given up (giveUp() was called)
 *
 * `restart` asks for an ICE restart, `giveUp` for everything anew, `change` tells that `isUp` may
 * have changed.
 */
export class ConnectionWatch {
  #connection;
  #actions;
  #graceTimer = null;
  #limitTimer = null;
  #wasUp = false;

  constructor(connection, actions) {
    this.#connection = connection;
    this.#actions = actions;
    connection.addEventListener("connectionstatechange", () => this.#changed());
  }

  /** Connected, or not yet tried. */
  get isUp() {
    return ["connected", "new"].includes(this.#connection.connectionState);
  }

  get hasConnected() {
    return this.#wasUp;
  }

  /** Restarts now: the network has changed, or the signaling is back while this is in trouble. */
  trouble() {
    clearTimeout(this.#graceTimer);
    if (this.#connection.connectionState === "closed") return;
    this.#limit(restartLimit);
    this.#actions.restart();
  }

  /** The caller has begun to connect for the first time. */
  begun() {
    if (!this.#wasUp) this.#limit(firstConnectLimit);
  }

  stop() {
    clearTimeout(this.#graceTimer);
    clearTimeout(this.#limitTimer);
    this.#limitTimer = null;
  }

  #limit(duration) {
    clearTimeout(this.#limitTimer);
    this.#limitTimer = setTimeout(() => {
      this.#limitTimer = null;
      if (this.#connection.connectionState !== "connected") this.#actions.giveUp();
    }, duration);
  }

  #changed() {
    const state = this.#connection.connectionState;
    clearTimeout(this.#graceTimer);
    if (state === "connected") {
      this.#wasUp = true;
      clearTimeout(this.#limitTimer);
      this.#limitTimer = null;
    } else if (state === "disconnected") {
      this.#graceTimer = setTimeout(() => this.trouble(), disconnectedGrace);
    } else if (state === "failed") {
      this.trouble();
    }
    this.#actions.change();
  }
}
