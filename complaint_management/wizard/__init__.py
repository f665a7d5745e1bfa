from . import complaint_log
from . import complaint_opinion
from . import complaint_reason
