// A telephone must not go to sleep in a call.

let lock = null;

export async function keepAwake() {
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    // Battery saving: the person's choice.
  }
}

export function allowSleep() {
  lock?.release().catch(() => {});
  lock = null;
}

// The browser takes the lock away while the page is hidden.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && lock?.released) keepAwake();
});
