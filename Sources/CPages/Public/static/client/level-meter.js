// The loudness of a microphone, a few times a second.

const period = 80; // milliseconds between two readings

/** Calls `report(level)` with 0…1 until stopped. Silent where the browser has no AudioContext. */
export class LevelMeter {
  #context = null;
  #timer = null;

  constructor(track, report) {
    try {
      this.#context = new AudioContext();
    } catch {
      return;
    }
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    // A page that was opened by a link may have to be touched before sound runs.
    const wake = () => this.#context?.resume().catch(() => {});
    wake();
    addEventListener("pointerdown", wake, { once: true });
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      const decibels = 10 * Math.log10(sum / samples.length + 1e-9);
      report(Math.min(1, Math.max(0, (decibels + 60) / 55)));
    }, period);
  }

  stop() {
    clearInterval(this.#timer);
    this.#context?.close().catch(() => {});
    this.#context = null;
  }
}
