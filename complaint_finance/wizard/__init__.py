from . import complaint_penalty_answer
