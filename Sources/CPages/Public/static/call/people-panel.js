// Who is in the call, and what a doctor may do about it.

import { make, sentence } from "../page.js";
import { text } from "../text.js";

const element = (id) => document.getElementById(id);

export class PeoplePanel {
  #client;
  #notices;
  #shown = "";

  constructor(client, notices, panels) {
    this.#client = client;
    this.#notices = notices;
    const panel = element("people-panel");
    panels.add(panel, element("people"), () => panel.querySelector("h2").focus());
    for (const event of ["participants", "quality", "rung", "joined", "call"]) {
      client.addEventListener(event, () => this.#draw());
    }
  }

  #draw() {
    const { me, participants, quality, rung, call } = this.#client;
    if (!me) return;
    const isDoctor = me.role === "doctor";
    const own = { ...me, name: text("call.youNamed", { name: me.name }), quality, rung };
    const people = [own, ...participants.values()];
    const waiting = call.waiting ?? [];
    const described = JSON.stringify([isDoctor, people, waiting]);
    if (described === this.#shown) return;
    this.#shown = described;
    const focused = document.activeElement?.dataset?.person;
    element("people-list").replaceChildren(
      ...people.map((person) => this.#line(person, isDoctor)),
      ...waiting.map((person) => this.#waitingLine(person)),
    );
    if (focused) element("people-list").querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
    element("invite").hidden = !isDoctor;
  }

  #line({ id, name, role, muted, connected, quality, rung }, isDoctor) {
    const facts = [
      text(`role.${role}`),
      connected === false ? text("call.state.reconnecting") : "",
      muted?.audio ? text("call.isMuted") : "",
      quality ? `${text("call.quality.label")}: ${text(`call.quality.${quality}`)}` : "",
      rung ? text(`call.rung.${rung}`) : "",
    ].filter(Boolean);
    const isOther = id !== this.#client.me.id;
    const back = isDoctor && isOther && role !== "doctor";
    return make(
      "li",
      {},
      make("div", {}, make("strong", {}, name), make("span", { className: "muted small" }, facts.join(" · "))),
      back ? this.#button(id, name, "return", () => this.#client.returnToWaitingRoom(id)) : null,
    );
  }

  #waitingLine({ id, name, role }) {
    const facts = `${text(`role.${role}`)} · ${text("call.people.waiting")}`;
    return make(
      "li",
      {},
      make("div", {}, make("strong", {}, name), make("span", { className: "muted small" }, facts)),
      this.#button(id, name, "admit", () => this.#client.admit(id)),
    );
  }

  #button(id, name, action, run) {
    const words = text(`call.people.${action}`);
    const button = make("button", { type: "button", className: "button" }, words);
    button.dataset.person = id;
    button.setAttribute("aria-label", text(`call.people.${action}Named`, { name }));
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await run();
      } catch (error) {
        this.#notices.tell(sentence(error));
      }
      button.disabled = false;
    });
    return button;
  }
}
