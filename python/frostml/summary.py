"""How a model was trained."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from pyspark.ml.wrapper import JavaWrapper


class FrostTrainingSummary(JavaWrapper):
    """A number per epoch, and what the run spent.

    All of it is asked for once, as one JSON text: a Connect server hands out that of a summary,
    and else nothing that Spark's own summaries do not have.
    """

    _numbers: Optional[Dict[str, Any]] = None

    def _number(self, name: str) -> Any:
        if self._numbers is None:
            self._numbers = json.loads(self._call_java("toString"))
        return self._numbers[name]

    @property
    def uid(self) -> str:
        """Of the model."""
        return self._number("uid")

    @property
    def objectiveHistory(self) -> List[float]:
        """The mean loss of mini-batches, each before its step, per epoch."""
        return self._number("objectiveHistory")

    @property
    def totalIterations(self) -> int:
        """Epochs that were trained."""
        return len(self.objectiveHistory)

    @property
    def measure(self) -> str:
        """What validationQualityHistory is: accuracy or rmse, or what stopping.by in config names."""
        return self._number("measure")

    @property
    def validationLossHistory(self) -> List[float]:
        """The loss on held-out rows after every epoch; empty where there are none."""
        return self._number("validationLossHistory")

    @property
    def validationQualityHistory(self) -> List[float]:
        """The measure on held-out rows after every epoch; empty where there are none."""
        return self._number("validationQualityHistory")

    @property
    def densityHistory(self) -> List[float]:
        """Non-zero weights / weights after every epoch."""
        return self._number("densityHistory")

    @property
    def modelEpoch(self) -> int:
        """The epoch after which the model is as it was then, counted from 1."""
        return self._number("modelEpoch")

    @property
    def weights(self) -> int:
        """Weights of the network that are regularised."""
        return self._number("weights")

    @property
    def activeWeights(self) -> int:
        """Of these, the model's that are not 0."""
        return self._number("activeWeights")

    @property
    def density(self) -> float:
        """Non-zero weights / weights of the model."""
        return self.activeWeights / self.weights

    @property
    def meanDensity(self) -> float:
        """Of the support, over all steps."""
        return self._number("meanDensity")

    @property
    def flopsRatio(self) -> float:
        """Executed FLOPs / dense SGD's on the same examples."""
        return self._number("flopsRatio")

    @property
    def exchangeRatio(self) -> float:
        """Bytes exchanged / what dense float32 would exchange."""
        return self._number("exchangeRatio")

    @property
    def steps(self) -> int:
        """Steps that were trained."""
        return self._number("steps")

    @property
    def seconds(self) -> float:
        """Of training, without evaluation."""
        return self._number("seconds")
