// The connection report: which ways to the server are open from here, in words that can be read
// out to an IT department.

import { lookup, texts } from "./text.js";

const answerLimit = 5_000; // milliseconds a way has to answer

/** Calls `show(id, "good"|"fair"|"bad", [heading, explanation])` for each line as it is known. */
export async function reportConnection(show) {
  const line = (id, state, index, values = {}) => {
    const words = texts(`devices.report.${id}`, values);
    show(id, state, [words[0], words[index]]);
  };
  line("secure", window.isSecureContext ? "good" : "bad", window.isSecureContext ? 1 : 2);
  const codecs = videoCodecs();
  line("browser", codecs.length > 0 ? "good" : "bad", codecs.length > 0 ? 1 : 2, {
    codecs: codecs.join(", "),
  });
  const { effectiveType, rtt } = navigator.connection ?? {};
  const detail = effectiveType ? `(${effectiveType}, ${rtt} ms)` : "";
  line("network", navigator.onLine ? "good" : "bad", navigator.onLine ? 1 : 2, { detail });
  show("https", "", [lookup("devices.report.https")[0], ""]);
  show("websocket", "", [lookup("devices.report.websocket")[0], ""]);

  const https = await timeHTTPS();
  line("https", https === null ? "bad" : "good", https === null ? 2 : 1, { ms: https });

  const webSocket = await tryWebSocket();
  if (webSocket.isOpen) line("websocket", "good", 1, { ms: webSocket.ms });
  else if (webSocket.isAnswered) line("websocket", "fair", 3, { ms: webSocket.ms });
  else line("websocket", "bad", 2, { host: location.host });
}

function videoCodecs() {
  if (!window.RTCPeerConnection) return [];
  const found = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const names = found.map((codec) => codec.mimeType.split("/")[1]);
  return ["VP8", "VP9", "H264", "AV1"].filter((name) => names.includes(name));
}

/** Milliseconds of the fastest of three small requests; null where none is answered. */
async function timeHTTPS() {
  let best = null;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const start = performance.now();
    try {
      await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(answerLimit) });
      best = Math.min(best ?? Infinity, Math.round(performance.now() - start));
    } catch {
      // The next attempt tells.
    }
  }
  return best;
}

/**
 * Tries the signaling door. Without a call to join the upgrade is refused, by the server or by
 * something on the way: a browser doesn't tell which, so a refusal is only a fair sign.
 */
function tryWebSocket() {
  const start = performance.now();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new Promise((resolve) => {
    const room = "00000000-0000-0000-0000-000000000000";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/video-call/${room}/`);
    const finish = (isOpen, isAnswered) => {
      socket.close();
      resolve({ isOpen, isAnswered, ms: Math.round(performance.now() - start) });
    };
    socket.onopen = () => finish(true, true);
    socket.onerror = () => finish(false, performance.now() - start < answerLimit);
    setTimeout(() => finish(false, false), answerLimit);
  });
}
