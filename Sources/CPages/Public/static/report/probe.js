// One real publish connection to the server over exactly one way: connected, measured, closed.

import { requestJSON } from "../page.js";

const path = "/video-call/connection-report/probe";
const connectLimit = 10_000; // milliseconds until a way counts as shut
const measureTime = 3_000; // milliseconds of media on a way that is open
const startBitrate = 1_000; // kbit/s, so that so short a time is enough to see loss
const size = { width: 640, height: 360 };

/**
 * Tries `way` and resolves to `{outcome, connectTime?, roundTrip?, loss?, throughput?, reason?}`.
 * `measuring` is a lock: ways may connect beside each other, but are measured one by one.
 */
export async function tryMediaWay(way, measuring) {
  if (!window.RTCPeerConnection) return { outcome: "untried", reason: "no_webrtc" };
  let probe;
  try {
    probe = await requestJSON(path, { body: {} });
  } catch (error) {
    return { outcome: "untried", reason: error.code ?? "offline" };
  }
  let attempt = null;
  try {
    if (way.url && !serverOf(way, probe)) return { outcome: "untried", reason: "not_offered" };
    attempt = new ProbeAttempt(way, probe);
    return await attempt.run(measuring);
  } finally {
    attempt?.close();
    // The next way's probe needs its place.
    await requestJSON(`${path}/${probe.id}`, { method: "DELETE" }).catch(() => {});
  }
}

class ProbeAttempt {
  #way;
  #probe;
  #peer;
  #picture = new MovingPicture();
  #relayTrouble = null;

  constructor(way, probe) {
    this.#way = way;
    this.#probe = probe;
    const configuration = { bundlePolicy: "max-bundle" };
    if (way.url) {
      configuration.iceServers = [{ ...serverOf(way, probe), urls: [way.url] }];
      configuration.iceTransportPolicy = "relay";
    }
    this.#peer = new RTCPeerConnection(configuration);
    this.#peer.addEventListener("icecandidateerror", ({ errorCode }) => {
      this.#relayTrouble ??= isAnswer(errorCode) ? `turn_${errorCode}` : null;
    });
  }

  async run(measuring) {
    const start = performance.now();
    const isOpen = await this.#connect();
    if (isOpen === null) return { outcome: "untried", reason: "not_offered" };
    if (!isOpen) return { outcome: "fails", reason: this.#trouble() };
    const connectTime = Math.round(performance.now() - start);
    const measured = await measuring(() => this.#measure());
    return { outcome: "works", connectTime, ...measured };
  }

  close() {
    this.#peer.close();
    this.#picture.stop();
  }

  /** Some firewalls let ICE's checks pass and nothing after them. */
  #trouble() {
    if (["connected", "completed"].includes(this.#peer.iceConnectionState)) return "cut";
    return this.#relayTrouble ?? "no_answer";
  }

  /** Null where the answer does not name this way. */
  async #connect() {
    const peer = this.#peer;
    peer.addTransceiver(this.#picture.track, { direction: "sendonly" });
    await peer.setLocalDescription(await peer.createOffer());
    const offer = peer.localDescription.sdp;
    const { answer } = await requestJSON(`${path}/${this.#probe.id}`, { body: { offer } });
    const connected = new Promise((resolve) => {
      const look = () => {
        if (peer.connectionState === "connected") resolve(true);
        if (peer.connectionState === "failed") resolve(false);
      };
      peer.addEventListener("connectionstatechange", look);
      setTimeout(() => resolve(false), connectLimit);
    });
    const sdp = startingAt(startBitrate, candidatesOf(this.#way, answer));
    if (!sdp.includes("a=candidate:")) return null;
    await peer.setRemoteDescription({ type: "answer", sdp });
    return connected;
  }

  async #measure() {
    const first = await this.#read();
    await new Promise((resolve) => setTimeout(resolve, measureTime));
    const last = await this.#read();
    const seconds = (last.at - first.at) / 1_000;
    return {
      roundTrip: last.roundTrip ?? first.roundTrip,
      loss: last.loss,
      throughput: seconds > 0 ? ((last.sent - first.sent) * 8) / seconds : undefined,
    };
  }

  async #read() {
    const reading = { at: performance.now(), sent: 0 };
    const reports = [...(await this.#peer.getStats()).values()];
    const transport = reports.find(({ type }) => type === "transport");
    const pair =
      reports.find(({ id }) => id === transport?.selectedCandidatePairId) ??
      reports.find(({ type, nominated, state }) => {
        return type === "candidate-pair" && nominated && state === "succeeded";
      });
    reading.sent = pair?.bytesSent ?? 0;
    if (pair?.currentRoundTripTime !== undefined) reading.roundTrip = pair.currentRoundTripTime * 1_000;
    const remote = reports.find(({ type }) => type === "remote-inbound-rtp");
    if (remote) reading.loss = Math.max(0, remote.fractionLost ?? 0);
    return reading;
  }
}

/** The probe's TURN server with this way's URL. */
const serverOf = (way, probe) => probe.iceServers.find(({ urls }) => [urls].flat().includes(way.url));

/** An error of the relay's own, rather than the browser's word for silence (701). */
const isAnswer = (code) => code >= 400 && code < 700;

/** The answer with the candidates of one way alone; TURN reaches all that take UDP. */
export function candidatesOf(way, sdp) {
  return sdp
    .split("\r\n")
    .filter((line) => {
      const candidate = line.match(/^a=candidate:\S+ \d+ (\S+) \d+ \S+ (\d+) /);
      if (!candidate) return true;
      const protocol = candidate[1].toLowerCase();
      if (way.url) return protocol === "udp";
      const wanted = way.kind === "ice-tcp" ? "tcp" : "udp";
      return protocol === wanted && Number(candidate[2]) === way.port;
    })
    .join("\r\n");
}

/** Chrome begins at this many kbit/s rather than slowly; other browsers don't read it. */
function startingAt(bitrate, sdp) {
  const parameter = `x-google-start-bitrate=${bitrate}`;
  const type = sdp.match(/^m=video \S+ \S+ (\d+)/m)?.[1];
  if (type === undefined) return sdp;
  const format = new RegExp(`^(a=fmtp:${type} .*)$`, "m");
  if (format.test(sdp)) return sdp.replace(format, `$1;${parameter}`);
  return sdp.replace(new RegExp(`^(a=rtpmap:${type} .*)$`, "m"), `$1\r\na=fmtp:${type} ${parameter}`);
}

/** A picture of noise that keeps an encoder busy: what is sent has the size of a call. */
class MovingPicture {
  #canvas = Object.assign(document.createElement("canvas"), size);
  #timer;
  track;

  constructor() {
    const context = this.#canvas.getContext("2d");
    const block = 8;
    this.#timer = setInterval(() => {
      for (let count = 0; count < 600; count += 1) {
        context.fillStyle = `hsl(${Math.random() * 360} 60% ${30 + Math.random() * 40}%)`;
        context.fillRect(
          Math.floor((Math.random() * size.width) / block) * block,
          Math.floor((Math.random() * size.height) / block) * block,
          block,
          block,
        );
      }
    }, 66);
    this.track = this.#canvas.captureStream(15).getVideoTracks()[0];
  }

  stop() {
    clearInterval(this.#timer);
    this.track.stop();
  }
}
