from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """The switch for money in penalties, and the law that it takes (PEN-1)."""

    _inherit = "res.company"

    complaint_deductions = fields.Boolean(
        "Deductions from the Performance Bonus",
        help="Penalty notices carry amounts that are deducted from the monthly performance bonus. Off: notices are "
        "records without money. It takes a wage law profile of the company's country that allows deductions.",
        groups="base.group_user",
    )
    complaint_minimum_wage = fields.Monetary(
        "Monthly Minimum Wage",
        help="The minimum wage at the company's seat: what remains of a month's wage is never below it, where the "
        "wage law profile says so.",
        groups="base.group_user",
    )
    complaint_wage_law_id = fields.Many2one(
        "complaint.wage.law",
        "Wage Law Profile",
        compute="_compute_complaint_wage_law_id",
        compute_sudo=True,
        groups="base.group_user",
        help="The profile of the company's state, else of its country.",
    )

    _complaint_minimum_wage_positive = models.Constraint(
        "CHECK (complaint_minimum_wage >= 0)", "The minimum wage cannot be negative."
    )

    @api.depends("country_id", "state_id")
    def _compute_complaint_wage_law_id(self):
        for company in self:
            company.complaint_wage_law_id = company._get_wage_law()

    @api.constrains("complaint_deductions", "complaint_minimum_wage", "country_id", "state_id")
    def _check_deductions(self):
        """PEN-1: deductions are on only where a profile allows them, also when the company moves.

        :raise ValidationError: no profile, a profile that forbids, or no minimum wage where it is kept
        """
        for company in self.sudo().filtered("complaint_deductions"):  # sudo: settings and profiles, for the check only
            if problem := company._why_no_deductions():
                raise ValidationError(problem)

    def write(self, vals):
        result = super().write(vals)
        if {"complaint_deductions", "complaint_minimum_wage", "country_id", "state_id"} & vals.keys():
            self._plan_deductions()
        return result

    def _why_no_deductions(self):
        """What keeps the company from deducting, in a sentence; empty where nothing does."""
        self.ensure_one()
        country, law = self.country_id, self._get_wage_law()
        if not country:
            return self.env._("%s has no country. Set it first: deductions take its wage law.", self.name)
        if not law:
            return self.env._(
                "There is no wage law profile of %(country)s that covers %(company)s, so deductions cannot be "
                "switched on. HR adds one under Configuration, Wage Law Profiles, once the law is known.",
                country=self.state_id.name or country.name,
                company=self.name,
            )
        if not law.allows_deduction:
            return self.env._(
                "%(law)s forbids deductions as a penalty (%(act)s): %(company)s keeps them off. Training instead "
                "is always possible.",
                law=law.name,
                act=law.source,
                company=self.name,
            )
        if law.keeps_minimum_wage and not self.complaint_minimum_wage:
            return self.env._(
                "By the law of %(law)s the minimum wage remains with the employee: enter the monthly minimum wage "
                "of %(company)s.",
                law=law.name,
                company=self.name,
            )
        return ""

    def _get_wage_law(self):
        """PEN-1: the profile of the company's state, else of its country; sudoed, empty where there is none."""
        self.ensure_one()
        # sudo: profiles are read by whoever plans or switches; they hold nothing about people
        laws_sudo = self.env["complaint.wage.law"].sudo()
        company_sudo = self.sudo()
        if not company_sudo.country_id:
            return laws_sudo
        return laws_sudo.search(
            [("country_id", "=", company_sudo.country_id.id), ("state_id", "in", [False, company_sudo.state_id.id])],
            order="state_id",  # the state's own first: NULLs come last
            limit=1,
        )

    def _plan_deductions(self):
        """Plan the open months of these companies anew: the switch or the law changed."""
        by_loss = any(company._get_wage_law().basis == "loss" for company in self)
        self.env["complaint.penalty"]._schedule_open([("company_id", "in", self.ids)], paid=by_loss)
