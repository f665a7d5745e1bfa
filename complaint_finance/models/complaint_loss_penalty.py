from odoo import api, models


class ComplaintLoss(models.Model):
    """PEN-1, PEN-7: where the law limits deductions to the loss, they follow it: what open months take is lowered at
    once, and what closed months took beyond it comes back.
    """

    _inherit = "complaint.loss"

    @api.model_create_multi
    def create(self, vals_list):
        losses = super().create(vals_list)
        losses.case_id._follow_net_loss()
        return losses

    def write(self, vals):
        if not vals.keys() & {"case_id", "kind", "amount"}:
            return super().write(vals)
        cases = self.case_id
        result = super().write(vals)
        (cases | self.case_id)._follow_net_loss()
        return result

    def unlink(self):
        cases = self.case_id
        result = super().unlink()
        cases._follow_net_loss()
        return result


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    def _follow_net_loss(self):
        """Plan the notices of these cases anew where the law limits them to the loss."""
        # sudo: a setting, whoever enters the loss
        companies = self.sudo().company_id.filtered("complaint_deductions")
        limited = companies.filtered(lambda company: company._get_wage_law().basis == "loss")
        if limited:
            of_cases = [("case_id", "in", self.ids), ("company_id", "in", limited.ids)]
            self.env["complaint.penalty"]._schedule_open(of_cases, paid=True)

    def _allocate(self):
        # EXTENDS: each bears a part of the loss by it
        super()._allocate()
        self._follow_net_loss()
