"""What a recorded file holds, by ffprobe and ffmpeg."""

import array
import json
import subprocess

from aorta import check


def probe(path, may_be_cut=False):
    """Codecs and duration, and the timestamps of every packet by stream."""
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_packets", "-of",
         "json", path], capture_output=True, text=True)
    check(output.returncode == 0, f"ffprobe refuses {path}: {output.stderr}")
    complaints = [
        line for line in output.stderr.strip().splitlines()
        if not (may_be_cut and "File ended prematurely" in line)]
    check(not complaints, f"ffprobe complains of {path}: {complaints}")
    return json.loads(output.stdout)


def check_playable(path, codecs, least_seconds):
    """Checks codecs, duration and that time never runs backwards; decodes it all."""
    info = probe(path)
    found = sorted(stream["codec_name"] for stream in info["streams"])
    check(found == sorted(codecs), f"{path} holds {found}, not {codecs}")
    last, first = {}, {}
    for packet in info["packets"]:
        index, at = packet["stream_index"], float(packet["pts_time"])
        check(at >= last.get(index, at), f"{path}: time runs backwards at {at} s")
        last[index] = at
        first.setdefault(index, at)
    for index in last:
        length = last[index] - first[index]
        check(length >= least_seconds, f"{path}: stream {index} is only {length} s long")
    decoded = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-enc_time_base", "-1",
         "-f", "null", "-"],
        capture_output=True, text=True)
    check(
        decoded.returncode == 0 and not decoded.stderr.strip(),
        f"ffmpeg complains of {path}: {decoded.stderr[:500]}")
    return max(last.values())


def rises(levels, step, threshold, quiet):
    """When a level goes above the threshold after having been below it for `quiet` seconds."""
    times, below = [], None
    for index, level in enumerate(levels):
        at = index * step
        if level < threshold:
            below = at if below is None else below
        else:
            if below is not None and at - below >= quiet:
                times.append(at)
            below = None
    return times


def sound_levels(path, tone=None):
    """The loudest sample of each step, and a step's length in seconds.

    With a tone, in Hz, of that alone: beeps of several people may overlap.
    """
    filters = ["aresample=async=1:first_pts=0"]
    if tone:
        filters += 2 * [f"bandpass=f={tone}:width_type=h:width=200"]
    sound = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-af",
         ",".join(filters), "-ac", "1", "-ar", "8000", "-f", "s16le", "-"],
        capture_output=True).stdout
    samples = array.array("h")
    samples.frombytes(sound[: len(sound) // 2 * 2])
    envelope = [
        max((abs(sample) for sample in samples[start:start + 40]), default=0)
        for start in range(0, len(samples), 40)]
    return envelope, 0.005


def flashes_and_beeps(path):
    """The instants at which the picture turns white and the sound begins, in seconds."""
    rate = 100  # Frames a second after resampling: 10 ms of resolution.
    picture = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:v:0", "-vf",
         f"fps={rate}:start_time=0,scale=1:1:flags=area,format=gray", "-f", "rawvideo", "-"],
        capture_output=True).stdout
    return rises(list(picture), 1 / rate, 128, 0.3), rises(*sound_levels(path), 3_000, 0.3)


def av_offsets(path):
    """For each flash, how long after it (negative: before it) its beep is heard, in ms."""
    flashes, beeps = flashes_and_beeps(path)
    offsets = []
    for flash in flashes:
        nearest = min(beeps, key=lambda beep: abs(beep - flash), default=None)
        if nearest is not None and abs(nearest - flash) < 0.4:
            offsets.append(round((nearest - flash) * 1000))
    return offsets
