from odoo import api, fields, models


class ComplaintPolicy(models.Model):
    """A regulation as data: which deadlines, steps, grounds and callbacks hold for the cases it covers."""

    _name = "complaint.policy"
    _description = "Complaint Policy"
    _inherit = ["mail.thread", "complaint.condition", "complaint.copied"]
    _copied_fields = ("name", "code")
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, tracking=True)
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.", tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10, help="The first policy that covers a case is taken.")
    domain = fields.Char("Covers", tracking=True, help="Which cases this policy is for; empty: all of them.")
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        tracking=True,
        help="In which working time and time zone deadlines are counted. Empty: the company's working hours.",
    )
    milestone_ids = fields.One2many("complaint.policy.milestone", "policy_id", "Deadlines", copy=True)
    step_template_ids = fields.One2many("complaint.policy.step", "policy_id", "Steps", copy=True)
    acknowledge = fields.Boolean(
        "Acknowledge Receipt", default=True, tracking=True, help="The complainant gets a mail with number and dates."
    )
    duplicate_days = fields.Integer(
        "Duplicates Within (Days)",
        default=30,
        tracking=True,
        help="A case of the same customer and item, or of the same sender and subject, counts as a likely duplicate.",
    )
    reopen_days = fields.Integer(
        "Reopen Within (Days)",
        default=30,
        tracking=True,
        help="An answer to a closed case reopens it within these days; later it makes a new case.",
    )
    ground_ids = fields.Many2many(
        "complaint.ground", string="Grounds", help="On what grounds a case may be not established. None: on any ground."
    )
    raise_within_days = fields.Integer(
        "Raise Within (Days)",
        tracking=True,
        help="How long after the event or the delivery a complaint may be raised; 0: at any time.",
    )
    late_ground_id = fields.Many2one(
        "complaint.ground", "Ground if Raised Later", help="Proposed when a complaint raised too late is turned down."
    )
    tell_acceptance = fields.Boolean(
        "Tell When Established", tracking=True, help="The complainant gets a letter when the complaint is accepted."
    )
    acceptance_required = fields.Boolean(
        "Customer Must Accept",
        default=True,
        tracking=True,
        help="The resolution is carried out only after the customer accepted it.",
    )
    warning_percent = fields.Integer(
        "Due Soon After (%)", default=75, tracking=True, help="At what share of its time a deadline counts as due soon."
    )

    _code_unique = models.UniqueIndex("(code, company_id)", "A policy of this code exists already.")
    _warning_percent_range = models.Constraint(
        "CHECK(warning_percent BETWEEN 1 AND 100)", "Due soon must lie between 1 and 100 percent of the time."
    )
    _days_not_negative = models.Constraint(
        "CHECK(duplicate_days >= 0 AND reopen_days >= 0 AND raise_within_days >= 0)", "Days cannot be negative."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = f"[{policy.code}] {policy.name}" if policy.code else policy.name

    @api.model
    def _get_cases_by_policy(self, cases):
        """The first policy by sequence that covers each case, a company's own or a shared one.

        :return: dict of policy -> cases; cases that no policy covers are left out
        """
        found = {}
        if not cases:
            return found
        # sudo: a case gets its policy whoever logs it
        domain = [("company_id", "in", [False, *cases.company_id.ids])]
        for policy in self.sudo().search_fetch(domain, self._get_fields_for_logging()):
            own = cases.filtered(lambda c, p=policy: p.company_id in (p.company_id.browse(), c.company_id))
            covered = own.filtered_domain(policy._get_domain())
            if covered:
                found[policy] = covered
                cases -= covered
        return found

    @api.model
    def _get_fields_for_logging(self):
        """What is read of a policy when a case is logged, so that one query reads it all; extend for more."""
        return ["domain", "company_id", "calendar_id", "warning_percent", "acknowledge"]
