from odoo import api, models
from odoo.exceptions import ValidationError

from .complaint_policy_milestone import UNITS

# The longest time that a setting takes: ten years, of working time two, and for keeping cases a hundred. More is a slip
# of the pen, and no date can be reckoned from it in the end.
LONGEST = {
    "minute": 5_256_000,
    "hour": 87_600,
    "day": 3_650,
    "week": 520,
    "month": 120,
    "work_hour": 4_000,
    "work_day": 500,
}
LONGEST_KEPT = 1_200


class ComplaintBoundedTime(models.AbstractModel):
    """DDL-1: an absurd time in the settings is refused where it is typed, not at every case that counts by it."""

    _name = "complaint.bounded.time"
    _description = "Bounded Times"

    @api.model
    def _get_time_fields(self):
        """The times of the model; extend for more.

        :return: dict of field to the name of the field with its unit, to a unit, or to the highest number
        """
        return {"amount": "unit"}

    @api.constrains(
        lambda self: [*self._get_time_fields(), *(u for u in self._get_time_fields().values() if u in self._fields)]
    )
    def _check_times(self):
        """:raise ValidationError: a time that no date can be reckoned from"""
        units = dict(UNITS)
        for record in self:
            for name, unit in self._get_time_fields().items():
                longest = unit if isinstance(unit, int) else LONGEST[unit if unit in units else record[unit]]
                if record[name] > longest:
                    field = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(record)s: “%(field)s” is %(amount)s. The most that can be counted is %(longest)s.",
                            record=record.display_name,
                            field=field,
                            amount=record[name],
                            longest=longest,
                        )
                    )
