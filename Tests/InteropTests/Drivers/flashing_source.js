// Replaces camera and microphone by a picture that flashes white and a tone that begins with it,
// once a second: what is recorded shows how far sight and sound are apart.
const flashesAndBeeps = async (constraints) => {
    const tracks = [];
    const audio = new AudioContext();
    await audio.resume();
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 360;
    const context = canvas.getContext("2d");
    const destination = audio.createMediaStreamDestination();
    const gain = audio.createGain();
    gain.gain.value = 0;
    const tone = audio.createOscillator();
    tone.frequency.value = window.flashTone || 880;
    tone.connect(gain).connect(destination);
    tone.start();
    const colour = window.flashColour || "#204060";
    let isOn = false;
    setInterval(() => {
        const now = performance.now() % 1000;
        const shouldBeOn = now < 150;
        if (shouldBeOn !== isOn) {
            isOn = shouldBeOn;
            gain.gain.setValueAtTime(isOn ? 0.8 : 0, audio.currentTime);
        }
        context.fillStyle = isOn ? "#ffffff" : colour;
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.fillStyle = "#808080";
        context.fillRect((now / 1000) * 600, 340, 40, 20);
    }, 20);
    if (constraints.video) tracks.push(canvas.captureStream(30).getVideoTracks()[0]);
    if (constraints.audio) tracks.push(destination.stream.getAudioTracks()[0]);
    return new MediaStream(tracks);
};
// Pages that are not of a secure origin have no devices to replace.
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = flashesAndBeeps;
