// Words from the strings file of the person's language, and the forms of dates, durations, sizes.

import de from "./strings/de.js";
import en from "./strings/en.js";

const languages = { en, de };

const wanted = (navigator.languages ?? [navigator.language ?? "en"]).map((tag) => tag.split("-")[0]);
export const language = wanted.find((tag) => Object.hasOwn(languages, tag)) ?? "en";
document.documentElement.lang = language;

/** What stands at a dotted key: a string, or a list of strings. Undefined where nothing does. */
export function lookup(key) {
  return key.split(".").reduce((node, part) => node?.[part], languages[language]);
}

/** The words for a key, with `{name}` replaced from `values`; the key itself where none stand. */
export function text(key, values = {}) {
  const found = lookup(key);
  return typeof found === "string" ? fill(found, values) : key;
}

/** Every entry of a list of words, filled in. */
export function texts(key, values = {}) {
  const found = lookup(key);
  return Array.isArray(found) ? found.map((words) => fill(words, values)) : [key];
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Fills an element tree: `data-text` is its text, `data-label` its accessible name. */
export function applyTexts(root = document) {
  for (const element of root.querySelectorAll("[data-text]")) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) {
    element.placeholder = text(element.dataset.placeholder);
  }
}

/** "9:05", "1:02:03": seconds as a person reads a clock; hours go on beyond a day. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(Number(seconds) || 0));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** A time from the server (RFC 3339, or seconds since 1970) as a Date; null where there is none. */
export function instant(value) {
  if (value === null || value === undefined || value === "") return null;
  const date = typeof value === "number" ? new Date(value * 1000) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

const timeForm = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const dayForm = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" });

export const timeOfDay = (date) => (date ? timeForm.format(date) : "");
export const day = (date) => (date ? dayForm.format(date) : "");

/** "640 kB", "12.3 MB". */
export function byteCount(bytes) {
  const megabytes = bytes / 1e6;
  return megabytes >= 1 ? `${megabytes.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}
