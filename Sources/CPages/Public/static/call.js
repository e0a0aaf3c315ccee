// The call page: joins the room of the appointment in its address and shows what is there.

import { AortaClient } from "./aorta-client.js";
import { ChatPanel } from "./call/chat-panel.js";
import { Controls } from "./call/controls.js";
import { Notices } from "./call/notices.js";
import { Overlay } from "./call/overlay.js";
import { OwnDevices } from "./call/own-devices.js";
import { RecordingConsent } from "./call/recording-consent.js";
import { Stage } from "./call/stage.js";
import { appointmentID, goToSignIn, requestJSON } from "./page.js";
import { applyTexts, clock, instant, text } from "./text.js";

const attemptsBeforeAsking = 2; // dropped connections before the server is asked why, over HTTPS

applyTexts();
const element = (id) => document.getElementById(id);
const base = `/appointments/${appointmentID()}`;
const back = `${base}/chat/`;

// The token has done its work: it must not stay in the history or be sent on as a referrer.
const query = new URLSearchParams(location.search);
const choices = new URLSearchParams(query);
choices.delete("token");
const kept = choices.size > 0 ? `?${choices}` : "";
history.replaceState(null, "", location.pathname + kept);

const overlay = new Overlay();
const notices = new Notices(element("notices"));
overlay.show({ heading: text("call.state.connecting"), isWaiting: true });
element("status-text").textContent = text("call.state.connecting");

/** Says for good why there is no call here. */
function fail({ code, text: words } = {}) {
  const isKnown = text(`call.closed.${code}`) !== `call.closed.${code}`;
  showStatus("closed", text("call.state.failed"));
  overlay.show({
    heading: text("call.failed.heading"),
    text: isKnown ? text(`call.closed.${code}`) : words || text("error.any.1"),
    canRetry: code !== "token-expired",
    back,
  });
}

element("overlay-again").addEventListener("click", () => location.reload());

// Where to go, and who is expected there.

const found = await findRoom();

async function findRoom() {
  try {
    const answer = await requestJSON(`${base}/video-call/status/`);
    const status = answer.appointment ?? answer;
    if (status.video_call_status === "ended") {
      showEnded({ duration: status.call_duration });
      return null;
    }
    return status.video_call_room_id;
  } catch (error) {
    if (error.status === 401) goToSignIn();
    else fail({ code: error.status === 0 ? "offline" : "forbidden", text: error.text });
    return null;
  }
}

if (found) openCall(found);

function openCall(room) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const client = new AortaClient({
    url: `${scheme}//${location.host}/ws/video-call/${room}/`,
    codec: query.get("codec") ?? "VP8",
    isSimulcast: query.has("simulcast"),
  });
  globalThis.aortaClient = client; // for tests and support
  const devices = new OwnDevices(client, notices, () => controls.draw());
  const controls = new Controls(client, devices, { end: () => end(client) });
  const chat = new ChatPanel(client, notices);
  new RecordingConsent(client, notices);
  const hear = element("hear");
  const stage = new Stage(element("stage"), () => {
    hear.hidden = false;
  });
  hear.addEventListener("click", () => {
    hear.hidden = true;
    stage.hear();
  });

  const scene = new Scene(client);
  let here = new Set();
  client.addEventListener("participants", () => {
    stage.show(client.participants);
    announce(client, here);
    here = new Set(client.participants.keys());
    scene.draw();
  });
  client.addEventListener("joined", () => controls.draw());
  client.addEventListener("call", () => scene.draw());
  client.addEventListener("state", () => scene.draw());
  client.addEventListener("quality", () => showQuality(client.quality));
  client.addEventListener("speaker", ({ detail }) => stage.mark(detail));
  client.addEventListener("problem", ({ detail }) => console.warn(detail.code, detail.text));
  client.addEventListener("dropped", ({ detail }) => {
    if (detail === attemptsBeforeAsking) askWhy(client);
  });
  client.addEventListener("closed", ({ detail }) => {
    devices.stop();
    releaseWakeLock();
    showClosed(client, detail);
  });

  // Devices, signaling and the names of the people are found at the same time.
  client.start();
  devices.start();
  knowPeople(client, scene, chat);
  const timer = setInterval(() => scene.tick(), 1_000);
  client.addEventListener("closed", () => clearInterval(timer));
  keepAwake();

  // A reload comes back within the grace time; who closes the page for good is missed after it.
  addEventListener("pagehide", () => client.suspend());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

/** The appointment's people and earlier messages; a guest may not see them, and needn't. */
async function knowPeople(client, scene, chat) {
  try {
    const { appointment, you, messages } = await requestJSON(`${base}/chat/`);
    client.me ??= you;
    scene.other = (you.role === "doctor" ? appointment.patient : appointment.doctor)?.name;
    scene.draw();
    messages.forEach((line) => chat.show(line));
  } catch {
    // The call is the same without.
  }
}

/** Draws what the whole page shows about the call as it stands. */
class Scene {
  other;
  #client;
  #isReturned = false;
  #wasAdmitted = false;
  #told = new Set(); // minutes before the end that were announced

  constructor(client) {
    this.#client = client;
  }

