// A participant of a consultation: the signaling protocol (Sources/Signaling/PROTOCOL.md) and the
// two media connections, without any page. A page of one's own can be built on it:
//
//     const client = new AortaClient({ url: "wss://host/ws/video-call/ROOM/" });
//     client.addEventListener("participants", () => draw(client.participants));
//     client.start();
//     client.setDevice("camera", track);
//
// It heals by itself, in this order: a dropped WebSocket is opened again, or replaced by HTTPS where
// networks don't let it live, and the session goes on; a troubled
// peer connection restarts ICE; where that fails within 5 s everything is joined anew as the same
// participant. Nothing here asks for devices or touches the document.

import { ChatOutbox } from "./client/chat-outbox.js";
import { FirstMedia } from "./client/first-media.js";
import { MediaLink } from "./client/media-link.js";
import { SignalingChannel } from "./client/signaling-channel.js";
import { Stillness } from "./client/stillness.js";
import { indicator } from "./client/link-quality.js";

const measurePeriod = 2_000; // milliseconds
const viewLimit = 32; // pictures in one `view`
const measurementsAReport = 2; // `quality` goes to the server at every second one

/**
 * Events, each a `CustomEvent`; state is read from the properties:
 *
 * | event | detail |
 * |---|---|
 * | `state` | "connecting", "connected", "reconnecting", "closed" |
 * | `joined` | the message; after each (re)join |
 * | `participants` | – ; somebody came, went or changed; also their tracks |
 * | `call` | – ; status, admission, times, who waits |
 * | `recording` | – |
 * | `chat` | the line: {id, text, sender, sentAt} |
 * | `speaker` | id of the active speaker, or null |
 * | `quality` | – ; of anyone |
 * | `rung` | – ; media takes another way |
 * | `carrier` | – ; signaling takes another way |
 * | `problem` | {code, text}: the server refused something that nobody waits for, or has not the
 * |           | only way that media may take (code `rung-not-offered`, its name as the text) |
 * | `dropped` | attempts to reconnect without success so far |
 * | `closed` | {code, text, duration?}: for good |
 */
export class AortaClient extends EventTarget {
  /** Own `{id, role, name}`; null before the first `joined`. */
  me = null;
  /** id → {id, role, name, muted: {audio, video}, screen, connected, quality, rung, tracks}. */
  participants = new Map();
  /** {status, admitted, startedAt, endsAt, endsSoon, waiting}. */
  call = { status: "waiting", admitted: false, endsSoon: false, waiting: [] };
  recording = { state: "off", asked: [], agreed: [], refused: [], you: "none", mayRequest: false };
  mayShareScreen = false;
  /** Own indicator: "excellent", "good", "poor"; undefined while nothing is measured. */
  quality = undefined;
  /** The way that media takes (`rungs` of client/media-rung.js); undefined before it flows. */
  rung = undefined;
  state = "connecting";
  /** What carries the signaling: "websocket", or "https" while no WebSocket gets through. */
  carrier = null;

  #channel;
  #media;
  #view = [];
  #name;
  #resume = null;
  #lastLine = null; // id of the last chat line seen
  #muted = { audio: false, video: false };
  #isSharing = false;
  #clockOffset = 0;
  #outbox;
  #onlyRung;
  #remoteMedia = new Map();
  #stillness;
  #first = new FirstMedia(() => this.#media.peers.subscribe);
  #measureTimer = null;
  #measurements = 0;
  #measured = []; // since the last report
  #isJudgedByServer = false; // its indicator knows both sides of the path

