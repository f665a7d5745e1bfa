import hashlib
import json
import math
import uuid

from PIL import Image
from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.http import request
from odoo.tools import float_round
from odoo.tools.mimetypes import guess_mimetype

from .portal import MAX_TEXT, ComplaintPortal, to_id, to_text

MAX_SUBJECT = 120
MAX_PHONE = 40
MAX_FILES = 10
MAX_FILE_MB = 10
ORDERS_SHOWN = 10


class ComplaintPortalNew(ComplaintPortal):
    """INT-5: a customer files a complaint, in two steps that a thumb can do: what it is about, then what is wrong.

    Orders and items are looked up with the customer's own rights; the case is created as superuser after the checks.
    """

    @http.route("/my/complaints/new", type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def portal_new_complaint(self, order_id=None, line_id=None, search=None, **kwargs):
        """Choose the item, by ``line_id`` an own item or ``other``; then the empty form."""
        order, line = self._get_own_order(order_id), self._get_own_line(line_id)
        if line or line_id == "other":
            return self._render_form(self._get_defaults(line), order, line)
        search = to_text(search)[:100]
        if order:
            domain = Domain("id", "=", order.id)
        else:
            domain = self._own_orders_domain() & Domain("order_line", "any", self._delivered_domain())
        orders = self._search_own("sale.order", domain, limit=1)
        if not orders:
            return self._render_form(self._get_defaults())
        if search:
            words = Domain.OR(Domain(name, "ilike", search) for name in ("name", "client_order_ref", "order_line.name"))
            domain &= words
        orders = self._search_own("sale.order", domain, order="date_order desc, id desc", limit=ORDERS_SHOWN + 1)
        items = self._search_own(
            "sale.order.line",
            self._delivered_domain() & Domain("order_id", "in", orders[:ORDERS_SHOWN].ids),
            order="order_id, sequence, id",
        )
        values = {
            "page_name": "complaint",
            "complaint_new": True,
            "orders": orders[:ORDERS_SHOWN],
            "items": {order: [self._describe(item) for item in of] for order, of in items.grouped("order_id").items()},
            "only_order": order,
            "has_more": len(orders) > ORDERS_SHOWN,
            "search": search,
        }
        return request.render("complaint_management.portal_choose_item", values)

    @http.route("/my/complaints/new", type="http", auth="user", methods=["POST"], website=True)
    def portal_create_complaint(self, **post):
        """Create the case from the form, or show the form again with what is wrong."""
        form = request.httprequest.form
        typed = {name: to_text(form.get(name), name == "description") for name in self._form_names()}
        typed |= {name: [to_id(value) for value in form.getlist(name)] for name in ("lot_ids", "demand_ids")}
        order, line = self._get_own_order(typed["order_id"]), self._get_own_line(typed["line_id"])
        errors = {}
        if typed["line_id"] not in ("", "other") and not line:
            errors["line_id"] = self.env._(
                "This item is not among those we delivered to you. Choose another, or go on without one."
            )
        values = self._read_form(typed, order, line, errors)
        files = self._read_files(errors)
        values["portal_key"] = self._make_key(typed, files)
        # sudo: customers have no rights on the model; found by the key of the user's own form only
        known = self._own_complaints().search([("portal_key", "=", values["portal_key"])], limit=1)
        if known:
            return request.redirect(f"/my/complaints/{known.id}?message=sent")
        if not errors:
            try:
                with self.env.cr.savepoint():
                    # sudo: all values have been checked to be the customer's own or from the public catalogues
                    cases_sudo = self._own_complaints().with_company(values["company_id"])
                    case_sudo = cases_sudo._create_from_portal(values, typed["description"], files)
                return request.redirect(f"/my/complaints/{case_sudo.id}?message=sent")
            except UniqueViolation as error:
                if "portal_key" not in (error.diag.constraint_name or ""):
                    raise
                # a double click: the other request has just made the case, which this one cannot see yet
                return request.redirect("/my/complaints?message=sent")
            except UserError as error:
                errors["form"] = str(error)
            except Image.DecompressionBombError:
                errors["photos"] = self.env._("One of the photos is too large to be opened.")
        return self._render_form(typed, order, line, errors, had_files=bool(files))

    # === What may be complained about ===

    def _own_orders_domain(self):
        commercial = self.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", commercial.id) & Domain("state", "=", "sale")

    def _delivered_domain(self):
        return (
            Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
            & Domain("qty_delivered", ">", 0)
            & Domain("product_id", "any!", [("type", "!=", "combo")])
        )

    def _line_of_own_order(self):
        return Domain("order_id", "any", self._own_orders_domain())

    def _search_own(self, model, domain, **kwargs):
        """Records found with the customer's own rights, then as superuser to show names that need more of them."""
        records = self.env[model]
        return records.search(domain, **kwargs).sudo() if records.has_access("read") else records.sudo()

    def _get_own_order(self, order_id):
        return self._search_own("sale.order", self._own_orders_domain() & Domain("id", "=", to_id(order_id)), limit=1)

    def _get_own_line(self, line_id):
        domain = self._delivered_domain() & self._line_of_own_order()
        return self._search_own("sale.order.line", domain & Domain("id", "=", to_id(line_id)), limit=1)

    def _describe(self, line_sudo):
        """An item in words for the customer, and its delivery."""
        moves_sudo = line_sudo.move_ids.filtered(lambda m: m.state == "done" and m.location_dest_usage == "customer")
        return {
            "line": line_sudo,
            "name": line_sudo.product_id.display_name or line_sudo.name,
            "quantity": f"{line_sudo.qty_delivered:.15g} {line_sudo.product_uom_id.name}",
            "move": moves_sudo.sorted("date")[-1:],
            "lots": moves_sudo.lot_ids.filtered(lambda lot: lot.product_id == line_sudo.product_id),
        }

    # === The form ===

    def _form_names(self):
        return (
            *("order_id", "line_id", "category_id", "subject", "description"),
            *("quantity", "qty_unknown", "phone", "form_token"),
        )

    def _get_defaults(self, line=None):
        quantity = "1" if line and line.qty_delivered == 1 else ""
        return {"phone": self.env.user.partner_id.phone or "", "quantity": quantity}

    def _render_form(self, typed, order=None, line=None, errors=None, had_files=False):
        # sudo: of the catalogues only the names that are meant for customers are shown
        env_sudo = self.env(su=True)
        values = {
            "page_name": "complaint",
            "complaint_new": True,
            "typed": {"form_token": uuid.uuid4().hex} | typed,
            "errors": errors or {},
            "had_files": had_files,
            "order": line.order_id if line else order,
            "item": self._describe(line) if line else None,
            "categories": env_sudo["complaint.category"].search([("parent_id", "=", False)]),
            "demands": env_sudo["complaint.demand"].search([("active", "=", True)]),
            "can_choose": bool(
                self._search_own("sale.order.line", self._delivered_domain() & self._line_of_own_order(), limit=1)
            ),
            "max_files": MAX_FILES,
            "max_file_mb": MAX_FILE_MB,
            "max_subject": MAX_SUBJECT,
            "max_text": MAX_TEXT,
            "max_phone": MAX_PHONE,
        }
        return request.render("complaint_management.portal_new_complaint", values)

    def _read_form(self, typed, order, line, errors):
        """The values of the case; what is wrong goes into ``errors``, by field."""
        if not typed["subject"]:
            errors["subject"] = self.env._("Say in a few words what is wrong.")
        elif len(typed["subject"]) > MAX_SUBJECT:
            errors["subject"] = self.env._(
                "Keep it under %s characters; the details have their own place.", MAX_SUBJECT
            )
        if not typed["description"]:
            errors["description"] = self.env._("Tell us what happened.")
        elif len(typed["description"]) > MAX_TEXT:
            errors["description"] = self.env._("This is longer than %s characters. Send the rest as a PDF.", MAX_TEXT)
        if len(typed["phone"]) > MAX_PHONE:
            errors["phone"] = self.env._("This is too long for a phone number.")
        # sudo: the catalogues are not the customer's to read; only ids that exist are taken
        env_sudo = self.env(su=True)
        category = env_sudo["complaint.category"].search(
            [("id", "=", to_id(typed["category_id"])), ("parent_id", "=", False)]
        )
        demands = env_sudo["complaint.demand"].search([("id", "in", typed["demand_ids"])])
        channel = self.env.ref("complaint_management.channel_portal", raise_if_not_found=False)
        order = line.order_id if line else order
        values = {
            "subject": typed["subject"],
            "partner_id": self.env.user.partner_id.id,
            "company_id": (order.company_id or self.env.company).id,
            "sale_order_id": order.id,
            "category_id": category.id,
            "demand_ids": [Command.set(demands.ids)],
            "first_receiver_id": False,
        }
        if channel:
            values["channel_id"] = channel.id
        if typed["phone"]:
            values["contact_phone"] = typed["phone"]
        if line:
            values["line_ids"] = [Command.create(self._read_item(typed, line, demands, errors))]
        return values

    def _read_item(self, typed, line, demands, errors):
        item = self._describe(line)
        unknown = bool(typed["qty_unknown"])
        quantity = 0.0 if unknown else self._to_quantity(typed["quantity"])
        if not unknown and quantity <= 0:
            errors["quantity"] = self.env._("Enter how many are affected, or tick that you do not know yet.")
        elif math.isinf(quantity) or line.product_uom_id.compare(quantity, line.qty_delivered) > 0:
            errors["quantity"] = self.env._("We delivered %s. Enter at most as many.", item["quantity"])
        return {
            "sale_line_id": line.id,
            "move_id": item["move"].id,
            "lot_ids": [Command.set([lot.id for lot in item["lots"] if lot.id in typed["lot_ids"]])],
            "qty_claimed": 0.0 if "quantity" in errors else quantity,
            "qty_unknown": unknown,
            "demand_id": demands.id if len(demands) == 1 else False,
        }

    def _to_quantity(self, text):
        """A number as people type it, 0 for what is none."""
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return 0.0
        if math.isnan(number):
            return 0.0
        digits = self.env["decimal.precision"].sudo().precision_get("Product Unit")
        return float_round(number, precision_digits=digits) if math.isfinite(number) and number < 1e12 else math.inf

    def _read_files(self, errors):
        """The photos as (name, bytes), each told by its content to be a picture or a PDF."""
        files = []
        uploads = [upload for upload in request.httprequest.files.getlist("photos") if upload.filename]
        if len(uploads) > MAX_FILES:
            errors["photos"] = self.env._("Send at most %s files. More can follow as messages.", MAX_FILES)
            return files
        for upload in uploads:
            upload.seek(0)  # the request may be run again
            content = upload.read(MAX_FILE_MB * 2**20 + 1)
            name = to_text(upload.filename)[-100:] or self.env._("Photo")
            mimetype = guess_mimetype(content)
            if len(content) > MAX_FILE_MB * 2**20:
                errors["photos"] = self.env._("“%(name)s” is larger than %(size)s MB.", name=name, size=MAX_FILE_MB)
            elif not content:
                errors["photos"] = self.env._("“%s” is empty.", name)
            elif not (mimetype == "application/pdf" or mimetype.startswith("image/")) or "svg" in mimetype:
                errors["photos"] = self.env._("“%s” is neither a photo nor a PDF.", name)
            files.append((name, content))
        return files

    def _make_key(self, typed, files):
        """What stands for this form with this content: sent twice, it makes one case."""
        content = [self.env.uid, typed, [(name, hashlib.sha256(data).hexdigest()) for name, data in files]]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