  draw() {
    const client = this.#client;
    const { call, state, participants } = client;
    if (state === "closed") return;
    if (call.admitted) this.#wasAdmitted = true;
    this.#isReturned = this.#wasAdmitted && !call.admitted;
    this.#drawKnocking(call.waiting ?? []);
    this.tick();
    element("quality").hidden = state === "connecting" || !call.admitted;
    if (state === "connecting") return;
    if (state === "reconnecting") {
      showStatus("waiting", text("call.state.reconnecting"));
      const { heading, text: words } = textsOf("call.reconnecting");
      overlay.show({ heading, text: words, isWaiting: true, isSeeThrough: true });
    } else if (!call.admitted) {
      showStatus("waiting", text("call.state.waitingRoom"));
      overlay.show({
        heading: text("call.waitingRoom.heading"),
        text: this.#waitingWords(),
        isWaiting: true,
      });
    } else if (participants.size === 0) {
      const words = this.other
        ? text("call.state.alone", { other: this.other })
        : text("call.state.aloneAny");
      showStatus("waiting", words);
      overlay.show({ heading: words, text: text("call.alone.text"), isWaiting: true });
    } else {
      showStatus("connected", text("call.state.connected"));
      overlay.show(null);
    }
  }

  /** Once a second: how long the call has been going, and whether it must end soon. */
  tick() {
    const { call } = this.#client;
    const startedAt = instant(call.startedAt);
    const timer = element("timer");
    timer.hidden = !startedAt || !call.admitted;
    if (startedAt) timer.textContent = clock((this.#client.now() - startedAt.getTime()) / 1000);
    const endsAt = instant(call.endsAt);
    if (!call.endsSoon || !endsAt) return;
    const minutes = Math.ceil((endsAt.getTime() - this.#client.now()) / 60_000);
    const words = minutes > 1 ? text("call.endsSoon", { minutes }) : text("call.endsNow");
    if (this.#told.has(minutes)) return;
    this.#told.add(minutes);
    notices.tell(words);
  }

  #waitingWords() {
    if (this.#isReturned) return text("call.waitingRoom.returned");
    return this.other
      ? text("call.waitingRoom.text", { other: this.other })
      : text("call.waitingRoom.textAny");
  }

  #drawKnocking(waiting) {
    const wanted = new Set(waiting.map(({ id }) => `knock-${id}`));
    for (const id of notices.kept("knock-")) {
      if (!wanted.has(id)) notices.drop(id);
    }
    for (const { id, name } of waiting) {
      if (notices.kept("knock-").includes(`knock-${id}`)) continue;
      const admit = () => this.#client.admit(id).catch((error) => notices.tell(error.text));
      const words = [text("call.knocking", { name })];
      notices.keep(`knock-${id}`, words, { words: text("call.admit"), run: admit, canClose: false });
    }
  }
}

const textsOf = (key) => ({ heading: text(`${key}.heading`), text: text(`${key}.text`) });

function showStatus(state, words) {
  element("status").className = `chip ${state}`;
  if (element("status-text").textContent !== words) element("status-text").textContent = words;
}

function showQuality(quality) {
  element("quality").dataset.quality = quality ?? "";
  element("quality-text").textContent = text(`call.quality.${quality ?? "unknown"}`);
}

showQuality();

function announce(client, before) {
  for (const { id, name } of client.participants.values()) {
    if (!before.has(id)) notices.tell(text("call.joined", { name }));
  }
  if (client.call.admitted && before.size > client.participants.size) {
    notices.tell(text("call.somebodyLeft"));
  }
}

// The end.

let isEndedHere = false;

/** Ends the call for all; a guest only leaves it. */
async function end(client) {
  element("end").disabled = true;
  if (client.me?.role === "guest") {
    client.leave();
    return;
  }
  isEndedHere = true;
  try {
    await client.end();
  } catch (error) {
    if (client.state === "closed") return;
    // The signaling connection is down or refuses: the same by HTTPS.
    const done = await requestJSON(`${base}/video-call/end/`, { method: "POST" }).catch(() => null);
    if (done) {
      client.suspend();
      location.assign(back);
      return;
    }
    isEndedHere = false;
    element("end").disabled = false;
    notices.tell(error.text ?? text("chat.offline"));
  }
}

function showEnded({ duration } = {}) {
  showStatus("closed", text("call.state.ended"));
  overlay.show({
    heading: text("call.ended.heading"),
    text: duration ? text("call.ended.duration", { duration: clock(duration) }) : "",
    back,
  });
  document.body.classList.add("over");
}

function showClosed(client, { code, text: words, duration }) {
  element("timer").hidden = true;
  element("quality").hidden = true;
  document.body.classList.add("over");
  if (isEndedHere) {
    location.assign(back);
  } else if (code === "closed") {
    showStatus("closed", text("call.state.ended"));
    overlay.show({ heading: text("call.leftCall.heading"), canRetry: true, back });
  } else if (client.call.status === "ended" || code === "call-ended") {
    showEnded({ duration });
  } else {
    fail({ code, text: words });
  }
}

/** The WebSocket is refused again and again; only HTTPS can tell why. */
async function askWhy(client) {
  try {
    const answer = await requestJSON(`${base}/video-call/status/`);
    const status = answer.appointment ?? answer;
    if (status.video_call_status === "ended") {
      client.suspend();
      showEnded({ duration: status.call_duration });
    }
  } catch (error) {
    if (error.status !== 403 && error.status !== 401) return; // the network: go on trying
    client.suspend();
    fail({ code: "forbidden" });
  }
}

// A telephone must not go to sleep in a call.

let wakeLock = null;

async function keepAwake() {
  try {
    wakeLock = await navigator.wakeLock?.request("screen");
  } catch {
    // Battery saving: the person's choice.
  }
}

function releaseWakeLock() {
  wakeLock?.release().catch(() => {});
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && wakeLock?.released) keepAwake();
});
