// The hospital's audit log, and whether its chain is as it was written.

import { make, openPage, requestJSON, sentence, showAlert } from "./page.js";
import { day, instant, text, timeOfDay } from "./text.js";

const columns = ["number", "when", "what", "who", "detail", "source"];
const element = (id) => document.getElementById(id);

await openPage();

function showVerdict({ isIntact, count, brokenAt, flaw, checkedAt }) {
  const time = instant(checkedAt);
  const at = { day: day(time), time: timeOfDay(time) };
  element("verdict").className = isIntact ? "verdict intact" : "verdict broken";
  element("verdict").textContent = isIntact
    ? text("audit.intact", { count, ...at })
    : text("audit.broken", { number: brokenAt, flaw, ...at });
}

function row({ sequence, at, kind, actor, source, detail }) {
  const time = instant(at);
  const cells = [
    String(sequence),
    `${day(time)}, ${timeOfDay(time)}`,
    kind.replaceAll("_", " "),
    actor ?? text("none"),
    detail ?? text("none"),
    source ?? text("none"),
  ];
  return make("tr", {}, ...cells.map((words) => make("td", {}, words)));
}

function table(entries) {
  const heads = columns.map((name) => make("th", { scope: "col" }, text(`audit.columns.${name}`)));
  return make(
    "div",
    { className: "card table-wrap", tabIndex: 0, role: "region", ariaLabel: text("audit.heading") },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...entries.toReversed().map(row)),
    ),
  );
}

/** The page behind entry `after`; without it, the latest that were checked. */
async function show(after) {
  try {
    const query = after === undefined ? "" : `?after=${after}`;
    const { verdict, limit, entries } = await requestJSON(`/audit/${query}`);
    showAlert("");
    showVerdict(verdict);
    element("entries").replaceChildren(table(entries));
    const first = entries.at(0)?.sequence ?? 1;
    element("earlier").disabled = first <= 1;
    element("earlier").onclick = () => show(Math.max(0, first - 1 - limit));
    element("later").disabled = entries.length < limit;
    element("later").onclick = () => show(entries.at(-1).sequence);
    element("turn").hidden = element("earlier").disabled && element("later").disabled;
  } catch (error) {
    element("verdict").hidden = true;
    showAlert(sentence(error));
  }
}

await show();
