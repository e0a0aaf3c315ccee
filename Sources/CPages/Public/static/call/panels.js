// The slide-out panels at the side: at most one is open.

import { text } from "../text.js";

export class Panels {
  #entries = []; // {panel, button, opened}

  /** `opened()` is called when the panel has been opened; it says where the focus goes. */
  add(panel, button, opened) {
    const entry = { panel, button, opened };
    this.#entries.push(entry);
    button.addEventListener("click", () => this.#toggle(entry, panel.hidden));
    const close = panel.querySelector(".close-panel");
    close.setAttribute("aria-label", text("call.closePanel"));
    close.addEventListener("click", () => this.#toggle(entry, false));
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#toggle(entry, false);
    });
  }

  #toggle(entry, isOpen) {
    for (const { panel, button } of this.#entries) {
      const isThis = panel === entry.panel && isOpen;
      panel.hidden = !isThis;
      button.setAttribute("aria-expanded", String(isThis));
      button.classList.toggle("active", isThis);
    }
    document.body.classList.toggle("with-panel", isOpen);
    if (isOpen) entry.opened();
    else entry.button.focus();
  }
}
