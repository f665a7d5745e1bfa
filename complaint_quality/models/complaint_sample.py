from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty


class ComplaintSample(models.Model):
    """What the customer sent back to look at: where it is, who looked at it, what was found, where it went (SMP-1).

    Whoever reaches the case records it: the sales assistant asks for it, the warehouse takes it in, quality inspects.
    """

    _name = "complaint.sample"
    _inherit = ["complaint.quality.numbered", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Sample"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    line_id = fields.Many2one(
        "complaint.line",
        "Item",
        domain="[('case_id', '=', case_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="The complained item that the sample is of.",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        index="btree_not_null",
    )
    quantity = fields.Float(digits="Product Unit", default=1, required=True, tracking=True)
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product_uom_id", compute_sudo=False, store=True, readonly=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        "From",
        compute="_compute_partner_id",
        # over RPC an onchange takes any case
        compute_sudo=False,
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
        help="Who sends it.",
    )
    date_received = fields.Datetime("Received on", copy=False, tracking=True, index="btree_not_null")
    received_by_id = fields.Many2one("res.users", "Received by", copy=False, readonly=True)
    location_note = fields.Char("Stored at", tracking=True, help="Where it lies, so that it is found again.")
    photo_ids = fields.Many2many(
        "ir.attachment", "complaint_sample_photo_rel", string="Photos", bypass_search_access=True, copy=False
    )
    result = fields.Html("What Was Found", copy=False)
    inspected_by_id = fields.Many2one("res.users", "Inspected by", copy=False, readonly=True)
    date_inspected = fields.Datetime("Inspected on", copy=False, readonly=True)
    outcome = fields.Selection(
        [("returned", "Returned"), ("scrapped", "Scrapped"), ("waived", "Not Coming")],
        "Whereabouts",
        copy=False,
        readonly=True,
    )
    outcome_user_id = fields.Many2one("res.users", "Recorded by", copy=False, readonly=True)
    date_outcome = fields.Datetime("Recorded on", copy=False, readonly=True)
    waive_reason = fields.Char("Why It Is Not Coming", copy=False, readonly=True)
    state = fields.Selection(
        [
            ("awaited", "Awaited"),
            ("received", "Received"),
            ("inspected", "Inspected"),
            ("returned", "Returned"),
            ("scrapped", "Scrapped"),
            ("waived", "Not Coming"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )

    _company_name_uniq = models.UniqueIndex("(company_id, name)", "This sample number is already in use.")
    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "The quantity of a sample is above zero.")

    @api.depends("line_id")
    def _compute_product_id(self):
        for sample in self:
            sample.product_id = sample.line_id.product_id or sample.product_id

    @api.depends("line_id", "product_id")
    def _compute_product_uom_id(self):
        for sample in self:
            line = sample.line_id
            of_line = line.product_uom_id if line.product_id == sample.product_id else sample.product_id.uom_id
            sample.product_uom_id = of_line or sample.product_id.uom_id or sample.product_uom_id

    @api.depends("case_id")
    def _compute_partner_id(self):
        for sample in self:
            sample.partner_id = sample.partner_id or sample.case_id.partner_id

    @api.depends("date_received", "date_inspected", "outcome")
    def _compute_state(self):
        for sample in self:
            if sample.outcome:
                sample.state = sample.outcome
            elif sample.date_inspected:
                sample.state = "inspected"
            else:
                sample.state = "received" if sample.date_received else "awaited"

    @api.depends("name", "product_id")
    def _compute_display_name(self):
        for sample in self:
            sample.display_name = " ".join(filter(None, (sample.name, sample.product_id.display_name)))

    @api.constrains("case_id", "line_id")
    def _check_line(self):
        for sample in self:
            if sample.line_id and sample.line_id.case_id != sample.case_id:
                raise ValidationError(
                    self.env._(
                        "%(sample)s: the item is not one of case %(case)s.",
                        sample=sample.display_name,
                        case=sample.case_id.name,
                    )
                )

    @api.constrains("product_id", "product_uom_id")
    def _check_unit(self):
        for sample in self:
            uom, unit = sample.product_id.uom_id, sample.product_uom_id
            if uom and unit and not uom._has_common_reference(unit):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not counted in %(unit)s: choose a unit that can be converted to %(other)s.",
                        product=sample.product_id.display_name,
                        unit=unit.name,
                        other=uom.name,
                    )
                )

    @api.constrains("lot_id", "product_id")
    def _check_lot(self):
        for sample in self:
            if sample.lot_id and sample.lot_id.product_id != sample.product_id:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is not a lot of %(product)s.",
                        lot=sample.lot_id.name,
                        product=sample.product_id.display_name or self.env._("this product"),
                    )
                )

    @api.constrains("date_received")
    def _check_date_received(self):
        for sample in self:
            if sample.date_received and sample.date_received > fields.Datetime.now():
                raise ValidationError(self.env._("%s cannot have come in the future.", sample.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        samples = super().create(vals_list)
        samples._record_receiver()
        return samples

    def write(self, vals):
        result = super().write(vals)
        if "date_received" in vals:
            self._record_receiver()
        return result

    # === Actions ===

    def action_receive(self):
        """SMP-1: it has come; now, unless another moment is recorded, and with the user as the one who took it in.

        :raise UserError: it is not awaited
        """
        self._check_state("awaited")
        self.write({"date_received": fields.Datetime.now()})
        return True

    def action_inspect(self, result=None):
        """SMP-1: the user has looked at it.

        :param result: text or HTML of what was found; without it, what is written on the sample
        :raise UserError: it has not come, or nothing is said of what was found
        """
        self._check_state("received")
        if result is not None:
            if not isinstance(result, str):
                raise UserError(self.env._("What was found is a text."))
            self.write({"result": result})
        for sample in self:
            if not sample._has_result():
                raise UserError(self.env._("%s: write down what was found first.", sample.display_name))
        return self._record({"inspected_by_id": self.env.uid, "date_inspected": fields.Datetime.now()})

    def action_return(self):
        """SMP-1: it went back to where it came from.

        :raise UserError: it is not here
        """
        self._check_state("received", "inspected")
        return self._record_outcome("returned")

    def action_scrap(self):
        """SMP-1: it was thrown away.

        :raise UserError: it is not here
        """
        self._check_state("received", "inspected")
        return self._record_outcome("scrapped")

    def action_waive(self, reason=None):
        """SMP-1: it will not come, for a reason; without one the dialog that asks for it is returned.

        :raise UserError: it has come
        """
        self._check_state("awaited")
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "waive_sample")
        return self._record_outcome("waived", waive_reason=self._get_reason(reason))

    # === Helpers ===

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("received_by_id", "inspected_by_id", "date_inspected"),
            *("outcome", "outcome_user_id", "date_outcome", "waive_reason"),
        }

    def _get_frozen_fields(self):
        names = super()._get_frozen_fields()
        if self.state in ("inspected", "returned", "scrapped", "waived"):
            names |= {"case_id", "line_id", "product_id", "lot_id", "quantity", "product_uom_id", "partner_id"}
            names |= {"date_received", "result"}
        return names

    def _has_result(self):
        return not is_html_empty(self.result)

    def _check_state(self, *states):
        """The user may record it, and the samples are in one of ``states``."""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for sample in self:
            if sample.state not in states:
                raise UserError(
                    self.env._(
                        "%(sample)s is in state %(state)s; this is recorded of one in state %(states)s.",
                        sample=sample.display_name,
                        state=labels[sample.state],
                        states=[labels[state] for state in states],
                    )
                )

    def _record(self, values):
        # sudo: who and when are recorded by these methods only; person and state have been checked
        self.sudo().write(values)
        return True

    def _record_outcome(self, outcome, **values):
        return self._record(
            {"outcome": outcome, "outcome_user_id": self.env.uid, "date_outcome": fields.Datetime.now(), **values}
        )

    def _record_receiver(self):
        taken_in = self.filtered(lambda sample: sample.date_received and not sample.received_by_id)
        if taken_in:
            taken_in._record({"received_by_id": self.env.uid})
