// The bar of controls. Each button's accessible name says what a press does.

import { canShareScreen } from "../client/local-devices.js";
import { text } from "../text.js";

const element = (id) => document.getElementById(id);

/** Sets a control's name, the word under it and its picture. */
function label(id, name, word, picture) {
  const button = element(id);
  button.setAttribute("aria-label", text(`call.${name}`));
  button.title = text(`call.${name}`);
  button.querySelector(".word").textContent = text(`call.short.${word}`);
  if (picture) button.querySelector("use").setAttribute("href", `/static/icons.svg#${picture}`);
}

export class Controls {
  #client;
  #devices;

  constructor(client, devices, { end }) {
    this.#client = client;
    this.#devices = devices;
    element("microphone").addEventListener("click", () => devices.toggle("microphone"));
    element("camera").addEventListener("click", () => devices.toggle("camera"));
    element("share").addEventListener("click", () => devices.toggleScreen());
    element("end").addEventListener("click", end);
    element("full-screen").addEventListener("click", () => toggleFullScreen());
    element("full-screen").hidden = !document.documentElement.requestFullscreen;
    document.addEventListener("fullscreenchange", () => this.draw());

    label("chat", "chat", "chat");
    label("people", "peopleAndDevices", "people");
    const request = element("request");
    request.setAttribute("aria-label", text("recording.request"));
    request.title = text("recording.request");
    request.querySelector(".word").textContent = text("call.short.request");
    const stop = element("stop-recording");
    stop.setAttribute("aria-label", text("recording.stop"));
    stop.title = text("recording.stop");
    stop.querySelector(".word").textContent = text("call.short.stopRecording");
    this.draw();
  }

  draw() {
    const devices = this.#devices;
    const hears = devices.isOn("microphone");
    const sees = devices.isOn("camera");
    label("microphone", ...(hears ? ["mute", "mute", "microphone"] : ["unmute", "unmute", "microphone-off"]));
    label("camera", ...(sees ? ["cameraOff", "cameraOff", "camera"] : ["cameraOn", "cameraOn", "camera-off"]));
    element("microphone").classList.toggle("off", !hears && !devices.isOpening("microphone"));
    element("camera").classList.toggle("off", !sees && !devices.isOpening("camera"));

    const { isSharing } = devices;
    label("share", ...(isSharing ? ["stopSharing", "stopSharing"] : ["share", "share"]));
    element("share").classList.toggle("active", isSharing);
    element("share").hidden = !(this.#client.mayShareScreen && canShareScreen());

    const isFull = Boolean(document.fullscreenElement);
    label("full-screen", "fullScreen", "fullScreen");
    element("full-screen").setAttribute("aria-pressed", String(isFull));
    element("full-screen").classList.toggle("active", isFull);

    const isGuest = this.#client.me?.role === "guest";
    label("end", ...(isGuest ? ["leave", "leave"] : ["end", "end"]));

    const self = element("self");
    const video = element("self-video");
    self.classList.toggle("without-picture", !sees);
    element("self-muted").toggleAttribute("hidden", hears || devices.isOpening("microphone"));
    if (video.srcObject?.getTracks()[0] !== (devices.camera ?? undefined)) {
      video.srcObject = devices.camera ? new MediaStream([devices.camera]) : null;
    }
  }
}

function toggleFullScreen() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {});
}
