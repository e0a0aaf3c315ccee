"""The patient in a hospital's network, and the server that he calls."""

from aorta import Server
from chromium import ChromiumPage
from firefox import FirefoxPage
from hospital import FOLDER, HOST, SERVER


class Outside:
    """The server as the hospital sees it."""

    url = f"https://{HOST}"


def server_outside(certificate):
    """One that listens where browsers expect it: UDP 3478, TCP 443."""
    return Server(
        "--cert", certificate.chain, "--key", certificate.key,
        media=SERVER, udp_port=3478, https=f"{SERVER}:443")


async def open_patient(playwright, hospital, certificate, proxy=None, browser="chromium"):
    """A page of a browser that runs in the client's network and trusts the certificate."""
    if browser == "firefox":
        return await FirefoxPage.open(hospital.client, certificate)
    certificate.trust(f"{FOLDER}/.pki/nssdb")
    return await ChromiumPage.open(
        playwright, executable_path=hospital.client.wrapper("/usr/bin/chromium"),
        env={"HOME": FOLDER}, **({"proxy": proxy.settings} if proxy else {}))
