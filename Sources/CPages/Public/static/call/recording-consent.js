// Asking for, giving and withdrawing consent to a recording, and the sign that one is running.

import { sentence } from "../page.js";
import { language, text } from "../text.js";

const element = (id) => document.getElementById(id);

export class RecordingConsent {
  #client;
  #notices;
  #dialog = element("consent");
  #isPutOff = false; // the dialog was closed without an answer
  #state = "off";

  constructor(client, notices) {
    this.#client = client;
    this.#notices = notices;
    const when = (id, act) => element(id).addEventListener("click", act);
    when("request", () => this.#ask(() => client.requestRecording()));
    when("stop-recording", () => this.#ask(() => client.stopRecording()));
    when("agree", () => this.#answer(true));
    when("refuse", () => this.#answer(false));
    when("answer", () => this.#open());
    when("withdraw", () => this.#withdraw());
    this.#dialog.addEventListener("close", () => {
      this.#isPutOff = this.#client.recording.you === "pending";
      this.#draw();
    });
    client.addEventListener("recording", () => this.#changed());
    client.addEventListener("closed", () => this.#dialog.close());
  }

  #changed() {
    const { state, you } = this.#client.recording;
    if (state !== this.#state) {
      if (state === "recording") this.#notices.tell(text("recording.started"));
      if (this.#state === "recording") this.#notices.tell(text("recording.stopped"));
      this.#state = state;
    }
    if (you !== "pending") {
      this.#isPutOff = false;
      if (this.#dialog.open) this.#dialog.close();
    } else if (!this.#isPutOff) {
      this.#open();
    }
    this.#draw();
  }

  #open() {
    const doctor = [...this.#client.participants.values()].find(({ role }) => role === "doctor");
    const who = doctor?.name ?? text("recording.asker");
    element("consent-text").textContent = text("recording.text", { who });
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #answer(agree) {
    const words = { textVersion: text("recording.textVersion"), language };
    await this.#ask(() => this.#client.consentToRecording(agree, words));
  }

  async #withdraw() {
    const isDone = await this.#ask(() => this.#client.consentToRecording(false));
    if (isDone) this.#notices.tell(text("recording.withdrawn"));
  }

  async #ask(request) {
    try {
      await request();
      return true;
    } catch (error) {
      this.#notices.tell(sentence(error));
      return false;
    }
  }

  #draw() {
    const { state, you, asked, agreed, refused, mayRequest, interrupted } = this.#client.recording;
    const isDoctor = this.#client.me?.role === "doctor";
    const isOpen = state === "asking" || state === "recording";
    element("request").hidden = !(isDoctor && mayRequest && !isOpen);
    element("stop-recording").hidden = !(isDoctor && isOpen);
    element("withdraw").hidden = !(isOpen && you === "agreed");
    element("answer").hidden = !(you === "pending" && !this.#dialog.open);

    const sign = element("recording");
    const everybody = new Set([...asked, ...agreed, ...refused]);
    const values = { agreed: agreed.length, asked: everybody.size };
    let words = "";
    if (state === "recording" && interrupted) words = text("recording.interrupted");
    else if (state === "recording") words = text(you === "agreed" ? "recording.on" : "recording.notYou");
    else if (state === "asking" && refused.length > 0) words = text("recording.refused");
    else if (state === "asking") words = text("recording.asking", values);
    sign.hidden = words === "";
    sign.className = `chip ${interrupted ? "interrupted" : state}`;
    const title = interrupted ? "recording.interruptedTitle" : "recording.onTitle";
    sign.title = state === "recording" ? text(title) : "";
    if (element("recording-text").textContent !== words) {
      element("recording-text").textContent = words;
    }
  }
}
