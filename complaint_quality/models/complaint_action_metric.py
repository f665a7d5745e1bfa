from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare, format_date


class ComplaintAction(models.Model):
    """ACT-3: figures that the system counts by itself, over a window before the action and one after it.

    ========  =====================================================================================================
    cases     established cases received in the window, with an item of the investigation's products (where it has
              none: of the category of its cases) and with one of the action's causes, or a more precise one
    ppm       defective quantity of established cases received in the window / quantity delivered to customers in
              the window * 1,000,000; of the investigation's products, whatever the cause, in the product's unit
    returned  quantity that came back from customers in the window, of the investigation's products, in their unit
    ========  =====================================================================================================

    Both windows are `watch_days` whole days where the company is. The first ends with the day on which the baseline is
    counted: when the action is planned, or its plan or its causes change. The second begins the day after it is done;
    a check before its end counts what there is until now. Only cases of the company count, whoever may see them.
    """

    _inherit = "complaint.action"

    metric_kind = fields.Selection(
        [
            ("typed", "Measured and typed in"),
            ("cases", "Cases with this cause and product"),
            ("ppm", "PPM of the product"),
            ("returned", "Returned quantity of the product"),
        ],
        "Figure",
        default="typed",
        required=True,
        help="What the system counts needs no typing: it is counted over the window before the action and after it.",
    )
    cause_ids = fields.Many2many(
        "complaint.cause",
        "complaint_action_cause_rel",
        string="Causes",
        compute="_compute_cause_ids",
        store=True,
        readonly=False,
        help="The causes that the action removes: those that the investigation has accepted, unless it aims at one.",
    )
    date_baseline = fields.Date("Baseline Counted on", copy=False, readonly=True)
    date_watched = fields.Date("Watched until", compute="_compute_date_watched", store=True)
    lot_id = fields.Many2one(
        "stock.lot", "Trial Lot", copy=False, check_company=True, help="The lot that was made on trial."
    )
    trial_result = fields.Text("Result of the Trial", copy=False)

    @api.depends("investigation_id.cause_ids")
    def _compute_cause_ids(self):
        """What was aimed at stays known when an investigation is taken up again and its causes are withdrawn."""
        for action in self:
            known, accepted = action.cause_ids, action.investigation_id.cause_ids
            if accepted and (action.state == "todo" or not known):
                known = known & accepted or accepted
            action.cause_ids = known

    @api.depends("date_done", "watch_days")
    def _compute_date_watched(self):
        for action in self:
            watched = action.date_done and action.watch_days
            action.date_watched = watched and action.date_done + timedelta(days=action.watch_days)

    @api.onchange("metric_kind", "watch_days")
    def _onchange_metric(self):
        if self.metric_kind != "typed":
            self.check_baseline = self._count(*self._get_window_before(self._get_today())) or 0
            self.check_metric, self.check_method = self._describe_metric()

    @api.onchange("date_due", "watch_days", "metric_kind")
    def _onchange_date_check(self):
        if self.metric_kind != "typed" and self.date_due and self.watch_days and not self.date_check:
            self.date_check = self.date_due + timedelta(days=self.watch_days + 1)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("metric_kind", "typed") != "typed":
                vals.pop("check_baseline", None)
        actions = super().create(vals_list)
        actions._count_baseline()
        return actions

    def write(self, vals):
        kind = vals.get("metric_kind")
        if "check_baseline" in vals and not self.env.su:
            counted = self.filtered(lambda action: (kind or action.metric_kind) != "typed")
            if counted and kind:
                vals = {name: value for name, value in vals.items() if name != "check_baseline"}
            elif counted:
                raise UserError(
                    self.env._('The baseline of "%s" is counted and cannot be typed in.', counted[0].display_name)
                )
        if {"lot_id", "trial_result"} & vals.keys():
            self._check_trial_open()
        result = super().write(vals)
        if {"metric_kind", "watch_days", "cause_ids"} & vals.keys():
            self._count_baseline()
        return result

    @api.readonly
    def action_view_counted(self):
        """ACT-3: the cases behind the figure that the system counts: after the action, or before it is done."""
        self.ensure_one()
        self.check_access("read")
        window = self._get_window_after() if self.date_done else self._get_window_before(self._get_counting_day())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Counted Cases"),
            "res_model": "complaint.case",
            "view_mode": "list,form",
            "domain": list(self._get_counted_domain(*window)),
            "context": {"active_test": False},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_baseline"}

    def _get_plan_fields(self):
        return super()._get_plan_fields() | {"metric_kind", "cause_ids", "date_baseline"}

    def _check_trial_open(self):
        """A trial is judged before the effect is."""
        over = self.filtered(lambda action: action.state not in ("todo", "checking"))
        if over:
            raise UserError(
                self.env._('The trial of "%s" cannot be changed any more: the action is finished.', over[0].name)
            )

    # === What is missing ===

    def _missing_in_check_plan(self):
        missing = super()._missing_in_check_plan()
        if self.metric_kind == "typed":
            return missing
        if self.check_target > self.check_baseline:
            missing.append(
                self.env._(
                    "The target must be below the baseline, which was counted as %s. Where too little was counted,"
                    " choose a longer window.",
                    f"{self.check_baseline:.15g}",
                )
            )
        return missing + self._missing_to_count()

    def _missing_to_count(self):
        """What keeps the system from counting the figure."""
        missing = []
        if not self.watch_days:
            missing.append(self.env._("The window in which the system counts has no days."))
        if self.metric_kind == "cases" and not self.cause_ids:
            missing.append(self.env._("Cases with the cause can be counted once a cause is accepted."))
        # sudo: whether there are products, whoever may read them
        if self.metric_kind in ("ppm", "returned") and not self.investigation_id.sudo().product_ids:
            missing.append(self.env._("The cases of the investigation name no product of which to count."))
        return missing

    def _missing_in_result(self, effective, value, evidence):
        if self.metric_kind == "typed":
            return super()._missing_in_result(effective, value, evidence)
        counted = self._count(*self._get_window_after())
        if counted is None:
            missing = super()._missing_in_result(effective, 0, evidence)
            return [*missing, self.env._("Nothing was delivered since the action was done: there is no PPM yet.")]
        missing = super()._missing_in_result(effective, counted, evidence)
        if value is not None and not (self._is_figure(value) and not float_compare(value, counted, 2)):
            missing.append(self.env._("The figure is counted by the system: it is %s now.", round(counted, 2)))
        if effective == "yes" and self._is_watched():
            missing.append(
                self.env._(
                    "The window lasts until %s: until it is over, the effect can be partly proven or disproven, but not"
                    " fully proven.",
                    format_date(self.env, self.date_watched),
                )
            )
        return missing

    def _missing_in_completion(self, effort, lot_id, trial_result):
        missing = super()._missing_in_completion(effort, lot_id, trial_result)
        if trial_result not in (None, False) and not isinstance(trial_result, str):
            missing.append(self.env._("Describe the result of the trial."))
        if lot_id not in (None, False):
            is_id = isinstance(lot_id, int) and not isinstance(lot_id, bool) and 0 < lot_id < 2**31
            lot = self.env["stock.lot"].search([("id", "=", lot_id)], limit=1) if is_id else self.env["stock.lot"]
            if not lot or (lot.company_id and lot.company_id != self.company_id):
                missing.append(self.env._("The trial lot is not known in %s.", self.company_id.name))
        return missing

    # === Counting ===

    def _get_measured(self, value):
        if self.metric_kind == "typed":
            return super()._get_measured(value)
        return self._count(*self._get_window_after()) or 0

    def _is_watched(self):
        """Whether the window after the action is still running."""
        return bool(self.date_watched) and self.date_watched >= self._get_today()

    def _count_baseline(self):
        """ACT-3: what is counted is counted when it is planned, so that a later change proves something."""
        for action in self.filtered(lambda a: a.metric_kind != "typed" and a.state == "todo" and a.tracked):
            today = action._get_today()
            metric, method = action._describe_metric()
            # sudo: the figure is kept from being typed in, and is all that comes out of cases and stock
            action.sudo().write(
                {
                    "check_baseline": action._count(*action._get_window_before(today)) or 0,
                    "date_baseline": today,
                    "check_metric": action.check_metric or metric,
                    "check_method": action.check_method or method,
                }
            )

    def _describe_metric(self):
        """Metric and method in words, as far as nobody has said them."""
        names = dict(self._fields["metric_kind"]._description_selection(self.env))
        method = self.env._("Counted by the system, over %s days before and after", self.watch_days)
        return self.check_metric or names[self.metric_kind], self.check_method or method

    def _get_counting_day(self):
        return self.date_baseline or self._get_today()

    def _get_window_before(self, day):
        """From and until (naive UTC) of the days up to and with ``day``."""
        return (
            self._get_day_start(day - timedelta(days=max(self.watch_days, 1) - 1)),
            self._get_day_start(day + timedelta(days=1)),
        )

    def _get_window_after(self):
        """From and until (naive UTC) of the days after the action was done."""
        first = self.date_done + timedelta(days=1)
        return self._get_day_start(first), self._get_day_start(first + timedelta(days=self.watch_days))

    def _count(self, since, until):
        """The figure of the metric in a window (see the class for the formulas); None where it is not defined."""
        # sudo: figures only, of the company of the action; whoever plans or checks reads neither all cases nor stock
        action = self.sudo().with_context(active_test=False)
        if action._missing_to_count():
            return 0
        if action.metric_kind == "cases":
            # a search does not wait for links that are still to be computed
            action.env["complaint.case"].flush_model(["cause_ids"])
            return action.env["complaint.case"].search_count(action._get_counted_domain(since, until))
        moved = (
            Domain("company_id", "=", action.company_id.id)
            & Domain("state", "=", "done")
            & Domain("date", ">=", since)
            & Domain("date", "<", until)
            & Domain("product_id", "in", action.investigation_id.product_ids.ids)
        )
        delivered = Domain("location_id.usage", "!=", "customer") & Domain("location_dest_id.usage", "=", "customer")
        returned = Domain("location_id.usage", "=", "customer") & Domain("location_dest_id.usage", "!=", "customer")
        if action.metric_kind == "returned":
            return action._sum("stock.move", moved & returned, "product_uom", "quantity")
        items = Domain("case_id", "any", action._get_counted_domain(since, until)) & Domain(
            "product_id", "in", action.investigation_id.product_ids.ids
        )
        defective = action._sum("complaint.line", items, "product_uom_id", "qty_defective")
        total = action._sum("stock.move", moved & delivered, "product_uom", "quantity")
        return defective / total * 1e6 if total else None

    def _sum(self, model, domain, unit, quantity):
        """The sum of a quantity in the units of the products."""
        rows = self.env[model]._read_group(domain, ["product_id", unit], [f"{quantity}:sum"])
        return sum(
            uom._compute_quantity(total, product.uom_id, round=False, raise_if_failure=False) if uom else total
            for product, uom, total in rows
        )

    def _get_counted_domain(self, since, until):
        """Domain of the cases behind the figure, within ``since`` and ``until`` (naive UTC)."""
        # sudo: products and categories of cases of the own investigation, as ids of a domain
        investigation_sudo = self.investigation_id.sudo()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("validity", "=", "established")
            & Domain("state", "!=", "merged")
            & Domain("date_received", ">=", fields.Datetime.to_string(since))
            & Domain("date_received", "<", fields.Datetime.to_string(until))
        )
        if investigation_sudo.product_ids:
            domain &= Domain("line_ids.product_id", "in", investigation_sudo.product_ids.ids)
        else:
            domain &= Domain("category_id", "in", investigation_sudo.case_ids.category_id.ids)
        if self.metric_kind == "cases":
            domain &= Domain("cause_ids", "child_of", self.cause_ids.ids)
        return domain
