from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .complaint_policy_step import PHASE_OF_EVENT
from .complaint_step import STEP_ACTIVITY


class ComplaintStep(models.Model):
    """Steps that are done by themselves: the reply when it goes out, the callback when it is recorded (RTE-1)."""

    _inherit = "complaint.step"

    def action_done(self, opinion=None, **kwargs):
        """EXTENDS: nobody finishes by hand what is done by itself."""
        for step in self:
            if step.state == "todo" and step._is_done_by_itself():
                raise UserError(step._say_how_done())
        return super().action_done(opinion, **kwargs)

    def _is_done_by_itself(self):
        self.ensure_one()
        return self.kind in PHASE_OF_EVENT

    def _say_how_done(self):
        self.ensure_one()
        if self.kind == "reply":
            return self.env._("%s is done by itself when the reply to the customer goes out.", self.display_name)
        return self.env._("%s is done by itself when the callback is recorded on the case.", self.display_name)

    def _do_by_itself(self):
        """What these steps wait for has happened, whether or not it was their turn."""
        now = fields.Datetime.now()
        moment = format_datetime(self.env, now, dt_format="short")
        opinions = {
            "reply": self.env._("The reply to the customer went out on %s.", moment),
            "callback": self.env._("The callback was recorded on %s.", moment),
        }
        by = self.env.user.browse() if self.env.user.share else self.env.user
        for kind, steps in self.grouped("kind").items():
            steps.write({"state": "done", "opinion": opinions[kind], "date_done": now, "done_by_id": by.id})
        self.activity_feedback([STEP_ACTIVITY])
        self._stop_clock()
        self.case_id._open_next_steps()
