from . import test_tools
from . import test_return
from . import test_credit
from . import test_dispute
from . import test_loss
from . import test_penalty
from . import test_tour
