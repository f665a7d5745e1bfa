# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""The server is killed between the steps: nothing is half done; taken up again, one credit note and one return."""

import os
import signal
import time

from complained_orders import create_remedies

from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import UserError
from odoo.modules.registry import Registry

returns = create_remedies(env, "return", 1)
allowances = create_remedies(env, "allowance", 2)
env.cr.commit()
database = env.cr.dbname


def kill_in(model, method, remedies, work):
    """``work`` in a process of its own, that is killed when ``method`` has done its part and nothing is committed."""
    child = os.fork()
    if not child:
        try:
            # the parent's connections are its own; the child makes new ones
            sql_db._Pool = sql_db._Pool_readonly = None
            with Registry(database).cursor() as cr:
                worker = api.Environment(cr, SUPERUSER_ID, {})
                original = getattr(type(worker[model]), method)

                def done_and_dead(self, *args, **kwargs):
                    res = original(self, *args, **kwargs)
                    self.env.flush_all()
                    os.kill(os.getpid(), signal.SIGKILL)
                    return res

                setattr(type(worker[model]), method, done_and_dead)
                work(worker["complaint.remedy"].browse(remedies.ids))
        finally:
            os._exit(7)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{method}: to be killed, it ended with {status}"
    # what the database does by itself as soon as it notices that the process is gone, which may take it a while
    env.cr.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid != pg_backend_pid() AND state LIKE 'idle in transaction%'"
    )
    fresh()


def fresh():
    env.cr.rollback()
    env.invalidate_all()


def again(work):
    """Until the server has noticed that the killed process let go of what it had locked."""
    for _second in range(20):
        try:
            work()
            env.cr.commit()
            return
        except UserError as error:
            fresh()
            refusal = error
            time.sleep(1)
    raise AssertionError(f"still refused: {refusal}")


def make(remedies):
    remedies.action_create_document()


def receive(remedies):
    for move in remedies.return_picking_ids.move_ids:
        move.write({"quantity": 6, "picked": True})
    remedies.return_picking_ids.with_context(skip_backorder=True).button_validate()


def post(remedies):
    remedies.credit_move_ids.action_post()


# calling the goods back, killed after the receipt was made
kill_in("complaint.remedy", "_create_return_receipts", returns, make)
assert not returns.return_picking_ids and returns.document_state == "to_make"
again(lambda: make(returns))
again(lambda: make(returns))
assert len(returns.return_picking_ids) == 1
# receiving them, killed after the credit note was drafted
kill_in("complaint.remedy", "_create_credit_notes", returns, receive)
assert returns.document_state == "awaiting_goods" and not returns.credit_move_ids
again(lambda: receive(returns))
assert len(returns.credit_move_ids) == 1 and returns.qty_received == 6
# two allowances, killed after core's reversal
kill_in("account.move", "_reverse_moves", allowances, make)
assert not allowances.credit_move_ids
again(lambda: make(allowances))
again(lambda: make(allowances))
assert [len(remedy.credit_move_ids) for remedy in allowances] == [1, 1]
# posting, killed after the remedies were done
every = returns | allowances
kill_in("complaint.remedy", "_follow_documents", every, post)
assert set(every.mapped("state")) == {"todo"} and set(every.credit_move_ids.mapped("state")) == {"draft"}
again(lambda: post(every))
assert set(every.mapped("state")) == {"done"}, every.mapped("state")
assert len(every.credit_move_ids) == 3
print("done")
