// The connection report: which ways to the server are open from here, in words that can be read
// out to an IT department, and a code by which support finds the same report.

import { lookup, text, texts } from "./text.js";
import { requestJSON } from "./page.js";
import { tryMediaWay } from "./report/probe.js";
import { tryLongPoll, tryWebSocket } from "./report/signaling-ways.js";
import { lineWords } from "./report/wording.js";

const path = "/video-call/connection-report";
const atOnce = 2; // ways: as many as the server opens to one source

/**
 * Tries every way. `show(id, "good"|"fair"|"bad"|"", [heading, explanation])` is called for each
 * line as it is known. Resolves to the stored report; to one without a code where it could not
 * be stored, and to null where the server names no ways.
 */
export async function reportConnection(show) {
  showBrowser(show);
  let setup;
  try {
    setup = await requestJSON(`${path}/setup`);
  } catch {
    show("setup", "bad", texts("report.noSetup"));
    return null;
  }
  for (const way of setup.ways) show(way.id, "", [lineWords({ way }).words[0], text("report.waiting")]);
  const lines = await tryAll(setup.ways, show);
  const draft = lines.map(({ way, ...result }) => ({ way: way.id, ...result }));
  try {
    return await requestJSON(path, { body: { client: "browser", lines: draft } });
  } catch {
    const failed = lines.filter(({ outcome }) => outcome === "fails");
    return { code: null, seen: setup.seen, lines, rules: failed.map(({ way }) => way.rule) };
  }
}

async function tryAll(ways, show) {
  const results = new Map();
  const waiting = [...ways];
  const measuring = oneByOne();
  const work = async () => {
    for (let way = waiting.shift(); way; way = waiting.shift()) {
      const [heading] = lineWords({ way }).words;
      show(way.id, "", [heading, text("report.trying")]);
      const result = await tryWay(way, measuring).catch(() => ({ outcome: "fails", reason: "failed" }));
      results.set(way.id, { way, ...result });
      const { state, words } = lineWords({ way, ...result });
      show(way.id, state, words);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return ways.map((way) => results.get(way.id));
}

function tryWay(way, measuring) {
  if (way.kind === "websocket") return tryWebSocket();
  if (way.kind === "long-poll") return tryLongPoll();
  return tryMediaWay(way, measuring);
}

/** Runs what it is given one after the other. */
function oneByOne() {
  let last = Promise.resolve();
  return (body) => {
    const turn = last.then(body);
    last = turn.catch(() => {});
    return turn;
  };
}

/** What this browser can do at all. */
function showBrowser(show) {
  const line = (id, isGood, values = {}) => {
    const words = texts(`devices.report.${id}`, values);
    show(id, isGood ? "good" : "bad", [words[0], words[isGood ? 1 : 2]]);
  };
  line("secure", window.isSecureContext);
  const found = window.RTCPeerConnection ? (RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? []) : [];
  const names = found.map((codec) => codec.mimeType.split("/")[1]);
  const codecs = lookup("devices.codecs").filter((name) => names.includes(name));
  line("browser", codecs.length > 0, { codecs: codecs.join(", ") });
}
