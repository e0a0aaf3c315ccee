// The connection that carries what this participant sends. This side offers, the server answers.

import { ConnectionWatch } from "./connection-watch.js";

/** Bits per second at most, and sizes of the simulcast layers: high to low, as browsers drop the last. */
const cameraBitrate = 2_500_000;
const screenBitrate = 2_500_000;
const layers = [
  { rid: "h", maxBitrate: 1_700_000 },
  { rid: "m", maxBitrate: 500_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 150_000, scaleResolutionDownBy: 4 },
];

/**
 * Sends a microphone, a camera and at times a screen. Each has one section ("transceiver") that
 * is kept for good: what is not sent any more turns inactive, and its section is used again.
 *
 * `rung` says which way media may take (`MediaRung`).
 * `exchange(sdp, sources)` carries an offer and resolves to the answer's SDP; a rejection leaves
 * the connection wanting, until `renegotiate()`.
 */
export class PublishConnection {
  #peer;
  #rung;
  #exchange;
  #codec;
  #isSimulcast;
  #sections = new Map(); // source → transceiver
  #retired = []; // transceivers that gave way to simulcast ones
  #work = Promise.resolve(); // negotiations, one after the other
  #isWanting = false; // an offer was not answered
  watch;

  constructor({ rung, codec, isSimulcast, exchange, giveUp, change }) {
    this.#rung = rung;
    this.#peer = new RTCPeerConnection({ ...rung.options, bundlePolicy: "max-bundle" });
    this.#exchange = exchange;
    this.#codec = codec;
    this.#isSimulcast = isSimulcast;
    const restart = () => this.renegotiate({ isRestart: true });
    this.watch = new ConnectionWatch(this.#peer, { restart, giveUp, change });
  }

  get peer() {
    return this.#peer;
  }

  get isWanting() {
    return this.#isWanting;
  }

  get isSimulcast() {
    return this.#isSimulcast;
  }

  /**
   * Makes the sections for microphone and camera and connects. A track that isn't open yet is
   * undefined: its section waits for it, so that connecting and opening devices overlap. Null:
   * there is none.
   */
  start({ microphone, camera }) {
    if (microphone !== null) this.#addSection("microphone", microphone);
    if (camera !== null) this.#addSection("camera", camera);
    if (this.#sections.size === 0) return Promise.resolve();
    this.watch.begun();
    return this.renegotiate();
  }

  /** Sends `track` as this source from now on; null ends it. Negotiates only where it must. */
  async setTrack(source, track) {
    const section = this.#sections.get(source);
    if (!section) {
      if (!track) return;
      this.#addSection(source, track);
      this.watch.begun();
      await this.renegotiate();
      return;
    }
    await section.sender.replaceTrack(track);
    const direction = track ? "sendonly" : "inactive";
    if (section.direction !== direction) {
      section.direction = direction;
      await this.renegotiate();
    }
  }

  /** From one camera layer to three, for more than two participants. Never goes back. */
  async useSimulcast() {
    if (this.#isSimulcast) return;
    this.#isSimulcast = true;
    const single = this.#sections.get("camera");
    if (!single) return;
    const { track } = single.sender;
    single.direction = "inactive";
    await single.sender.replaceTrack(null);
    this.#retired.push(single);
    this.#sections.delete("camera");
    this.#addSection("camera", track ?? undefined);
    await this.renegotiate();
  }

  /** Offers as things stand; with new ICE credentials where the network has changed. */
  renegotiate({ isRestart = false } = {}) {
    const turn = this.#work.then(() => this.#negotiate(isRestart));
    this.#work = turn.catch(() => {});
    return this.#work;
  }

  close() {
    this.watch.stop();
    this.#peer.close();
  }

  async #negotiate(isRestart) {
    const peer = this.#peer;
    if (peer.connectionState === "closed") return;
    if (isRestart) peer.restartIce();
    this.#isWanting = true;
    await peer.setLocalDescription(await peer.createOffer());
    try {
      const sdp = await this.#exchange(peer.localDescription.sdp, this.#sources());
      await peer.setRemoteDescription({ type: "answer", sdp: this.#rung.limit(sdp) });
      this.#isWanting = false;
      await this.#limitBitrates();
    } catch (error) {
      if (peer.signalingState === "have-local-offer") {
        await peer.setLocalDescription({ type: "rollback" });
      }
      throw error;
    }
  }

  /** mid → source of every section that sends. */
  #sources() {
    const sending = [...this.#sections].filter(([, section]) => section.direction === "sendonly");
    return Object.fromEntries(sending.map(([source, section]) => [section.mid, source]));
  }

  #addSection(source, track) {
    const kind = source === "microphone" ? "audio" : "video";
    const stream = new MediaStream(track ? [track] : []);
    const options = { direction: "sendonly", streams: [stream] };
    if (source === "camera" && this.#isSimulcast) options.sendEncodings = structuredClone(layers);
    const section = this.#peer.addTransceiver(track ?? kind, options);
    if (kind === "video") preferCodec(section, this.#codec);
    this.#sections.set(source, section);
  }

  async #limitBitrates() {
    for (const [source, section] of this.#sections) {
      if (source === "microphone" || (source === "camera" && this.#isSimulcast)) continue;
      const parameters = section.sender.getParameters();
      if (!parameters.encodings?.length) continue;
      const isScreen = source === "screen";
      parameters.encodings[0].maxBitrate = isScreen ? screenBitrate : cameraBitrate;
      if (isScreen) parameters.degradationPreference = "maintain-resolution";
      await section.sender.setParameters(parameters).catch(() => {});
    }
  }
}

/** Puts one video codec first. The server answers with the first that it knows. */
function preferCodec(section, wanted) {
  const codecs = RTCRtpSender.getCapabilities?.("video")?.codecs;
  if (!codecs || !section.setCodecPreferences) return;
  const rank = ({ mimeType, sdpFmtpLine = "" }) => {
    if (mimeType.toUpperCase() !== `VIDEO/${wanted.toUpperCase()}`) return 2;
    // H.264: constrained baseline in packetization mode 1 is what every browser decodes.
    const isPlain = /profile-id=0/.test(sdpFmtpLine);
    const isCommon = /packetization-mode=1/.test(sdpFmtpLine) && /42e01f/i.test(sdpFmtpLine);
    return wanted.toUpperCase() === "H264" ? (isCommon ? 0 : 1) : isPlain ? 0 : 1;
  };
  try {
    section.setCodecPreferences([...codecs].sort((one, two) => rank(one) - rank(two)));
  } catch {
    // The browser's own order stands; the server speaks every codec that browsers have.
  }
}
