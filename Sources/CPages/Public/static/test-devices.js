// The device test: choice of devices, preview, level meter, results, tips, connection report.

import { lookup, text, texts } from "./text.js";
import { make, openPage } from "./page.js";
import { chosenDevices, openCamera, openDevices, openMicrophone, rememberDevice } from "./client/local-devices.js";
import { LevelMeter } from "./client/level-meter.js";
import { reportConnection } from "./connection-report.js";
import { reportText, resultLine as result, showReport } from "./report/result-view.js";

const heardLevel = 0.08; // of full scale: a voice at arm's length, above a quiet room

const element = (id) => document.getElementById(id);
const preview = element("preview");
const current = { camera: null, microphone: null };
let meter = null;
let hasHeard = false;

const { person } = await openPage();
element("look-up").hidden = !["doctor", "hospital_admin"].includes(person?.role);
element("tips").append(...lookup("devices.tipList").map((tip) => make("li", {}, tip)));
element("back").addEventListener("click", (event) => {
  if (history.length < 2) return;
  event.preventDefault();
  history.back();
});

function showCamera({ track, trouble }) {
  current.camera?.stop();
  current.camera = track ?? null;
  preview.srcObject = track ? new MediaStream([track]) : null;
  element("preview-text").hidden = Boolean(track);
  if (!track) {
    const words = texts(`devices.trouble.camera.${trouble}`);
    element("preview-text").textContent = words.join(". ");
    return result(element("results"), "camera", "bad", words);
  }
  track.addEventListener("ended", () => showCamera({ trouble: "failed" }));
  const describe = () => {
    const { width, height } = track.getSettings();
    const values = { name: track.label, width: width ?? "?", height: height ?? "?" };
    result(element("results"), "camera", "good", texts("devices.cameraGood", values));
  };
  describe();
  preview.onresize = describe;
}

function showMicrophone({ track, trouble }) {
  current.microphone?.stop();
  current.microphone = track ?? null;
  meter?.stop();
  hasHeard = false;
  if (!track) {
    const words = texts(`devices.trouble.microphone.${trouble}`);
    return result(element("results"), "microphone", "bad", words);
  }
  result(element("results"), "microphone", "fair", texts("devices.microphoneWaiting"));
  meter = new LevelMeter(track, (level) => {
    element("level").value = level;
    if (level > heardLevel && !hasHeard) {
      hasHeard = true;
      result(element("results"), "microphone", "good", texts("devices.microphoneGood"));
    }
  });
}

async function listDevices() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  fill("camera", devices, "videoinput");
  fill("microphone", devices, "audioinput");
  const canChoose = "setSinkId" in HTMLMediaElement.prototype;
  element("speaker-field").hidden = !canChoose;
  if (canChoose) fill("speaker", devices, "audiooutput");
}

function fill(id, devices, kind) {
  const select = element(id);
  const inUse = current[id]?.getSettings().deviceId ?? (select.value || chosenDevices()[id]);
  const found = devices.filter((device) => device.kind === kind && device.deviceId !== "");
  const options = found.map((device, index) => {
    const name = text("devices.unnamed", { kind: text(`devices.${id}`), number: index + 1 });
    return new Option(device.label || name, device.deviceId, false, device.deviceId === inUse);
  });
  const none = id === "speaker" ? "devices.defaultSpeaker" : "devices.noDevice";
  if (options.length === 0) options.push(new Option(text(none), ""));
  select.replaceChildren(...options);
  select.disabled = found.length === 0;
}

async function openAll() {
  element("again").hidden = true;
  const opened = await openDevices();
  showCamera(opened.camera);
  showMicrophone(opened.microphone);
  element("again").hidden = Boolean(opened.camera.track && opened.microphone.track);
  await listDevices();
}

/** Two notes on the chosen speaker. */
async function playTone() {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = output.stream;
  const speaker = element("speaker").value;
  if (speaker && player.setSinkId) await player.setSinkId(speaker).catch(() => {});
  [523.25, 659.25].forEach((frequency, index) => {
    const start = context.currentTime + 0.1 + index * 0.4;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.3, start + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.38);
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain).connect(output);
    note.start(start);
    note.stop(start + 0.4);
  });
  await player.play().catch(() => {});
  setTimeout(() => context.close(), 1_500);
}

element("camera").addEventListener("change", async (event) => {
  current.camera?.stop();
  rememberDevice("camera", event.target.value);
  showCamera(await openCamera(event.target.value));
});
element("microphone").addEventListener("change", async (event) => {
  current.microphone?.stop();
  rememberDevice("microphone", event.target.value);
  showMicrophone(await openMicrophone(event.target.value));
});
element("speaker").addEventListener("change", ({ target }) => rememberDevice("speaker", target.value));
element("tone").addEventListener("click", playTone);
element("again").addEventListener("click", openAll);
navigator.mediaDevices?.addEventListener("devicechange", listDevices);
addEventListener("pagehide", () => {
  current.camera?.stop();
  current.microphone?.stop();
});

let report = null;

async function testConnection() {
  element("report-again").disabled = true;
  const verdict = element("connection").querySelector('[data-part="verdict"]');
  verdict.className = "notice";
  verdict.textContent = text("report.running");
  report = await reportConnection((id, state, words) => result(element("report"), id, state, words));
  if (report) showReport(element("connection"), report);
  else verdict.textContent = text("report.noSetup.1");
  element("report-again").disabled = false;
}

element("copy").addEventListener("click", async () => {
  await navigator.clipboard?.writeText(reportText(report)).catch(() => {});
  element("copied").textContent = text("report.copied");
});
element("report-again").addEventListener("click", testConnection);
testConnection();
await openAll();
result(element("results"), "speaker", "fair", texts("devices.speakerUnknown"));
