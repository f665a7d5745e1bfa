from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ComplaintCase(models.Model):
    """The appeals of a case: who may know of it for them, and what waits for their decision (RTE-6, RES-8)."""

    _inherit = "complaint.case"

    appeal_ids = fields.One2many("complaint.appeal", "case_id", "Appeals", copy=False)
    appeal_count = fields.Integer(compute="_compute_appeals")
    appeal_pending = fields.Boolean("Appeal to Be Decided", compute="_compute_appeals")
    responsibility_reopened = fields.Boolean(
        compute="_compute_responsibility_reopened",
        help="An appeal against the responsibility was upheld; the shares are to be confirmed anew.",
    )

    # === Computes ===

    @api.depends("appeal_ids.decision")
    def _compute_appeals(self):
        for case in self:
            case.appeal_count = len(case.appeal_ids)
            case.appeal_pending = "pending" in case.appeal_ids.mapped("decision")

    @api.depends("appeal_ids.decision", "responsibility_ids.state")
    def _compute_responsibility_reopened(self):
        for case in self:
            upheld = case.appeal_ids.filtered(lambda a: a.against == "responsibility" and a.decision == "upheld")
            states = set(case.responsibility_ids.mapped("state"))
            case.responsibility_reopened = bool(upheld) and (not states or "proposed" in states)

    # === Actions ===

    def action_appeal(self, against=None, argument=None, department_id=None, employee_id=None, **target):
        """RTE-6: file an appeal of a department or employee; a handler may file it on their behalf.

        :param against: ``responsibility``, ``resolution`` or what else can be appealed against
        :param argument: text; without it the dialog that asks for everything is returned
        :param department_id: whose appeal it is; without it and ``employee_id`` the user's own department concerned
        :param target: ``responsibility_id``, ``resolution_id``: what in particular is objected to
        :return: the action that opens the appeal
        :raise UserError: all that keeps it from being filed
        :raise AccessError: the user does not see the case or cannot speak for the appellant
        """
        self.ensure_one()
        self.check_access("read")
        # of a button: what it stands next to
        against = against or self.env.context.get("default_against")
        values = {"against": against, "department_id": department_id, "employee_id": employee_id, **target}
        values = {name: value for name, value in values.items() if value}
        if unknown := values.keys() - self.env["complaint.appeal"]._get_filing_fields():
            raise UserError(self.env._("An appeal knows no %s.", ", ".join(sorted(unknown))))
        if not argument:
            view = self.env.ref("complaint_management.complaint_appeal_view_form_file")
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Appeal"),
                "res_model": "complaint.appeal",
                "view_mode": "form",
                "views": [(view.id, "form")],
                "target": "new",
                "context": {
                    "default_case_id": self.id,
                    **{f"default_{name}": value for name, value in values.items()},
                },
            }
        appeal = self.env["complaint.appeal"].create({"case_id": self.id, "argument": argument, **values})
        return appeal.action_open()

    def action_view_appeals(self):
        """The appeals of this case."""
        return self.appeal_ids._get_records_action(name=self.env._("Appeals"))

    # === What waits for a decision ===

    def _get_merge_problems(self, target):
        # EXTENDS: RTE-6, shares stay with their case, so what is objected to there is settled before it ends
        pending = self.appeal_ids.filtered(lambda a: a.decision == "pending")
        return super()._get_merge_problems(target) + [
            self.env._("appeal %s is neither decided nor withdrawn", appeal.name) for appeal in pending
        ]

    def _missing_to_execute(self):
        # EXTENDS: RES-8, what a department objects to is not carried out before that is decided
        return super()._missing_to_execute() + self._get_pending_against_resolution()

    def _missing_to_end(self):
        # EXTENDS: RTE-6, who is responsible is settled before a case is closed
        missing = super()._missing_to_end()
        for appeal in self.appeal_ids:
            if appeal.against == "responsibility" and appeal.decision == "pending":
                missing.append(self.env._("appeal %s against the responsibility is not decided", appeal.name))
        if self.responsibility_reopened:
            missing.append(self.env._("the responsibility was reopened by an appeal and has not been confirmed anew"))
        return missing

    def _check_reply(self, needs_address=True):
        # EXTENDS: RES-8, nothing is promised that may yet be taken back
        super()._check_reply(needs_address)
        for case in self:
            if pending := case._get_pending_against_resolution():
                raise UserError(self.env._("%(case)s: %(reason)s.", case=case.display_name, reason="; ".join(pending)))

    def _get_pending_against_resolution(self):
        """Sentences naming the undecided appeals against what is offered in this round."""
        self.ensure_one()
        return [
            self.env._("appeal %s against the resolution is not decided", appeal.name)
            for appeal in self.appeal_ids
            if appeal.against == "resolution"
            and appeal.decision == "pending"
            and appeal.resolution_id.round == self.round
        ]

    def _get_appeal_due(self, clocks, filed):
        """By when an appeal filed at ``filed`` is to be decided; False: no date."""
        policy = self.policy_id
        return policy.appeal_amount and self._get_clock(clocks).add(filed, policy.appeal_amount, policy.appeal_unit)

    def _get_appeal_end(self, decided):
        """Until when what was decided at ``decided`` can be appealed against; False: at any time."""
        policy = self.policy_id
        return policy.appeal_days and self._get_clock({}).add(decided, policy.appeal_days, policy.appeal_days_unit)

    # === Who is concerned, who may know ===

    def _get_concerned_departments(self):
        """Departments that may appeal: the leading one, those with a step and those held responsible."""
        # sudo: which departments have a part, for whoever reads the case
        case_sudo = self.sudo()
        departments = case_sudo.department_id | case_sudo.step_ids.department_id
        return (departments | case_sudo.responsibility_ids.department_id).sudo(False)

    def _get_concerned_employees(self):
        """Employees who may appeal: those held responsible; extend for more."""
        # sudo: as above; respondents among them appeal through a handler (CNF-1)
        return self.sudo().responsibility_ids.employee_id.sudo(False)

    @api.depends(
        "responsibility_ids.department_id",
        "responsibility_ids.employee_id",
        "appeal_ids.decider_ids",
    )
    @api.depends_context("uid")
    def _compute_is_in_reach(self):
        return super()._compute_is_in_reach()

    @api.depends("appeal_ids.decider_ids")
    @api.depends_context("uid")
    def _compute_is_hidden(self):
        return super()._compute_is_hidden()

    @api.model
    def _get_reached_sql(self, domain):
        """EXTENDS: RTE-6, whoever is held responsible (an employee, a department's head) sees for what, and whoever
        decides an appeal sees what it is about."""
        uid, of_case = self.env.uid, Domain("case_id", "any", domain)
        # sudo: as in the method extended
        line_sudo = self.env["complaint.responsibility"].sudo()
        appeal_sudo = self.env["complaint.appeal"].sudo()
        arms = [super()._get_reached_sql(domain)] + [
            model_sudo._search(of_case & Domain(path, "=", uid)).select(SQL.identifier(model_sudo._table, "case_id"))
            for model_sudo, path in (
                (line_sudo, "employee_id.user_id"),
                (line_sudo, "department_id.manager_id.user_id"),
                (appeal_sudo, "decider_ids"),
            )
        ]
        return SQL("(%s)", SQL(" UNION ").join(arms))

    @api.model
    def _confidants_domain(self):
        # EXTENDS: CNF-2, whoever decides an appeal has a part to do
        return super()._confidants_domain() | Domain("appeal_ids.decider_ids", "in", [self.env.uid])

    def _replace_people(self, users):
        # EXTENDS: CNF-1, respondents decide no appeal
        super()._replace_people(users)
        pending = self.appeal_ids.filtered(lambda a: a.decision == "pending" and a.decider_ids & users)
        for appeal in pending:
            appeal._call_deciders()

    # === Timeline ===

    def _get_timeline_events(self):
        events = super()._get_timeline_events()
        for appeal in self.appeal_ids:
            text = self.env._(
                "Appeal %(appeal)s of %(appellant)s against %(target)s",
                appeal=appeal.name,
                appellant=appeal._get_appellant(),
                target=appeal.target,
            )
            events.append({"date": appeal.date, "text": text, "icon": "fa-balance-scale", "tone": ""})
            if appeal.date_decided:
                decisions = dict(appeal._fields["decision"]._description_selection(self.env))
                text = self.env._(
                    "Appeal %(appeal)s: %(decision)s", appeal=appeal.name, decision=decisions[appeal.decision]
                )
                tone = "success" if appeal.decision == "upheld" else ""
                events.append({"date": appeal.date_decided, "text": text, "icon": "fa-balance-scale", "tone": tone})
        return events
