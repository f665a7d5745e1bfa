from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintCase(models.Model):
    """What a case takes from its investigations: their form, what it waits for, their people (INV-3, INV-5, CNF)."""

    _inherit = "complaint.case"

    use_instructions = fields.Html(
        "Instructions for Use",
        compute="_compute_use_instructions",
        help="Approved for the reply: the customer's use or handling did it.",
    )

    @api.depends("investigation_ids.instructions", "investigation_ids.date_misuse")
    def _compute_use_instructions(self):
        for case in self:
            # sudo: the instructions are meant for the customer, whoever writes to them
            approved = case.sudo().investigation_ids.filtered("date_misuse").sorted("id")
            case.use_instructions = Markup("").join(approved.mapped("instructions")) or False

    def _get_investigation_form(self):
        """INV-3: category over policy; where the policy goes by severity, grave cases get an 8D."""
        self.ensure_one()
        # sudo: category and policy hold for whoever investigates
        case_sudo = self.sudo()
        form = case_sudo.category_id._get_investigation_form() or case_sudo.policy_id.investigation_form
        if form in ("short", "eight_d"):
            return form
        return "eight_d" if case_sudo.severity in ("important", "major") else "short"

    def _missing_to_propose(self):
        """INV-5, INV-7: what the policy wants to be found before a resolution is proposed."""
        missing = super()._missing_to_propose()
        # sudo: what the case waits for is said to whoever handles it
        policy_sudo, investigations_sudo = self.sudo().policy_id, self.sudo().investigation_ids
        required = policy_sudo.investigation_required
        is_quality = self.sudo().category_id.is_quality
        if not investigations_sudo and (required == "all" or (required == "quality" and is_quality)):
            missing.append(self.env._("no investigation has been opened"))
        if policy_sudo.wait_for_cause:
            for name, leader in investigations_sudo.filtered(lambda i: not i.date_reported).mapped(
                lambda i: (i.name, i.user_id.name)
            ):
                missing.append(
                    self.env._("investigation %(name)s of %(leader)s has not found the cause", name=name, leader=leader)
                )
        return missing

    def _missing_to_end(self):
        """What the policy wants to be finished before a case is closed."""
        missing = super()._missing_to_end()
        # sudo: see _missing_to_propose
        if self.sudo().policy_id.wait_for_closing:
            running_sudo = self.sudo().investigation_ids.filtered(lambda i: i.state != "closed")
            for name, leader in running_sudo.mapped(lambda i: (i.name, i.user_id.name)):
                missing.append(
                    self.env._("investigation %(name)s of %(leader)s is not closed", name=name, leader=leader)
                )
        return missing

    @api.model
    def _confidants_domain(self):
        # EXTENDS complaint_management: CNF-2, whoever owns a discipline or is in the team
        people = Domain("discipline_ids.user_id", "=", self.env.uid) | Domain(
            "discipline_ids.team_ids", "=", self.env.uid
        )
        return super()._confidants_domain() | Domain("investigation_ids", "any", people)

    def _replace_people(self, users):
        # EXTENDS complaint_management: CNF-1, owners are followed by the leader, the team goes on without them
        super()._replace_people(users)
        for investigation in self.investigation_ids.filtered(lambda i: not i.date_closed):
            unsigned = investigation.discipline_ids.filtered(lambda d: not d.date_done)
            unsigned.filtered(lambda d: d.user_id in users).user_id = investigation.user_id
            for discipline in unsigned.filtered(lambda d: d.team_ids & users):
                discipline.team_ids -= users

    def _get_archive_owners(self):
        # EXTENDS complaint_management
        return [*super()._get_archive_owners(), self.investigation_ids.discipline_ids]
