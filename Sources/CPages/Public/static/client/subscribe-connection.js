// The connection that carries what the others send. The server offers, this side answers.

import { ConnectionWatch } from "./connection-watch.js";

/**
 * Answers the server's offers one after the other. `tracks` messages name the participant and the
 * source behind each section of the offer that follows them.
 *
 * `rung` says which way media may take (`MediaRung`).
 * `answer(sdp)` carries an answer, `askRestart()` asks for an offer with new ICE credentials,
 * `show(media)` gets what there is to see and hear: participant id → {source: track}.
 */
export class SubscribeConnection {
  #peer;
  #rung;
  #answer;
  #show;
  #named = new Map(); // mid → {participant, source}, for the next offer
  #work = Promise.resolve();
  watch;

  constructor({ rung, answer, askRestart, show, giveUp, change }) {
    this.#rung = rung;
    this.#peer = new RTCPeerConnection({ ...rung.options, bundlePolicy: "max-bundle" });
    this.#answer = answer;
    this.#show = show;
    this.watch = new ConnectionWatch(this.#peer, { restart: askRestart, giveUp, change });
  }

  get peer() {
    return this.#peer;
  }

  /** Takes the names of the sections of the offer that follows. */
  name(tracks) {
    this.#named = new Map(tracks.map(({ mid, participant, source }) => [mid, { participant, source }]));
  }

  /** Answers an offer, and shows what has come or gone with it. */
  receive(sdp) {
    const named = this.#named;
    this.#work = this.#work.then(() => this.#negotiate(sdp, named)).catch(() => {});
    return this.#work;
  }

  close() {
    this.watch.stop();
    this.#peer.close();
  }

  async #negotiate(sdp, named) {
    const peer = this.#peer;
    if (peer.connectionState === "closed") return;
    this.watch.begun();
    await peer.setRemoteDescription({ type: "offer", sdp: this.#rung.limit(sdp) });
    await peer.setLocalDescription(await peer.createAnswer());
    this.#answer(peer.localDescription.sdp);
    this.#show(this.#media(named));
  }

  #media(named) {
    const media = new Map();
    for (const section of this.#peer.getTransceivers()) {
      const isLive = ["recvonly", "sendrecv"].includes(section.currentDirection);
      const owner = named.get(section.mid);
      if (!isLive || !owner) continue;
      const tracks = media.get(owner.participant) ?? {};
      media.set(owner.participant, { ...tracks, [owner.source]: section.receiver.track });
    }
    return media;
  }
}
