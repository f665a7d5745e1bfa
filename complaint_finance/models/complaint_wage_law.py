from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ComplaintWageLaw(models.Model):
    """What the law of a country, or of one of its states, says about deductions from wages and bonuses (PEN-1).

    Profiles are data with source and date, and no legal advice: HR verifies and completes them for its companies. A
    state's own profile goes before its country's. Without a profile, a company cannot switch deductions on.
    """

    _name = "complaint.wage.law"
    _description = "Wage Law Profile"
    _order = "country_id, state_id, id"
    _rec_names_search = ["country_id", "state_id"]

    name = fields.Char(compute="_compute_name")
    country_id = fields.Many2one("res.country", required=True, index=True, ondelete="restrict")
    state_id = fields.Many2one(
        "res.country.state",
        "State / Province",
        index="btree_not_null",
        domain="[('country_id', '=', country_id)]",
        ondelete="restrict",
        help="Empty: for all states of the country that have no profile of their own.",
    )
    allows_deduction = fields.Boolean(
        "Allows Deductions",
        help="Off: fines are forbidden; companies there cannot switch deductions on.",
    )
    basis = fields.Selection(
        [
            ("month_wage", "Percent of the Month's Wage"),
            ("days_of_wage", "Days of Wage"),
            ("loss", "The Loss"),
            ("none", "No Limit"),
        ],
        "Limit",
        default="none",
        required=True,
        help="What limits deductions, beside the policy's cap; the stricter of both holds.",
    )
    percent = fields.Float(
        "Percent of Wage", digits=(5, 2), help="Up to how much of a month's wage may be deducted in the month."
    )
    days = fields.Float(
        "Days of Wage", digits=(5, 2), help="Days of wage per month; a day's wage is a thirtieth of the month's."
    )
    keeps_minimum_wage = fields.Boolean(
        help="What remains of the month's wage may not be below the minimum wage, which is set for the company.",
    )
    needs_consent = fields.Boolean(
        help="Nothing is deducted before the employee has consented, after they were told of the notice.",
    )
    source = fields.Char(required=True, help="Act and article, and where it was read.")
    date = fields.Date(
        "As Of", required=True, default=fields.Date.context_today, help="When the source was looked at last."
    )
    note = fields.Text(translate=True)

    _place_unique = models.UniqueIndex(
        "(country_id, COALESCE(state_id, 0))", "There is a profile of this country or state already."
    )
    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "The percent of wage lies between 0 and 100."
    )
    _days_range = models.Constraint("CHECK (days >= 0 AND days <= 31)", "The days of wage lie between 0 and 31.")

    @api.depends("country_id.name", "state_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for law in self:
            country = law.country_id.name or ""
            law.name = f"{country} ({law.state_id.name})" if law.state_id else country

    @api.constrains("country_id", "state_id")
    def _check_state(self):
        for law in self:
            if law.state_id and law.state_id.country_id != law.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is no state of %(country)s.", state=law.state_id.name, country=law.country_id.name
                    )
                )

    @api.constrains("allows_deduction", "basis", "percent", "days")
    def _check_basis(self):
        for law in self.filtered("allows_deduction"):
            if (law.basis == "month_wage" and not law.percent) or (law.basis == "days_of_wage" and not law.days):
                raise ValidationError(self.env._("%s: say how much of the wage may be deducted.", law.name))

    @api.model_create_multi
    def create(self, vals_list):
        laws = super().create(vals_list)
        laws._check_companies()
        return laws

    def write(self, vals):
        result = super().write(vals)
        self._check_companies()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        for company in self._get_companies_that_deduct():
            if (law := company._get_wage_law()) in self:
                raise UserError(
                    self.env._(
                        "%(company)s deducts by the profile of %(law)s. Switch deductions off there first.",
                        company=company.name,
                        law=law.name,
                    )
                )

    def _check_companies(self):
        """PEN-1: a profile that forbids, or forbids more, holds at once for the companies that deduct.

        :raise ValidationError: a company that deducts could not switch it on any more
        """
        companies = self._get_companies_that_deduct()
        companies._check_deductions()
        companies._plan_deductions()

    def _get_companies_that_deduct(self):
        # sudo: companies of the country are bound, whoever edits the profile
        return self.env["res.company"].sudo().search([("complaint_deductions", "=", True)])

    def _is_about_wage(self):
        """Whether the month's wage has to be known."""
        return self.basis in ("month_wage", "days_of_wage") or self.keeps_minimum_wage
