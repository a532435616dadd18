"""Settings of sandboxes, on this machine and in clouds."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import count, one_of, seconds, switch, text, web_address


@dataclass(frozen=True, kw_only=True)
class SandboxSettings:
    """Where agents write files and run programs."""

    sandbox_provider: str = declare(
        "SANDBOX_PROVIDER",
        one_of("local", "daytona", "blaxel"),
        "local",
        "Where sandboxes are: local (this machine), or at a cloud: daytona, blaxel",
    )
    workspaces_dir: str = declare(
        "BATON_WORKSPACES_DIR",
        text,
        "",
        "Folder of the local sandboxes, shared by workers, housekeeper and previews; empty: beside the embedded data",
    )
    sandbox_installation: str = declare(
        "BATON_SANDBOX_INSTALLATION",
        text,
        "",
        "Name of this installation in a cloud's account that several share; empty: made from the database's address",
    )
    daytona_api_key: str = declare("DAYTONA_API_KEY", text, "", "Key for Daytona", secret=True)
    daytona_api_url: str = declare(
        "DAYTONA_API_URL", web_address, "https://app.daytona.io/api", "Address of Daytona's API"
    )
    daytona_target: str = declare("DAYTONA_TARGET", text, "", "Daytona's region; empty: the organization's own")
    daytona_snapshot: str = declare(
        "DAYTONA_SNAPSHOT", text, "", "Snapshot of Daytona's sandboxes, with Python 3.11 or newer; empty: its default"
    )
    blaxel_api_key: str = declare("BL_API_KEY", text, "", "Key for Blaxel", secret=True)
    blaxel_api_url: str = declare("BL_API_URL", web_address, "https://api.blaxel.ai/v0", "Address of Blaxel's API")
    blaxel_workspace: str = declare("BL_WORKSPACE", text, "", "Blaxel's workspace")
    blaxel_region: str = declare("BL_REGION", text, "", "Blaxel's region; empty: the closest")
    blaxel_image: str = declare(
        "BL_IMAGE", text, "blaxel/py-app:latest", "Image of Blaxel's sandboxes, with Python 3.11 or newer"
    )
    blaxel_memory: int = declare("BL_MEMORY", count, 4096, "Memory of one of Blaxel's sandboxes, in MB")
    sandbox_max_bytes: int = declare("BATON_SANDBOX_MAX_BYTES", count, 2 * 1024**3, "Largest sandbox, in bytes")
    sandbox_max_files: int = declare("BATON_SANDBOX_MAX_FILES", count, 200_000, "Most files of a sandbox")
    workspace_idle_seconds: float = declare(
        "BATON_WORKSPACE_IDLE_SECONDS", seconds, 1800.0, "A workspace that nobody uses is stopped after this long"
    )
    workspaces_per_user: int = declare(
        "BATON_WORKSPACES_PER_USER", count, 100, "Workspaces of one user at most; more are refused with 409"
    )
    computer_sessions_per_tenant: int = declare(
        "BATON_COMPUTER_SESSIONS_PER_TENANT",
        count,
        100,
        "OpenComputer sessions of one tenant that have not ended, at most; more are refused with 403",
    )
    run_code_unconfined: bool = declare(
        "BATON_RUN_CODE_UNCONFINED",
        switch,
        False,
        "Run agents' code without any wall where it cannot be confined; never on a machine that matters",
    )
    code_build: bool = declare(
        "BATON_CODE_BUILD", switch, False, "The code agent installs packages and builds the app (needs Node.js)"
    )
    npm_registry: str = declare(
        "BATON_NPM_REGISTRY", text, "", "The only address that a build reaches; empty: the one npm is set up with"
    )
