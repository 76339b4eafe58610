"""Past events, questions → who does what to whom next: candidates in order, with probabilities and reasons."""

from foreshock.forecast.next.answers import predict_next
from foreshock.forecast.next.ranker import Ranker

__all__ = ["Ranker", "predict_next"]
