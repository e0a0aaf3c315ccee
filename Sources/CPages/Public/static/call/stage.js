// The others: a tile for each participant and each shared screen.

import { chosenDevices, rememberDevice } from "../client/local-devices.js";
import { make } from "../page.js";
import { text } from "../text.js";

const cropLimit = 1.6; // a picture is cropped to fill its tile unless it would lose more than this
const viewPatience = 300; // milliseconds for which sizes stay as they are before they are told
const viewStep = 16; // pixels; smaller changes are none

/**
 * Draws participants into `root`. `soundRefused()` is called when the browser lets no sound out
 * before the person has touched the page, `viewed(pictures)` when pictures are shown at other sizes:
 * [{participant, source, width, height}] in pixels of the screen.
 */
export class Stage {
  #root;
  #soundRefused;
  #tiles = new Map(); // "id" or "id/screen" → Tile
  #speaker = null;
  #isAudible = true;
  #viewed;
  #viewTimer;
  #view = "[]";
  /** The id of the loudspeaker; empty: the system's own. */
  speaker = chosenDevices().speaker ?? "";

  constructor(root, soundRefused, viewed) {
    this.#root = root;
    this.#viewed = viewed;
    this.#soundRefused = () => {
      if (!this.#isAudible) return;
      this.#isAudible = false;
      soundRefused();
    };
    new ResizeObserver(() => {
      this.#tiles.forEach((tile) => tile.fit());
      this.#measure();
    }).observe(root);
  }

  show(participants) {
    const wanted = new Set();
    for (const participant of participants.values()) {
      const { camera, microphone, screen } = participant.tracks;
      this.#tile(participant.id, wanted).showPerson(participant, camera, microphone);
      if (screen && participant.screen) {
        this.#tile(`${participant.id}/screen`, wanted).showScreen(participant, screen);
      }
    }
    for (const [key, tile] of this.#tiles) {
      if (wanted.has(key)) continue;
      tile.remove();
      this.#tiles.delete(key);
    }
    this.#arrange();
  }

  /** Marks who speaks; null: nobody. */
  mark(speaker) {
    this.#speaker = speaker;
    this.#arrange();
  }

  /** The person has touched the page: sound may come out now. */
  hear() {
    this.#isAudible = true;
    this.#tiles.forEach((tile) => tile.play());
  }

  /** Sound comes out of this loudspeaker from now on. */
  speakOn(deviceID) {
    this.speaker = deviceID;
    rememberDevice("speaker", deviceID);
    this.#tiles.forEach((tile) => tile.speakOn(deviceID));
  }

  #tile(key, wanted) {
    wanted.add(key);
    let tile = this.#tiles.get(key);
    if (!tile) {
      tile = new Tile(this.#soundRefused, () => this.#isAudible, () => this.#measure());
      if (this.speaker) tile.speakOn(this.speaker);
      this.#tiles.set(key, tile);
      this.#root.append(tile.element);
    }
    return tile;
  }

  #arrange() {
    const count = this.#tiles.size;
    this.#root.dataset.tiles = count > 9 ? "crowd" : count > 6 ? "many" : String(count);
    const hasScreen = [...this.#tiles.keys()].some((key) => key.endsWith("/screen"));
    this.#root.classList.toggle("has-screen", hasScreen);
    for (const [key, tile] of this.#tiles) {
      tile.element.classList.toggle("speaking", key === this.#speaker);
      tile.fit();
    }
    this.#measure();
  }

  #measure() {
    clearTimeout(this.#viewTimer);
    this.#viewTimer = setTimeout(() => {
      const pictures = [...this.#tiles].map(([key, tile]) => {
        const [participant, source = "camera"] = key.split("/");
        return { participant, source, ...tile.size() };
      });
      const view = JSON.stringify(pictures);
      if (view === this.#view) return;
      this.#view = view;
      this.#viewed(pictures);
    }, viewPatience);
  }
}

class Tile {
  #soundRefused;
  #isAudible;
  #stream = new MediaStream();
  #video = make("video", { autoplay: true, playsInline: true });
  #avatar = make("div", { className: "avatar" });
  #label = make("div", { className: "label" });
  #described = "";
  element = make("figure", { className: "tile without-picture" });

