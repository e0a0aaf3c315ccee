// The quality report of an appointment's calls: for its doctor, and for administrators, who see
// besides that recordings exist, but never what is in them.

import { appointmentID, make, openPage, requestJSON, sentence, showAlert } from "./page.js";
import { linePlot } from "./plot.js";
import { recordedFiles } from "./recordings.js";
import { byteCount, clock, day, instant, text, timeOfDay } from "./text.js";

const path = `/appointments/${appointmentID()}/quality/`;
const { person } = await openPage();

const numeral = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const percent = (share) => `${numeral.format(share * 100)} %`;
const milliseconds = (value) => `${numeral.format(value)} ms`;
const seconds = (value) => `${numeral.format(value)} s`;

function spread(values, form) {
  if (!values) return text("none");
  const { median, worst, percentile_95: high } = values;
  const shown = { median: form(median), high: form(high), worst: form(worst) };
  return text("consultation.spread", shown);
}

function facts(one) {
  const first = (value) => (value === undefined ? text("none") : milliseconds(value));
  const sizes = one.resolutions.map(({ second, width, height }) => `${clock(second)}: ${width} × ${height}`);
  return {
    ways: one.rungs.map((rung) => text(`call.rung.${rung}`)).join(", ") || text("none"),
    firstAudio: first(one.first_audio_ms),
    firstVideo: first(one.first_video_ms),
    loss: spread(one.loss, percent),
    roundTrip: spread(one.round_trip_ms, milliseconds),
    jitter: spread(one.jitter_ms, milliseconds),
    frozen: seconds(one.frozen_seconds),
    concealed: seconds(one.concealed_seconds),
    voice: one.voice
      ? text("consultation.voiceValue", {
          rating: numeral.format(one.voice.rating),
          opinion: numeral.format(one.voice.opinion),
        })
      : text("none"),
    reconnects: String(one.reconnects),
    reloads: String(one.reloads),
    resolutions: sizes.join(", ") || text("none"),
  };
}

function plots({ points }) {
  const series = {
    score: ["score", 1],
    loss: ["loss", 100],
    roundTrip: ["round_trip_ms", 1],
    height: ["height", 1],
  };
  return Object.entries(series).map(([name, [field, factor]]) => {
    const values = points
      .filter((point) => point[field] !== undefined)
      .map((point) => [point.second, point[field] * factor]);
    return linePlot(text(`consultation.plots.${name}`), values, name === "score" ? 100 : undefined);
  });
}

function participant(one) {
  const indicator = one.indicator ?? "unknown";
  const quality = one.score === undefined
    ? text("none")
    : text("consultation.score", { score: one.score, word: text(`call.quality.${indicator}`) });
  const rows = Object.entries(facts(one)).flatMap(([name, value]) => [
    make("dt", {}, text(`consultation.facts.${name}`)),
    make("dd", {}, value),
  ]);
  return make(
    "section",
    { className: "card quality-card" },
    make("h3", {}, `${one.name} (${text(`role.${one.role}`)})`),
    make("p", { className: `tag ${indicator}` }, quality),
    make("dl", { className: "facts" }, ...rows),
    make("div", { className: "plots" }, ...plots(one)),
  );
}

function call({ started_at: startedAt, participants }) {
  const at = instant(startedAt);
  return make(
    "section",
    { className: "quality-call" },
    make("h2", {}, text("consultation.callAt", { day: day(at), time: timeOfDay(at) })),
    ...participants.map(participant),
  );
}

/** Names and sizes; only the doctor's own page plays them. */
async function listRecordings() {
  const files = await recordedFiles(appointmentID()).catch(() => []);
  document.querySelector("#recordings").hidden = files.length === 0;
  const items = files.map((file) => {
    return make("li", {}, `${file.name}, ${clock(file.duration)}, ${byteCount(file.bytes)}`);
  });
  document.querySelector("#recording-list").replaceChildren(...items);
}

try {
  const report = await requestJSON(path);
  const at = instant(report.startsAt);
  document.querySelector("#about").textContent = text("consultation.about", {
    doctor: report.doctor.name,
    patient: report.patient.name,
    day: day(at),
    time: timeOfDay(at),
    status: text(`status.${report.call.video_call_status}`),
    duration: report.call.call_duration ? clock(report.call.call_duration) : text("none"),
  });
  const nothing = make("p", { className: "card muted" }, text("consultation.nothing"));
  const calls = report.calls.map(call);
  document.querySelector("#calls").replaceChildren(...(calls.length > 0 ? calls : [nothing]));
} catch (error) {
  document.querySelector("#calls").replaceChildren();
  showAlert(sentence(error));
}
if (person?.role === "hospital_admin") await listRecordings();
