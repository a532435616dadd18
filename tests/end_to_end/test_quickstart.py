"""ProductOS's quickstart as its document prints it, against this server: only the base URL is another.

`quickstart.bash` and `quickstart.ts.txt` hold the document's own calls, so that what is proved is that its
readers' programs work, and not that ours do.
"""

import json
import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.productos import ProductOS, parsed
from tests.support.stack import Stack

HERE = Path(__file__).parent
DOCUMENTED_BASE = "https://platform.productos.dev/api/v1"
PATIENCE = 100

AROUND_THE_CLIENT = """
const [BASE, sessionId, apiKey] = process.argv.slice(2)
const parse = JSON.parse
const seen = []
JSON.parse = (text) => {{ const event = parse(text); if (event.cursor) seen.push(event.type); return event }}
async function client() {{
{client}
}}
client().then(() => console.error(JSON.stringify(seen)))
"""


def environment(stack: Stack) -> dict[str, str]:
    """Nothing but what the document asks its reader to have."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PRODUCTOS_API_KEY": stack.api_key}


def events_of(stream: str) -> list[dict[str, Any]]:
    return [json.loads(frame[6:]) for frame in stream.split("\n\n") if frame.startswith("data: ")]


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "jq"))), reason="the document's calls need bash, curl and jq"
)
def test_the_quickstart_in_bash_sees_every_event_to_done(stack: Stack, productos: ProductOS, tmp_path: Path) -> None:
    calls = (HERE / "quickstart.bash").read_text().replace(DOCUMENTED_BASE, f"{stack.url}/api/v1")
    script = tmp_path / "quickstart.bash"
    script.write_text(f'set -euo pipefail\n{calls}\necho "$SESSION_ID" >&3\n')
    told = tmp_path / "session"

    done = subprocess.run(
        ["bash", "-c", f"bash {script} 3> {told}"],
        env=environment(stack),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )

    events = events_of(done.stdout)
    types = [event["type"] for event in events]
    assert types.count("done") == 5
    terminals = [before for before, type_ in pairwise(types) if type_ == "done"]
    assert terminals == [
        "ideation_complete",
        "discover_complete",
        "prd_complete_final",
        "design_complete",
        "code_complete",
    ]
    assert [event["cursor"] for event in events] == list(range(1, len(events) + 1))
    assert [parsed(frame) for frame in productos.replay(told.read_text().strip())] == events


@pytest.mark.node
@pytest.mark.skipif(not shutil.which("node"), reason="the document's client needs Node.js")
def test_the_documented_javascript_client_sees_every_event_to_done(
    stack: Stack, productos: ProductOS, tmp_path: Path
) -> None:
    documented = (HERE / "quickstart.ts.txt").read_text()
    client = documented.replace("res.body!", "res.body").replace("lines.pop()!", "lines.pop()")
    assert len(documented) - len(client) == 2
    program = tmp_path / "client.mjs"
    program.write_text(AROUND_THE_CLIENT.format(client=client))
    session_id = productos.create(idea="AI-powered habit tracker for remote workers")

    done = subprocess.run(
        ["node", str(program), f"{stack.url}/api/v1", session_id, stack.api_key],
        env=environment(stack),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )

    replayed = [parsed(frame) for frame in productos.replay(session_id)]
    assert json.loads(done.stderr) == [event["type"] for event in replayed]
    text = "".join(event["delta"] for event in replayed if event["type"] == "text_delta")
    summary = next(event["ideaSummary"] for event in replayed if event["type"] == "ideation_complete")
    assert done.stdout == f"{text}\n {summary}\n"
    assert replayed[-1]["type"] == "done"
