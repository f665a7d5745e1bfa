from . import complaint_penalty_answer
from . import stock_return_picking
