// This participant's camera, microphone and screen: opened, shown, switched, mended.

import { openCamera, openMicrophone, openScreen, rememberDevice } from "../client/local-devices.js";
import { SignalingError } from "../client/signaling-channel.js";
import { sentence } from "../page.js";
import { text, texts } from "../text.js";

const open = { camera: openCamera, microphone: openMicrophone };
const mutedField = { camera: "video", microphone: "audio" };

const choiceKey = () => `devices ${location.pathname}`;

function rememberedChoice() {
  const remembered = JSON.parse(sessionStorage.getItem(choiceKey()) ?? "{}");
  return { camera: true, microphone: true, ...remembered };
}

export class OwnDevices {
  /** Called whenever a control must be drawn anew. */
  changed = () => {};
  #client;
  #notices;
  #tracks = { camera: null, microphone: null, screen: null };
  #isWanted = rememberedChoice(); // what the person chose, device or not
  #troubles = { camera: null, microphone: null };
  #isOpening = { camera: true, microphone: true };

  constructor(client, notices) {
    this.#client = client;
    this.#notices = notices;
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#tryMissing());
  }

  isOn(kind) {
    return this.#isWanted[kind] && Boolean(this.#tracks[kind]);
  }

  /** Still asking the browser for it. */
  isOpening(kind) {
    return this.#isOpening[kind];
  }

  /** The id of the device that is open; undefined where none is. */
  inUse(kind) {
    return this.#tracks[kind]?.getSettings().deviceId;
  }

  /** Changes to another device; back to the one before where that cannot be opened. */
  async choose(kind, deviceID) {
    if (this.#isOpening[kind]) return;
    const before = this.inUse(kind);
    const old = this.#tracks[kind];
    // Telephones open one camera at a time: the old one goes first.
    this.#tracks[kind] = null;
    this.#isOpening[kind] = true;
    old?.stop();
    const opened = await open[kind](deviceID);
    if (opened.track) {
      rememberDevice(kind, deviceID);
      this.#take(kind, opened);
      return;
    }
    this.#take(kind, before ? await open[kind](before) : opened);
    if (before) this.#notices.tell(texts(`devices.trouble.${kind}.${opened.trouble}`)[0]);
  }

  get camera() {
    return this.#tracks.camera;
  }

  get isSharing() {
    return this.#tracks.screen !== null;
  }

  /** Takes both as they are opened. The call needs neither. */
  async take(opening) {
    const opened = await opening;
    this.#take("camera", opened.camera);
    this.#take("microphone", opened.microphone);
  }

  /** Switches a device on or off; opens it first where it isn't. */
  async toggle(kind) {
    const track = this.#tracks[kind];
    if (!track) {
      this.#choose(kind, true);
      await this.#open(kind);
      return;
    }
    this.#choose(kind, !this.#isWanted[kind]);
    track.enabled = this.#isWanted[kind];
    this.#tellMuted();
    this.changed();
  }

  async toggleScreen() {
    if (this.#tracks.screen) {
      await this.#stopScreen();
      return;
    }
    const track = await openScreen();
    if (!track) return;
    this.#tracks.screen = track;
    track.addEventListener("ended", () => this.#stopScreen());
    try {
      await this.#client.setScreen(track);
    } catch (error) {
      track.stop();
      this.#tracks.screen = null;
      const isRefused = error instanceof SignalingError;
      this.#notices.tell(isRefused ? sentence(error) : text("error.any.1"));
    }
    this.changed();
  }

  stop() {
    Object.values(this.#tracks).forEach((track) => track?.stop());
  }

  /** Who was muted stays so over a reload. */
  #choose(kind, isWanted) {
    this.#isWanted[kind] = isWanted;
    sessionStorage.setItem(choiceKey(), JSON.stringify(this.#isWanted));
  }

  async #stopScreen() {
    const track = this.#tracks.screen;
    if (!track) return;
    this.#tracks.screen = null;
    track.stop();
    this.changed();
    await this.#client.setScreen(null);
  }

  async #open(kind) {
    if (this.#isOpening[kind]) return;
    this.#isOpening[kind] = true;
    this.changed();
    this.#take(kind, await open[kind]());
  }

  #take(kind, { track, trouble }) {
    this.#isOpening[kind] = false;
    this.#tracks[kind] = track ?? null;
    this.#troubles[kind] = trouble ?? null;
    if (track) {
      track.enabled = this.#isWanted[kind];
      if (kind === "camera") track.contentHint = "motion";
      track.addEventListener("ended", () => this.#lost(kind, track));
      this.#notices.drop(`device-${kind}`);
    } else {
      this.#explain(kind, trouble);
    }
    this.#client.setDevice(kind, track ?? null);
    this.#tellMuted();
    this.changed();
  }

  /** Unplugged, or taken by a telephone call: try once, then say so. */
  async #lost(kind, track) {
    if (this.#tracks[kind] !== track) return;
    this.#tracks[kind] = null;
    await this.#open(kind);
  }

  #explain(kind, trouble) {
    const [heading, explanation] = texts(`devices.trouble.${kind}.${trouble}`);
    const words = [heading, `${text("devices.goesOn")} ${explanation}`];
    const action = { words: text("tryAgain"), run: () => this.#open(kind) };
    this.#notices.keep(`device-${kind}`, words, action);
  }

  /** A device was plugged in: what was missing may be there now. */
  #tryMissing() {
    for (const kind of ["camera", "microphone"]) {
      if (this.#troubles[kind] === "missing" && !this.#tracks[kind]) this.#open(kind);
    }
  }

  #tellMuted() {
    const muted = {};
    for (const [kind, field] of Object.entries(mutedField)) {
      muted[field] = !this.isOn(kind) && !(this.#isOpening[kind] && this.#isWanted[kind]);
    }
    this.#client.setMuted(muted);
  }
}
