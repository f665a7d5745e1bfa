"""Several people at the same moment, each in a thread and with transactions of their own."""

import threading
from contextlib import contextmanager
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying


@contextmanager
def connect(env, uid=SUPERUSER_ID, **context):
    """An environment with a cursor of its own."""
    with env.registry.cursor() as cr:
        yield api.Environment(cr, uid, context)


def at_once(env, *works):
    """Call ``works`` from the same moment on; an error in any of them is raised here. ``env`` sees what they did."""
    failures, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shall tell it
            failures.append(repr(error))

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    env.cr.rollback()
    env.invalidate_all()


def in_step(env, uids, rounds, work):
    """Each of ``uids`` goes through ``rounds``, one transaction each, repeated as the server repeats it.

    Where ``work(environment, index of the user, round)`` yields, all have read the same before any of them writes;
    whoever has to start again does so alone.

    :return: who was refused: tuples of the user's index, the round and the error
    """
    refused, start = [], threading.Barrier(len(uids))

    def attempt(worker, index, one, met):
        for _here in work(worker, index, one):
            if not met:
                met.append(True)
                start.wait(60)

    def go(index):
        for one in rounds:
            try:
                with connect(env, uids[index]) as worker:
                    retrying(partial(attempt, worker, index, one, []), worker)
            except UserError as error:
                refused.append((index, one, error))

    at_once(env, *(partial(go, index) for index in range(len(uids))))
    return refused
