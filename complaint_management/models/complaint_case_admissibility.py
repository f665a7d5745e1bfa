from odoo import fields, models
from odoo.exceptions import UserError

from .complaint_case import OPEN_STATES


class ComplaintCase(models.Model):
    """Whether a complaint is established, and its other outcomes at the door (ADM)."""

    _inherit = "complaint.case"

    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided On", readonly=True, copy=False)
    decision_reason = fields.Text(readonly=True, copy=False)
    passed_on_to = fields.Char("Passed On To", readonly=True, copy=False, tracking=True)

    # === Passages ===

    def action_accept(self):
        """ADM-1: the complaint is established; its investigation begins (received, returned -> investigation).

        :raise UserError: wrong phase, or what is missing
        """
        self._check_passage(("received", "returned"), "_missing_to_accept")
        self._resume_deadlines()
        # whoever accepts a case that nobody handles yet, handles it
        self.filtered(lambda c: not c.user_id).user_id = self.env.user
        self._pass_to("investigation", validity="established", date_accepted=fields.Datetime.now())
        self._meet_deadlines("admissibility")
        self._start_deadlines("accepted")

    def action_return(self, reason=None):
        """ADM-2, DDL-4: back to the complainant for correction; the clock stops (received -> returned).

        :param reason: what has to be corrected; without one the dialog that asks for it is returned
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "return")
        self._check_passage(("received",))
        self._pass_to("returned", reason=reason)
        self._pause_deadlines()

    def action_reject(self, ground_id=None, reason=None):
        """ADM-1: not established, on a ground of the policy's list (received, investigation -> rejected).

        The complainant gets the admissibility notice that states the ground.

        :param ground_id: id of a ``complaint.ground``; without one the dialog that asks for it is returned
        """
        if not ground_id:
            return self.env["complaint.reason"]._ask(self, "reject")
        ground = self.env["complaint.ground"].browse(ground_id).exists()
        if not ground:
            raise UserError(self.env._("The ground for not established is not known."))
        self._check_passage(("received", "investigation"))
        for case in self:
            if case.policy_id.ground_ids and ground not in case.policy_id.ground_ids:
                raise UserError(
                    self.env._(
                        "%(case)s: %(ground)s is not among the grounds of policy %(policy)s.",
                        case=case.display_name,
                        ground=ground.name,
                        policy=case.policy_id.name,
                    )
                )
        self._pass_to(
            "rejected",
            reason=reason,
            validity="malicious" if ground.is_malicious else "not_established",
            reject_ground_id=ground.id,
        )
        self._meet_deadlines("admissibility")
        self._drop_open_duties()
        self._send_letter("complaint_management.mail_template_rejected")

    def action_withdraw(self, reason=None):
        """ADM-2: the complainant takes the complaint back (any open phase -> withdrawn)."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "withdraw")
        self._check_passage(OPEN_STATES)
        # what was promised and not yet carried out falls with the case; documents under way keep it open
        self.resolution_ids.remedy_ids.filtered(lambda r: r.state in ("planned", "todo")).action_cancel(reason)
        self._pass_to("withdrawn", reason=reason)
        self._drop_open_duties()

    # === What is missing: extend these ===

    def _missing_to_accept(self):
        """Sentences saying what must be there before the case is accepted; none: go ahead."""
        self.ensure_one()
        missing = []
        if self.case_type != "complaint":
            missing.append(self.env._("only complaints are accepted; answer this one and close it"))
        if not self.policy_id:
            missing.append(self.env._("no policy covers this case; choose one"))
        if not (self.partner_id or self.contact_name or self.contact_email or self.contact_phone):
            missing.append(self.env._("neither customer nor contact is known"))
        return missing
