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
