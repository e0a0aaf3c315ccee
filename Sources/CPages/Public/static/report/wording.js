// A connection report in words: lines, what the server saw, and what IT is asked to open.

import { text, texts } from "../text.js";

const slow = 300; // milliseconds of round trip from which talking becomes hard
const lossy = 0.05; // of the packets, from which picture and sound suffer
const narrow = 300_000; // bits per second below which there is no usable picture

/** One line's state ("good", "fair", "bad", "") and its two texts. */
export function lineWords({ way, outcome, ...measured }) {
  const heading = text(`report.ways.${way.kind}`, { port: way.port, host: way.host });
  if (outcome === "works") {
    const isPoor =
      measured.roundTrip > slow ||
      measured.loss > lossy ||
      (way.carriesMedia && measured.throughput !== undefined && measured.throughput < narrow);
    return { state: isPoor ? "fair" : "good", words: [heading, figures(measured, isPoor)] };
  }
  const reason = reasonWords(measured.reason);
  const state = outcome === "fails" ? "bad" : "fair";
  return { state, words: [heading, [text(`report.${outcome}`), reason].filter(Boolean).join(" ")] };
}

function figures({ roundTrip, loss, throughput }, isPoor) {
  const parts = [text(isPoor ? "report.worksPoorly" : "report.works")];
  if (isNumber(roundTrip)) parts.push(text("report.roundTrip", { ms: roundTrip.toFixed(roundTrip < 10 ? 1 : 0) }));
  if (isNumber(loss)) parts.push(text("report.loss", { percent: (loss * 100).toFixed(loss < 0.1 && loss > 0 ? 1 : 0) }));
  if (isNumber(throughput)) parts.push(text("report.throughput", { rate: rate(throughput) }));
  return parts.join(" ");
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

function rate(bits) {
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`;
}

function reasonWords(reason) {
  if (!reason) return "";
  const turn = reason.match(/^turn_(\d{3})$/);
  if (turn) return text("report.reasons.turn", { code: turn[1] });
  const key = `report.reasons.${reason}`;
  const words = text(key);
  return words === key ? "" : words;
}

/** What to ask IT for, as one sentence. */
export function ruleWords(rule) {
  const address = rule.addresses.length > 0 ? text("report.addresses", { list: rule.addresses.join(", ") }) : "";
  const parts = [text("report.rule", { transport: rule.transport, host: rule.host, port: rule.port, address })];
  if (rule.mustEscapeInspection) parts.push(text("report.exempt", { host: rule.host }));
  if (rule.carriesWebSocket) parts.push(text("report.upgrade"));
  return parts.join(" ");
}

/** What the server saw of this computer, as lines like those of the ways. */
export function seenWords(seen) {
  const lines = [];
  const words = texts("report.seen.source", { source: seen.source });
  lines.push({ id: "source", state: "good", words });
  if (seen.proxies.length > 0) {
    lines.push({ id: "proxy", state: "fair", words: texts("report.seen.proxy", { list: seen.proxies.join(", ") }) });
  }
  if (seen.inspection === "likely") {
    const list = seen.reasons.map((reason) => text(`report.inspection.${reason}`)).join(", ");
    lines.push({ id: "inspection", state: "bad", words: texts("report.seen.inspected", { list }) });
  } else if (seen.inspection === "none") {
    lines.push({ id: "inspection", state: "good", words: texts("report.seen.notInspected") });
  }
  return lines;
}

/** In one sentence: will a call work from here? */
export function verdictWords(lines) {
  const works = (test) => lines.some(({ way, outcome }) => outcome === "works" && test(way.kind));
  const hasSignaling = works((kind) => kind === "websocket" || kind === "long-poll");
  const hasMedia = lines.some(({ way, outcome }) => outcome === "works" && way.carriesMedia);
  if (!hasMedia || !hasSignaling) return { state: "bad", words: text("report.verdict.none") };
  if (works((kind) => kind === "udp" || kind === "turn-udp")) {
    return { state: "good", words: text("report.verdict.best") };
  }
  return { state: "fair", words: text("report.verdict.relayed") };
}
