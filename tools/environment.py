"""The environment variables under which Odoo, pytest and psycopg2 run here: no configuration file is needed."""

import contextlib
import os
from unittest.mock import patch

from tools import postgres
from tools.paths import ARTIFACTS, DATA, ROOT, VENV, digest


@contextlib.contextmanager
def environment(kind):
    """Start the server of that kind (`run` or `test`) for the block, set and give the environment for it.

    It is as before afterwards: a program begun then must not look for a server that is gone.
    """
    with postgres.server(kind) as libpq, patch.dict(os.environ):
        # The same database name on two servers is two databases: their files lie apart.
        named = [os.environ[name] for name in sorted(os.environ) if name in _SERVER]
        data = DATA / (kind if libpq else f"{kind}-{digest(*named)}")
        data.mkdir(parents=True, exist_ok=True)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles hundreds of files
        os.environ.update(libpq)
        os.environ.update(
            PATH=f"{VENV / 'bin'}:{os.environ['PATH']}",
            ODOO_ADDONS_PATH=str(ROOT),  # every option of Odoo has a variable of its own
            ODOO_DATA_DIR=str(data),
            ODOO_HTTP_INTERFACE=os.environ.get("HOST", "127.0.0.1"),
            ODOO_RC="/dev/null",
            ODOO_SCREENSHOTS=str(ARTIFACTS),
        )
        yield os.environ


_SERVER = {"PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE"}
