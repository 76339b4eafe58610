"""foreshock reads political news and analysis and says who backs whom, who opposes whom, and who is heading for a clash."""

__version__ = "0.1.0"
