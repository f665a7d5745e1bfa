from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintReason(models.TransientModel):
    _inherit = "complaint.reason"

    operation = fields.Selection(
        selection_add=[
            ("reopen_investigation", "Reopen Investigation"),
            ("no_action", "No Corrective Action Needed"),
            ("waive_action", "Waive Action"),
            ("release_quarantine", "Release from Quarantine"),
            ("dismiss_recurrence", "Not a Recurrence"),
            ("send_back_discipline", "Send Back"),
            ("refuse_misuse", "Outcome Not Approved"),
            ("waive_sample", "Sample Not Coming"),
            ("refuse_claim", "Refused by Supplier"),
            ("close_claim", "Give Up Claim"),
            ("reopen_claim", "Reopen Claim"),
        ],
        ondelete={
            "reopen_investigation": "cascade",
            "no_action": "cascade",
            "waive_action": "cascade",
            "release_quarantine": "cascade",
            "dismiss_recurrence": "cascade",
            "send_back_discipline": "cascade",
            "refuse_misuse": "cascade",
            "waive_sample": "cascade",
            "refuse_claim": "cascade",
            "close_claim": "cascade",
            "reopen_claim": "cascade",
        },
    )

    def action_confirm(self):
        """EXTENDS complaint_management: the steps of an investigation that need a reason."""
        investigation, with_lots = (
            ("complaint.investigation",),
            ("complaint.case", "complaint.investigation", "stock.lot"),
        )
        methods = {
            "reopen_investigation": (investigation, "action_reopen"),
            "no_action": (investigation, "action_no_action_needed"),
            "waive_action": (("complaint.action",), "action_waive"),
            "release_quarantine": (with_lots, "action_release_quarantine"),
            "dismiss_recurrence": (("complaint.recurrence",), "action_dismiss"),
            "send_back_discipline": (("complaint.discipline",), "action_send_back"),
            "refuse_misuse": (investigation, "action_refuse_misuse"),
            "waive_sample": (("complaint.sample",), "action_waive"),
            "refuse_claim": (("complaint.supplier.claim",), "action_refuse"),
            "close_claim": (("complaint.supplier.claim",), "action_close"),
            "reopen_claim": (("complaint.supplier.claim",), "action_reopen"),
        }
        if self.operation not in methods:
            return super().action_confirm()
        models_allowed, method = methods[self.operation]
        if self.res_model not in models_allowed:
            raise UserError(self.env._("This step does not belong to the record it was called on."))
        getattr(self.env[self.res_model].browse(self.res_ids), method)(self.reason or "")
        return {"type": "ir.actions.act_window_close"}
