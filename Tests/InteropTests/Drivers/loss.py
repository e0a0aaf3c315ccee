"""Five percent of all media packets are lost each way, at random: NACK repairs it."""

import asyncio
import json

from aorta import DOCTOR, PATIENT, Person, Server, check, run
from network import enter_own_network, lose, lost
from participant import meet

PERCENT = 5
SECONDS = 20


async def sent(participant):
    """What the participant was asked to send again, and did."""
    streams = await participant.stats(participant.publish, "outbound-rtp", "video")
    return {
        name: sum(stream.get(name) or 0 for stream in streams)
        for name in ("nack_count", "retransmitted_packets_sent", "packets_sent")}


async def measured(participants, seconds):
    """Growth of what each participant receives and sends, over some seconds."""
    async def now():
        return [
            {**await one.received("video"), **await sent(one),
             **{"audio " + key: value for key, value in (await one.received("audio")).items()}}
            for one in participants]

    before = await now()
    await asyncio.sleep(seconds)  # A measurement takes its time.
    after = await now()
    return [{key: b[key] - a[key] for key in b} for a, b in zip(before, after)]


async def main():
    with Server() as server:
        _, doctor, patient = await meet(
            server, Person(server, DOCTOR), Person(server, PATIENT))
        both = [doctor, patient]
        for one in both:
            one.receive_media()
            await one.send_media()
        for one in both:
            await one.sees(90)
        calm = await measured(both, 5)
        lose(server.udp_port, PERCENT)
        rough = await measured(both, SECONDS)
        for one, without, under in zip(both, calm, rough):
            # What a receiver reports as lost counts the first sending alone.
            missing = max(0, under["lost"] - under["retransmitted"])
            figures = {
                "fps without loss": without["frames"] / 5,
                "fps under loss": under["frames"] / SECONDS,
                "lost on the way, %": round(100 * under["lost"] / under["packets"], 1),
                "lost after repair, %": round(100 * missing / under["packets"], 2),
                "sent again to the server": under["retransmitted_packets_sent"],
                "received again from it": under["retransmitted"],
                "key frames asked for": under["plis"],
                "sound concealed, %":
                    round(100 * under["audio concealed"] / under["audio samples"], 1),
            }
            print(one.name, json.dumps(figures))
            check(
                under["frames"] / SECONDS >= 0.9 * without["frames"] / 5,
                f"{one.name}: loss costs frames: {figures}")
            check(missing <= 0.01 * under["packets"], f"{one.name}: not repaired: {figures}")
            check(under["retransmitted"] > 0, f"{one.name}: nothing came again: {figures}")
            check(
                under["retransmitted_packets_sent"] > 0 and under["nack_count"] > 0,
                f"{one.name}: the server asked for nothing: {figures}")
        dropped = {direction: lost(direction) for direction in ("to-server", "from-server")}
        check(min(dropped.values()) > 50, f"next to nothing was lost: {dropped}")
        metrics = server.metrics()
        print(json.dumps({"dropped": dropped, **{
            name: value for name, value in metrics.items() if "retransmissions" in name}}))


enter_own_network()
run(main)
