from odoo import api, fields, models
from odoo.exceptions import AccessError

from .complaint_loss import RECOVERY_KINDS

MONEY_GROUPS = (
    "complaint_management.group_handler,complaint_management.group_auditor,complaint_finance.group_complaint_accountant"
)
ACCOUNTANT_GROUPS = (
    "complaint_management.group_manager,complaint_management.group_auditor,complaint_finance.group_complaint_accountant"
)


class ComplaintCase(models.Model):
    """What a case cost, who bears it, and the notices that follow (LOS, ALO, PEN)."""

    _inherit = "complaint.case"

    loss_ids = fields.One2many("complaint.loss", "case_id", groups=MONEY_GROUPS)
    loss_amount = fields.Monetary(
        compute="_compute_loss",
        store=True,
        groups=MONEY_GROUPS,
        help="What the case cost, before what others bear of it.",
    )
    recovered_amount = fields.Monetary(
        "Recovered",
        compute="_compute_loss",
        store=True,
        groups=MONEY_GROUPS,
        help="What suppliers, carriers and insurance bear, and what was billed to the customer.",
    )
    net_loss_amount = fields.Monetary("Net Loss", compute="_compute_loss", store=True, groups=MONEY_GROUPS)
    loss_is_final = fields.Boolean(compute="_compute_loss_is_final", groups=MONEY_GROUPS)
    penalty_ids = fields.One2many("complaint.penalty", "case_id", "Penalty Notices", groups=ACCOUNTANT_GROUPS)
    penalty_count = fields.Integer(compute="_compute_penalty_count", groups=ACCOUNTANT_GROUPS)

    @api.depends("loss_ids.amount_net", "loss_ids.kind")
    def _compute_loss(self):
        for case in self:
            recoveries = case.loss_ids.filtered(lambda line: line.kind in RECOVERY_KINDS)
            case.recovered_amount = sum(recoveries.mapped("amount"))
            case.loss_amount = sum((case.loss_ids - recoveries).mapped("amount"))
            case.net_loss_amount = case.loss_amount - case.recovered_amount

    @api.depends("state", "loss_ids.frozen")
    def _compute_loss_is_final(self):
        for case in self:
            case.loss_is_final = case._is_loss_final()

    @api.depends("penalty_ids")
    def _compute_penalty_count(self):
        counts = dict(
            self.env["complaint.penalty"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        )
        for case in self:
            case.penalty_count = counts.get(case, 0)

    def _pass_to(self, state, reason=None, **values):
        # EXTENDS complaint_management: LOS-4, what the case cost stands when it is closed, with agreement or without
        res = super()._pass_to(state, reason=reason, **values)
        if state == "closed":
            # sudo: frozen by the closing itself, whoever closes
            self.sudo().loss_ids.write({"frozen": True})
        return res

    def _is_loss_final(self):
        """LOS-4: the case is closed or was; what it costs from now on is supplementary, in a new round too.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: whether it is frozen is asked for whoever enters a line
        return self.state == "closed" or any(self.sudo().loss_ids.mapped("frozen"))

    def _merge_into(self, target):
        # EXTENDS complaint_management: INT-10, what the case has cost so far is a cost of the one that remains
        bill_lines = self.env["account.move.line"].search([("complaint_case_id", "in", self.ids)])
        (self.loss_ids - self.loss_ids.filtered("move_line_id")).case_id = target
        bill_lines.complaint_case_id = target
        return super()._merge_into(target)

    # === Actions ===

    def action_enter_loss(self):
        """The dialog in which a complaint accountant enters a line of the loss (LOS-2)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter Loss"),
            "res_model": "complaint.loss",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_view_losses(self):
        """The lines of the loss."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("complaint_finance.complaint_loss_action_case"),
            "domain": [("case_id", "in", self.ids)],
            "context": {"default_case_id": self.id if len(self) == 1 else False},
        }

    def _check_money_rights(self):
        if not (self.env.su or self.env.user.has_group("complaint_finance.group_complaint_accountant")):
            raise AccessError(self.env._("Only complaint accountants allocate the loss and propose notices."))
        self.check_access("read")