  constructor(soundRefused, isAudible, resized) {
    this.#soundRefused = soundRefused;
    this.#isAudible = isAudible;
    this.element.append(this.#video, this.#avatar, this.#label);
    this.#video.srcObject = this.#stream;
    this.#video.addEventListener("resize", () => {
      this.fit();
      resized();
    });
  }

  showPerson({ name, role, muted, connected }, camera, microphone) {
    const hasPicture = Boolean(camera) && !muted.video;
    this.element.classList.toggle("without-picture", !hasPicture);
    this.element.classList.toggle("away", !connected);
    this.#carry([camera, microphone]);
    const described = JSON.stringify([name, role, muted, connected, hasPicture]);
    if (described === this.#described) return;
    this.#described = described;
    this.#video.setAttribute("aria-label", text("call.remoteVideo", { name }));
    this.#avatar.replaceChildren(
      make("span", { className: "initials", ariaHidden: "true" }, initials(name)),
      make("span", {}, text(connected ? "call.cameraIsOff" : "call.state.reconnecting")),
    );
    const words = make("span", {}, name);
    this.#label.replaceChildren(words, ...(muted.audio ? [mutedSign()] : []));
  }

  showScreen({ name }, screen) {
    this.element.classList.add("screen");
    this.element.classList.remove("without-picture");
    this.#carry([screen]);
    this.#video.setAttribute("aria-label", text("call.remoteScreen", { name }));
    this.#label.replaceChildren(make("span", {}, text("call.sharing", { name })));
  }

  /** Plays what there is; without sound where the browser refuses it. */
  async play() {
    this.#video.muted = !this.#isAudible();
    try {
      await this.#video.play();
    } catch (error) {
      if (error.name !== "NotAllowedError") return;
      this.#soundRefused();
      this.#video.muted = true;
      await this.#video.play().catch(() => {});
    }
  }

  /** A loudspeaker that is gone is as none: the system's own plays on. */
  speakOn(deviceID) {
    this.#video.setSinkId?.(deviceID).catch(() => {});
  }

  /** Fills the tile with the picture where little of it is lost, else shows it whole. */
  fit() {
    const { videoWidth, videoHeight } = this.#video;
    const { clientWidth, clientHeight } = this.element;
    if (!videoWidth || !clientHeight) return;
    const ratio = videoWidth / videoHeight / (clientWidth / clientHeight);
    const loss = Math.max(ratio, 1 / ratio);
    const isScreen = this.element.classList.contains("screen");
    this.element.classList.toggle("fills", !isScreen && loss <= cropLimit);
  }

  /** Of the picture, in pixels of the screen; nothing while it is hidden. */
  size() {
    const { clientWidth, clientHeight } = this.element;
    if (this.element.classList.contains("without-picture")) return { width: 0, height: 0 };
    const { videoWidth, videoHeight } = this.#video;
    let [width, height] = [clientWidth, clientHeight];
    if (videoWidth && videoHeight) {
      const scales = [clientWidth / videoWidth, clientHeight / videoHeight];
      const fills = this.element.classList.contains("fills");
      const scale = fills ? Math.max(...scales) : Math.min(...scales);
      [width, height] = [videoWidth * scale, videoHeight * scale];
    }
    const stepped = (side) => Math.ceil((side * devicePixelRatio) / viewStep) * viewStep;
    return { width: Math.min(stepped(width), 16_384), height: Math.min(stepped(height), 16_384) };
  }

  remove() {
    this.#video.srcObject = null;
    this.element.remove();
  }

  #carry(tracks) {
    const wanted = tracks.filter(Boolean);
    const had = this.#stream.getTracks();
    had.filter((track) => !wanted.includes(track)).forEach((track) => this.#stream.removeTrack(track));
    const added = wanted.filter((track) => !had.includes(track));
    added.forEach((track) => this.#stream.addTrack(track));
    if (added.length > 0) this.play();
  }
}

function initials(name) {
  const words = name.replace(/^(dr|prof|mr|mrs|ms)\.?\s+/i, "").split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}

function mutedSign() {
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "/static/icons.svg#microphone-off");
  sign.setAttribute("class", "icon");
  sign.setAttribute("role", "img");
  sign.setAttribute("aria-label", text("call.isMuted"));
  sign.append(use);
  return sign;
}
