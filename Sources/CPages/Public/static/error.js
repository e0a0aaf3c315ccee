// The page of a refusal or failure: its words come from the stable code the server put into the
// page, else from the HTTP status the page itself came with.

import { applyTexts, lookup, texts } from "./text.js";

applyTexts();

const code = document.querySelector("#main").dataset.code.replaceAll("_", "-");
const status = performance.getEntriesByType("navigation")[0]?.responseStatus;
const key = [`error.codes.${code}`, `error.${status}`].find((name) => lookup(name)) ?? "error.any";
const [heading, explanation] = texts(key);

document.querySelector("#heading").textContent = heading;
document.querySelector("#explanation").textContent = explanation;
if (status === 401) {
  const onward = document.querySelector("#onward");
  onward.textContent = lookup("error.signIn");
  onward.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
}
