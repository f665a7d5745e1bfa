from . import test_access
from . import test_action
from . import test_case
from . import test_cause
from . import test_investigation
from . import test_tour
from . import test_why
