from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_list


class ComplaintInvestigation(models.Model):
    """The cause decides who joins the search (INV-6)."""

    _inherit = "complaint.investigation"

    department_ids = fields.Many2many(
        "hr.department",
        "complaint_investigation_department_rel",
        string="Departments Called In",
        copy=False,
        readonly=True,
        tracking=True,
        help="Their causes were named in the whys or accepted. Their heads follow the investigation.",
    )

    def action_accept_cause(self):
        # EXTENDS complaint_quality
        res = super().action_accept_cause()
        for investigation in self:
            investigation._call_in(investigation.cause_ids)
        return res

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"department_ids"}

    def _call_in(self, causes):
        """INV-6: ask the heads of the departments of these causes to join, each department once.

        The leader asks the departments without a head who may know of the cases.
        """
        self.ensure_one()
        # sudo: a quality user names the cause, the catalogue says whom it concerns, whatever they may see of it
        investigation_sudo = self.sudo()
        departments = causes.sudo()._get_departments(self.company_id) - investigation_sudo.department_ids
        if not departments:
            return
        investigation_sudo.department_ids = [Command.link(department.id) for department in departments]
        cases = investigation_sudo.case_ids
        leader, left = investigation_sudo._get_asked(), self.env["hr.department"]
        for head, theirs in departments.grouped(lambda department: department.manager_id.user_id).items():
            if self._can_join(head) and not cases._is_hidden_from(head):
                if head != leader:
                    investigation_sudo.message_subscribe(head.partner_id.ids)
                    investigation_sudo._ask_to_join(head, causes, theirs)
            else:
                left |= theirs
        if left:
            investigation_sudo._ask_to_join(leader, causes, left, by_leader=True)

    def _can_join(self, head):
        works_here = head.active and self.company_id in head.company_ids
        return works_here and head.has_group("complaint_management.group_user")

    def _ask_to_join(self, user, causes, departments, by_leader=False):
        values = {
            "departments": format_list(self.env, departments.mapped("name")),
            "causes": format_list(self.env, causes.mapped("name")),
        }
        if by_leader:
            note = self.env._(
                "%(departments)s should join because of: %(causes)s. No head could be told: ask them yourself.",
                **values,
            )
        else:
            note = self.env._("%(departments)s should join because of: %(causes)s.", **values)
        self.activity_schedule("complaint_quality.mail_act_join", note=note, user_id=user.id)


class ComplaintWhy(models.Model):
    """Who names a cause in a why calls its departments in (INV-6)."""

    _inherit = "complaint.why"

    @api.model_create_multi
    def create(self, vals_list):
        whys = super().create(vals_list)
        whys._call_in()
        return whys

    def write(self, vals):
        res = super().write(vals)
        if vals.get("cause_id"):
            self._call_in()
        return res

    def _call_in(self):
        for investigation, whys in (
            self.filtered(lambda why: why.status != "refuted").grouped("investigation_id").items()
        ):
            if whys.cause_id:
                investigation._call_in(whys.cause_id)
