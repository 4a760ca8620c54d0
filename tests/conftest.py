"""What every test shares: hypothesis without a time limit for one example, because machines are busy at times."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None, print_blob=True)
settings.load_profile("untimed")
