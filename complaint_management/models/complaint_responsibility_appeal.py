from odoo import fields, models


class ComplaintResponsibility(models.Model):
    """Who confirmed a share and when, for the time in which an appeal is possible, and its reopening (RTE-6)."""

    _inherit = "complaint.responsibility"

    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    date_confirmed = fields.Datetime("Confirmed On", readonly=True, copy=False)

    def write(self, vals):
        if vals.get("state") != "confirmed":
            return super().write(vals)
        # what was confirmed before keeps its date: others may be confirmed later
        before = self.filtered(lambda line: line.state != "proposed")
        result = super(ComplaintResponsibility, before).write(vals) if before else True
        if fresh := self - before:
            who_and_when = {"confirmed_by_id": self.env.uid, "date_confirmed": fields.Datetime.now()}
            result = super(ComplaintResponsibility, fresh).write({**vals, **who_and_when})
            # sudo: what the handler was asked for is done
            decided = fresh.sudo().case_id.appeal_ids.filtered(lambda a: a.decision != "pending")
            decided.activity_unlink(["complaint_management.mail_activity_type_appeal"])
        return result

    def _check_changeable(self, vals=()):
        # EXTENDS: an appeal may come back to who confirmed and when
        return super()._check_changeable([*vals, "state"] if {"confirmed_by_id", "date_confirmed"} & {*vals} else vals)

    def _reopen(self):
        # EXTENDS: RTE-6, who confirmed and when is told anew with the next confirmation
        lines_sudo = super()._reopen()
        lines_sudo.write({"confirmed_by_id": False, "date_confirmed": False})
        return lines_sudo
