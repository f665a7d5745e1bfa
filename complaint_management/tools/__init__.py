from .allocation import distribute
