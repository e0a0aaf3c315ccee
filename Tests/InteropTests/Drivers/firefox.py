"""Firefox with made-up devices, driven by WebDriver BiDi, which it speaks itself."""

import asyncio
import base64
import fnmatch
import json
import os
import subprocess
import tempfile

import websockets

from aorta import check, die_with_parent, fail, free_port, until

HERE = os.path.dirname(os.path.abspath(__file__))
PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "media.gmp-manager.updateEnabled": False,
    # Without a graphics library Firefox draws by itself, which starves all else of a small machine.
    "layout.frame_rate": 10,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class SoundServer:
    """A sound device that nobody hears: without one Firefox makes no sound of its own."""

    def __init__(self, folder):
        self.address = f"unix:{folder}/sound"
        with open(f"{folder}/sound.log", "w") as log:
            self.process = subprocess.Popen(
                ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                 "--disable-shm=yes", "-L", "module-null-sink", "-L",
                 f"module-native-protocol-unix socket={folder}/sound auth-anonymous=1"],
                stdout=log, stderr=log, preexec_fn=die_with_parent,
                env={**os.environ, "HOME": folder, "XDG_RUNTIME_DIR": folder})

    async def ready(self):
        path = self.address.removeprefix("unix:")

        async def listens():
            check(self.process.poll() is None, "pulseaudio has ended")
            return os.path.exists(path)

        await until(listens, 20, "the sound device")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class FirefoxPage:
    """One page in a browser of its own, used by what a screen reader would call its parts."""

    def __init__(self, process, profile, sound, socket):
        self.process, self.profile, self.socket = process, profile, socket
        self.sound = sound
        self.replies, self.next_id = {}, 0
        self.complaints = []
        self.reader = asyncio.create_task(self.read())
        self.context = None

    @staticmethod
    async def open(place=None, certificate=None, flashes=False):
        """In a network of its own, and trusting an authority of its own, where they are given;
        sending flashes with beeps instead of Firefox's own made-up picture and sound."""
        profile = tempfile.TemporaryDirectory(prefix="aorta-firefox-", ignore_cleanup_errors=True)
        with open(profile.name + "/user.js", "w") as settings:
            for name, value in PREFERENCES.items():
                settings.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        if certificate:
            certificate.trust(profile.name)
        sound = SoundServer(profile.name) if flashes else None
        if sound:
            await sound.ready()
        port = free_port()
        program = [
            "firefox-esr", "--headless", "--width", "800", "--height", "600", "--no-remote",
            "--profile", profile.name, "--remote-debugging-port", str(port), "about:blank"]
        with open(profile.name + "/log", "w") as log:
            process = subprocess.Popen(
                place.inside(program) if place else program,
                stdout=log, stderr=log, preexec_fn=die_with_parent,
                env={
                    **os.environ, "HOME": profile.name,
                    **({"PULSE_SERVER": sound.address} if sound else {})})

        async def connected():
            through = {"sock": place.connect(port)} if place else {}
            if through == {"sock": None}:
                return None
            try:
                return await websockets.connect(
                    f"ws://127.0.0.1:{port}/session", max_size=1 << 24, **through)
            except (OSError, websockets.InvalidHandshake):
                return None

        page = FirefoxPage(
            process, profile, sound, await until(connected, 60, "Firefox to be there"))
        await page.command("session.new", capabilities={})
        tree = await page.command("browsingContext.getTree")
        page.context = tree["contexts"][0]["context"]
        for script in ["received.js"] + ["flashing_source.js"] * flashes:
            with open(f"{HERE}/{script}") as text:
                await page.command(
                    "script.addPreloadScript", functionDeclaration=f"() => {{ {text.read()} }}")
        await page.command("session.subscribe", events=["log.entryAdded"])
        return page

    async def read(self):
        async for text in self.socket:
            message = json.loads(text)
            if message.get("id") in self.replies:
                self.replies.pop(message["id"]).set_result(message)
            elif message.get("method") == "log.entryAdded":
                entry = message["params"]
                # Our own script in the page meets a document that is being left: a page of one
                # origin without frames cannot be denied a property of its own.
                is_ours = entry["text"].startswith("Error: Permission denied to access property")
                if entry["type"] == "javascript" and entry["level"] == "error" and not is_ours:
                    self.complaints.append(entry["text"])

    async def command(self, method, **parameters):
        self.next_id += 1
        reply = asyncio.get_running_loop().create_future()
        self.replies[self.next_id] = reply
        await self.socket.send(
            json.dumps({"id": self.next_id, "method": method, "params": parameters}))
        message = await asyncio.wait_for(reply, 30)
        if message["type"] == "error":
            fail(f"Firefox refuses {method}: {message['error']}: {message['message']}")
        return message["result"]

    @property
    def target(self):
        return {"context": self.context}

    async def evaluate(self, expression):
        result = await self.command(
            "script.evaluate", target=self.target, awaitPromise=True, userActivation=True,
            expression=f"(async () => JSON.stringify(await ({expression})))()")
        if result["type"] == "exception":
            fail(f"Firefox, {expression}: {result['exceptionDetails']['text']}")
        text = result["result"].get("value")
        return None if text is None else json.loads(text)

    async def goto(self, url):
        await self.command(
            "browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def reload(self):
        await self.command("browsingContext.reload", context=self.context, wait="complete")

    async def arrives(self, pattern, seconds=30):
        async def there():
            tree = await self.command("browsingContext.getTree")
            self.url = tree["contexts"][0]["url"]
            return fnmatch.fnmatch(self.url, pattern)

        await until(there, seconds, lambda: f"Firefox at {self.url} to come to {pattern}")

    async def part(self, role, name):
        """The first visible element of this role and name."""
        # A box for a password has no role of its own: it is found by its name.
        wanted = {"name": name} if role == "textbox" else {"name": name, "role": role}
        found = await self.command(
            "browsingContext.locateNodes", context=self.context,
            locator={"type": "accessibility", "value": wanted})
        kind = "input, textarea" if role == "textbox" else "*"
        for node in found["nodes"]:
            if await self.call(
                "(part, kind) => part.checkVisibility() && part.matches(kind)", node, kind
            ):
                return node
        return None

    async def call(self, function, node, *texts):
        result = await self.command(
            "script.callFunction", target=self.target, functionDeclaration=function,
            awaitPromise=True, userActivation=True,
            arguments=[{"sharedId": node["sharedId"]}]
            + [{"type": "string", "value": text} for text in texts])
        return result["result"].get("value") if result["type"] == "success" else None

    async def has(self, role, name):
        return await self.part(role, name) is not None

    async def appears(self, role, name, seconds=30):
        async def there():
            part = await self.part(role, name)
            if part is None:
                await asyncio.sleep(0.4)  # Each look walks the whole tree of what is accessible.
            return part

        return await until(there, seconds, f"Firefox to show {role} {name}")

    async def click(self, name, role="button", seconds=30):
        await self.call("(part) => part.click()", await self.appears(role, name, seconds))

    async def fill(self, name, text):
        await self.call(
            "(box, text) => { box.focus(); box.value = text;"
            " box.dispatchEvent(new Event('input', {bubbles: true})); }",
            await self.appears("textbox", name), text)

    async def reads(self, text, seconds=30):
        quoted = json.dumps(text)
        await until(
            lambda: self.evaluate(f"document.body.innerText.includes({quoted})"), seconds,
            f"Firefox to show {text}")

    async def screenshot(self, path):
        shot = await self.command("browsingContext.captureScreenshot", context=self.context)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    async def close(self):
        await self.command("browser.close")
        await asyncio.get_running_loop().run_in_executor(None, self.process.wait)
        if self.sound:
            self.sound.stop()
        self.profile.cleanup()
