"""The README keeps its word: its example runs, its calls are the calls there are, the command serves."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import sandbox
from sandbox.control.routes import PERSON_ROUTES, WORLD_ROUTES

FOLDER = Path(sandbox.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-c", example], cwd=FOLDER.parent, capture_output=True, text=True, timeout=30
    )
    assert ran.returncode == 0, ran.stderr


def test_every_control_call_is_described() -> None:
    described = set(re.findall(r"`((?:GET|POST|DELETE) [a-z/{}]+)", README))
    people = {route.replace(" ", " people/{id}/", 1) for route in (*PERSON_ROUTES, "GET events")}
    assert described == people | set(WORLD_ROUTES)


def test_every_path_it_names_is_there() -> None:
    for target in re.findall(r"\]\(([\w./]+)\)", README):
        assert (FOLDER / target).exists(), target


def test_the_command_serves_until_interrupted() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            address = served.stdout.readline().split()[2]
            with urlopen(f"{address}/page/") as page:
                assert page.status == 200
            served.send_signal(signal.SIGINT)
            assert served.wait(timeout=10) == 0
        finally:
            served.kill()  # a shell's background job ignores SIGINT, and this test would never end


def test_a_port_that_is_none_is_refused_with_a_sentence() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sandbox", "--port", "99999"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (
        1,
        "port 99999 is taken or not a port; choose another with --port\n",
    )
