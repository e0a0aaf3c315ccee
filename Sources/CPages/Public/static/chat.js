// The conversation of an appointment, with the banner that follows its video call.

import { clock, day, instant, text, texts, timeOfDay } from "./text.js";
import { appointmentID, goToSignIn, make, openPage, requestJSON, sentence } from "./page.js";
import { showAlert } from "./page.js";
import { recordedFiles, showRecordings } from "./recordings.js";

const pollPeriod = 2_000; // milliseconds
const recordingsPeriod = 5; // polls between two looks for recordings that are still being closed

const base = `/appointments/${appointmentID()}`;
const element = (id) => document.getElementById(id);

await openPage();
const { appointment, you, messages } = await requestJSON(`${base}/chat/`).catch((error) => {
  showAlert(sentence(error));
  throw error;
});

// The head.

const other = you.role === "doctor" ? appointment.patient : appointment.doctor;
element("quality").href = `${base}/quality/`;
element("heading").textContent = text("chat.heading", { name: other?.name ?? "" });

// The messages.

const log = element("messages");
const known = new Set();
let lastID = null;
let lastDay = "";

function show(message) {
  if (known.has(message.id)) return;
  known.add(message.id);
  lastID = message.id;
  log.querySelector(".empty")?.remove();
  const sentAt = instant(message.sentAt);
  if (day(sentAt) !== lastDay) {
    lastDay = day(sentAt);
    log.append(make("div", { className: "day" }, lastDay));
  }
  const isMine = message.sender?.id === you.id;
  const name = isMine ? text("chat.you") : (message.sender?.name ?? "");
  const meta = make("span", { className: "meta" }, `${name}, ${timeOfDay(sentAt)}`);
  log.append(make("div", { className: isMine ? "message mine" : "message" }, meta, message.text));
  log.scrollTop = log.scrollHeight;
}

// The latest line stays in sight when the window, or what stands above, changes its size.
new ResizeObserver(() => {
  log.scrollTop = log.scrollHeight;
}).observe(log);

log.append(make("div", { className: "empty" }, text("chat.empty")));
messages.forEach(show);

const composer = element("composer");
const box = element("message");

composer.addEventListener("submit", async (event) => {
  event.preventDefault();
  const words = box.value.trim();
  if (words === "") return;
  box.value = "";
  try {
    const sent = await requestJSON(`${base}/chat/messages`, { body: { text: words } });
    const message = sent?.message ?? sent;
    if (message?.id !== undefined) show(message);
    showAlert("");
  } catch (error) {
    if (box.value === "") box.value = words;
    showAlert(error.status === 0 ? text("chat.notSent") : sentence(error));
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});

// The banner.

let call = appointment;
let clockOffset = 0; // milliseconds that the server's clock is ahead of ours

function runningFor() {
  const startedAt = instant(call.video_call_started_at);
  return startedAt ? clock((Date.now() + clockOffset - startedAt.getTime()) / 1000) : clock(0);
}

function showCall() {
  const status = call.video_call_status;
  const isRunning = status === "waiting" || status === "in_progress";
  const duration = status === "ended" ? clock(call.call_duration) : runningFor();
  const role = ["doctor", "patient"].includes(you.role) ? you.role : "guest";
  const [title, words] = texts(`chat.banner.${status}.${role}`, {
    other: other?.name ?? "",
    duration,
  });
  element("banner").className = `card banner ${status}`;
  if (element("status-title").textContent !== title) element("status-title").textContent = title;
  if (element("status-text").textContent !== words) element("status-text").textContent = words;
  const start = element("start");
  start.hidden = role !== "doctor";
  // The name stays while a call runs: pressing it brings the doctor back into the same call.
  start.textContent = text("chat.start");
  element("join").hidden = role === "doctor" || !isRunning;
  element("quality").hidden = role !== "doctor" || status !== "ended";
}

async function enter(button, path) {
  button.disabled = true;
  showAlert("");
  try {
    const rung = new URLSearchParams(location.search).get("rung");
    const query = rung ? `?${new URLSearchParams({ rung })}` : "";
    const url = `${base}/video-call/${path}/${query}`;
    const { location: where } = await requestJSON(url, { method: "POST" });
    location.assign(where);
  } catch (error) {
    showAlert(sentence(error));
    button.disabled = false;
  }
}

element("start").addEventListener("click", (event) => enter(event.currentTarget, "start"));
element("join").addEventListener("click", (event) => enter(event.currentTarget, "join"));

// What changes while the page is open.

let polls = 0;

async function poll() {
  if (document.hidden) return;
  try {
    const after = lastID === null ? "" : `?after=${encodeURIComponent(lastID)}`;
    const [status, news] = await Promise.all([
      requestJSON(`${base}/video-call/status/`),
      requestJSON(`${base}/chat/messages${after}`),
    ]);
    const wasEnded = call.video_call_status === "ended";
    call = { ...call, ...(status.appointment ?? status) };
    if (status.now) clockOffset = instant(status.now).getTime() - Date.now();
    (Array.isArray(news) ? news : (news?.messages ?? [])).forEach(show);
    if (element("alert").dataset.isOffline) showAlert("");
    delete element("alert").dataset.isOffline;
    const hasJustEnded = call.video_call_status === "ended" && !wasEnded;
    if (hasJustEnded || polls++ % recordingsPeriod === 0) await refreshRecordings();
  } catch (error) {
    if (error.status === 401) return goToSignIn();
    if (error.status !== 0) return;
    showAlert(text("chat.offline"));
    element("alert").dataset.isOffline = "yes";
  }
}

let shownFiles = "[]";
let maySeeRecordings = true;

async function refreshRecordings() {
  if (call.video_call_status !== "ended") {
    element("recordings").hidden = true;
    shownFiles = "[]";
    return;
  }
  if (!maySeeRecordings) return;
  const files = await recordedFiles(appointmentID()).catch((error) => {
    // A refusal is written into the audit log: it is asked for once only.
    maySeeRecordings = error.status !== 403;
    return [];
  });
  if (JSON.stringify(files) === shownFiles) return;
  shownFiles = JSON.stringify(files);
  showRecordings(element("recordings"), files);
}

showCall();
await poll();
setInterval(showCall, 1_000);
setInterval(poll, pollPeriod);
document.addEventListener("visibilitychange", poll);
// Back from the call by the browser's arrow: what this page showed is old.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
