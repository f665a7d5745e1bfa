from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import is_html_empty

DOCUMENTS = ("sale_order_id", "picking_id", "invoice_id")
# Facts that severity rules use and a caller mentions; they go to the case as they are.
FACTS = ("has_injury", "in_media", "is_dispute", "risks_customer", "complainant_count")


class ComplaintLog(models.TransientModel):
    """INT-2, INT-6, INT-8: log a complaint from an order, a delivery or an invoice, or while talking to somebody.

    Tick the items, say how many and what the customer asks for; what the system knows is filled in. Which items are
    offered is said in ``complaint_log_items``, what is read back and what looks like a duplicate in
    ``complaint_log_read_back``.
    """

    _name = "complaint.log"
    _description = "Log Complaint"
    _check_company_auto = True

    from_document = fields.Boolean(readonly=True, help="Opened from an order, a delivery or an invoice.")
    sale_order_id = fields.Many2one("sale.order", "Sales Order", check_company=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", check_company=True, readonly=True)
    invoice_id = fields.Many2one("account.move", check_company=True, readonly=True)
    # all is computed as the user, not as superuser: only what they may read is filled in
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Commercial Entity")
    is_anonymous = fields.Boolean("Anonymous", help="The complainant does not want to be named.")
    contact_name = fields.Char(compute="_compute_contact", compute_sudo=False, store=True, readonly=False)
    contact_phone = fields.Char("Phone", compute="_compute_contact", compute_sudo=False, store=True, readonly=False)
    contact_email = fields.Char("E-mail", compute="_compute_contact", compute_sudo=False, store=True, readonly=False)
    case_type = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["case_type"]._description_selection(self.env),
        string="Type",
        default="complaint",
        required=True,
    )
    subject = fields.Char(compute="_compute_subject", compute_sudo=False, store=True, readonly=False)
    suggested_subject = fields.Char(compute="_compute_subject", compute_sudo=False, store=True)
    description = fields.Html("What Happened")
    channel_id = fields.Many2one("complaint.channel", required=True, default=lambda self: self._default_channel())
    category_id = fields.Many2one("complaint.category")
    demand_ids = fields.Many2many("complaint.demand", string="Customer Asks For")
    demanded_amount = fields.Monetary(help="What the customer claims, in the company's currency.")
    date_received = fields.Datetime("Received On", required=True, default=fields.Datetime.now)
    has_injury = fields.Boolean("Injury or Safety", help="Somebody was hurt or could have been.")
    in_media = fields.Boolean("In the Media", help="Reported in social or news media.")
    is_dispute = fields.Boolean("Dispute or Broken Promise")
    risks_customer = fields.Boolean("Customer May Be Lost")
    complainant_count = fields.Integer(
        "Complainants", default=1, help="How many independent parties complain of the same thing."
    )
    line_ids = fields.One2many(
        "complaint.log.line",
        "log_id",
        "Items",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    no_item = fields.Boolean("About Something Else", help="Not about one of these items: service, price, papers…")

    @api.model
    def _default_channel(self):
        """The channel of the last case that the user took: at the counter it is the counter again."""
        cases = self.env["complaint.case"]
        if employee := self.env.user.employee_id:
            cases = cases.search([("first_receiver_id", "=", employee.id)], order="id DESC", limit=1)
        return cases.channel_id.filtered("active") or self.env["complaint.channel"].search([], limit=1)

    # === Computes ===

    @api.depends(*DOCUMENTS)
    def _compute_company_id(self):
        for log in self:
            log.company_id = log._get_document().company_id or log.company_id or self.env.company

    @api.depends(*DOCUMENTS)
    def _compute_partner_id(self):
        for log in self:
            # sudo: the customer of a delivery's or an invoice's order, whoever may read the order
            order = log.sale_order_id or log.picking_id.sudo().sale_id
            partner = order.partner_id.with_env(self.env) or log._get_document_partner()
            log.partner_id = partner or log.partner_id

    def _get_document_partner(self):
        """The customer of the document; where a vendor sent the goods directly, whom they went to."""
        document = self._get_document()
        # sudo: where a delivery that the user may read came from and went to
        picking_sudo = self.picking_id.sudo()
        if picking_sudo.location_id.usage == "supplier" and (partners := picking_sudo.move_ids.partner_id):
            return partners[:1].with_env(self.env)
        return document and document.partner_id

    @api.depends("partner_id")
    def _compute_contact(self):
        for log in self:
            log.contact_name = log.partner_id.name or log.contact_name
            log.contact_phone = log.partner_id.phone or log.contact_phone
            log.contact_email = log.partner_id.email or log.contact_email

    @api.depends("line_ids.selected", "line_ids.product_id", "category_id", "demand_ids", *DOCUMENTS)
    @api.depends_context("lang")
    def _compute_subject(self):
        """Item and category, or what is asked for; what somebody typed stays."""
        for log in self:
            suggestion = log._get_suggested_subject()
            if not log.subject or log.subject == log.suggested_subject:
                log.subject = suggestion
            log.suggested_subject = suggestion

    def _get_suggested_subject(self):
        self.ensure_one()
        products = self._get_ticked().product_id
        item = (
            products[:1].with_context(display_default_code=False).display_name
            or self._get_document().display_name
            or ""
        )
        if len(products) > 1:
            item = self.env._("%(item)s and %(count)s more", item=item, count=len(products) - 1)
        what = self.category_id.name or self.demand_ids[:1].name
        return self.env._("%(item)s: %(what)s", item=item, what=what) if item and what else item or what or False

    # === Onchanges ===

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Another customer's order goes with them."""
        if self.partner_id and self.sale_order_id.partner_id.commercial_partner_id != self.commercial_partner_id:
            self.sale_order_id = False

    # === Actions ===

    @api.model
    def _open(self, **defaults):
        """The dialog for one document, named by its default."""
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_management.complaint_log_action")
        return {**action, "context": {**defaults, "default_from_document": True, "dialog_size": "extra-large"}}

    def action_log(self):
        """Create the case with the ticked items and open it.

        :return: action that opens the case
        :raise UserError: all that is missing
        """
        self.ensure_one()
        self._check_documents()
        if missing := self._missing_to_log():
            raise UserError("\n".join(missing))
        case = self.env["complaint.case"].create(self._prepare_case_values())
        return case._get_records_action(name=self.env._("Complaint Case"))

    def _missing_to_log(self):
        """Sentences saying what must be there before the case is made."""
        self.ensure_one()
        missing = []
        lines = self._get_ticked()
        if self.from_document and self.line_ids and not lines and not self.no_item:
            missing.append(
                self.env._(
                    "Tick at least one item of %s that the complaint is about, or tick About Something Else.",
                    self._get_document().display_name,
                )
            )
        if not self.subject:
            missing.append(self.env._("Say in a few words what it is about."))
        if not (self.partner_id or self.contact_name or self.contact_phone or self.contact_email or self.is_anonymous):
            missing.append(self.env._("Choose the customer, note who is calling, or tick Anonymous."))
        for line in lines:
            missing += line._missing_to_log()
        return missing

    def _check_documents(self):
        """The user may read what they log about."""
        lines = self._get_ticked()
        for records in (*(self[name] for name in DOCUMENTS), lines.sale_line_id, lines.invoice_line_id):
            if records:
                records.check_access("read")
        for line in lines:
            if line.move_id and line.move_id not in line._get_moves():
                raise UserError(
                    self.env._("%s was not delivered with the move it names.", line.product_id.display_name)
                )

    # === Business methods ===

    def _get_document(self):
        """The document that the complaint is logged from or about."""
        return self.picking_id or self.invoice_id or self.sale_order_id

    def _get_ticked(self):
        return self.line_ids.filtered("selected") if not self.no_item else self.line_ids.browse()

    def _prepare_case_values(self):
        lines = self._get_ticked()
        orders = self.sale_order_id or lines.sale_line_id.order_id
        # sudo: which delivery the goods came with is said whatever the user's rights on stock are
        pickings = self.picking_id or lines.sudo().move_id.picking_id
        return {
            "subject": self.subject,
            "description": False if is_html_empty(self.description) else self.description,
            "case_type": self.case_type,
            "channel_id": self.channel_id.id,
            "category_id": self.category_id.id,
            "demand_ids": [Command.set((self.demand_ids | lines.demand_id).ids)],
            "demanded_amount": self.demanded_amount,
            "date_received": self.date_received,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "is_anonymous": self.is_anonymous,
            "contact_name": self.contact_name,
            "contact_email": self.contact_email,
            "contact_phone": self.contact_phone,
            "sale_order_id": orders.id if len(orders) == 1 else False,
            "picking_id": pickings.id if len(pickings) == 1 else False,
            "invoice_id": self.invoice_id.id,
            "read_back": self.read_back,
            "line_ids": [Command.create(line._prepare_case_line_values()) for line in lines],
            **{name: self[name] for name in FACTS},
        }
