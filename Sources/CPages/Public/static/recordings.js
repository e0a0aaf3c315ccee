// The recordings of an appointment: their list, and a player for those who may see them.

import { byteCount, clock, text } from "./text.js";
import { make, requestJSON } from "./page.js";

/** The files of an appointment's recordings: `[{id, name, duration (seconds), bytes}]`. */
export async function recordedFiles(appointment) {
  const answer = await requestJSON(`/appointments/${appointment}/recordings/`);
  const recordings = Array.isArray(answer) ? answer : (answer?.recordings ?? []);
  return recordings
    .flatMap((recording) => recording.files ?? [recording])
    .map((file) => ({
      id: file.id,
      name: file.participant?.name ?? file.name ?? "",
      duration: file.duration ?? 0,
      bytes: file.bytes ?? 0,
    }));
}

/** Lists the files in `section`; a press on one opens it in the player below. */
export function showRecordings(section, files) {
  const list = section.querySelector("#recording-list");
  list.replaceChildren(...files.map((file) => entry(section, file)));
  section.hidden = files.length === 0;
}

function entry(section, file) {
  const play = make("button", {
    type: "button",
    className: "button",
    textContent: text("recordings.play", { name: file.name }),
    onclick: () => openPlayer(section, file),
  });
  const length = text("recordings.length", {
    duration: clock(file.duration),
    size: byteCount(file.bytes),
  });
  return make("li", {}, make("span", {}, make("strong", {}, file.name), ` – ${length}`), play);
}

function openPlayer(section, file) {
  const place = section.querySelector("#player");
  const path = `/recordings/${encodeURIComponent(file.id)}`;
  const video = make("video", { controls: true, preload: "metadata", src: path });
  video.setAttribute("aria-label", text("recordings.player", { name: file.name }));
  const trouble = make(
    "p",
    { className: "alert", hidden: true },
    text("recordings.unplayable"),
    " ",
    make("a", { href: `${path}?download` }, text("recordings.save")),
  );
  video.addEventListener("error", () => {
    trouble.hidden = false;
  });
  const hide = make("button", {
    type: "button",
    className: "button plain",
    textContent: text("recordings.hide"),
    onclick: () => place.replaceChildren(),
  });
  place.replaceChildren(video, trouble, hide);
  video.play().catch(() => {});
}
