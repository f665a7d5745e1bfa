from odoo.addons.complaint_management.tools import distribute

from .ledger import CreditLedger
from .rooms import DeductionRooms
from .schedule import HORIZON, get_share, schedule
from .tolerance import judge_receipt
