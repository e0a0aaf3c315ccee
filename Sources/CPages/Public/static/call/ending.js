// How a call ends on this page: by a press, by the server, or because it cannot go on here.

import { requestJSON, sentence } from "../page.js";
import { clock, lookup, text } from "../text.js";
import { showStatus } from "./scene.js";

const element = (id) => document.getElementById(id);

export class Ending {
  #base;
  #overlay;
  #notices;
  #isByUs = false;
  /** Came by a link of his own, without an account. */
  isGuest = false;

  /** `base` is the appointment's path. */
  constructor(base, overlay, notices) {
    this.#base = base;
    this.#overlay = overlay;
    this.#notices = notices;
    element("overlay-again").addEventListener("click", () => location.reload());
  }

  /** A guest has no conversation to go back to. */
  get #back() {
    return this.isGuest ? null : `${this.#base}/chat/`;
  }

  /** Says for good why there is no call here. */
  fail({ code, text: words } = {}) {
    this.#over("call.state.failed");
    this.#overlay.show({
      heading: text("call.failed.heading"),
      text: lookup(`call.closed.${code}`) ?? words ?? text("error.any.1"),
      canRetry: code !== "token-expired",
      back: this.#back,
    });
  }

  /** The call is over; `duration` in seconds where it is known. */
  ended({ duration } = {}) {
    this.#over("call.state.ended");
    this.#overlay.show({
      heading: text("call.ended.heading"),
      text: duration ? text("call.ended.duration", { duration: clock(duration) }) : "",
      back: this.#back,
    });
  }

  /** Ends the call for all; a guest only leaves it. */
  async end(client) {
    element("end").disabled = true;
    if (client.me?.role === "guest") {
      client.leave();
      return;
    }
    this.#isByUs = true;
    try {
      await client.end();
    } catch (error) {
      if (client.state !== "closed") await this.#endByHTTPS(client, error);
    }
  }

  /** The client has closed for good. */
  closed(client, { code, text: words, duration }) {
    if (this.#isByUs) {
      location.assign(this.#back);
    } else if (code === "closed") {
      this.#over("call.state.ended");
      const heading = text("call.leftCall.heading");
      this.#overlay.show({ heading, canRetry: true, back: this.#back });
    } else if (client.call.status === "ended" || code === "call-ended") {
      this.ended({ duration });
    } else {
      this.fail({ code, text: words });
    }
  }

  /** The WebSocket is refused again and again: only HTTPS can tell why. */
  async explain(client) {
    try {
      const status = await callStatus(this.#base);
      if (status.video_call_status !== "ended") return; // the network: go on trying
      client.suspend();
      this.ended({ duration: status.call_duration });
    } catch (error) {
      if (error.status !== 403 && error.status !== 401) return;
      client.suspend();
      this.fail({ code: "forbidden" });
    }
  }

  /** The signaling connection is down or refuses to end the call: the same by HTTPS. */
  async #endByHTTPS(client, error) {
    try {
      await requestJSON(`${this.#base}/video-call/end/`, { method: "POST" });
      client.suspend();
      location.assign(this.#back);
    } catch {
      this.#isByUs = false;
      element("end").disabled = false;
      this.#notices.tell(sentence(error));
    }
  }

  #over(words) {
    showStatus("closed", text(words));
    element("timer").hidden = true;
    element("quality").hidden = true;
    document.body.classList.add("over");
  }
}

/** The fields of the appointment's video call. */
export async function callStatus(base) {
  const answer = await requestJSON(`${base}/video-call/status/`);
  return answer.appointment ?? answer;
}
