from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class StockPicking(models.Model):
    _inherit = "stock.picking"

    complaint_remedy_id = fields.Many2one(
        "complaint.remedy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The approved return that these goods come back for.",
        groups="base.group_user",
    )
    complaint_case_id = fields.Many2one(
        related="complaint_remedy_id.case_id", string="Complaint Case", groups="base.group_user"
    )
    complaint_receipt_state = fields.Selection(
        related="complaint_remedy_id.receipt_state", string="Compared", groups="base.group_user"
    )
    complaint_date_due = fields.Datetime(
        related="complaint_remedy_id.date_goods_due", string="Expected Until", groups="base.group_user"
    )
    complaint_delivery = fields.Char(
        "Delivered for Complaint", compute="_compute_complaint_delivery", compute_sudo=True, groups="base.group_user"
    )

    @api.depends("move_ids.complaint_remedy_id")
    def _compute_complaint_delivery(self):
        # in words, since the warehouse reads no remedies
        for picking in self:
            remedies = picking.move_ids.complaint_remedy_id
            picking.complaint_delivery = ", ".join(
                dict.fromkeys(f"{remedy.case_id.name}: {remedy.display_name}" for remedy in remedies)
            )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS stock: but for what goes back of a receipt, only the procedure ties a transfer to a remedy (RET-1)
        pickings = super().create(vals_list)
        pickings_sudo = pickings.sudo()  # of which remedies, nothing else
        if not self.env.su and any(
            p.complaint_remedy_id != p.return_id.complaint_remedy_id for p in pickings_sudo if p.complaint_remedy_id
        ):
            self._raise_tied_by_hand()
        return pickings

    def write(self, vals):
        # EXTENDS stock: RET-1, a receipt that a remedy never asked for is not credited
        if "complaint_remedy_id" in vals and not self.env.su:
            self._raise_tied_by_hand()
        return super().write(vals)

    def copy_data(self, default=None):
        # EXTENDS stock: what a person duplicates is not delivered for a remedy (RET-8)
        vals_list = super().copy_data(default)
        if not self.env.su:
            for vals in vals_list:
                for command in vals.get("move_ids") or ():
                    if command[0] == Command.CREATE:
                        command[2]["complaint_remedy_id"] = False
        return vals_list

    @api.model
    def _raise_tied_by_hand(self):
        raise UserError(self.env._("The complaint makes its transfers; they are not tied to it by hand."))

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS stock: the list of complaint returns explains itself
        if self.env.context.get("complaint_returns"):
            return help_message
        return super().get_empty_list_help(help_message)

    def action_view_complaint_case(self):
        """The case whose approved remedy this transfer carries out."""
        # sudo: which cases; opening them takes the right to read them
        pickings_sudo = self.sudo()
        cases = pickings_sudo.complaint_case_id | pickings_sudo.move_ids.complaint_remedy_id.case_id
        return cases.with_env(self.env)._get_records_action(name=self.env._("Complaint Case"))

    def action_print_return_slip(self):
        """RET-2: the goods return slips of these receipts, in their copies.

        :raise UserError: none of them carries out an approved return
        """
        self.check_access("read")
        receipts = self.filtered("complaint_remedy_id")
        if not receipts:
            raise UserError(self.env._("None of these transfers belongs to an approved return."))
        return self.env.ref("complaint_finance.action_report_return_slip_receipt").report_action(receipts)

    def _get_return_slips(self):
        """RET-2: see ``complaint.remedy._get_return_slips``."""
        return self.complaint_remedy_id._get_return_slips()

    def _create_backorder_picking(self):
        # EXTENDS stock: what is still to come belongs to the same remedy
        backorder = super()._create_backorder_picking()
        # sudo: tied by the procedure, whoever validates
        backorder.sudo().complaint_remedy_id = self.sudo().complaint_remedy_id
        return backorder

    def _action_done(self):
        # EXTENDS stock: RET-3, what came is compared with what was approved
        res = super()._action_done()
        self._follow_complaint_receipt()
        return res

    def action_cancel(self):
        # EXTENDS stock: when the rest is cancelled, what came so far is all there is
        res = super().action_cancel()
        self._follow_complaint_receipt()
        return res

    def _follow_complaint_receipt(self):
        # sudo: the warehouse validates its transfers; what follows from them was approved by others
        pickings_sudo = self.sudo()
        pickings_sudo.complaint_remedy_id._follow_receipt()
        pickings_sudo.move_ids.complaint_remedy_id._follow_delivery()
        self.env["complaint.disposition"].sudo()._follow_pickings(pickings_sudo)
