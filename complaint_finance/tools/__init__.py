from odoo.addons.complaint_management.tools import distribute

from .tolerance import judge_receipt
