// What every page around the call shares: requests, the person's session, the page's head.

import { applyTexts, lookup, text } from "./text.js";

/** A request that the server refused, or (status 0) never answered. `text` is for a person. */
export class RequestError extends Error {
  constructor(status, code, text) {
    super(text || code || String(status));
    this.status = status;
    this.code = code;
    this.text = text;
  }
}

let session = null;

/** Who is signed in, asked once: `{signedIn, person?, hospital?, csrf, demo}`. */
export function currentSession() {
  session ??= requestJSON("/session").catch((error) => {
    session = null;
    throw error;
  });
  return session;
}

/** Asks `path` for JSON. A body makes it a POST with the session's CSRF token. */
export async function requestJSON(path, { method, body } = {}) {
  const headers = { Accept: "application/json" };
  const verb = method ?? (body === undefined ? "GET" : "POST");
  if (verb !== "GET") {
    headers["X-CSRF-Token"] = (await currentSession()).csrf ?? "";
    headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, {
      method: verb,
      headers,
      body: verb === "GET" ? undefined : JSON.stringify(body ?? {}),
      credentials: "same-origin",
      cache: "no-store",
    });
  } catch {
    // A page that is being left has its requests cut off: by then it is gone, and nobody is told.
    await new Promise((resolve) => setTimeout(resolve, 500));
    throw new RequestError(0, "offline", text("error.codes.offline.1"));
  }
  const isJSON = (response.headers.get("Content-Type") ?? "").includes("json");
  const answer = isJSON ? await response.json().catch(() => null) : null;
  if (!response.ok) {
    throw new RequestError(response.status, answer?.error?.code, answer?.error?.text);
  }
  return answer;
}

/** Leaves for the sign-in page, to come back here afterwards. */
export function goToSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}

/** The id of the appointment this page is about: `/appointments/{id}/…`. */
export function appointmentID() {
  return location.pathname.match(/^\/appointments\/([^/]+)\//)?.[1] ?? "";
}

/** Fills the page's words and head. Leaves for sign-in where nobody is signed in. */
export async function openPage() {
  applyTexts();
  const now = await currentSession();
  if (!now.signedIn) {
    goToSignIn();
    return new Promise(() => {});
  }
  const name = document.querySelector("#person");
  if (name) name.textContent = now.person?.name ?? "";
  document.querySelector("#sign-out")?.addEventListener("click", async () => {
    await requestJSON("/sign-out", { method: "POST" }).catch(() => {});
    location.assign("/");
  });
  return now;
}

/** An element in one expression: `make("li", {className: "message"}, "text", child)`. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Shows an error's sentence in the page's alert region. */
export function showAlert(words) {
  const region = document.querySelector("#alert");
  if (!region) return;
  region.textContent = words ?? "";
  region.hidden = !words;
}

/** The sentence for a person that belongs to a failed request or a refused message. */
export function sentence(error) {
  return lookup(`refusals.${error?.code}`) ?? (error?.text || text("error.any.1"));
}
