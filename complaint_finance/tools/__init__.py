from odoo.addons.complaint_management.tools import distribute

from .ledger import CreditLedger
from .tolerance import judge_receipt
