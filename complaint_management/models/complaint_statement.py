from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, date_utils, format_list

from .complaint_policy_statement import CADENCES

# What a person may set on an open statement; the rest is set when it is created, or by its buttons.
EDITABLE = {"date_due", "participant_ids", "note", "line_ids"}
# What goes on beside a confirmed statement.
FROZEN_EXCEPT = {"message_main_attachment_id", "activity_ids", "message_follower_ids", "message_ids"}
# How many days after the period a statement is due: a month's on the 10th of the next month.
DAYS_TO_DUE = {"week": 3, "month": 10, "quarter": 10}


class ComplaintStatement(models.Model):
    """The complaint statistics statement of a company and period, reviewed and confirmed jointly (STA-2, RSP-3).

    =========  ==========================================================================================
    open       built from the cases closed in the period as often as wanted (see ``complaint_statement_build``);
               its lines are reviewed: improvements checked or noted
    confirmed  frozen with its lines and with the shares of responsibility that it shows
    =========  ==========================================================================================

    A company has one statement for each cadence and period; a case belongs to the cadence of its policy. What changes
    after the confirmation goes to the next open statement, as a late change.
    """

    _name = "complaint.statement"
    _description = "Complaint Statement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, cadence, id desc"
    _check_company_auto = True

    name = fields.Char("Period", compute="_compute_period", store=True, precompute=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cadence = fields.Selection(CADENCES, default="month", required=True)
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self._get_period("month", fields.Date.context_today(self).replace(day=1) - timedelta(1))[
            0
        ],
        help="Any day of the period; its first day is taken.",
    )
    date_to = fields.Date("Until", compute="_compute_period", store=True, precompute=True)
    date_due = fields.Date("Due", compute="_compute_date_due", store=True, readonly=False, precompute=True)
    state = fields.Selection(
        [("open", "To Confirm"), ("confirmed", "Confirmed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("complaint.statement.line", "statement_id", "Cases", copy=False)
    participant_ids = fields.Many2many(
        "hr.employee",
        string="Joint Reviewers",
        check_company=True,
        help="Who reviews and signs the statement; at first the heads of the departments that are responsible.",
    )
    note = fields.Text("Remarks", help="Printed under the statement.")
    date_built = fields.Datetime("Built On", readonly=True, copy=False)
    date_confirmed = fields.Datetime("Confirmed On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    case_count = fields.Integer("Number of Cases", compute="_compute_totals")
    late_change_count = fields.Integer("Late Changes", compute="_compute_totals")
    unchecked_count = fields.Integer("Improvements to Check", compute="_compute_totals")
    demanded_amount = fields.Monetary(compute="_compute_totals")
    accepted_amount = fields.Monetary("Approved Amount", compute="_compute_totals")

    _period_unique = models.UniqueIndex(
        "(company_id, cadence, date_from)", "The company has a statement of this period already."
    )

    # === Computes ===

    @api.depends("cadence", "date_from")
    def _compute_period(self):
        for statement in self:
            if not (statement.date_from and statement.cadence):
                statement.name = statement.date_to = False
                continue
            first, statement.date_to = self._get_period(statement.cadence, statement.date_from)
            statement.name = {
                "week": first.strftime("%G-W%V"),
                "month": first.strftime("%Y-%m"),
                "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
            }[statement.cadence]

    @api.depends("cadence", "date_from")
    def _compute_date_due(self):
        """STA-2: of a month or quarter on the 10th of the next month; of a week three days after it."""
        for statement in self:
            days = DAYS_TO_DUE.get(statement.cadence)
            statement.date_due = statement.date_to and statement.date_to + timedelta(days)

    @api.depends("line_ids.improvement_checked", "line_ids.note", "line_ids.case_id")
    @api.depends_context("uid")
    def _compute_totals(self):
        """Over the lines that the user may see."""
        lines = self.env["complaint.statement.line"]
        aggregates = ["__count", "demanded_amount:sum", "accepted_amount:sum"]
        of_these = [("statement_id", "in", self.ids)]
        totals = {row[0]: row[1:] for row in lines._read_group(of_these, ["statement_id"], aggregates)}
        late = dict(lines._read_group([*of_these, ("is_late_change", "=", True)], ["statement_id"], ["__count"]))
        unchecked = dict(lines._read_group([*of_these, ("is_unchecked", "=", True)], ["statement_id"], ["__count"]))
        for statement in self:
            origin = statement._origin
            count, demanded, accepted = totals.get(origin, (0, 0, 0))
            statement.case_count = count
            statement.demanded_amount = demanded
            statement.accepted_amount = accepted
            statement.late_change_count = late.get(origin, 0)
            statement.unchecked_count = unchecked.get(origin, 0)

    @api.onchange("cadence", "date_from")
    def _onchange_date_from(self):
        if self.date_from and self.cadence:
            self.date_from = self._get_period(self.cadence, self.date_from)[0]

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and set().union(*vals_list) & {"state", "date_confirmed", "confirmed_by_id", "date_built"}:
            raise UserError(self.env._("A statement begins open; press Confirm once it has been reviewed."))
        defaults = self.default_get(["cadence", "date_from"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        for vals in vals_list:
            if vals["date_from"] and vals["cadence"] in DAYS_TO_DUE:
                vals["date_from"] = self._get_period(vals["cadence"], fields.Date.to_date(vals["date_from"]))[0]
        named = [vals.pop("participant_ids", None) for vals in vals_list]
        statements = super().create(vals_list)
        for statement, commands in zip(statements, named, strict=True):
            if commands:
                statement._name_participants(commands)
        return statements

    def write(self, vals):
        if not self.env.su and (names := vals.keys() - FROZEN_EXCEPT):
            if confirmed := self.filtered(lambda s: s.state == "confirmed"):
                raise UserError(
                    self.env._(
                        "Statement %s has been confirmed and is frozen. Late changes go to the next statement.",
                        format_list(self.env, confirmed.mapped("name")),
                    )
                )
            if names - EDITABLE:
                raise UserError(
                    self.env._("Company and period of a statement stay; its state is set by Build and Confirm.")
                )
            if "participant_ids" in vals:
                self._name_participants(vals["participant_ids"])
                vals = {key: value for key, value in vals.items() if key != "participant_ids"}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if confirmed := self.filtered(lambda s: s.state == "confirmed"):
            raise UserError(
                self.env._(
                    "Statement %s has been confirmed and is kept.", format_list(self.env, confirmed.mapped("name"))
                )
            )

    # === Actions ===

    def action_build(self):
        """STA-2: the lines as the cases are now. What was typed stays; building again gives the same.

        :raise UserError: confirmed already
        :raise AccessError: not a complaint manager
        """
        self._check_open()
        for statement in self:
            statement._build()
        return True

    def action_view_lines(self):
        """The cases in a list of their own, to search, group and edit several at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_management.complaint_statement_line_action")
        return {**action, "name": self.name, "domain": [("statement_id", "=", self.id)]}

    def action_print(self):
        """The statement on paper, with the signatures of those who reviewed it."""
        return self.env.ref("complaint_management.action_report_statement").report_action(self)

    # === Helpers ===

    def _check_open(self):
        """Person and state; the rows stay locked, so that nothing is built while it is confirmed, nor twice."""
        if not (self.env.su or self.env.user.has_group("complaint_management.group_manager")):
            raise AccessError(self.env._("Only complaint managers build and confirm statements."))
        self.check_access("write")
        if self.ids:
            self.env.execute_query(
                SQL("SELECT id FROM complaint_statement WHERE id IN %s ORDER BY id FOR UPDATE", tuple(self.ids))
            )
        for statement in self:
            if statement.state == "confirmed":
                raise UserError(self.env._("Statement %s has been confirmed already.", statement.name))

    def _name_participants(self, commands):
        self.check_access("write")
        named = self.env["hr.employee"]._check_named(commands)
        # sudo: see _check_named
        self.sudo().write({"participant_ids": named})

    @api.model
    def _get_period(self, cadence, day):
        """First and last day of the week (from Monday), month or quarter with ``day``."""
        if cadence == "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        return date_utils.start_of(day, cadence), date_utils.end_of(day, cadence)

    def _get_today(self):
        return self.company_id._get_complaint_today()

    def _get_end(self):
        """The first moment after the period, in UTC."""
        return self.company_id._get_complaint_day_start(self.date_to + timedelta(days=1))
