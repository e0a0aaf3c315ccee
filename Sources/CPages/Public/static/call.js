// The call page: joins the room of the appointment in its address and shows what is there.

import { AortaClient } from "./aorta-client.js";
import { ChatPanel } from "./call/chat-panel.js";
import { Controls } from "./call/controls.js";
import { DeviceChoice } from "./call/device-choice.js";
import { Ending, callStatus } from "./call/ending.js";
import { Invitations } from "./call/invitations.js";
import { Notices } from "./call/notices.js";
import { Overlay } from "./call/overlay.js";
import { OwnDevices } from "./call/own-devices.js";
import { Panels } from "./call/panels.js";
import { PeoplePanel } from "./call/people-panel.js";
import { RecordingConsent } from "./call/recording-consent.js";
import { Scene, showQuality, showRung, showStatus } from "./call/scene.js";
import { SelfView } from "./call/self-view.js";
import { Stage } from "./call/stage.js";
import { allowSleep, keepAwake } from "./call/wake-lock.js";
import { openDevices } from "./client/local-devices.js";
import { rungs } from "./client/media-rung.js";
import { appointmentID, currentSession, goToSignIn, requestJSON } from "./page.js";
import { applyTexts, text } from "./text.js";

const attemptsBeforeAsking = 2; // dropped connections before the server is asked why, over HTTPS

const element = (id) => document.getElementById(id);
const base = `/appointments/${appointmentID()}`;

applyTexts();

// The token has done its work: it must not stay in the history or be sent on as a referrer.
const query = new URLSearchParams(location.search);
query.delete("token");
history.replaceState(null, "", location.pathname + (query.size > 0 ? `?${query}` : ""));

const overlay = new Overlay();
const notices = new Notices(element("notices"));
const ending = new Ending(base, overlay, notices);
overlay.show({ heading: text("call.state.connecting"), isWaiting: true });
showStatus("waiting", text("call.state.connecting"));

// Devices are opened while the room is found: both take their time.
const opening = openDevices();
const room = await findRoom();
if (room) openCall(room);
else opening.then(({ camera, microphone }) => [camera, microphone].forEach((one) => one.track?.stop()));

/** The room's name; null where there is no call to join, which the page then says. */
async function findRoom() {
  try {
    const { room, role } = await requestJSON(`${base}/video-call/`);
    ending.isGuest = role === "guest";
    return room;
  } catch (error) {
    if (error.status === 401) goToSignIn();
    else if (error.code === "call_ended") showEnd();
    else ending.fail({ code: error.status === 0 ? "offline" : "forbidden" });
    return null;
  }
}

/** The call was over before this page was opened. */
async function showEnd() {
  const status = await callStatus(base).catch(() => ({}));
  ending.ended({ duration: status.call_duration });
}

/**
 * `?codec=` and `?simulcast` choose what is sent, for tests; `?rung=` the only way that media may
 * take, for support.
 */
function openCall(room) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const client = new AortaClient({
    url: `${scheme}//${location.host}/ws/video-call/${room}/`,
    codec: query.get("codec") ?? "VP8",
    isSimulcast: query.has("simulcast"),
    fallback: {
      url: `${base}/video-call/signal/?room=${room}`,
      headers: async () => ({ "X-CSRF-Token": (await currentSession()).csrf ?? "" }),
    },
    rung: rungs.find((rung) => rung === query.get("rung")),
  });
  globalThis.aortaClient = client; // for tests and support
  const devices = new OwnDevices(client, notices);
  const controls = new Controls(client, devices, { end: () => ending.end(client) });
  const panels = new Panels();
  const chat = new ChatPanel(client, notices, panels);
  new PeoplePanel(client, notices, panels);
  new RecordingConsent(client, notices);
  const scene = new Scene(client, overlay, notices);
  const stage = new Stage(
    element("stage"),
    () => {
      element("hear").hidden = false;
    },
    (pictures) => client.view(pictures),
  );
  element("hear").addEventListener("click", () => {
    element("hear").hidden = true;
    stage.hear();
  });

  const choice = new DeviceChoice(devices, stage);
  const invitations = new Invitations(base);
  new SelfView();
  devices.changed = () => {
    controls.draw();
    choice.list();
  };

  follow(client, { stage, scene, controls, devices, invitations });
  client.start();
  devices.take(opening);
  knowPeople(client, scene, chat);
  keepAwake();

  // A reload comes back within the grace time; who closes the page for good is missed after it.
  addEventListener("pagehide", () => client.suspend());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function follow(client, { stage, scene, controls, devices, invitations }) {
  const on = (name, handle) => client.addEventListener(name, ({ detail }) => handle(detail));
  const timer = setInterval(() => scene.tick(), 1_000);
  let here = new Map();
  on("participants", () => {
    stage.show(client.participants);
    if (client.state === "connected" && client.call.admitted) announce(here, client.participants);
    here = new Map(client.participants);
    scene.draw();
  });
  on("joined", () => {
    controls.draw();
    if (client.me.role === "doctor") invitations.list().catch(() => {});
  });
  on("call", () => scene.draw());
  on("state", () => scene.draw());
  on("quality", () => showQuality(client.quality));
  on("rung", () => showRung(client.rung));
  on("carrier", () => scene.draw());
  on("speaker", (id) => stage.mark(id));
  on("problem", ({ code, text: words }) => {
    console.warn(code, words);
    if (code === "rung-not-offered") notices.tell(text("call.rungMissing", { rung: words }));
  });
  on("dropped", (attempts) => {
    if (attempts === attemptsBeforeAsking) ending.explain(client);
  });
  on("closed", (detail) => {
    clearInterval(timer);
    devices.stop();
    allowSleep();
    ending.closed(client, detail);
  });
}

/** Tells who has come and gone. */
function announce(before, now) {
  for (const [id, { name }] of now) {
    if (!before.has(id)) notices.tell(text("call.joined", { name }));
  }
  for (const [id, { name }] of before) {
    if (!now.has(id)) notices.tell(text("call.left", { name }));
  }
}

/** The appointment's people and earlier messages; a guest may not see them, and needn't. */
async function knowPeople(client, scene, chat) {
  if (ending.isGuest) return;
  try {
    const { appointment, you, messages } = await requestJSON(`${base}/chat/`);
    client.me ??= you;
    scene.other = (you.role === "doctor" ? appointment.patient : appointment.doctor)?.name;
    scene.draw();
    messages.forEach((line) => chat.show(line));
    if (messages.length > 0) client.sawLine(messages.at(-1).id);
  } catch {
    // The call is the same without.
  }
}
