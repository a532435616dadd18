"""All of this once more as an ordinary user, when it is root who runs the tests."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("ordinary_user.py")


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests run as an ordinary user already")
@pytest.mark.timeout(600)
def test_every_test_of_this_folder_passes_as_an_ordinary_user(confinable: None) -> None:
    with tempfile.TemporaryDirectory(prefix="baton-user-") as home:
        Path(home).chmod(0o755)
        options = ["-q", "-p", "no:cacheprovider", f"--basetemp={home}/tests", f"--ignore={__file__}"]
        options += ["-k", "not daytona and not blaxel"]  # there it is the cloud that confines
        done = subprocess.run(
            [sys.executable, str(HARNESS), home, sys.executable, "-m", "pytest", *options, str(HARNESS.parent)],
            env={**os.environ, "CONFINEMENT_EXPECTED": "1", "TMPDIR": home},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
