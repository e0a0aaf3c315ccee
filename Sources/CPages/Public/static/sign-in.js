// The sign-in page.

import { applyTexts, text } from "./text.js";
import { currentSession, requestJSON, showAlert } from "./page.js";

applyTexts();

const form = document.querySelector("#form");
const next = new URLSearchParams(location.search).get("next") ?? "";

/** Where to go after signing in: only ever a path of this very site. */
function destination() {
  const url = new URL(next || "/appointments/", location.href);
  return url.origin === location.origin ? url.pathname + url.search : "/appointments/";
}

function words(error) {
  if (error.status === 401 || error.status === 403) return text("signIn.refused");
  if (error.status === 429) return text("signIn.tooMany");
  return text("signIn.failed");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const submit = form.querySelector("button");
  submit.disabled = true;
  showAlert("");
  try {
    const { email, password } = form.elements;
    await requestJSON("/sign-in", { body: { email: email.value.trim(), password: password.value } });
    location.assign(destination());
  } catch (error) {
    showAlert(words(error));
    submit.disabled = false;
    form.elements.password.select();
  }
});

currentSession().then(
  (session) => {
    document.querySelector("#demo").hidden = !session.demo;
    if (session.signedIn && location.pathname === "/") location.replace(destination());
  },
  () => {},
);
document.querySelector("#email").focus();
