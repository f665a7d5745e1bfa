from . import test_access
from . import test_case_phase
from . import test_deadline
from . import test_log_complaint
from . import test_portal
from . import test_resolution
from . import test_step
