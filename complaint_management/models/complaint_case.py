from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

OPEN_STATES = ("received", "investigation", "resolution", "execution", "followup", "returned")
# What only the procedure itself may set: its methods check the person and write as superuser.
PROCEDURE_FIELDS = {
    *("name", "state", "round", "validity", "reject_ground_id", "awaiting", "severity_by_rules", "severity_judged"),
    *("acknowledgement", "origin_case_id", "merged_into_id", "passed_on_to", "is_exception_report"),
    *("decided_by_id", "decision_reason", "correction_wanted", "customer_since", "respondent_user_ids", "portal_key"),
    *("caller_ids", "callback_waive_reason", "callback_waived_by_id", "date_callbacks_waived"),
    *("agreement", "clock_stopped_since", "clock_pauses", "clock_events", "preliminary_plan"),
    *("date_ended", "retention_date", "legal_hold", "legal_hold_reason", "anonymized_on"),
    *(f"date_{event}" for event in ("handed_over", "decided", "accepted", "replied", "executed", "closed")),
}


class ComplaintCase(models.Model):
    """One complaint with its history, from receipt to closing.

    Who may do what:

    ==================  =========================================================================
    complaint user      logs cases; reads own ones, their department's and those with its steps
    handler             reads and edits every case of their companies and moves it through its phases
    complaint manager   a handler who also keeps catalogues and policies
    approver            reads every case, approves resolutions that a tier gives them
    auditor             reads everything but confidential cases (CNF-2), writes nothing
    portal customer     no access to the model at all; the portal shows what is meant for them (CUS-4)
    ==================  =========================================================================

    The fields of the procedure (phase, dates, validity, number) cannot be written from outside: the public ``action_*``
    methods set them, each after its guards (see ``complaint_case_phase``).
    """

    _name = "complaint.case"
    _description = "Complaint Case"
    _inherit = ["mail.thread.cc", "mail.activity.mixin", "portal.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True
    _mail_post_access = "read"
    _primary_email = "contact_email"

    name = fields.Char("Case Number", readonly=True, copy=False, index="trigram")
    subject = fields.Char(required=True, tracking=True, index="trigram")
    description = fields.Html("What Happened")
    case_type = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("enquiry", "Enquiry"),
            ("request", "Request"),
            ("suggestion", "Suggestion"),
        ],
        "Type",
        default="complaint",
        required=True,
        tracking=True,
        help="Only complaints are judged and resolved; the others are answered and closed.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer", tracking=True, check_company=True, index="btree_not_null")
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    contact_name = fields.Char(compute="_compute_contact", store=True, readonly=False, precompute=True)
    contact_email = fields.Char(
        "Contact E-mail",
        compute="_compute_contact",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    contact_phone = fields.Char(compute="_compute_contact", store=True, readonly=False, precompute=True)
    is_foreign = fields.Boolean(
        "Foreign Customer",
        compute="_compute_is_foreign",
        store=True,
        precompute=True,
        help="The customer's country is not the company's.",
    )
    sale_order_id = fields.Many2one(
        "sale.order", "Sales Order", check_company=True, index="btree_not_null", tracking=True
    )
    line_ids = fields.One2many("complaint.line", "case_id", "Items", copy=True)
    product_ids = fields.Many2many("product.product", compute="_compute_items", string="Products")
    lot_ids = fields.Many2many("stock.lot", compute="_compute_items", string="Lots/Serials")
    demand_ids = fields.Many2many("complaint.demand", string="Customer Asks For")
    demanded_amount = fields.Monetary(tracking=True, help="What the customer claims, in the company's currency.")
    category_id = fields.Many2one("complaint.category", tracking=True, index="btree_not_null")
    department_id = fields.Many2one(
        "hr.department",
        "Leading Department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        check_company=True,
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        "res.users",
        "Handler",
        tracking=True,
        check_company=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    policy_id = fields.Many2one("complaint.policy", tracking=True, check_company=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [
            ("received", "Received"),
            ("investigation", "Investigation"),
            ("resolution", "Resolution"),
            ("execution", "Execution"),
            ("followup", "Follow-up"),
            ("closed", "Closed"),
            ("returned", "Returned for Correction"),
            ("rejected", "Not Established"),
            ("withdrawn", "Withdrawn"),
            ("merged", "Merged"),
        ],
        "Phase",
        default="received",
        required=True,
        tracking=True,
        copy=False,
        index=True,
        group_expand="_group_expand_state",
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, precompute=True)
    round = fields.Integer(default=1, copy=False, tracking=True, aggregator="max")
    validity = fields.Selection(
        [
            ("undetermined", "Undetermined"),
            ("established", "Established"),
            ("not_established", "Not Established"),
            ("malicious", "Malicious"),
        ],
        default="undetermined",
        required=True,
        tracking=True,
        copy=False,
    )
    reject_ground_id = fields.Many2one("complaint.ground", "Ground", tracking=True, copy=False)
    date_received = fields.Datetime(
        "Received On", default=fields.Datetime.now, required=True, copy=False, tracking=True
    )
    date_accepted = fields.Datetime("Established On", readonly=True, copy=False)
    date_replied = fields.Datetime("Replied On", readonly=True, copy=False)
    date_executed = fields.Datetime("Executed On", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed On", readonly=True, copy=False)
    step_ids = fields.One2many("complaint.step", "case_id", "Steps", copy=False)
    deadline_ids = fields.One2many("complaint.deadline", "case_id", "Deadlines", copy=False)
    # portal.mixin
    access_url = fields.Char(compute="_compute_access_url")

    _open_by_user = models.Index("(user_id, id DESC) WHERE is_open")

    # === Defaults and computes ===

    @api.model
    def _group_expand_state(self, groups, domain):
        """Kanban shows the phases of the way through, empty ones too; those aside only when they hold a case."""
        way = ["received", "investigation", "resolution", "execution", "followup", "closed"]
        return way + [state for state in groups if state not in way]

    @api.depends("partner_id")
    def _compute_contact(self):
        for case in self:
            case.contact_name = case.partner_id.name or case.contact_name
            case.contact_email = case.partner_id.email or case.contact_email
            case.contact_phone = case.partner_id.phone or case.contact_phone

    @api.depends("partner_id.country_id", "company_id.country_id")
    def _compute_is_foreign(self):
        for case in self:
            countries = case.partner_id.country_id, case.company_id.country_id
            case.is_foreign = all(countries) and countries[0] != countries[1]

    @api.depends("line_ids.product_id", "line_ids.lot_ids")
    def _compute_items(self):
        for case in self:
            case.product_ids = case.line_ids.product_id
            case.lot_ids = case.line_ids.lot_ids

    @api.depends("category_id", "company_id")
    def _compute_department_id(self):
        for case in self:
            case.department_id = case.category_id._get_department(case.company_id) or case.department_id

    @api.depends("state")
    def _compute_is_open(self):
        for case in self:
            case.is_open = case.state in OPEN_STATES

    def _compute_access_url(self):
        super()._compute_access_url()
        for case in self:
            case.access_url = f"/my/complaints/{case.id}"

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, (case.name, case.subject)))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and not self.env.user.has_group("complaint_management.group_manager"):
            defaults = {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}
            self._check_procedure_fields(defaults.union(*vals_list))
        cases = super().create(self._add_numbers(vals_list))
        # sudo: team, policy and handler are found for whoever may log a case
        cases_sudo = cases.sudo().with_context(tracking_disable=True, complaint_creating=True)
        cases_sudo._choose_team()
        cases_sudo._choose_policy()
        cases_sudo._apply_severity_rules()
        cases_sudo._assign_handler()
        cases_sudo._tell_of_severity()
        cases_sudo._start_deadlines("received")
        cases_sudo._queue_acknowledgement()
        return cases

    def write(self, vals):
        if not self.env.su:
            self._check_procedure_fields(set(vals))
        return super().write(vals)

    def _check_procedure_fields(self, names):
        if forbidden := PROCEDURE_FIELDS & names:
            raise UserError(
                self.env._(
                    "%s: these are set by the steps of the procedure only, not by hand.",
                    format_list(
                        self.env, [self._fields[name]._description_string(self.env) for name in sorted(forbidden)]
                    ),
                )
            )

    def _choose_policy(self):
        """The first policy that covers each case, where none was given."""
        cases = self.filtered(lambda c: not c.policy_id)
        (self - cases).policy_given = True
        for policy, covered in self.env["complaint.policy"]._get_cases_by_policy(cases).items():
            covered.policy_id = policy
