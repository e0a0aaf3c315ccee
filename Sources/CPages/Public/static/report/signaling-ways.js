// The two ways of signaling, tried: a WebSocket that stays open, and answers that are held back.

const path = "/video-call/connection-report";
const answerLimit = 8_000; // milliseconds
const messageCount = 5;
const holdTime = 3_000; // milliseconds: proxies that cut held answers mostly do it at once

/** Opens the echo and sends it some messages, one after the other. */
export function tryWebSocket() {
  const start = performance.now();
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new Promise((resolve) => {
    const socket = new WebSocket(`${scheme}//${location.host}${path}/echo/`);
    const times = [];
    let connectTime;
    let sentAt = 0;
    const finish = (result) => {
      clearTimeout(timer);
      socket.onclose = socket.onerror = socket.onmessage = null;
      socket.close();
      resolve(result);
    };
    const send = () => {
      sentAt = performance.now();
      socket.send(String(times.length));
    };
    const fail = (reason) => finish({ outcome: "fails", reason });
    const timer = setTimeout(() => fail("no_answer"), answerLimit);
    socket.onopen = () => {
      connectTime = Math.round(performance.now() - start);
      send();
    };
    socket.onmessage = () => {
      times.push(performance.now() - sentAt);
      if (times.length < messageCount) send();
      else finish({ outcome: "works", connectTime, roundTrip: Math.min(...times) });
    };
    socket.onerror = () => fail(connectTime === undefined ? "refused" : "cut");
    socket.onclose = () => fail(connectTime === undefined ? "refused" : "cut");
  });
}

/** Asks for an answer at once, and for one that is held back as a long poll's is. */
export async function tryLongPoll() {
  const times = [];
  try {
    for (let count = 0; count < 3; count += 1) times.push(await held(0));
    const waited = await held(holdTime);
    if (waited < holdTime * 0.9) return { outcome: "fails", reason: "cut" };
  } catch {
    return { outcome: "fails", reason: times.length > 0 ? "cut" : "no_answer" };
  }
  return { outcome: "works", roundTrip: Math.min(...times) };
}

async function held(milliseconds) {
  const start = performance.now();
  const response = await fetch(`${path}/hold?ms=${milliseconds}`, {
    cache: "no-store",
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(answerLimit),
  });
  const answer = await response.json();
  if (answer.held !== milliseconds) throw new Error("another answer");
  return performance.now() - start;
}
