from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .complaint_cause import FACTORS


class ComplaintWhy(models.Model):
    """One answer to "why?" in the tree of an investigation, with its evidence (INV-4)."""

    _name = "complaint.why"
    _description = "Complaint Why"
    _order = "investigation_id, sequence, id"
    _check_company_auto = True

    investigation_id = fields.Many2one("complaint.investigation", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="investigation_id.company_id", store=True, index=True)
    sequence = fields.Integer(help="The place in its branch, each answer below the one that it explains.")
    branch = fields.Selection(
        [("occurrence", "Occurrence"), ("escape", "Escape")],
        default="occurrence",
        required=True,
        help="Why did it happen, or why did it leave the house unseen?",
    )
    parent_id = fields.Many2one(
        "complaint.why",
        "Because of",
        index="btree_not_null",
        domain="[('investigation_id', '=', investigation_id), ('branch', '=', branch)]",
        help="The answer that this one explains; empty where a chain starts.",
    )
    child_ids = fields.One2many("complaint.why", "parent_id", "Deeper Whys")
    level = fields.Integer(
        "No.", compute="_compute_level", store=True, recursive=True, help='How many times "why?" was asked.'
    )
    chained = fields.Boolean(
        "Deeper",
        compute="_compute_chained",
        inverse="_inverse_chained",
        help="Ticked: it says why the row above it in the same branch is so. Not ticked: it starts a chain.",
    )
    name = fields.Char("Why?", required=True)
    cause_id = fields.Many2one(
        "complaint.cause",
        "Catalogue Cause",
        index="btree_not_null",
        ondelete="restrict",
        help="A root cause names its place in the catalogue, so that causes can be counted over all cases.",
    )
    factor = fields.Selection(FACTORS, compute="_compute_factor", store=True, readonly=False)
    evidence = fields.Char(help="What was seen or measured that proves or refutes it.")
    status = fields.Selection(
        [("open", "To Verify"), ("verified", "Verified"), ("refuted", "Refuted")], default="open", required=True
    )
    is_root = fields.Boolean("Root", help="The end of the chain: a cause that can be removed.")
    weight = fields.Float(
        "Share (%)",
        digits=(5, 2),
        compute="_compute_weight",
        store=True,
        readonly=False,
        help="How much of the problem this root cause explains. The shares of a branch sum to 100 %; where none is "
        "given, its root causes share alike.",
    )

    _weight_percent = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 100)", "The share of a root cause is between 0 and 100 %."
    )

    @api.depends("parent_id.level")
    def _compute_level(self):
        for why in self:
            why.level = why.parent_id.level + 1

    @api.depends("parent_id")
    def _compute_chained(self):
        for why in self:
            why.chained = bool(why.parent_id)

    def _inverse_chained(self):
        """A row that goes deeper hangs on the row above it in its branch, one that does not starts a chain."""
        for why in self:
            if not why.chained:
                why.parent_id = False
            elif not why.parent_id:
                above = why.investigation_id.why_ids.filtered(lambda w, why=why: w._is_above(why))
                why.parent_id = above.sorted(lambda w: (w.sequence, w.id))[-1:]

    @api.depends("is_root")
    def _compute_weight(self):
        self.filtered(lambda why: not why.is_root).weight = 0

    @api.depends("cause_id.factor")
    def _compute_factor(self):
        for why in self:
            why.factor = why.cause_id.factor or why.factor

    @api.constrains("parent_id", "investigation_id", "branch")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._('A why cannot explain itself: choose another row in "Because of".'))
        for why in self | self.child_ids:
            parent = why.parent_id
            if parent and (parent.investigation_id, parent.branch) != (why.investigation_id, why.branch):
                raise ValidationError(
                    self.env._(
                        '"%(why)s" must hang on a row of the same investigation and branch, not on "%(parent)s".',
                        why=why.name,
                        parent=parent.name,
                    )
                )

    @api.constrains("status", "evidence", "is_root")
    def _check_evidence(self):
        """INV-4: nothing is verified or refuted without evidence, and what is refuted is no root cause."""
        for why in self:
            if why.status != "open" and not (why.evidence or "").strip():
                raise ValidationError(self.env._('Give the evidence by which "%s" is verified or refuted.', why.name))
            if why.status == "refuted" and why.is_root:
                raise ValidationError(self.env._('"%s" is refuted and so cannot be a root cause.', why.name))

    @api.model_create_multi
    def create(self, vals_list):
        self._place_last(vals_list)
        whys = super().create(vals_list)
        whys.investigation_id._check_whys_open()
        whys.investigation_id._arrange_whys()
        return whys

    def write(self, vals):
        self.investigation_id._check_whys_open()
        if "investigation_id" in vals and any(why.investigation_id.id != vals["investigation_id"] for why in self):
            raise UserError(self.env._("A why stays in its investigation: write it anew in the other one."))
        res = super().write(vals)
        placed = not {"parent_id", "branch", "sequence", "chained"}.isdisjoint(vals)
        if placed and not self.env.context.get("complaint_arranging"):
            self.investigation_id._arrange_whys()
        return res

    def unlink(self):
        # Rows that explain a deleted row explain what it explained: the chain is kept.
        investigations = self.investigation_id
        for why in self:
            why.child_ids.parent_id = why.parent_id
        res = super().unlink()
        investigations._arrange_whys()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.investigation_id._check_whys_open()

    def _is_above(self, other):
        return self.branch == other.branch and (self.sequence, self.id) < (other.sequence, other.id)

    def _place_last(self, vals_list):
        """Rows that name no place are put below all that their investigation has."""
        ids = {vals.get("investigation_id") for vals in vals_list if not vals.get("sequence")}
        groups = self._read_group(
            [("investigation_id", "in", [i for i in ids if isinstance(i, int)])], ["investigation_id"], ["sequence:max"]
        )
        last = {investigation.id: sequence for investigation, sequence in groups}
        for vals in vals_list:
            if not vals.get("sequence"):
                key = vals.get("investigation_id")
                last[key] = vals["sequence"] = last.get(key, 0) + 1

    def _set_sequence(self, number):
        """Number a row while all of them are arranged, so that its write does not arrange them again."""
        self.with_context(complaint_arranging=True).sequence = number
