from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tools import format_datetime, format_list

ENDED = ("rejected", "withdrawn", "merged")


class ComplaintAppeal(models.Model):
    """Who may file an appeal, against what and until when (RTE-6)."""

    _inherit = "complaint.appeal"

    def _check_filing(self):
        """Person, state and content of appeals just filed; all that is missing is said at once."""
        for appeal in self:
            if not (self.env.su or self._may_file_for_others() or appeal._speaks_for_appellant(self.env.user)):
                raise AccessError(
                    self.env._(
                        "%(case)s: you cannot object for %(appellant)s. Its members and head do, or a handler on their "
                        "behalf.",
                        case=appeal.case_id.display_name,
                        appellant=appeal._get_appellant(),
                    )
                )
            # sudo: whether it is possible does not depend on who looks
            if missing := appeal.sudo()._missing_to_file():
                raise UserError(
                    self.env._("%s: no appeal can be filed:", appeal.case_id.display_name)
                    + "".join(f"\n- {sentence}" for sentence in missing)
                )

    def _may_file_for_others(self):
        """Handlers file for those who cannot: respondents see nothing of the case (CNF-1), others are no users."""
        return self.env.su or self.env.user.has_group("complaint_management.group_handler")

    def _speaks_for_appellant(self, user):
        """Whether ``user`` is the employee, or a member or the head of the department that objects."""
        self.ensure_one()
        # sudo: people are compared
        if self.employee_id:
            return self.employee_id.sudo().user_id == user
        return self.department_id in self.env["complaint.case"].with_user(user)._get_own_departments()

    def _missing_to_file(self):
        """Sentences saying why the appeal is not possible; extend for more."""
        self.ensure_one()
        case, missing = self.case_id, []
        if not (self.argument or "").strip():
            missing.append(self.env._("say what is objected to and why"))
        missing += self._missing_of_phase()
        missing += self._missing_of_appellant()
        missing += getattr(self, f"_missing_to_file_{self.against}")()
        decided, _people = getattr(self, f"_get_decision_{self.against}")()
        end = decided and case._get_appeal_end(decided)
        if end and Datetime.now() > end:
            missing.append(self.env._("an appeal was possible until %s", format_datetime(self.env, end)))
        for other in self._get_same().filtered(lambda a: a.decision == "pending"):
            missing.append(self.env._("%s says the same and waits for its decision", other.name))
        for other in self._get_same().filtered(lambda a: decided and a.decision == "dismissed"):
            if other.date_decided >= decided:
                missing.append(self.env._("%s was against the same decision and was dismissed", other.name))
        return missing

    def _missing_of_phase(self):
        case = self.case_id
        if case.state not in ENDED:
            return []
        phases = dict(case._fields["state"]._description_selection(self.env))
        return [self.env._("the case is %s", phases[case.state])]

    def _missing_of_appellant(self):
        case = self.case_id
        if self.employee_id:
            if self.employee_id not in case._get_concerned_employees():
                return [self.env._("%s is not held responsible", self.employee_id.name)]
        elif self.department_id not in (concerned := case._get_concerned_departments()):
            names = format_list(self.env, concerned.mapped("name")) if concerned else self.env._("none")
            return [
                self.env._(
                    "%(department)s has no part in it; concerned are: %(concerned)s",
                    department=self.department_id.name,
                    concerned=names,
                )
            ]
        return []

    def _missing_to_file_responsibility(self):
        lines = self.case_id.responsibility_ids
        if not lines:
            return [self.env._("nobody has been named as responsible yet")]
        if self.responsibility_id - lines:
            return [self.env._("the share belongs to another case")]
        return []

    def _missing_to_file_resolution(self):
        resolution = self.resolution_id
        if not resolution or resolution.state == "draft":
            return [self.env._("no resolution has been submitted yet")]
        if resolution.case_id != self.case_id:
            return [self.env._("%s belongs to another case", resolution.name)]
        if not resolution._is_alive():
            return [self.env._("%s does not hold any more", resolution.name)]
        if self.case_id.state != "resolution":
            return [
                self.env._(
                    "%s is being carried out: what the customer was promised stands. Object to the responsibility, or "
                    "have the case reopened in follow-up",
                    resolution.name,
                )
            ]
        if self.employee_id:
            return [self.env._("departments object to a resolution, not employees")]
        return []

    def _get_same(self):
        """Other appeals of the same appellant against the same thing."""
        return self.case_id.appeal_ids.filtered(
            lambda a: (
                a != self
                and a.against == self.against
                and a.resolution_id == self.resolution_id
                and a.department_id == self.department_id
                and a.employee_id == self.employee_id
            )
        )

    def _get_decision_responsibility(self):
        """When it was decided (False: not finally) and who did, for the time to appeal and for who decides."""
        lines = self.responsibility_id or self.case_id.responsibility_ids
        dates = [line.date_confirmed for line in lines if line.date_confirmed]
        return max(dates, default=False), lines.confirmed_by_id or lines.create_uid

    def _get_decision_resolution(self):
        """As ``_get_decision_responsibility``: the approval; who proposed it and who approved."""
        resolution = self.resolution_id
        return resolution.date_approved, resolution.user_id | resolution.review_ids.done_by
