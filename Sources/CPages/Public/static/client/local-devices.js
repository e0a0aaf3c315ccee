// Camera, microphone and screen of this machine: opened apart from each other, so that one that
// is missing, busy or refused doesn't take the other with it.

/** What goes into `getUserMedia` for each kind. */
const wishes = {
  camera: {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
  },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

const memory = "chosen devices";

/** The devices that were chosen by hand in this browser: `{camera?, microphone?, speaker?}`, ids. */
export function chosenDevices() {
  try {
    return JSON.parse(localStorage.getItem(memory) ?? "{}");
  } catch {
    return {}; // Storage is shut: nothing was chosen.
  }
}

/** Keeps a choice for the next call. */
export function rememberDevice(kind, deviceID) {
  try {
    localStorage.setItem(memory, JSON.stringify({ ...chosenDevices(), [kind]: deviceID }));
  } catch {
    // Storage is shut: the choice holds for this page.
  }
}

/** Why a device could not be opened: `missing`, `busy`, `refused`, `insecure` or `failed`. */
export function troubleOf(error) {
  switch (error?.name) {
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
    case "TrackStartError":
      return "busy";
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    default:
      return navigator.mediaDevices ? "failed" : "insecure";
  }
}

/** Opens one device. Answers `{track}` or `{trouble}`; never throws. */
async function openOne(kind, deviceID) {
  if (!navigator.mediaDevices) return { trouble: "insecure" };
  const wish = { ...wishes[kind], ...(deviceID ? { deviceId: { exact: deviceID } } : {}) };
  try {
    const isCamera = kind === "camera";
    const stream = await navigator.mediaDevices.getUserMedia(
      isCamera ? { video: wish } : { audio: wish },
    );
    return { track: stream.getTracks()[0] };
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
}

/**
 * Opens camera and microphone with one question to the person where both are there, and each on
 * its own where that fails. Answers `{camera: {track}|{trouble}, microphone: {track}|{trouble}}`.
 * What was chosen by hand before is taken where it is there.
 */
export async function openDevices() {
  const chosen = chosenDevices();
  const preferred = (kind) => {
    return chosen[kind] ? { ...wishes[kind], deviceId: { ideal: chosen[kind] } } : wishes[kind];
  };
  if (navigator.mediaDevices) {
    try {
      const both = { video: preferred("camera"), audio: preferred("microphone") };
      const stream = await navigator.mediaDevices.getUserMedia(both);
      return {
        camera: { track: stream.getVideoTracks()[0] },
        microphone: { track: stream.getAudioTracks()[0] },
      };
    } catch {
      // One of the two is in the way: which one, the single requests tell.
    }
  }
  const microphone = await openOne("microphone");
  const camera = await openOne("camera");
  return { camera, microphone };
}

/** Opens one kind again, for "Try again" and for a device chosen by hand. */
export const openCamera = (deviceID) => openOne("camera", deviceID);
export const openMicrophone = (deviceID) => openOne("microphone", deviceID);

/** Asks for a screen or window. Null where the person changes her mind. */
export async function openScreen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: false,
    });
    const track = stream.getVideoTracks()[0];
    track.contentHint = "detail";
    return track;
  } catch {
    return null;
  }
}

/** Whether this browser can share a screen at all (telephones cannot). */
export const canShareScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);
