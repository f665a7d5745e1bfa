"""Arithmetic of a receipt against its approval (RET-3, RET-4), apart from the database."""

from odoo.addons.complaint_management.tools.allocation import to_decimal


def judge_receipt(approved, actual, ratio_percent, rounding):
    """Compare what came with what was approved.

    The limit is ``approved x (1 + ratio)``, not rounded, inclusive.

    :param approved: approved quantity (float or Decimal), in the unit of the remedy
    :param actual: received quantity, same unit
    :param ratio_percent: excess acceptance ratio in percent, 5 for 5 %
    :param rounding: rounding of the unit, e.g. ``0.001``; both quantities are taken to it first
    :return: tuple ``(outcome, quantity to credit)``; outcome is one of ``short``, ``matched``,
        ``within_tolerance``, ``held``
    """
    rounding = to_decimal(rounding)
    approved, actual = ((to_decimal(q) / rounding).quantize(1) * rounding for q in (approved, actual))
    if actual < approved:
        return "short", actual
    if actual == approved:
        return "matched", actual
    if actual <= approved * (100 + to_decimal(ratio_percent)) / 100:
        return "within_tolerance", actual
    return "held", approved * 0
