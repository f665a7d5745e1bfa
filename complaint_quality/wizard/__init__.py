from . import complaint_log_line
from . import complaint_action_completion
from . import complaint_action_verification
from . import complaint_reason
from . import complaint_proposal
from . import complaint_misuse
from . import stock_return_picking
from . import complaint_investigation_report
