// A finished connection report on a page: what it means, what the server saw, what to ask IT for,
// and the code.

import { text } from "../text.js";
import { make } from "../page.js";
import { lineWords, ruleWords, seenWords, verdictWords } from "./wording.js";

/** One line of results, put in the place of an earlier line on the same thing. */
export function resultLine(list, id, state, [heading, explanation]) {
  const line = make(
    "li",
    { className: state },
    make("strong", {}, heading),
    make("span", { className: "muted" }, explanation ?? ""),
  );
  line.dataset.about = id;
  const old = [...list.children].find((child) => child.dataset.about === id);
  if (old) old.replaceWith(line);
  else list.append(line);
}

/** Fills the parts of `root` (found by `data-part`) from a report. */
export function showReport(root, report) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const lines = part("lines");
  for (const line of report.lines) {
    const { state, words } = lineWords(line);
    resultLine(lines, line.way.id, state, words);
  }
  const verdict = verdictWords(report.lines);
  part("verdict").className = `notice ${verdict.state}`;
  part("verdict").textContent = verdict.words;

  part("seen").replaceChildren();
  for (const { id, state, words } of seenWords(report.seen)) resultLine(part("seen"), id, state, words);
  part("seen-section").hidden = false;

  part("rules").replaceChildren(...report.rules.map((rule) => make("li", {}, ruleWords(rule))));
  part("rules-section").hidden = report.rules.length === 0;

  part("code").textContent = report.code ?? text("report.noCode");
  part("code-section").hidden = false;
}

/** Everything of a report as plain text, to be sent to IT. */
export function reportText(report) {
  const lines = report.lines.map((line) => {
    const { state, words } = lineWords(line);
    const mark = { good: "+", fair: "~", bad: "-" }[state] ?? " ";
    return `${mark} ${words.join(": ")}`;
  });
  const seen = seenWords(report.seen).map(({ words }) => words.join(": "));
  const rules = report.rules.map((rule) => `* ${ruleWords(rule)}`);
  return [
    `${text("report.heading")} ${report.code ?? ""}`.trim(),
    verdictWords(report.lines).words,
    ...lines,
    ...seen,
    ...(rules.length > 0 ? [text("report.rulesHeading"), ...rules] : []),
  ].join("\n");
}
