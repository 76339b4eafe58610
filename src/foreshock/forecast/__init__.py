"""Events, ties, courses → `Forecast`: how likely two actors are to come to material conflict, and why."""

from foreshock.forecast.fitted import risen
from foreshock.forecast.onset import forecast, watchlist

__all__ = ["forecast", "risen", "watchlist"]
