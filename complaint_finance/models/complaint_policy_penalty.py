from odoo import api, fields, models

from .complaint_penalty import MERITS


class ComplaintPolicy(models.Model):
    """PEN-3, PEN-4: which notices follow from a loss, a count or a missed duty, what they cost, who approves them."""

    _inherit = "complaint.policy"

    penalty_currency_id = fields.Many2one(
        "res.currency",
        "Currency of Penalties",
        compute="_compute_penalty_currency_id",
        help="Of the policy's company; a policy for every company has its amounts in that of the case's company.",
    )
    bracket_ids = fields.One2many("complaint.penalty.bracket", "policy_id", "Penalty Brackets", copy=True)
    penalty_rule_ids = fields.One2many("complaint.penalty.rule", "policy_id", "Penalties by Count", copy=True)
    penalty_tariff_ids = fields.One2many("complaint.penalty.tariff", "policy_id", copy=True)
    penalty_tier_ids = fields.One2many(
        "tier.definition",
        "complaint_penalty_policy_id",
        "Approval of Notices",
        copy=True,
        help="Who approves penalty notices, one after the other. None that fits: complaint managers do.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_penalty_currency_id(self):
        for policy in self:
            policy.penalty_currency_id = (policy.company_id or self.env.company).currency_id

    def _get_tariff_amount(self, kind, company, employee, month):
        """PEN-4: what the tariff gives a notice of ``kind``; None where it says nothing, 0 where money is off (PEN-1).

        Note: self.ensure_one(), or none
        """
        # sudo: the tariff is the same for whoever proposes; the bonus is for HR and accountants (PEN-10), and of it
        # only the tariff's share is shown
        line_sudo = self.sudo().penalty_tariff_ids.filtered(lambda t: t.kind == kind)
        company_sudo = company.sudo()
        if not line_sudo:
            return None
        if kind not in MERITS and not company_sudo.complaint_deductions:
            return 0
        if not line_sudo.percent:
            return line_sudo.amount
        if not (employee and month):
            return 0
        month = month.replace(day=1)
        bonuses = self.env["hr.version"].sudo()._get_performance_bonuses(employee, [month])
        return company_sudo.currency_id.round(bonuses.get((employee.id, month), 0) * line_sudo.percent / 100)
