// The own picture, which can be put into any corner: drawn there, or by its button.

const corners = ["bottom-right", "bottom-left", "top-left", "top-right"];
const dragThreshold = 6; // pixels before a press becomes a move
const memory = "own picture";

export class SelfView {
  #view = document.getElementById("self");
  #from = null; // where the pointer was put down

  constructor() {
    this.#place(sessionStorage.getItem(memory) ?? corners[0]);
    document.getElementById("move-self").addEventListener("click", () => this.#next());
    this.#view.addEventListener("pointerdown", (event) => this.#down(event));
    this.#view.addEventListener("pointermove", (event) => this.#move(event));
    this.#view.addEventListener("pointerup", (event) => this.#up(event));
    this.#view.addEventListener("pointercancel", () => this.#rest());
  }

  #place(corner) {
    this.#view.dataset.corner = corners.includes(corner) ? corner : corners[0];
    sessionStorage.setItem(memory, this.#view.dataset.corner);
  }

  #next() {
    const place = corners.indexOf(this.#view.dataset.corner);
    this.#place(corners[(place + 1) % corners.length]);
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest("button")) return;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#view.setPointerCapture(event.pointerId);
  }

  #move({ clientX, clientY }) {
    if (!this.#from) return;
    const [x, y] = [clientX - this.#from.x, clientY - this.#from.y];
    if (Math.hypot(x, y) < dragThreshold && !this.#view.classList.contains("moving")) return;
    this.#view.classList.add("moving");
    this.#view.style.translate = `${x}px ${y}px`;
  }

  #up({ clientX, clientY }) {
    if (this.#view.classList.contains("moving")) {
      const side = clientX < innerWidth / 2 ? "left" : "right";
      this.#place(`${clientY < innerHeight / 2 ? "top" : "bottom"}-${side}`);
    }
    this.#rest();
  }

  #rest() {
    this.#from = null;
    this.#view.classList.remove("moving");
    this.#view.style.translate = "";
  }
}
