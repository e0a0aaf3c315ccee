// The ways that media can take through a firewall, the best first; names as in PROTOCOL.md.

export const rungs = ["udp", "ice-tcp", "turn-udp", "turn-tcp", "turn-tls"];

/** What a TURN URL reaches its server by: "turn-udp", "turn-tcp", "turn-tls"; null for STUN. */
function rungOf(url) {
  if (/^turns:/i.test(url)) return "turn-tls";
  if (!/^turn:/i.test(url)) return null;
  return /[?&]transport=tcp/i.test(url) ? "turn-tcp" : "turn-udp";
}

/**
 * Keeps peer connections to one way, for support and tests; to every way where `name` is none of
 * `rungs`. The browser chooses among what it is given, so it is given no other.
 */
export class MediaRung {
  #name;
  #iceServers;
  #relayServers;

  /** `relayServers` can only be used where nothing but TURN is: see `joined` in PROTOCOL.md. */
  constructor(name, iceServers, relayServers) {
    this.#name = rungs.includes(name) ? name : null;
    this.#iceServers = iceServers;
    this.#relayServers = relayServers;
  }

  /** For `RTCPeerConnection`. */
  get options() {
    const name = this.#name;
    if (name === null) return { iceServers: this.#iceServers };
    const all = [...this.#iceServers, ...this.#relayServers];
    const iceServers = all.flatMap((server) => {
      const urls = [server.urls].flat().filter((url) => rungOf(url) === name);
      return urls.length > 0 ? [{ ...server, urls }] : [];
    });
    return { iceServers, iceTransportPolicy: name.startsWith("turn-") ? "relay" : "all" };
  }

  /** Whether a server that describes itself so has this way at all. */
  isOffered(sdp) {
    if (this.#name === null) return true;
    if (this.#name.startsWith("turn-")) return this.options.iceServers.length > 0;
    return this.limit(sdp).includes("a=candidate:");
  }

  /** The server's description without candidates of other ways. TURN needs the ones for UDP. */
  limit(sdp) {
    const unwanted = { udp: "tcp", "ice-tcp": "udp" }[this.#name];
    if (!unwanted) return sdp;
    const isUnwanted = (line) => {
      return line.startsWith("a=candidate:") && line.split(" ")[2]?.toLowerCase() === unwanted;
    };
    return sdp
      .split("\r\n")
      .filter((line) => !isUnwanted(line))
      .join("\r\n");
  }
}

/** The way that a connection's media takes, by its selected candidate pair; null while there is none. */
export function usedRung(reports) {
  const all = new Map([...reports].map((report) => [report.id, report]));
  const transports = [...all.values()].filter(({ type }) => type === "transport");
  const chosen = transports.map((transport) => all.get(transport.selectedCandidatePairId));
  // Firefox names the pair itself.
  const pair =
    chosen.find(Boolean) ??
    [...all.values()].find((report) => report.type === "candidate-pair" && report.selected);
  const local = all.get(pair?.localCandidateId);
  if (!local) return null;
  if (local.candidateType !== "relay") return local.protocol === "tcp" ? "ice-tcp" : "udp";
  return { tcp: "turn-tcp", tls: "turn-tls" }[local.relayProtocol] ?? "turn-udp";
}
