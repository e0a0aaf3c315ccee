// What the whole page shows about the call as it stands: status, timer, quality, overlay, who
// knocks at the waiting room.

import { sentence } from "../page.js";
import { clock, instant, text } from "../text.js";

const element = (id) => document.getElementById(id);

/** The line of the region 'Call status'. `state` colours its dot. */
export function showStatus(state, words) {
  element("status").className = `chip ${state}`;
  if (element("status-text").textContent !== words) element("status-text").textContent = words;
}

/** "excellent", "good", "poor"; undefined while nothing is measured. */
export function showQuality(quality) {
  element("quality").dataset.quality = quality ?? "";
  element("quality-text").textContent = text(`call.quality.${quality ?? "unknown"}`);
}

/** Which way media takes; undefined while it takes none. */
export function showRung(rung) {
  const shown = element("rung");
  shown.hidden = !rung;
  shown.dataset.rung = rung ?? "";
  shown.textContent = rung ? text(`call.rung.${rung}`) : "";
}

export class Scene {
  /** Name of the other person of the appointment, once known. */
  other;
  #client;
  #overlay;
  #notices;
  #wasAdmitted = false;
  #told = new Set(); // minutes before the end that were announced

  constructor(client, overlay, notices) {
    this.#client = client;
    this.#overlay = overlay;
    this.#notices = notices;
    showQuality();
  }

  draw() {
    const { call, state } = this.#client;
    if (state === "closed") return;
    if (call.admitted) this.#wasAdmitted = true;
    this.#drawKnocking(call.waiting ?? []);
    this.tick();
    element("quality").hidden = state === "connecting" || !call.admitted;
    if (state === "connecting") return;
    if (state === "reconnecting") this.#drawReconnecting();
    else if (!call.admitted) this.#drawWaitingRoom();
    else if (this.#client.participants.size === 0) this.#drawAlone();
    else this.#drawConnected();
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
    if (this.#told.has(minutes)) return;
    this.#told.add(minutes);
    this.#notices.tell(minutes > 1 ? text("call.endsSoon", { minutes }) : text("call.endsNow"));
  }

  #drawReconnecting() {
    showStatus("waiting", text("call.state.reconnecting"));
    // While only the signaling is away, the others are still to be seen and heard.
    if (!this.#client.isMediaLost) return;
    this.#overlay.show({
      heading: text("call.reconnecting.heading"),
      text: text("call.reconnecting.text"),
      isWaiting: true,
      isSeeThrough: true,
    });
  }

  #drawWaitingRoom() {
    const { other } = this;
    const words = this.#wasAdmitted
      ? text("call.waitingRoom.returned")
      : text(other ? "call.waitingRoom.text" : "call.waitingRoom.textAny", { other });
    showStatus("waiting", text("call.state.waitingRoom"));
    this.#overlay.show({ heading: text("call.waitingRoom.heading"), text: words, isWaiting: true });
  }

  #drawAlone() {
    const { other } = this;
    const words = text(other ? "call.state.alone" : "call.state.aloneAny", { other });
    showStatus("waiting", words);
    this.#overlay.show({ heading: words, text: text("call.alone.text"), isWaiting: true });
  }

  #drawConnected() {
    const isSimple = this.#client.carrier === "https";
    showStatus("connected", text(isSimple ? "call.state.connectedSimply" : "call.state.connected"));
    this.#overlay.show(null);
  }

  #drawKnocking(waiting) {
    const notices = this.#notices;
    const wanted = waiting.map(({ id }) => `knock-${id}`);
    const kept = notices.kept("knock-");
    kept.filter((id) => !wanted.includes(id)).forEach((id) => notices.drop(id));
    for (const { id, name } of waiting.filter(({ id }) => !kept.includes(`knock-${id}`))) {
      const run = () => this.#client.admit(id).catch((error) => notices.tell(sentence(error)));
      const action = { words: text("call.admit"), run, canClose: false };
      notices.keep(`knock-${id}`, [text("call.knocking", { name })], action);
    }
  }
}
