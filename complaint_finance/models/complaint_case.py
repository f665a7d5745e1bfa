from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_remedy import CREDIT_KINDS


class ComplaintCase(models.Model):
    """The documents of a case: made in one step, found by buttons, waited for."""

    _inherit = "complaint.case"

    finance_remedy_ids = fields.One2many(
        "complaint.remedy", "case_id", "All Remedies", help="Of all versions and rounds."
    )
    # computed as superuser: the documents are counted for everyone; opening them takes Odoo's own rights
    credit_move_ids = fields.Many2many(
        "account.move", compute="_compute_documents", compute_sudo=True, string="Credit Notes"
    )
    credit_move_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    return_picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_documents", compute_sudo=True, string="Returns"
    )
    return_picking_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    delivery_picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_documents", compute_sudo=True, string="Deliveries at No Charge"
    )
    delivery_picking_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    documents_to_make = fields.Boolean(
        compute="_compute_documents", compute_sudo=True, help="A document of a remedy can be made now."
    )

    @api.depends(
        "finance_remedy_ids.document_state",
        "finance_remedy_ids.credit_move_ids",
        "finance_remedy_ids.return_picking_ids",
        "finance_remedy_ids.delivery_move_ids.picking_id",
    )
    def _compute_documents(self):
        for case in self:
            remedies = case.finance_remedy_ids
            case.credit_move_ids = remedies.credit_move_ids
            case.credit_move_count = len(remedies.credit_move_ids)
            case.return_picking_ids = remedies.return_picking_ids
            case.return_picking_count = len(remedies.return_picking_ids)
            case.delivery_picking_ids = remedies.delivery_picking_ids
            case.delivery_picking_count = len(remedies.delivery_picking_ids)
            case.documents_to_make = any(remedy.document_state == "to_make" for remedy in remedies)

    @api.depends("finance_remedy_ids.document_state")
    def _compute_awaiting(self):
        # EXTENDS complaint_management
        super()._compute_awaiting()

    def _get_awaiting(self):
        # EXTENDS complaint_management: INT-14, documents are waited for by those who make or receive them
        if self.state == "execution":
            open_sudo = self.sudo().finance_remedy_ids.filtered(lambda r: r.state == "todo")
            credits = open_sudo.filtered(lambda r: r.kind in CREDIT_KINDS)
            states = set(open_sudo.mapped("document_state"))
            if states & {"held", "to_post"} or "to_make" in credits.mapped("document_state"):
                return "accounting"
            if states & {"awaiting_goods", "to_deliver"}:
                return "warehouse"
            if "awaiting_evidence" in states:
                return "customer"
        return super()._get_awaiting()

    # === Actions ===

    def action_create_documents(self):
        """Make the next document of every remedy that has one to make (RET-1, CRN-1).

        Callable on ids by a complaint accountant.

        :return: True
        :raise UserError: nothing is to be made, or all that is missing; then nothing is made
        """
        remedies = self.finance_remedy_ids.filtered(lambda remedy: remedy.document_state == "to_make")
        remedies._check_document_rights()
        if not remedies:
            raise UserError(self.env._("No document is to be made: %s.", ", ".join(self.mapped("display_name"))))
        return remedies.action_create_document()

    def action_view_credit_notes(self):
        """The credit notes of the case."""
        moves = self.credit_move_ids
        action = moves._get_records_action(
            name=self.env._("Credit Notes"), context={"default_move_type": "out_refund", "create": False}
        )
        if len(moves) > 1:
            action["views"] = [(self.env.ref("account.view_out_credit_note_tree").id, "list"), (False, "form")]
        return action

    def action_view_returns(self):
        """The return receipts of the case."""
        return self.return_picking_ids._get_records_action(name=self.env._("Returns"), context={"create": False})

    def action_view_deliveries(self):
        """What the case delivers at no charge."""
        pickings = self.delivery_picking_ids
        return pickings._get_records_action(name=self.env._("Deliveries"), context={"create": False})
