from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintInvestigation(models.Model):
    """Why did it happen, and what keeps it from happening again: one search for the cause of one or more cases (INV-1).

    The phase (`state`) is never set: it follows from what is recorded, see `_compute_state`.
    """

    _name = "complaint.investigation"
    _inherit = ["complaint.quality.guard", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Investigation"
    _order = "id desc"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    subject = fields.Char(compute="_compute_subject", store=True, readonly=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    case_ids = fields.Many2many(
        "complaint.case",
        "complaint_investigation_case_rel",
        "investigation_id",
        "case_id",
        "Cases",
        check_company=True,
        # archived ones count: an investigation is hidden with every one of its cases
        context={"active_test": False},
        help="The complaints that this search serves; several when they tell of the same defect.",
    )
    product_ids = fields.Many2many(
        "product.product",
        "complaint_investigation_product_rel",
        string="Products",
        compute="_compute_product_ids",
        store=True,
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "complaint_investigation_lot_rel",
        string="Lots and Serial Numbers",
        compute="_compute_lot_ids",
        store=True,
        readonly=False,
        check_company=True,
        help="The lots of the cases, and those added here.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Leader",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("complaint_quality.group_quality_user").ids)],
    )
    date_due = fields.Date("Due Date", tracking=True, index=True, help="When the report on the cause is due.")
    problem = fields.Html(help="What is wrong with what; where, when, how many; and what is not affected.")
    containment = fields.Html(help="What protects customers until the cause is removed, and how we know that it holds.")
    why_ids = fields.One2many("complaint.why", "investigation_id", "Whys")
    action_ids = fields.One2many("complaint.action", "investigation_id", "Actions")
    cause_ids = fields.Many2many(
        "complaint.cause",
        "complaint_investigation_cause_rel",
        string="Accepted Causes",
        # what was found is told although it is found no more
        context={"active_test": False},
        copy=False,
        readonly=True,
        tracking=True,
    )
    cause_user_id = fields.Many2one("res.users", "Causes Accepted by", copy=False, readonly=True)
    date_cause = fields.Datetime("Causes Accepted on", copy=False, readonly=True)
    no_action_reason = fields.Text("No Corrective Action Needed", copy=False, readonly=True, tracking=True)
    no_action_user_id = fields.Many2one("res.users", "Decided by", copy=False, readonly=True)
    date_no_action = fields.Datetime("Decided on", copy=False, readonly=True)
    conclusion = fields.Html(help="What was learnt, for those who meet the same fault again.")
    date_closed = fields.Datetime("Closed on", copy=False, readonly=True)
    closed_by_id = fields.Many2one("res.users", "Closed by", copy=False, readonly=True)
    reopened_count = fields.Integer("Times Reopened", copy=False, readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("analysing", "Analysing"),
            ("acting", "Acting"),
            ("verifying", "Verifying"),
            ("closed", "Closed"),
        ],
        "Phase",
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    case_count = fields.Integer("Number of Cases", compute="_compute_case_count")
    action_count = fields.Integer("Planned Actions", compute="_compute_action_counts")
    action_finished_count = fields.Integer("Finished Actions", compute="_compute_action_counts")

    _company_name_uniq = models.UniqueIndex("(company_id, name)", "This investigation number is already in use.")

    @api.depends("case_ids.subject")
    def _compute_subject(self):
        for investigation in self:
            investigation.subject = investigation.subject or investigation.case_ids[:1].subject

    @api.depends("case_ids.line_ids.product_id")
    def _compute_product_ids(self):
        for investigation in self:
            investigation.product_ids = investigation.case_ids.line_ids.product_id

    @api.depends("case_ids.line_ids.lot_ids")
    def _compute_lot_ids(self):
        for investigation in self:
            investigation.lot_ids |= investigation.case_ids.line_ids.lot_ids

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for investigation in self:
            investigation.display_name = " ".join(filter(None, (investigation.name, investigation.subject)))

    @api.depends("date_closed", "date_cause", "date_no_action", "reopened_count", "why_ids", "action_ids.state")
    def _compute_state(self):
        """The phase follows from the facts (the first that fits):
        - closed: when it was closed and not reopened since
        - open: no cause accepted, nothing decided, and nobody has asked why yet
        - analysing: no cause accepted and nothing decided, or what was accepted proved wrong
        - acting: an action is still to be done, or the corrective one is yet to be planned
        - verifying: all is done; what is left is to prove the effect and to close
        """
        for investigation in self:
            if investigation.date_closed:
                investigation.state = "closed"
            elif not investigation._is_decided():
                started = investigation.why_ids or investigation.reopened_count
                investigation.state = "analysing" if started else "open"
            elif "todo" in investigation.action_ids.mapped("state") or not investigation._is_answered():
                investigation.state = "acting"
            else:
                investigation.state = "verifying"

    @api.depends("case_ids")
    def _compute_case_count(self):
        for investigation in self:
            investigation.case_count = len(investigation.case_ids)

    def _compute_action_counts(self):
        groups = self.env["complaint.action"]._read_group(
            [("investigation_id", "in", self.ids)], ["investigation_id", "state"], ["__count"]
        )
        for investigation in self:
            counts = {state: count for record, state, count in groups if record == investigation._origin}
            investigation.action_count = sum(counts.values())
            investigation.action_finished_count = counts.get("done", 0) + counts.get("waived", 0)

    @api.model_create_multi
    def create(self, vals_list):
        investigations = super().create(vals_list)
        self.env["ir.sequence"]._number(investigations.filtered(lambda i: not i.name))
        return investigations

    def write(self, vals):
        if self._get_content_fields().intersection(vals):
            self._check_not_closed()
        if "company_id" in vals and any(record.company_id.id != vals["company_id"] for record in self):
            raise UserError(self.env._("An investigation keeps its company, by which it is numbered."))
        return super().write(vals)

    @api.readonly
    def action_view_cases(self):
        return self.case_ids._get_records_action(name=self.env._("Cases"))

    @api.readonly
    def action_view_investigation(self):
        return self._get_records_action(name=self.env._("Investigation"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        """ARC-4: what has a number stays."""
        if self:
            raise UserError(
                self.env._(
                    "Investigations are numbered and kept for the record: %(names)s cannot be deleted."
                    " Close what is no longer needed with the decision that no action is needed.",
                    names=self.mapped("name"),
                )
            )

    def _get_guarded_fields(self):
        """EXTENDS complaint.quality.guard: the number, and what the phase follows from."""
        return super()._get_guarded_fields() | {
            "name",
            "cause_ids",
            "cause_user_id",
            "date_cause",
            "no_action_reason",
            "no_action_user_id",
            "date_no_action",
            "date_closed",
            "closed_by_id",
            "reopened_count",
        }

    def _get_content_fields(self):
        """Names of the fields that are frozen once the investigation is closed; extend with super()."""
        return {
            "subject",
            "case_ids",
            "lot_ids",
            "user_id",
            "date_due",
            "problem",
            "containment",
            "why_ids",
            "action_ids",
            "conclusion",
        }

    def _is_decided(self):
        """Whether a cause is accepted, or it was decided that none is acted on; extend with super()."""
        self.ensure_one()
        return bool(self.date_cause or self.date_no_action)

    def _is_answered(self):
        """Whether a corrective or preventive action is planned, or it was decided that none is needed (ACT-5)."""
        self.ensure_one()
        return bool(self.date_no_action or self.action_ids.filtered("is_improvement"))

    def _check_not_closed(self):
        closed = self.filtered("date_closed")
        if closed:
            raise UserError(
                self.env._("%s is closed: reopen it before anything in it is changed.", closed.mapped("name"))
            )
