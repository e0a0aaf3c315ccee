"""Three layers published: the best one is forwarded, as one stream that never breaks."""

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from participant import meet


async def main():
    with Server() as server:
        _, doctor, patient = await meet(
            server, Person(server, DOCTOR), Person(server, PATIENT))
        doctor.receive_media()
        patient.receive_media()
        await doctor.send_media(width=1280, height=720, layers=3)
        await patient.send_media()
        await patient.sees(30)

        async def full():
            return (await patient.received("video"))["width"] == 1280

        await until(full, 30, "the patient to receive the largest layer")
        check(
            (await patient.received("video"))["streams"] == 1,
            "more than one stream for one simulcast publication")
        await patient.sees(60)

        # The publisher gives its largest layer up: the next one takes its place.
        sender = next(s for s in doctor.publish.getSenders() if s.track.kind == "video")
        parameters = sender.getParameters()
        parameters.encodings[0].active = False
        await sender.setParameters(parameters)

        async def smaller():
            return (await patient.received("video"))["width"] == 640

        await until(smaller, 15, "the patient to fall back to the second layer")
        await patient.sees(30)
        await doctor.close()
        await patient.close()


run(main)
