from . import complaint_action_completion
from . import complaint_action_verification
from . import complaint_reason
