// Short news, and troubles that stay until they are mended or put away.

import { make } from "../page.js";
import { text } from "../text.js";

const newsDuration = 6_000; // milliseconds
const newsLimit = 4;

export class Notices {
  #root;
  #lasting = new Map(); // id → element

  constructor(root) {
    this.#root = root;
  }

  /** A line that goes by itself. */
  tell(words) {
    const line = make("div", { className: "notice" }, make("p", {}, words));
    const news = this.#root.querySelectorAll(".notice:not(.lasting)");
    if (news.length >= newsLimit) news[0].remove();
    this.#root.append(line);
    setTimeout(() => line.remove(), newsDuration);
  }

  /**
   * A trouble or question that stays. `action`: {words, run} of its button. The same id takes the
   * place of the one before.
   */
  keep(id, [heading, explanation], action) {
    this.drop(id);
    const body = make("p", {}, make("strong", {}, heading));
    if (explanation) body.append(make("br"), explanation);
    const button = make("button", { type: "button", className: "button primary" }, action.words);
    button.addEventListener("click", () => action.run());
    const close = make("button", { type: "button", className: "button plain close" }, "✕");
    close.setAttribute("aria-label", text("call.dismiss"));
    close.addEventListener("click", () => this.drop(id));
    const canClose = action.canClose ?? true;
    const parts = canClose ? [body, close, button] : [body, button];
    const form = canClose ? "notice lasting warning wide" : "notice lasting warning";
    const line = make("div", { className: form }, ...parts);
    this.#lasting.set(id, line);
    this.#root.prepend(line);
  }

  drop(id) {
    this.#lasting.get(id)?.remove();
    this.#lasting.delete(id);
  }

  /** The ids kept now that begin with `prefix`. */
  kept(prefix) {
    return [...this.#lasting.keys()].filter((id) => id.startsWith(prefix));
  }
}
