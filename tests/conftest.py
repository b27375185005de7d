"""What every test may ask for."""

from hypothesis import settings

pytest_plugins = [
    "tests.dialects",
    "tests.live.servers",
    "tests.databases",
    "tests.containers",
    "tests.demo.first",
]

# How long one example takes says nothing on a shared machine.
settings.register_profile("evidence", deadline=None)
settings.load_profile("evidence")
