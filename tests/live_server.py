"""Starts the product on a folder of its own and a free port, and waits until it answers. Knows nothing of what is asked."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request

START_SECONDS = 60


class Started:
    """A process of the product; addresses and keys are read from what it prints."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, env=environment)
        self.output = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.output += line

    def find(self, pattern: str) -> str:
        """The first group of a pattern in what was printed; waits for it."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            found = re.search(pattern, self.output)
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"the server did not say {pattern}:\n{self.output[-3000:]}\n0 passed, 1 failed")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Server(Started):
    """A server of one's own with sample data on a free port."""

    def __init__(self, binary: str):
        self.data = tempfile.mkdtemp(prefix="dantin-clients-")
        super().__init__([str(pathlib.Path(binary).resolve()), "serve", "--demo", "--data", self.data,
                          "--listen", "127.0.0.1:0"])

    def stop(self):
        super().stop()
        shutil.rmtree(self.data, ignore_errors=True)


def wait_until_ready(url: str):
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
