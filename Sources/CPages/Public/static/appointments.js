// The appointments: cards for a doctor or patient, the hospital's table for an administrator.

import { byteCount, clock, day, instant, text, timeOfDay } from "./text.js";
import { make, openPage, requestJSON, sentence, showAlert } from "./page.js";
import { recordedFiles } from "./recordings.js";

const refreshPeriod = 10_000; // milliseconds

const list = document.querySelector("#list");
const session = await openPage();
const role = session.person?.role;
const isAdministrator = role === "hospital_admin";

if (isAdministrator) {
  document.querySelector("#heading").textContent = text("appointments.headingAdministrator", {
    hospital: session.hospital?.name ?? "",
  });
  document.querySelector("#audit").hidden = false;
  document.querySelector("#test").hidden = true; // an administrator joins no call
}

let shown = "";

async function refresh() {
  if (document.hidden) return;
  try {
    const { appointments } = await requestJSON("/appointments/");
    showAlert("");
    const now = JSON.stringify(appointments);
    if (now === shown) return;
    shown = now;
    const form = isAdministrator ? table : cards;
    list.replaceChildren(appointments.length > 0 ? form(appointments) : nothing());
    if (isAdministrator) appointments.forEach(fillRecordings);
  } catch (error) {
    showAlert(sentence(error));
  }
}

const nothing = () => make("p", { className: "card muted", textContent: text("appointments.none") });

const tag = (status) => make("span", { className: `tag ${status}`, textContent: text(`status.${status}`) });

/** What the call's state means for the person who reads it; empty where the tag says it all. */
function note(appointment) {
  switch (appointment.video_call_status) {
    case "waiting":
      return text(role === "doctor" ? "appointments.waitingDoctor" : "appointments.waitingPatient");
    case "in_progress":
      return text("appointments.running", {
        time: timeOfDay(instant(appointment.video_call_started_at)),
      });
    case "ended":
      return text("appointments.lasted", { duration: clock(appointment.call_duration) });
    default:
      return "";
  }
}

function cards(appointments) {
  return make("ul", { className: "appointments" }, ...appointments.map(card));
}

function card(appointment) {
  const startsAt = instant(appointment.startsAt);
  const other = role === "doctor" ? appointment.patient : appointment.doctor;
  const path = `/appointments/${encodeURIComponent(appointment.id)}/chat/`;
  const open = make("a", {
    className: "button primary",
    href: path,
    textContent: text("appointments.open"),
  });
  open.setAttribute("aria-label", text("appointments.openWith", { name: other?.name ?? "" }));
  return make(
    "li",
    { className: "card appointment" },
    make("div", { className: "when" }, make("strong", {}, timeOfDay(startsAt)), day(startsAt)),
    make(
      "div",
      { className: "who" },
      make("a", { href: path }, other?.name ?? ""),
      make(
        "div",
        { className: "state" },
        tag(appointment.video_call_status),
        make("span", { className: "muted small" }, note(appointment)),
      ),
    ),
    open,
  );
}

const columns = ["when", "doctor", "patient", "status", "duration", "quality", "recordings"];

function table(appointments) {
  const heads = columns.map((name) => {
    return make("th", { scope: "col", textContent: text(`appointments.columns.${name}`) });
  });
  return make(
    "div",
    { className: "card table-wrap", tabIndex: 0, role: "region", ariaLabel: text("appointments.heading") },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...appointments.map(row)),
    ),
  );
}

function row(appointment) {
  const startsAt = instant(appointment.startsAt);
  const duration = appointment.call_duration;
  return make(
    "tr",
    {},
    make("td", { className: "number" }, `${day(startsAt)}, ${timeOfDay(startsAt)}`),
    make("td", {}, appointment.doctor?.name ?? ""),
    make("td", {}, appointment.patient?.name ?? ""),
    make("td", {}, tag(appointment.video_call_status)),
    make("td", { className: "number" }, duration ? clock(duration) : text("none")),
    make("td", {}, qualityOf(appointment)),
    make(
      "td",
      { id: `recordings-${appointment.id}` },
      text(appointment.recording_enabled ? "appointments.allowed" : "appointments.recordingsOff"),
    ),
  );
}

/** The worst connection of the last call, which leads to the report. */
function qualityOf({ id, quality, patient }) {
  if (!quality) return text("none");
  const words = text(`call.quality.${quality}`);
  const report = make("a", { href: `/appointments/${encodeURIComponent(id)}/quality/` }, words);
  report.setAttribute("aria-label", text("appointments.reportOf", { quality: words, name: patient?.name ?? "" }));
  return report;
}

/** An administrator sees that recordings exist, and of whom; never plays them. */
async function fillRecordings(appointment) {
  if (appointment.video_call_status === "not_started") return;
  const files = await recordedFiles(appointment.id).catch(() => []);
  const cell = document.getElementById(`recordings-${appointment.id}`);
  if (!cell || files.length === 0) return;
  const items = files.map((file) => {
    return make("li", {}, `${file.name}, ${clock(file.duration)}, ${byteCount(file.bytes)}`);
  });
  cell.replaceChildren(make("ul", { className: "file-list" }, ...items));
}

await refresh();
setInterval(refresh, refreshPeriod);
document.addEventListener("visibilitychange", refresh);
