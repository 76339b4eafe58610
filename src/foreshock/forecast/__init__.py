"""Events, ties, courses → `Forecast`: how likely two actors are to come to material conflict, and why."""

from foreshock.forecast.fitted import risen
from foreshock.forecast.onset import Forecasts, forecast, watchlist
from foreshock.forecast.switched import without

__all__ = ["Forecasts", "forecast", "risen", "watchlist", "without"]
