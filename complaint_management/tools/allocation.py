"""Arithmetic of the allocation (ALO-1, ALO-2), apart from the database."""

from decimal import ROUND_DOWN, Decimal


def to_decimal(value, digits=10):
    """The number that a person reads in a float: 0.1 is one tenth, whatever the binary rest."""
    return value if isinstance(value, Decimal) else Decimal(f"{value:.{digits}f}")


def distribute(total, weights, unit):
    """Split ``total`` over ``weights`` so that the parts sum exactly to the whole.

    Largest remainder; ties go to the earlier line. A negative total is split like the positive one.

    :param total: the amount, a multiple of ``unit`` (float or Decimal)
    :param weights: shares or points, none negative, not all zero
    :param unit: the smallest amount, e.g. ``0.01``
    :return: list of Decimal, one per weight
    :raise ValueError: when a weight is negative or all are zero
    """
    unit = to_decimal(unit)
    weights = [to_decimal(weight) for weight in weights]
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or not whole:
        raise ValueError("weights must not be negative nor all zero")
    amount = (to_decimal(total) / unit).quantize(Decimal(1))
    sign, count = (-1 if amount < 0 else 1), abs(int(amount))
    floors, remainders = [], []
    for weight in weights:
        # multiplied before divided, so that equal remainders are found equal
        numerator = count * weight
        floor = (numerator / whole).to_integral_value(rounding=ROUND_DOWN)
        floors.append(int(floor))
        remainders.append(numerator - floor * whole)
    order = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in order[: count - sum(floors)]:
        floors[i] += 1
    return [sign * floor * unit for floor in floors]
