from babel.dates import format_skeleton

from odoo import models


class ComplaintCase(models.Model):
    """What the printed forms show of cases: the handling form in its copies, and the register."""

    _inherit = "complaint.case"

    def _get_form_copies(self):
        """The copies of the handling form, as the policy lists them: (number, of how many, for whom)."""
        self.ensure_one()
        # sudo: for whom copies are printed is read for whoever prints the form
        names = self.policy_id.sudo().form_copy_ids.mapped("name") or [""]
        return [(number, len(names), name) for number, name in enumerate(names, start=1)]

    def _get_form_steps(self):
        """The departments' part of the current round, as far as it is not skipped, in the order of handling."""
        self.ensure_one()
        phases = ["investigation", "resolution", "execution", "followup"]
        return self.step_ids.filtered(lambda s: s.round == self.round and s.state != "skipped").sorted(
            lambda s: (phases.index(s.phase), s.sequence, s.id)
        )

    def _get_register_months(self):
        """The cases by month of receipt where their company is, each month by number: list of (month, cases)."""
        months = {}
        for case in self.sorted(lambda c: (c.name or "", c.id)):
            day = case.company_id._get_complaint_day(case.date_received).replace(day=1)
            months[day] = months.get(day, self.browse()) | case
        locale = self.env.lang or "en_US"
        return [(format_skeleton("yMMMM", day, locale=locale), months[day]) for day in sorted(months)]

    def _get_register_due(self):
        """By when the case was or is to be closed; without such a deadline the next one."""
        self.ensure_one()
        closing = self.deadline_ids.filtered(lambda d: d.milestone == "closed").sorted("round")[-1:]
        return closing.date_due or self.date_deadline

    def _get_register_result(self):
        """What became of the case, in a few words."""
        self.ensure_one()
        words = [self._get_label("state")]
        if self.state == "closed":
            if self.disposition:
                words = [self._get_label("disposition")]
            elif self.is_exception_report:
                words = [self.env._("Settled on the spot")]
            elif remedies := self.resolution_id.remedy_ids.filtered(lambda r: r.state != "cancelled"):
                words = list(dict.fromkeys(remedy._get_public_name(with_product=False) for remedy in remedies))
        elif self.state == "rejected":
            words = [self._get_label("validity")]
        return ", ".join(filter(None, words))

    def _get_label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")
