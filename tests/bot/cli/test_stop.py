"""`otandas run` can be stopped also while Telegram is away."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_waits_for_telegram_is_broken_off(tmp_path: Path, how: signal.Signals) -> None:
    root = Path(__file__).parents[3]
    environ = os.environ | {
        "OTANDAS_STORAGE__DSN": f"sqlite:///{tmp_path}/x.db",
        "OTANDAS_TELEGRAM__TOKEN": "42:abc",
        "OTANDAS_TELEGRAM__BASE_URL": "http://127.0.0.1:1",
        "OTANDAS_HTTP__LISTEN": "127.0.0.1:0",
    }
    command = [sys.executable, "-m", "bot"]
    subprocess.run([*command, "migrate"], cwd=root, env=environ, check=True, capture_output=True)
    with subprocess.Popen([*command, "run"], cwd=root, env=environ, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert "cannot be reached yet" in run.stderr.readline()
        run.send_signal(how)
        _out, said = run.communicate(timeout=20)
    assert run.returncode == 0 and "Traceback" not in said
