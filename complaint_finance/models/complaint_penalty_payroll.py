from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# The input that the rules of the salary structure read: inputs.COMPLAINT.amount, negative where more comes back.
INPUT_CODE = "COMPLAINT"
OPEN_STATES = ("draft", "verify")


class ComplaintPenaltyPayroll(models.Model):
    """PEN-9: what of a deduction stands in a payslip of OCA's payroll, so that it is handed over once.

    Without that app nothing of this happens. A payslip has one input of all notices, since rules know inputs by their
    code. ``amount`` is this deduction's part of it.
    """

    _name = "complaint.penalty.payroll"
    _description = "Deduction Handed to Payroll"
    _order = "deduction_id, id"

    deduction_id = fields.Many2one("complaint.penalty.deduction", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="deduction_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    source_model = fields.Char(required=True, readonly=True)
    source_id = fields.Many2oneReference("Payslip Input", model_field="source_model", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)

    _deduction_unique = models.UniqueIndex("(deduction_id)", "This deduction was handed to payroll already.")

    @api.model
    def _hand_over(self, deductions):
        """Write taken deductions into the open payslips of their month, each once.

        What finds no open payslip waits: HR hands the month over again when the payslips are there. A refund that an
        open payslip of an earlier month has had already (``_take_back``) is not paid twice.

        :param deductions: sudoed, taken
        :return: those that are handed over now
        """
        done = deductions.browse()
        if "hr.payslip.input" not in self.env:
            return done
        links_sudo = self._get_links(deductions.penalty_id)
        waiting = deductions - links_sudo.deduction_id
        slips = self._get_open_payslips(waiting)
        for deduction in waiting.sorted(lambda d: (d.month, d.id)):
            slip = slips.get((deduction.employee_id.id, deduction.month))
            if not slip:
                continue
            before = links_sudo.filtered(
                lambda link, d=deduction: (
                    (link.deduction_id.penalty_id, link.deduction_id.employee_id) == (d.penalty_id, d.employee_id)
                )
            )
            # what is owed by all that was handed over, less what stands in payslips
            owed = sum(before.deduction_id.mapped("amount")) + deduction.amount
            amount = deduction.currency_id.round(owed - sum(before.mapped("amount")))
            entry = self._add_to_payslip(slip, deduction, amount)
            links_sudo |= self.sudo().create(
                {
                    "deduction_id": deduction.id,
                    "source_model": entry._name,
                    "source_id": entry.id,
                    "amount": amount,
                }
            )
            done |= deduction
        return done

    @api.model
    def _take_back(self, refunds):
        """PEN-7: what a notice took and now gives back leaves payslips that are not done; the newest first.

        :param refunds: sudoed planned deductions with negative amounts
        """
        if "hr.payslip.input" not in self.env:
            return
        links_sudo = self._get_links(refunds.penalty_id)
        for (penalty, employee), lines in refunds.grouped(lambda d: (d.penalty_id, d.employee_id)).items():
            links = links_sudo.filtered(
                lambda link, p=penalty, e=employee: (
                    link.deduction_id.penalty_id == p and link.deduction_id.employee_id == e
                )
            )
            back = sum(links.deduction_id.mapped("amount")) - sum(links.mapped("amount"))
            wanted = -sum(lines.mapped("amount")) - back
            for link in links.sorted(lambda link: link.deduction_id.month, reverse=True):
                entry = link._get_input()
                part = min(wanted, link.amount)
                if part > 0 and entry.payslip_id.state in OPEN_STATES:
                    entry.amount = penalty.currency_id.round(entry.amount - part)
                    link.amount = penalty.currency_id.round(link.amount - part)
                    wanted -= part

    def _get_links(self, penalties):
        """Links of these notices whose payslip is still there; the others are gone, and what they had waits again."""
        links_sudo = self.sudo().search([("deduction_id.penalty_id", "in", penalties.ids)])
        gone = links_sudo.filtered(lambda link: not link._get_input())
        gone.unlink()
        return links_sudo - gone

    def _get_input(self):
        """The payslip's input, nothing where it or its payslip was deleted or cancelled."""
        entries = self.env["hr.payslip.input"].sudo().browse(self.mapped("source_id")).exists()
        return entries.filtered(lambda entry: entry.payslip_id.state != "cancel")

    def _get_open_payslips(self, deductions):
        """:return: dict of (employee id, month) to the open payslip, the first where there are more"""
        if not deductions:
            return {}
        months = set(deductions.mapped("month"))
        slips = (
            self.env["hr.payslip"]
            .sudo()  # sudo: HR closes the month without being in charge of payroll
            .search(
                [
                    ("employee_id", "in", deductions.employee_id.ids),
                    ("company_id", "in", deductions.company_id.ids),
                    ("state", "in", OPEN_STATES),
                    ("credit_note", "=", False),
                    ("date_from", ">=", min(months)),
                    ("date_from", "<", max(months) + relativedelta(months=1)),
                ],
                order="date_from desc, id desc",
            )
        )
        return {(slip.employee_id.id, slip.date_from.replace(day=1)): slip for slip in slips}

    def _add_to_payslip(self, slip, deduction, amount):
        """Add to the input of our code, which the salary structure may have put there; make it where it is missing."""
        entry = slip.input_line_ids.filtered(lambda line: line.code == INPUT_CODE)[:1]
        if entry:
            entry.amount = deduction.currency_id.round(entry.amount + amount)
            return entry
        version = slip.contract_id or deduction.employee_id._get_version(slip.date_to)
        return entry.create(
            {
                "payslip_id": slip.id,
                "contract_id": version.id,
                "code": INPUT_CODE,
                "name": self.env._("Deductions by penalty notices"),
                "amount": amount,
            }
        )


class ComplaintPenaltyDeduction(models.Model):
    _inherit = "complaint.penalty.deduction"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS: an overturned notice leaves payslips that are not done at once
        deductions = super().create(vals_list)
        if refunds := deductions.filtered(lambda d: d.amount < 0 and d.state == "planned"):
            self.env["complaint.penalty.payroll"]._take_back(refunds.sudo())  # sudo: procedure code only creates them
        return deductions


class ComplaintPenaltyClosing(models.Model):
    _inherit = "complaint.penalty.closing"

    has_payroll = fields.Boolean(compute="_compute_has_payroll")

    def _compute_has_payroll(self):
        self.has_payroll = "hr.payslip.input" in self.env

    def action_hand_to_payroll(self):
        """PEN-9: hand over what of a closed month found no open payslip before; nothing is handed over twice.

        :raise UserError: the month is open, or nothing could be handed over
        :raise AccessError: not an HR penalty officer
        """
        self.ensure_one()
        self._check_closer()
        if self.state != "closed":
            raise UserError(self.env._("Close %s first.", self.display_name))
        # sudo: for all employees of the company, as closing does
        deductions_sudo = self.sudo().deduction_ids.filtered(lambda d: d.state == "taken")
        handed = self.env["complaint.penalty.payroll"]._hand_over(deductions_sudo)
        if not handed:
            raise UserError(self.env._("There is nothing to hand over, or no payslip of the month is open."))
        return True

    def _after_close(self, deductions):
        # EXTENDS
        super()._after_close(deductions)
        self.env["complaint.penalty.payroll"]._hand_over(deductions)
