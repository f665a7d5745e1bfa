from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        # EXTENDS hr: CNF-1, a respondent who gets a user leaves the case as one who had it before
        res = super().write(vals)
        if "user_id" in vals:
            # sudo: whoever keeps employees need not know of their cases
            self.env["complaint.case"].sudo().search([("respondent_ids", "in", self.ids)])._shut_out()
        return res

    @api.model
    def _check_named(self, commands):
        """Employees are named by people who may not read ``hr.employee``, so the field is written as superuser.

        :param commands: what to write to a many2many of employees
        :return: the same, found to name only employees that everybody of the company sees
        :raise UserError: it names others, or edits employees
        """
        if not commands or self.env.su:
            return commands
        if isinstance(commands[0], int):
            commands = [Command.set(commands)]
        ids = set()
        for command in commands:
            if command[0] not in (Command.UNLINK, Command.LINK, Command.CLEAR, Command.SET):
                raise UserError(self.env._("Choose among the employees; they are not edited here."))
            ids.update(command[2] if command[0] == Command.SET else [command[1]] * (command[0] == Command.LINK))
        if self.env["hr.employee.public"].search_count([("id", "in", list(ids))]) < len(ids):
            raise UserError(self.env._("One of those you chose is not known among the employees of your companies."))
        return commands
