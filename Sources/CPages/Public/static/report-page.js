// Where a report's code is typed, and the report that was found by it.

import { instant, text, timeOfDay, day } from "./text.js";
import { openPage, requestJSON, sentence, showAlert } from "./page.js";
import { reportText, showReport } from "./report/result-view.js";

const path = "/video-call/connection-report";
const element = (id) => document.getElementById(id);

await openPage();
element("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = element("code").value.replace(/[^0-9A-Za-z]/g, "");
  if (code) location.assign(`${path}/${encodeURIComponent(code)}`);
});

const code = location.pathname.slice(path.length).replaceAll("/", "");
if (code) await open(code);

async function open(code) {
  try {
    const report = await requestJSON(`${path}/${code}`);
    element("about").textContent = text("report.about", {
      day: day(instant(report.createdAt)),
      time: timeOfDay(instant(report.createdAt)),
      client: text(`report.clients.${report.client}`),
      software: report.software,
    });
    element("report").hidden = false;
    showReport(element("report"), report);
    element("copy").addEventListener("click", async () => {
      await navigator.clipboard?.writeText(reportText(report)).catch(() => {});
      element("copied").textContent = text("report.copied");
    });
  } catch (error) {
    showAlert(sentence(error));
  }
}
