from . import complaint_eight_d_report
