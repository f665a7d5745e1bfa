from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

DISCIPLINES = [
    ("D0", "D0 Emergency Response"),
    ("D1", "D1 Team"),
    ("D2", "D2 Problem"),
    ("D3", "D3 Containment"),
    ("D4", "D4 Root Causes"),
    ("D5", "D5 Corrective Actions"),
    ("D6", "D6 Implementation"),
    ("D7", "D7 Prevention"),
    ("D8", "D8 Closure and Recognition"),
]
# What the short form asks as well is kept with the investigation, so that it stays when the form changes (INV-3).
SHARED = {"D2": "problem", "D3": "containment", "D7": "prevention", "D8": "conclusion"}
# What is asked beside the text, by discipline (INV-2).
QUESTIONS = {
    "D1": ["team_ids"],
    "D2": [f"{question}_{side}" for question in ("what", "where", "when", "many") for side in ("is", "is_not")],
    "D3": [f"{place}_{part}" for place in ("customer", "transit", "house") for part in ("done", "quantity", "proof")],
    "D6": ["date_lifted"],
    "D7": ["prevent_documents", "prevent_training", "prevent_similar"],
}


class ComplaintDiscipline(models.Model):
    """One of the nine disciplines of an 8D, with its owner, due date and sign-off (INV-2)."""

    _name = "complaint.discipline"
    _inherit = ["complaint.quality.guard", "mail.thread", "mail.activity.mixin"]
    _description = "Complaint Discipline"
    _order = "investigation_id desc, code"
    _check_company_auto = True
    _mail_post_access = "read"

    investigation_id = fields.Many2one("complaint.investigation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="investigation_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True, help="Off while the investigation uses the short form.")
    code = fields.Selection(DISCIPLINES, "Discipline", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        tracking=True,
        check_company=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("complaint_management.group_user").ids)],
        help="Who writes it and signs it off.",
    )
    date_due = fields.Date("Due Date", required=True, tracking=True)
    content = fields.Html(compute="_compute_content", inverse="_inverse_content", store=True, readonly=False)
    team_ids = fields.Many2many(
        "res.users",
        "complaint_discipline_team_rel",
        domain=[("share", "=", False)],
        check_company=True,
        help="Besides the leader. Those who are no users are named in the text.",
    )
    what_is = fields.Text("What: Is")
    what_is_not = fields.Text("What: Is Not")
    where_is = fields.Text("Where: Is")
    where_is_not = fields.Text("Where: Is Not")
    when_is = fields.Text("When: Is")
    when_is_not = fields.Text("When: Is Not")
    many_is = fields.Text("How Many: Is")
    many_is_not = fields.Text("How Many: Is Not")
    customer_done = fields.Text("At the Customer")
    customer_quantity = fields.Float("Quantity at the Customer", digits="Product Unit")
    customer_proof = fields.Text("Proof at the Customer")
    transit_done = fields.Text("In Transit")
    transit_quantity = fields.Float("Quantity in Transit", digits="Product Unit")
    transit_proof = fields.Text("Proof in Transit")
    house_done = fields.Text("In House")
    house_quantity = fields.Float("Quantity in House", digits="Product Unit")
    house_proof = fields.Text("Proof in House")
    root_why_ids = fields.Many2many("complaint.why", string="Verified Root Causes", compute="_compute_root_why_ids")
    action_ids = fields.One2many(related="investigation_id.action_ids")
    date_lifted = fields.Date("Containment Lifted on")
    prevent_documents = fields.Text("Documents", help="Which instructions, plans and drawings are changed.")
    prevent_training = fields.Text("Training", help="Who is trained in what.")
    prevent_similar = fields.Text("Similar Products", help="Where else the same could happen, and what is done there.")
    date_done = fields.Datetime("Signed Off on", copy=False, readonly=True, tracking=True)
    signed_user_id = fields.Many2one("res.users", "Signed Off by", copy=False, readonly=True, tracking=True)
    sent_back_reason = fields.Text("Sent Back", copy=False, readonly=True)
    version_ids = fields.One2many("complaint.discipline.version", "discipline_id", "Versions", readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("todo", "To Sign Off"), ("done", "Signed Off")],
        compute="_compute_state",
        store=True,
        help="It waits for the disciplines before it. Containment (D3) waits for none.",
    )
    can_sign = fields.Boolean("Can Be Signed by Me", compute="_compute_can_sign")

    _code_uniq = models.Constraint("UNIQUE(investigation_id, code)", "An investigation has each discipline once.")
    # home of an owner: what is to be signed off, the latest first
    _todo_index = models.Index("(user_id, date_due) WHERE state = 'todo'")

    @api.depends("code", *(f"investigation_id.{name}" for name in SHARED.values()))
    def _compute_content(self):
        for discipline in self:
            name = SHARED.get(discipline.code)
            discipline.content = discipline.investigation_id[name] if name else discipline.content

    def _inverse_content(self):
        for discipline in self.filtered(lambda d: d.code in SHARED):
            # sudo: the owner writes a part of the investigation; that they may was checked on the discipline
            discipline.sudo().investigation_id[SHARED[discipline.code]] = discipline.content

    @api.depends("investigation_id.why_ids.is_root", "investigation_id.why_ids.status")
    def _compute_root_why_ids(self):
        for discipline in self:
            discipline.root_why_ids = discipline.investigation_id._get_root_whys()

    @api.depends("code", "date_done", "investigation_id.discipline_ids.date_done")
    def _compute_state(self):
        for discipline in self:
            if discipline.date_done:
                discipline.state = "done"
            else:
                discipline.state = "waiting" if discipline._get_unsigned_before() else "todo"

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        quality = self.env.user.has_group("complaint_quality.group_quality_user")
        for discipline in self:
            discipline.can_sign = discipline.state == "todo" and (quality or discipline.user_id == self.env.user)

    @api.depends("code", "investigation_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for discipline in self:
            names = (labels.get(discipline.code), discipline.investigation_id.name)
            discipline.display_name = ", ".join(name for name in names if name)

    @api.constrains("user_id")
    def _check_owner(self):
        group = self.env.ref("complaint_management.group_user")
        for discipline in self:
            if discipline.user_id == discipline.investigation_id.user_id:
                continue  # the leader was found fit to lead it
            # sudo: whoever names an owner may learn whether they have the complaint rights, and no more
            if group not in discipline.user_id.sudo().all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot open complaints and so cannot own %(discipline)s:"
                        " choose somebody else or ask for the rights of a complaint user.",
                        user=discipline.user_id.name,
                        discipline=discipline.display_name,
                    )
                )

    @api.constrains("customer_quantity", "transit_quantity", "house_quantity")
    def _check_quantities(self):
        for discipline in self:
            if min(discipline.customer_quantity, discipline.transit_quantity, discipline.house_quantity) < 0:
                raise ValidationError(self.env._("Contained quantities cannot be negative."))

    def write(self, vals):
        plan, content = {"user_id", "date_due"}.intersection(vals), self._get_content_fields().intersection(vals)
        if plan or content:
            self.investigation_id._check_not_closed()
        if plan and not self.env.su and not self.env.user.has_group("complaint_quality.group_quality_user"):
            raise AccessError(self.env._("Only the quality department names owners and due dates."))
        if content and (signed := self.filtered("date_done")):
            raise UserError(
                self.env._(
                    "%s is signed off: send it back before it is changed.", ", ".join(signed.mapped("display_name"))
                )
            )
        result = super().write(vals)
        if plan:
            self._update_activities()
        return result

    def _get_guarded_fields(self):
        """EXTENDS complaint.quality.guard: what sign-off and send back record, and what makes it a part of its 8D."""
        return super()._get_guarded_fields() | {
            "investigation_id",
            "active",
            "code",
            "date_done",
            "signed_user_id",
            "sent_back_reason",
            "version_ids",
        }

    def _get_content_fields(self):
        """Names of the fields that are frozen once it is signed off; extend with super()."""
        return {"content"}.union(*QUESTIONS.values())

    def _get_unsigned_before(self):
        """INV-2: the disciplines that come first; containment (D3) may come at once."""
        self.ensure_one()
        if self.code == "D3":
            return self.browse()
        return self.investigation_id.discipline_ids.filtered(lambda d: d.code < self.code and not d.date_done)

    def _update_activities(self):
        """One activity of the owner as long as it is theirs to sign off; it shows as late once it is overdue."""
        # sudo: activities belong to other people than the one who moves the 8D on
        for discipline in self.sudo().with_context(mail_activity_quick_update=True):
            xmlids = ["complaint_quality.mail_act_discipline"]
            investigation = discipline.investigation_id
            runs = discipline.active and investigation._is_guided() and not investigation.date_closed
            if not runs or discipline.state != "todo":
                discipline.activity_unlink(xmlids)
                continue
            values = {"date_deadline": discipline.date_due, "new_user_id": discipline.user_id.id}
            if not discipline.activity_reschedule(xmlids, **values):
                discipline.activity_schedule(
                    xmlids[0], date_deadline=discipline.date_due, user_id=discipline.user_id.id
                )
