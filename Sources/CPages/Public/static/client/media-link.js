// The two peer connections of a participant, made and remade together.

import { LinkQuality } from "./link-quality.js";
import { MediaRung } from "./media-rung.js";
import { PublishConnection } from "./publish-connection.js";
import { SubscribeConnection } from "./subscribe-connection.js";

const missLimit = 3; // connections in a row that never came up before they are tried slowly
const slowRetry = 20_000; // milliseconds
const restartMemory = 5_000; // milliseconds

/**
 * Owns `publish` and `subscribe` and what is to be sent through them, so that both can be thrown
 * away and made anew without anybody else noticing.
 *
 * `channel` is the signaling channel. `show(media)`: what the others send has changed.
 * `change()`: `isUp` may have changed. `rejoin()`: neither restart nor patience has helped;
 * the caller joins anew and then calls `connect`. `miss(rung)`: the server has no such way.
 */
export class MediaLink {
  #channel;
  #actions;
  #codec;
  #isSimulcastWanted;
  #publish = null;
  #subscribe = null;
  #local = { microphone: undefined, camera: undefined, screen: null };
  #quality = new LinkQuality();
  #misses = 0;
  #restartedAt = -Infinity;
  #retryTimer = null;

  constructor({ channel, codec, isSimulcastWanted, show, change, rejoin, miss }) {
    this.#channel = channel;
    this.#codec = codec;
    this.#isSimulcastWanted = isSimulcastWanted;
    this.#actions = { show, change, rejoin, miss };
  }

  get exists() {
    return this.#publish !== null;
  }

  /** Both connections carry media, or have nothing to carry yet. */
  get isUp() {
    return [this.#publish, this.#subscribe].every((connection) => connection?.watch.isUp ?? true);
  }

  /** True once something was connected and is not any more. */
  get isLost() {
    return [this.#publish, this.#subscribe].some((connection) => {
      return connection && connection.watch.hasConnected && !connection.watch.isUp;
    });
  }

  /** For tests and support: the two `RTCPeerConnection`s. */
  get peers() {
    return { publish: this.#publish?.peer ?? null, subscribe: this.#subscribe?.peer ?? null };
  }

  /**
   * Makes both connections anew and publishes what there is. `joined` has the ICE servers; `only`
   * is the one way to take, if any.
   */
  connect({ iceServers = [], relayServers = [] }, participantCount, only) {
    this.close();
    const rung = new MediaRung(only, iceServers, relayServers);
    const { change, show } = this.#actions;
    const giveUp = () => this.#giveUp();
    this.#quality = new LinkQuality();
    this.#publish = new PublishConnection({
      rung,
      codec: this.#codec,
      isSimulcast: this.#isSimulcastWanted || participantCount > 2,
      exchange: async (sdp, sources) => {
        const offer = { type: "offer", connection: "publish", sdp, sources };
        const answer = await this.#channel.request(offer);
        if (!rung.isOffered(answer.sdp)) this.#actions.miss(only);
        return answer.sdp;
      },
      giveUp,
      change: () => this.#changed(),
    });
    this.#subscribe = new SubscribeConnection({
      rung,
      answer: (sdp) => this.#channel.send({ type: "answer", connection: "subscribe", sdp }),
      askRestart: () => this.#channel.send({ type: "restart", connection: "subscribe" }),
      show,
      giveUp,
      change: () => this.#changed(),
    });
    const { microphone, camera, screen } = this.#local;
    const published = this.#publish.start({ microphone, camera });
    if (screen) published.then(() => this.#publish?.setTrack("screen", screen));
    change();
  }

  /** The signaling is back and the server still knows both connections. */
  resume() {
    // What asked for a restart just before may have gone down with the signaling.
    if (performance.now() - this.#restartedAt < restartMemory) {
      this.restart();
      return;
    }
    if (this.#publish?.isWanting) this.#publish.renegotiate();
    this.restartIfTroubled();
  }

  restartIfTroubled() {
    for (const connection of [this.#publish, this.#subscribe]) {
      if (connection && !connection.watch.isUp) connection.watch.trouble();
    }
  }

  /** The network under us has changed: new ICE credentials on both, whatever they look like. */
  restart() {
    this.#restartedAt = performance.now();
    for (const connection of [this.#publish, this.#subscribe]) {
      if (connection?.watch.hasConnected) connection.watch.trouble();
    }
  }

  /** A track, null where there is none to send. Kept for connections made later. */
  async setTrack(source, track) {
    this.#local[source] = track;
    await this.#publish?.setTrack(source, track);
  }

  expectParticipants(count) {
    if (count > 2) this.#publish?.useSimulcast();
  }

  nameTracks(tracks) {
    this.#subscribe?.name(tracks);
  }

  receiveOffer(sdp) {
    this.#subscribe?.receive(sdp);
  }

  measure() {
    return this.#quality.read(this.#publish?.peer, this.#subscribe?.peer);
  }

  close() {
    clearTimeout(this.#retryTimer);
    this.#publish?.close();
    this.#subscribe?.close();
    this.#publish = null;
    this.#subscribe = null;
  }

  #changed() {
    const states = Object.values(this.peers).map((peer) => peer?.connectionState);
    if (states.includes("connected")) this.#misses = 0;
    this.#actions.change();
  }

  #giveUp() {
    this.#misses += 1;
    clearTimeout(this.#retryTimer);
    if (this.#misses < missLimit) this.#actions.rejoin();
    else this.#retryTimer = setTimeout(() => this.#actions.rejoin(), slowRetry);
    this.#actions.change();
  }
}
