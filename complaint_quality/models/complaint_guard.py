from odoo import api, models
from odoo.exceptions import UserError


class ComplaintQualityGuard(models.AbstractModel):
    """Facts that only the guarded methods of a model may record: they check the person, then write as superuser.

    What the views show read-only is thereby kept from `create` and `write` over RPC and from imports as well.
    """

    _name = "complaint.quality.guard"
    _description = "Complaint Quality Guard"

    def _get_guarded_fields(self):
        """Names of the fields that are written by methods only; extend with super()."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        guarded = self._get_guarded_fields()
        from_context = {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}
        self._check_guarded_fields(guarded & from_context)
        given = {name for vals in vals_list for name in guarded.intersection(vals) if vals[name]}
        defaults = self.default_get(list(given)) if given else {}
        self._check_guarded_fields(
            {name for name in given if any(vals.get(name) not in (False, defaults.get(name)) for vals in vals_list)}
        )
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded_fields(self._get_guarded_fields().intersection(vals))
        return super().write(vals)

    def _check_guarded_fields(self, names):
        if names and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s cannot be typed in: use the button of the step that records it.",
                    fields=[self._fields[name]._description_string(self.env) for name in sorted(names)],
                )
            )

    def _raise_missing(self, title, missing):
        """Refuse with all that is missing at once, one sentence a line; nothing where nothing is missing."""
        if missing:
            raise UserError("\n".join([title, *(f"- {sentence}" for sentence in missing)]))

    @api.model
    def _get_given(self, model, given):
        """The one record of ``model`` that is given as such, or by its id over RPC; else none."""
        if isinstance(given, models.BaseModel):
            return given.exists() if given._name == model and len(given) == 1 else self.env[model]
        is_id = isinstance(given, int) and not isinstance(given, bool) and 0 < given < 2**31
        return self.env[model].browse(given if is_id else []).exists()

    @api.model
    def _is_figure(self, value):
        # The comparison also refuses what is no number (nan) and what no measurement or amount can be.
        return not isinstance(value, bool) and isinstance(value, (int, float)) and abs(value) < 1e12

    def _get_reason(self, reason):
        """The reason without blanks around it; an error where there is none."""
        text = reason.strip() if isinstance(reason, str) else ""
        if not text:
            raise UserError(self.env._("Give the reason: it is kept in the history."))
        return text
