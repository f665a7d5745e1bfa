from . import complaint_certificate_report
