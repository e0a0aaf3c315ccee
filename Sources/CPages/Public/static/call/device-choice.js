// Another camera, microphone or speaker while the call goes on.

import { text } from "../text.js";

const element = (id) => document.getElementById(id);
const kinds = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" };

export class DeviceChoice {
  #devices;
  #stage;

  constructor(devices, stage) {
    this.#devices = devices;
    this.#stage = stage;
    for (const kind of ["camera", "microphone"]) {
      element(`choose-${kind}`).addEventListener("change", async ({ target }) => {
        target.disabled = true;
        await devices.choose(kind, target.value);
        await this.list();
        target.focus();
      });
    }
    const canChoose = "setSinkId" in HTMLMediaElement.prototype;
    element("speaker-field").hidden = !canChoose;
    element("choose-speaker").addEventListener("change", ({ target }) => stage.speakOn(target.value));
    navigator.mediaDevices?.addEventListener("devicechange", () => this.list());
  }

  /** Fills the lists; names of devices are known only once one is open. */
  async list() {
    const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    for (const [kind, deviceKind] of Object.entries(kinds)) {
      const devices = found.filter((device) => device.kind === deviceKind && device.deviceId !== "");
      const inUse = kind === "speaker" ? this.#stage.speaker : this.#devices.inUse(kind);
      this.#fill(element(`choose-${kind}`), kind, devices, inUse);
    }
  }

  #fill(select, kind, devices, inUse) {
    const options = devices.map(({ label, deviceId }, index) => {
      const name = text("devices.unnamed", { kind: text(`devices.${kind}`), number: index + 1 });
      return new Option(label || name, deviceId, false, deviceId === inUse);
    });
    const none = kind === "speaker" ? "devices.defaultSpeaker" : "devices.noDevice";
    if (options.length === 0) options.push(new Option(text(none), ""));
    else if (!devices.some(({ deviceId }) => deviceId === inUse) && kind !== "speaker") {
      options.unshift(new Option(text("none"), "", true, true));
    }
    select.replaceChildren(...options);
    select.disabled = devices.length === 0;
  }
}
