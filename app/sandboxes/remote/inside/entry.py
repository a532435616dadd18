"""The archive's first file: unpacks it at its first use, so that later ones find it compiled, and answers a request.

It is sent as ``__main__.py``. Usage: python3 -I -S ARCHIVE REQUEST
"""

import os
import sys


def main() -> None:
    archive = os.path.abspath(sys.argv[0])
    folder = f"{archive}.d"
    if not os.path.isdir(folder):
        _unpack(archive, folder)
    sys.path.insert(0, folder)
    from app.sandboxes.remote.inside.answering import answer

    answer(sys.argv[1], folder)


def _unpack(archive: str, folder: str) -> None:
    import zipfile

    unpacked = f"{folder}.{os.getpid()}"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unpacked)
    try:
        os.rename(unpacked, folder)
    except OSError:  # another request was faster
        import shutil

        shutil.rmtree(unpacked, ignore_errors=True)


if __name__ == "__main__":
    main()
