"""Arithmetic of the deduction schedule (PEN-5), apart from the database."""

from decimal import ROUND_FLOOR, Decimal

from dateutil.relativedelta import relativedelta

from odoo.addons.complaint_management.tools.allocation import to_decimal

# Months after which a penalty that nothing can be taken for is planned no further: a bonus may be 0 for good.
HORIZON = 120


def get_share(amount, percent, unit):
    """``percent`` of ``amount``, rounded down to a multiple of ``unit``; nothing where the amount is negative.

    :return: Decimal
    """
    unit = to_decimal(unit)
    share = to_decimal(amount) * to_decimal(percent) / 100
    return max(Decimal(0), (share / unit).to_integral_value(rounding=ROUND_FLOOR) * unit)


def schedule(debts, first, get_room, horizon=HORIZON):
    """Plan what is taken for each debt in each month, all of them by one person.

    A debt begins in its month, or in the first open one when that is later; one is filled after the other, in the
    order given (the oldest first). What was taken too much comes back in the first open month and makes no room for
    others.

    :param debts: iterable of tuples ``(key, month, amount)``: a date (first day), a Decimal or what is over-taken
        as a negative one
    :param first: first open month (date); ``date.min`` where all are open
    :param get_room: function ``(key, month) -> Decimal``: up to what the month's deductions may come for this debt
    :param horizon: months from the debt's beginning on after which the rest stays open
    :return: list of tuples ``(key, month, amount)``, in the order of debts and months
    """
    used, lines = {}, []
    for key, month, amount in debts:
        month = max(month, first)
        if amount < 0:
            lines.append((key, month, amount))
            continue
        for _number in range(horizon):
            if not amount:
                break
            part = min(amount, get_room(key, month) - used.get(month, 0))
            if part > 0:
                used[month] = used.get(month, 0) + part
                amount -= part
                lines.append((key, month, part))
            month += relativedelta(months=1)
    return lines
