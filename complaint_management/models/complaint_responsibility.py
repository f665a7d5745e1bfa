from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..tools import distribute

# RSP-2: what a degree weighs against the others. One main and one minor party share 3 to 1; equals share evenly.
DEGREE_WEIGHTS = {"main": 3, "equal": 2, "minor": 1}


class ComplaintResponsibility(models.Model):
    """Who caused a complaint, with a share in percent (RSP-1).

    A handler proposes and confirms; the joint confirmation of a statement freezes (RSP-3). From confirmed on nobody
    changes a line, from frozen on not even the superuser: only ``_reopen`` leads back, for an upheld appeal.
    """

    _name = "complaint.responsibility"
    _description = "Responsibility"
    _order = "case_id, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    party = fields.Selection(
        [
            ("department", "Department"),
            ("employee", "Employee"),
            ("supplier", "Supplier"),
            ("carrier", "Carrier"),
            ("customer", "Customer"),
        ],
        required=True,
        default="department",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    employee_id = fields.Many2one("hr.employee", check_company=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Contact", check_company=True, index="btree_not_null")
    share = fields.Float("Share (%)", required=True, default=100, digits=(5, 2), aggregator=None)
    degree = fields.Selection([("main", "Main"), ("equal", "Equal"), ("minor", "Minor")], default="main", required=True)
    note = fields.Char("Cause")
    state = fields.Selection(
        [("proposed", "Proposed"), ("confirmed", "Confirmed"), ("frozen", "Frozen")],
        default="proposed",
        required=True,
        readonly=True,
        help="Frozen: confirmed jointly in a statement.",
    )
    claim_activity_id = fields.Many2one("mail.activity", readonly=True, copy=False, index="btree_not_null")

    _share_range = models.Constraint("CHECK(share > 0 AND share <= 100)", "A share lies above 0 and up to 100 percent.")
    _party_named = models.Constraint(
        "CHECK((party = 'department' AND department_id IS NOT NULL) OR (party = 'employee' AND employee_id IS NOT NULL)"
        " OR (party NOT IN ('department', 'employee') AND partner_id IS NOT NULL))",
        "Name the responsible department, employee or contact.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for line in self:
            line.department_id = line.employee_id.department_id or line.department_id

    @api.depends("party", "department_id", "employee_id", "partner_id", "share")
    def _compute_display_name(self):
        for line in self:
            who = {"department": line.department_id, "employee": line.employee_id}.get(line.party, line.partner_id)
            line.display_name = f"{who.display_name} {line.share:g} %"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_changeable()
            lines._check_shares_open()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_changeable(vals)
            if "case_id" in vals:
                self.env["complaint.case"].browse(vals["case_id"]).responsibility_ids._check_shares_open()
        elif not self.env.context.get("complaint_reopening"):
            self._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_changeable()

    def _check_changeable(self, vals=()):
        self._check_not_frozen()
        if "state" in vals or any(line.state != "proposed" for line in self):
            raise UserError(self.env._("Confirmed responsibility is not changed; an appeal may reopen it."))

    def _check_not_frozen(self):
        """RSP-3: what was confirmed jointly in a statement holds, whoever would change it."""
        if frozen := self.filtered(lambda line: line.state == "frozen"):
            raise UserError(
                self.env._(
                    "%s: the responsibility was confirmed in a statement and is frozen. Only an upheld appeal reopens"
                    " it, for the next statement.",
                    ", ".join(frozen.case_id.mapped("display_name")),
                )
            )

    def _check_shares_open(self):
        """RSP-3: to shares that are frozen as a whole none is added."""
        for case in self.case_id:
            frozen = case.responsibility_ids.filtered(lambda line: line.state == "frozen")
            if float_compare(sum(frozen.mapped("share")), 100, precision_digits=2) >= 0:
                frozen._check_not_frozen()

    def _share_by_degree(self):
        """RSP-2: propose the shares of one case by degree; the parts sum to exactly what is not confirmed yet.

        One party alone takes all. Several take shares by ``DEGREE_WEIGHTS``, rounded to hundredths of a percent by
        largest remainder, ties to the earlier line.

        :raise UserError: nothing is left to propose
        """
        proposed = self.filtered(lambda line: line.state == "proposed").sorted("id")
        rest = 100 - sum((self - proposed).mapped("share"))
        if not proposed or float_compare(rest, 0, precision_digits=2) <= 0:
            cases = ", ".join(self.case_id.mapped("display_name"))
            raise UserError(self.env._("%s: nobody has been proposed whose share is open.", cases))
        weights = [DEGREE_WEIGHTS[line.degree] for line in proposed]
        for line, share in zip(proposed, distribute(rest, weights, 0.01), strict=True):
            line.share = float(share)

    def action_confirm(self):
        """RSP-1: the proposed shares of the cases become final.

        :raise UserError: the shares of a case do not sum to 100 %
        """
        self.case_id._check_handler()
        for case in self.case_id:
            total = sum(case.responsibility_ids.mapped("share"))
            if float_compare(total, 100, precision_digits=2):
                raise UserError(
                    self.env._(
                        "%(case)s: the shares sum to %(total)s %%, not to 100 %%.",
                        case=case.display_name,
                        total=f"{total:g}",
                    )
                )
        # sudo: the state is the procedure's; person and sum have been checked
        proposed_sudo = self.case_id.responsibility_ids.sudo().filtered(lambda line: line.state == "proposed")
        proposed_sudo.write({"state": "confirmed"})
        proposed_sudo._open_third_party_claims()

    def _reopen(self):
        """RTE-6, RSP-3: an upheld appeal takes confirmed or frozen lines back to proposed; the caller has decided that.

        Reopen all lines of the case where the shares are to move between them. They are then corrected and confirmed
        again; a case whose statement is confirmed enters the next one as a late change, and the confirmed statement
        keeps the shares it shows.

        :return: the lines that are proposed again, as superuser
        """
        # sudo: the state is the procedure's
        lines_sudo = self.sudo().filtered(lambda line: line.state != "proposed")
        lines_sudo.claim_activity_id.filtered("active").unlink()
        lines_sudo.with_context(complaint_reopening=True).write({"state": "proposed"})
        return lines_sudo

    def _open_third_party_claims(self):
        """RSP-4: what a supplier or carrier answers for is claimed from them: one activity a line, for the handler.

        Extend it where there is a document for the claim.
        """
        for line in self.filtered(lambda line: line.party in ("supplier", "carrier")):
            case = line.case_id
            user = case.user_id or self.env.user
            summary = line.with_context(lang=user.lang).env._(
                "Claim against %(partner)s: %(share)s %%", partner=line.partner_id.display_name, share=f"{line.share:g}"
            )
            activity = line.claim_activity_id
            if activity.active:
                activity.summary = summary
            elif activity.summary != summary:
                line.claim_activity_id = case.activity_schedule(
                    "complaint_management.mail_activity_type_claim", user_id=user.id, summary=summary, note=line.note
                )
