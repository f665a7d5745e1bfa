from . import portal
from . import portal_new
from . import portal_rating
