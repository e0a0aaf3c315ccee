// What lies over the picture while there is no picture to see: connecting, waiting room, alone,
// reconnecting, ended, failed.

const element = (id) => document.getElementById(id);

export class Overlay {
  #shown = "";

  /** Shows `{heading, text, isSeeThrough, isWaiting, canRetry, back}`; null hides it. */
  show(content) {
    const described = JSON.stringify(content);
    if (described === this.#shown) return;
    this.#shown = described;
    const root = element("overlay");
    root.hidden = content === null;
    if (content === null) return;
    root.classList.toggle("see-through", Boolean(content.isSeeThrough));
    element("overlay-heading").textContent = content.heading ?? "";
    element("overlay-text").textContent = content.text ?? "";
    element("overlay-waves").hidden = !content.isWaiting;
    element("overlay-again").hidden = !content.canRetry;
    const back = element("overlay-back");
    back.hidden = !content.back;
    if (content.back) back.href = content.back;
  }
}
