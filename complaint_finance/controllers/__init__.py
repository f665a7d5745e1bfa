from . import penalty_closing
