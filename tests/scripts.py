"""Scripts that run with Odoo's env in a process and a database of their own."""

import re
import subprocess
from pathlib import Path

TROUBLE = re.compile(r" (WARNING|ERROR|CRITICAL) (?!\S+ odoo\.sql_db: bad query)")


def run(script, database, *arguments):
    """Run a script of this folder, which gets ``arguments``; what went wrong, errors and warnings included, or None."""
    path = Path(__file__).parent / script
    # what lies beside the script can be imported
    code = f"arguments = {arguments!r}\nimport sys; sys.path.append({str(path.parent)!r})\n{path.read_text()}"
    command = ["odoo", "shell", "-d", database, "--no-http", "--log-level=warn", "--shell-interface=python"]
    done = subprocess.run(command, input=code, capture_output=True, text=True)
    words = done.stdout + done.stderr
    troubles = [line for line in words.splitlines() if TROUBLE.search(line)]
    if done.returncode or troubles or "done\n" not in done.stdout:
        return f"{script} {arguments}: {words[-4000:]}"
    return None
