// How well the two connections carry the call, measured from the browser's statistics.

import { rungs, usedRung } from "./media-rung.js";

/** Where an indicator ends until the server has judged: loss 0…1, the others in milliseconds. */
const excellent = { loss: 0.01, roundTrip: 150, jitter: 30 };
const good = { loss: 0.05, roundTrip: 350, jitter: 80 };

/** Compares successive readings of the statistics; the worse direction counts. */
export class LinkQuality {
  #before = new Map(); // statistics id → {received, lost}
  #counted = new Map(); // statistics id → counters that only grow, and when they were read

  /**
   * `{loss, roundTrip, jitter, frozen, concealed, framesPerSecond, width, height, rung}`, each only
   * where it is known.
   */
  async read(publish, subscribe) {
    const worst = {};
    const raise = (name, value) => {
      if (Number.isFinite(value)) worst[name] = Math.max(worst[name] ?? 0, value);
    };
    const [sent, received] = [await statistics(publish), await statistics(subscribe)];
    for (const report of sent) {
      if (report.type === "remote-inbound-rtp") {
        raise("loss", report.fractionLost);
        raise("roundTrip", report.roundTripTime * 1000);
        raise("jitter", report.jitter * 1000);
      } else if (isUsedPair(report)) {
        raise("roundTrip", report.currentRoundTripTime * 1000);
      }
    }
    for (const report of received) {
      if (report.type === "inbound-rtp") {
        raise("loss", this.#lossSince(report));
        raise("jitter", report.jitter * 1000);
        if (report.kind === "video") {
          raise("framesPerSecond", report.framesPerSecond);
          if ((report.frameWidth ?? 0) > (worst.width ?? 0)) {
            [worst.width, worst.height] = [report.frameWidth, report.frameHeight];
          }
        }
        const { frozen, concealed } = this.#sharesSince(report);
        raise("frozen", frozen);
        raise("concealed", concealed);
      } else if (isUsedPair(report)) {
        raise("roundTrip", report.currentRoundTripTime * 1000);
      }
    }
    const used = [usedRung(sent), usedRung(received)].filter(Boolean);
    if (used.length > 0) worst.rung = used.sort((one, two) => rank(two) - rank(one))[0];
    return worst;
  }

  #lossSince({ id, packetsReceived = 0, packetsLost = 0 }) {
    const before = this.#before.get(id) ?? { received: 0, lost: 0 };
    this.#before.set(id, { received: packetsReceived, lost: packetsLost });
    const lost = Math.max(0, packetsLost - before.lost);
    const expected = packetsReceived - before.received + lost;
    return expected > 0 ? lost / expected : 0;
  }

  /** What of the time a picture stood still, and what of the sound was made up; 0…1. */
  #sharesSince(report) {
    const now = {
      at: report.timestamp,
      freezes: report.totalFreezesDuration,
      samples: report.totalSamplesReceived,
      // Comfort noise while nobody speaks is no loss.
      concealed: report.concealedSamples - (report.silentConcealedSamples ?? 0),
    };
    const before = this.#counted.get(report.id);
    this.#counted.set(report.id, now);
    if (!before) return {};
    const share = (part, whole) => (whole > 0 && part >= 0 ? Math.min(1, part / whole) : undefined);
    return {
      frozen: share(now.freezes - before.freezes, (now.at - before.at) / 1000),
      concealed: share(now.concealed - before.concealed, now.samples - before.samples),
    };
  }
}

const rank = (rung) => rungs.indexOf(rung);

const isUsedPair = (report) => report.type === "candidate-pair" && report.nominated;

async function statistics(connection) {
  if (!connection || connection.connectionState === "closed") return [];
  return [...(await connection.getStats()).values()];
}

/** "excellent", "good" or "poor"; undefined while nothing is measured. */
export function indicator(measured) {
  const known = Object.keys(excellent).filter((name) => measured[name] !== undefined);
  if (known.length === 0) return undefined;
  const within = (limits) => known.every((name) => measured[name] <= limits[name]);
  if (within(excellent)) return "excellent";
  return within(good) ? "good" : "poor";
}
