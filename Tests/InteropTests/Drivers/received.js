// Counts what the page's peer connections receive, whatever the page does with them.
window.connections = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
    constructor(...given) {
        super(...given);
        window.connections.push(this);
    }
};
window.received = async () => {
    const sum = { frames: 0, energy: 0, width: 0, pictures: 0, codecs: [] };
    for (const connection of window.connections) {
        if (connection.connectionState === "closed") continue;
        const report = await connection.getStats();
        report.forEach((entry) => {
            if (entry.type !== "inbound-rtp") return;
            if (entry.kind === "audio") {
                sum.energy += entry.totalAudioEnergy || 0;
                return;
            }
            sum.frames += entry.framesDecoded || 0;
            sum.width = Math.max(sum.width, entry.frameWidth || 0);
            if (entry.framesDecoded) sum.pictures += 1;
            const codec = report.get(entry.codecId);
            if (codec) sum.codecs.push(codec.mimeType);
        });
    }
    return sum;
};

// The rung of the ladder that each living connection goes by, named as on the page.
window.rungs = async () => {
    const rungs = [];
    for (const connection of window.connections) {
        if (connection.connectionState === "closed") continue;
        const entries = [...(await connection.getStats()).values()];
        const transport = entries.find((entry) => entry.selectedCandidatePairId);
        const pair = entries.find((entry) => transport
            ? entry.id === transport.selectedCandidatePairId
            : entry.type === "candidate-pair" && entry.selected);
        const local = entries.find((entry) => pair && entry.id === pair.localCandidateId);
        if (!local) rungs.push(connection.connectionState);
        else if (local.candidateType === "relay") rungs.push(`turn-${local.relayProtocol}`);
        else rungs.push(local.protocol === "tcp" ? "ice-tcp" : "udp");
    }
    return rungs;
};

// Every candidate pair of the living connections, with what was asked and answered on it.
window.pairs = async () => {
    const pairs = [];
    for (const connection of window.connections) {
        if (connection.connectionState === "closed") continue;
        const report = await connection.getStats();
        report.forEach((entry) => {
            if (entry.type !== "candidate-pair") return;
            const local = report.get(entry.localCandidateId) || {};
            const remote = report.get(entry.remoteCandidateId) || {};
            pairs.push([
                local.candidateType, local.relayProtocol || local.protocol, local.url || "",
                `${remote.address}:${remote.port}/${remote.protocol}`, entry.state,
                entry.nominated ? "nominated" : "",
                `${entry.requestsSent} asked, ${entry.responsesReceived} answered`,
            ].join(" "));
        });
    }
    return pairs;
};
