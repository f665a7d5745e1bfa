from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    investigation_ids = fields.Many2many(
        "complaint.investigation",
        "complaint_investigation_case_rel",
        "case_id",
        "investigation_id",
        "Investigations",
        copy=False,
        check_company=True,
    )
    investigation_count = fields.Integer("Number of Investigations", compute="_compute_investigation_count")
    cause_ids = fields.Many2many(
        "complaint.cause",
        "complaint_case_cause_rel",
        string="Causes",
        compute="_compute_cause_ids",
        store=True,
        # what was found is told although it is found no more
        context={"active_test": False},
        help="The causes that the investigations of this case have accepted.",
    )
    investigation_action_ids = fields.Many2many(
        "complaint.action", string="Quality Actions", compute="_compute_investigation_action_ids"
    )

    # KPI-1: figures of a period
    _received_index = models.Index("(company_id, date_received)")

    @api.depends("investigation_ids")
    def _compute_investigation_count(self):
        groups = self.env["complaint.investigation"]._read_group(
            [("case_ids", "in", self.ids)], ["case_ids"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.investigation_count = counts.get(case._origin, 0)

    @api.depends("investigation_ids.cause_ids")
    def _compute_cause_ids(self):
        for case in self:
            case.cause_ids = case.investigation_ids.cause_ids

    @api.depends("investigation_ids.action_ids")
    def _compute_investigation_action_ids(self):
        for case in self:
            case.investigation_action_ids = case.investigation_ids.action_ids

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        if any(vals.get("investigation_ids") for vals in vals_list):
            cases._after_joining(cases.investigation_ids)
        return cases

    def write(self, vals):
        if "investigation_ids" not in vals:
            return super().write(vals)
        before = {case: case.investigation_ids for case in self}
        result = super().write(vals)
        for case, known in before.items():
            case._after_joining((known - case.investigation_ids) | (case.investigation_ids - known))
        return result

    def _after_joining(self, investigations):
        """These cases were put into or taken out of ``investigations``, from their side."""
        if investigations and not self.env.su:
            investigations.check_access("write")
            investigations._check_not_closed()
        if investigations:
            # CNF-1, CNF-2: who may not know of a case leaves the investigation that serves it from now on
            self.filtered(lambda c: c.sudo().respondent_ids or c.confidential)._shut_out()

    def action_open_investigation(self):
        """INV-1: open one investigation for all these cases, and show it.

        Where an open investigation already serves them all, that one is shown and no other is made.

        :return: the window action of the investigation (its `res_id`)
        :raise UserError: when the cases are of several companies, or one is not accepted or no longer open
        """
        if not self:
            raise UserError(self.env._("Choose the cases to investigate."))
        if len(self.company_id) > 1:
            raise UserError(
                self.env._(
                    "One investigation serves one company: the cases %(cases)s are of %(companies)s.",
                    cases=self.mapped("name"),
                    companies=self.company_id.mapped("name"),
                )
            )
        idle = self.filtered(lambda case: case.state not in self._get_investigable_states())
        if idle:
            raise UserError(
                self.env._("Only accepted cases that are still open can be investigated, not %s.", idle.mapped("name"))
            )
        self.env["complaint.investigation"].check_access("create")
        investigation = self._get_shared_investigation()
        if not investigation:
            investigation = self.env["complaint.investigation"].create(self._prepare_investigation_values())
            investigation._log_on_cases(self.env._("Investigation opened"))
        return investigation._get_records_action(name=self.env._("Investigation"))

    @api.readonly
    def action_view_investigations(self):
        return self.investigation_ids._get_records_action(name=self.env._("Investigations"))

    def _prepare_merge_values(self, target):
        # EXTENDS complaint_management: INV-1, what investigates the merged cases investigates the one that remains
        values = super()._prepare_merge_values(target)
        if missing := self.investigation_ids - target.investigation_ids:
            values["investigation_ids"] = [Command.link(investigation.id) for investigation in missing]
        return values

    def _get_investigable_states(self):
        """Phases in which a cause can be searched for: after acceptance and before the end."""
        return ("investigation", "resolution", "execution", "followup")

    def _get_shared_investigation(self):
        """The latest open investigation that serves all these cases."""
        domain = [("case_ids", "=", case.id) for case in self]
        return self.env["complaint.investigation"].search([("state", "!=", "closed"), *domain], limit=1)

    def _prepare_investigation_values(self):
        """Values of the investigation that serves these cases; extend with super()."""
        return {
            "company_id": self.company_id.id,
            "case_ids": self.ids,
            "problem": self._get_investigation_problem(),
            "date_due": self._get_investigation_date_due(),
        }

    def _get_investigation_problem(self):
        """What the complainants reported, one paragraph a case, as a first description of the problem."""
        template = Markup("<p><strong>%s</strong></p>%s")
        return Markup("").join(template % (case.display_name, case.description or "") for case in self)

    def _get_investigation_date_due(self):
        """INV-7: the earliest day on which one of the cases owes its investigation report."""
        deadlines = self.deadline_ids.filtered(lambda d: d.milestone == "investigation_report" and not d.date_met)
        if not deadlines:
            return False
        return self.company_id._get_complaint_day(min(deadlines.mapped("date_due")))