  /**
   * `codec` (VP8, VP9, H264, AV1) goes first in what is offered; `isSimulcast` sends three layers
   * of the camera even to one other participant; `name` is shown to the others; `rung` is the only
   * way that media may take, instead of what the server says; `fallback` is signaling over HTTPS, for
   * networks that break WebSockets: `{url, headers()}` (client/signaling-channel.js).
   */
  constructor({ url, name, codec = "VP8", isSimulcast = false, rung, fallback }) {
    super();
    this.#onlyRung = rung;
    this.#name = name;
    this.#channel = new SignalingChannel(url, () => this.#joinMessage(), fallback);
    this.#outbox = new ChatOutbox(this.#channel);
    this.#media = new MediaLink({
      channel: this.#channel,
      codec,
      isSimulcastWanted: isSimulcast,
      show: (media) => this.#showMedia(media),
      change: () => this.#updateState(),
      rejoin: () => this.#rejoin(),
      miss: (rung) => this.#tell("problem", { code: "rung-not-offered", text: rung }),
    });
    this.#stillness = new Stillness({
      peer: () => this.#media.peers.publish,
      tell: () => this.#networkChanged(),
    });
    this.#channel.addEventListener("joined", ({ detail }) => this.#joined(detail));
    this.#channel.addEventListener("message", ({ detail }) => this.#receive(detail));
    this.#channel.addEventListener("down", ({ detail }) => {
      this.#updateState();
      this.#tell("dropped", detail);
    });
    this.#channel.addEventListener("up", () => {
      if (this.#media.exists) this.#media.resume();
      this.#updateState();
      this.#showCarrier();
    });
    this.#channel.addEventListener("closed", ({ detail }) => this.#closed(detail));
  }

  start() {
    addEventListener("online", this.#networkChanged);
    this.#measureTimer = setInterval(() => this.#measure(), measurePeriod);
    this.#stillness.start();
    this.#channel.open();
  }

  /** Milliseconds since 1970 by the server's clock. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /** Picture and sound have stopped; not merely the signaling. */
  get isMediaLost() {
    return this.#media.isLost || !this.#media.exists;
  }

  /** For tests and support. */
  get peers() {
    return this.#media.peers;
  }

  /** Sends this track as "camera" or "microphone"; null: there is no such device. */
  setDevice(source, track) {
    return this.#media.setTrack(source, track);
  }

  /** Shows the others that one's microphone (`audio`) or camera (`video`) is off. */
  setMuted(muted) {
    this.#muted = { ...this.#muted, ...muted };
    this.#channel.send({ type: "mute", ...this.#muted });
  }

  /** Says at which size pictures are shown: [{participant, source, width, height}], in pixels. */
  view(pictures) {
    this.#view = pictures;
    if (!this.call.admitted || pictures.length === 0) return;
    this.#channel.send({ type: "view", pictures: pictures.slice(0, viewLimit) });
  }

  /** Begins to share `track`; null ends it. Rejects where the server forbids it. */
  async setScreen(track) {
    if (track) {
      await this.#channel.request({ type: "screen-share", on: true });
      this.#isSharing = true;
      await this.#media.setTrack("screen", track);
    } else {
      this.#isSharing = false;
      await this.#media.setTrack("screen", null);
      this.#channel.send({ type: "screen-share", on: false });
    }
  }

  /** Resolves when the server has stored the line; it waits for a connection where there is none. */
  sendChat(text) {
    return this.#outbox.send(text);
  }

  /** The page has this line from elsewhere: a reconnect asks for later ones. */
  sawLine(id) {
    this.#lastLine ??= id;
  }

  admit(participant) {
    return this.#channel.request({ type: "admit", participant });
  }

  returnToWaitingRoom(participant) {
    return this.#channel.request({ type: "return-to-waiting-room", participant });
  }

  requestRecording() {
    return this.#channel.request({ type: "recording-request" });
  }

  /**
   * Agrees or refuses; false after an agreement withdraws it. `words` says what was read before:
   * { textVersion, language }.
   */
  consentToRecording(agree, words = {}) {
    return this.#channel.request({ type: "recording-consent", agree, ...words });
  }

  stopRecording() {
    return this.#channel.request({ type: "recording-stop" });
  }

  /** Ends the call for all. */
  end() {
    return this.#channel.request({ type: "end" });
  }

  /** Leaves; the call goes on without. */
  leave() {
    this.#channel.close({ type: "leave" });
  }

  /** The page goes away, maybe only to come back (a reload): the server keeps the seat a while. */
  suspend() {
    this.#media.close();
    this.#channel.close();
  }

  #networkChanged = () => {
    this.#channel.hurry();
    this.#media.restart();
  };

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #joinMessage() {
    const message = { capabilities: { codecs: receivableCodecs() } };
    if (this.#name) message.name = this.#name;
    if (this.#lastLine !== null) message.lastMessage = this.#lastLine;
    // Who has lost the media connections (a reload, a rejoin) starts anew, and says so by
    // leaving the secret out.
    if (this.#resume && this.#media.exists) message.resume = this.#resume;
    return message;
  }

  #rejoin() {
    this.#media.close();
    this.#channel.reopen();
  }

  #joined(message) {
    this.me = { id: message.participant, role: message.role, name: message.name };
    this.#resume = message.resume;
    this.mayShareScreen = Boolean(message.mayShareScreen);
    this.participants = new Map();
    message.participants.forEach((participant) => this.#seat(participant));
    this.#setCall(message.call);
    this.recording = message.recording;
    if (message.resumed && this.#media.exists) {
      this.#media.resume();
      this.#attachTracks();
    } else {
      this.#remoteMedia = new Map();
      const only = this.#onlyRung ?? message.rung;
      this.#media.connect(message, message.participants.length + 1, only);
    }
    this.#channel.send({ type: "mute", ...this.#muted });
    this.view(this.#view);
    if (this.#isSharing) this.#channel.send({ type: "screen-share", on: true });
    this.#tell("joined", message);
    const lines = message.chat ?? [];
    lines.forEach((line) => this.#chatLine(line));
    const isMine = ({ sender }) => sender.id === this.me.id;
    this.#outbox.resume(lines.filter(isMine).map((line) => line.text));
    this.#updateState();
    this.#showCarrier();
    this.#tell("participants");
    this.#tell("call");
    this.#tell("recording");
  }

  #receive(message) {
    const handlers = {
      answer: () => {},
      offer: () => this.#media.receiveOffer(message.sdp),
      tracks: () => {
        if (message.tracks.length > 0) this.#first.begin();
        this.#media.nameTracks(message.tracks);
      },
      "participant-joined": () => {
        this.#seat(message.participant);
        this.#media.expectParticipants(this.participants.size + 1);
        this.#attachTracks();
        this.#tell("participants");
      },
      "participant-left": () => {
        this.participants.delete(message.participant);
        this.#tell("participants");
      },
      "participant-connection": () => this.#update(message, { connected: message.connected }),
      mute: () => {
        this.#update(message, { muted: { audio: message.audio, video: message.video } });
      },
      "screen-share": () => this.#update(message, { screen: message.on }),
      quality: () => this.#qualityOf(message),
      "call-state": () => this.#callState(message),
      "return-to-waiting-room": () => this.#returned(message.participant),
      "recording-state": () => {
        this.recording = message;
        this.#tell("recording");
      },
      chat: () => this.#chatLine(message.message),
      "active-speaker": () => this.#tell("speaker", message.participant ?? null),
      error: () => {
        if (message.answers === undefined) {
          this.#tell("problem", { code: message.code, text: message.text });
        }
      },
    };
    handlers[message.type]?.(); // types of a newer server are ignored
  }

  #seat(participant) {
    this.participants.set(participant.id, {
      muted: { audio: false, video: false },
      screen: false,
      connected: true,
      quality: undefined,
      ...participant,
      tracks: this.#remoteMedia.get(participant.id) ?? {},
    });
  }

  #update({ participant }, changes) {
    const seated = this.participants.get(participant);
    if (!seated) return;
    this.participants.set(participant, { ...seated, ...changes });
    this.#tell("participants");
  }

  #returned(participant) {
    if (participant !== this.me?.id) return;
    this.participants = new Map();
    this.#remoteMedia = new Map();
    this.#tell("participants");
  }

  #setCall({ now, ...call }) {
    this.call = { waiting: [], ...call };
    if (now) this.#clockOffset = Date.parse(now) - Date.now();
  }

  #callState({ type: _, ...call }) {
    this.#setCall(call);
    this.#tell("call");
    if (call.status === "ended") {
      this.#closed({ code: call.reason ?? "call-ended", duration: call.duration });
    }
  }

  #qualityOf({ participant, indicator: value, rung }) {
    if (participant === this.me?.id) {
      this.quality = value;
      this.#isJudgedByServer = true;
    } else {
      this.#update({ participant }, { quality: value, rung });
    }
    this.#tell("quality");
  }

  #chatLine(line) {
    this.#lastLine = line.id;
    this.#tell("chat", line);
  }

  #showMedia(media) {
    this.#remoteMedia = media;
    this.#attachTracks();
    this.#tell("participants");
  }

  #attachTracks() {
    for (const [id, participant] of this.participants) {
      this.participants.set(id, { ...participant, tracks: this.#remoteMedia.get(id) ?? {} });
    }
  }

  async #measure() {
    if (!this.#channel.isJoined || !this.#media.exists) return;
    const measured = await this.#media.measure();
    this.#measurements += 1;
    this.#measured.push(measured);
    if (measured.rung && measured.rung !== this.rung) {
      this.rung = measured.rung;
      this.#tell("rung");
    }
    if (this.#measurements % measurementsAReport === 0) {
      const { firstAudio, firstVideo } = this.#first;
      const shares = { frozen: this.#mean("frozen"), concealed: this.#mean("concealed") };
      this.#channel.send({ type: "quality", ...measured, ...shares, firstAudio, firstVideo });
      this.#measured = [];
    }
    if (this.#isJudgedByServer) return;
    const value = indicator(measured);
    if (value === undefined || value === this.quality) return;
    this.quality = value;
    this.#tell("quality");
  }

  /** Of what was measured since the last report. */
  #mean(name) {
    const known = this.#measured.map((one) => one[name]).filter((value) => value !== undefined);
    if (known.length === 0) return undefined;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  }

  #showCarrier() {
    const { carrier } = this.#channel;
    if (carrier === null || carrier === this.carrier) return;
    this.carrier = carrier;
    this.#tell("carrier");
  }

  #updateState() {
    if (this.state === "closed") return;
    const isWell = this.#channel.isJoined && !this.#media.isLost;
    const state = isWell ? "connected" : this.me ? "reconnecting" : "connecting";
    if (state === this.state) return;
    this.state = state;
    this.#tell("state", state);
  }

  #closed(detail) {
    if (this.state === "closed") return;
    this.state = "closed";
    removeEventListener("online", this.#networkChanged);
    clearInterval(this.#measureTimer);
    this.#stillness.stop();
    this.#first.stop();
    this.#media.close();
    this.#channel.close();
    this.#outbox.close();
    this.#tell("state", "closed");
    this.#tell("closed", detail);
  }
}

function receivableCodecs() {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.("video")?.codecs ?? [];
  const names = codecs.map(({ mimeType }) => mimeType.split("/")[1].toUpperCase());
  return [...new Set(names)].filter((name) => ["VP8", "VP9", "H264", "AV1"].includes(name));
}
