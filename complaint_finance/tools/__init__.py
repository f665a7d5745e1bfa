from .allocation import distribute
from .tolerance import judge_receipt
