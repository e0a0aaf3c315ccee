// How long it took until the others were heard and seen.

const lookPeriod = 150; // milliseconds
const patience = 60_000; // milliseconds

/** Looks often, from `begin()` until both have come or nobody would wait any longer. */
export class FirstMedia {
  #peer;
  #timer = null;
  #begunAt = 0;
  /** Milliseconds; undefined as long as there is nothing. */
  firstAudio = undefined;
  firstVideo = undefined;

  /** `peer()` is the connection that receives; null while there is none. */
  constructor(peer) {
    this.#peer = peer;
  }

  /** The others' media was announced: the first time counts. */
  begin() {
    if (this.#begunAt > 0) return;
    this.#begunAt = performance.now();
    this.#timer = setInterval(() => this.#look(), lookPeriod);
  }

  stop() {
    clearInterval(this.#timer);
  }

  async #look() {
    const elapsed = Math.round(performance.now() - this.#begunAt);
    const statistics = (await this.#peer()?.getStats().catch(() => null)) ?? new Map();
    for (const report of statistics.values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "audio" && report.totalSamplesReceived > 0) this.firstAudio ??= elapsed;
      if (report.kind === "video" && report.framesDecoded > 0) this.firstVideo ??= elapsed;
    }
    const isDone = this.firstAudio !== undefined && this.firstVideo !== undefined;
    if (isDone || elapsed > patience) this.stop();
  }
}
