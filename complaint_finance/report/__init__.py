from . import complaint_certificate_report
from . import complaint_penalty_public_report
