// A doctor invites a guest: a name goes in, a link of the guest's own comes out.

import { make, requestJSON, sentence } from "../page.js";
import { text } from "../text.js";

const element = (id) => document.getElementById(id);

export class Invitations {
  #path;

  /** `base` is the appointment's path. */
  constructor(base) {
    this.#path = `${base}/guests`;
    element("invite").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#invite();
    });
    element("copy-link").addEventListener("click", () => this.#copy());
  }

  /** Shows who was invited before; a link that was lost can be made anew. */
  async list() {
    const { guests, remaining } = await requestJSON(this.#path);
    element("guest-list").replaceChildren(...guests.map((guest) => this.#line(guest)));
    element("invite").querySelector("button").disabled = remaining === 0;
  }

  #line({ id, name }) {
    const button = make("button", { type: "button", className: "button" }, text("call.guests.newLink"));
    button.setAttribute("aria-label", text("call.guests.newLinkNamed", { name }));
    button.addEventListener("click", () => this.#ask(`${this.#path}/${id}/link`, {}));
    return make("li", {}, make("div", {}, make("strong", {}, name)), button);
  }

  async #invite() {
    const box = element("guest-name");
    const isDone = await this.#ask(this.#path, { name: box.value });
    if (!isDone) return;
    box.value = "";
    this.list().catch(() => {});
  }

  async #ask(path, body) {
    element("guest-problem").textContent = "";
    try {
      const { guest, location: link } = await requestJSON(path, { body });
      element("invitation").hidden = false;
      element("invitation-text").textContent = text("call.guests.linkFor", { name: guest.name });
      element("guest-link").value = new URL(link, location.href).href;
      element("copied-link").textContent = "";
      element("guest-link").focus();
      element("guest-link").select();
      return true;
    } catch (error) {
      element("guest-problem").textContent = sentence(error);
      return false;
    }
  }

  async #copy() {
    const field = element("guest-link");
    field.select();
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    element("copied-link").textContent = text(isCopied ? "report.copied" : "call.guests.copyByHand");
  }
}
