from . import complaint_penalty_answer
from . import complaint_penalty_propose
from . import complaint_penalty_publish
from . import complaint_reason
from . import complaint_reason_evidence
from . import stock_return_picking
