"""How a model was trained."""

from __future__ import annotations

from typing import List

from pyspark.ml.wrapper import JavaWrapper


class FrostTrainingSummary(JavaWrapper):
    """A number per epoch, and what the run spent."""

    @property
    def objectiveHistory(self) -> List[float]:
        """The mean loss of mini-batches, each before its step, per epoch."""
        return self._call_java("objectiveHistory")

    @property
    def totalIterations(self) -> int:
        """Epochs that were trained."""
        return self._call_java("totalIterations")

    @property
    def measure(self) -> str:
        """What validationQualityHistory is: accuracy or rmse."""
        return self._call_java("measure")

    @property
    def validationLossHistory(self) -> List[float]:
        """The loss on held-out rows after every epoch; empty where there are none."""
        return self._call_java("validationLossHistory")

    @property
    def validationQualityHistory(self) -> List[float]:
        """The accuracy, or RMSE, on held-out rows after every epoch; empty where there are none."""
        return self._call_java("validationQualityHistory")

    @property
    def densityHistory(self) -> List[float]:
        """Non-zero weights / weights after every epoch."""
        return self._call_java("densityHistory")

    @property
    def modelEpoch(self) -> int:
        """The epoch after which the model is as it was then, counted from 1."""
        return self._call_java("modelEpoch")

    @property
    def weights(self) -> int:
        """Weights of the network that are regularised."""
        return self._call_java("weights")

    @property
    def activeWeights(self) -> int:
        """Of these, the model's that are not 0."""
        return self._call_java("activeWeights")

    @property
    def density(self) -> float:
        """Non-zero weights / weights of the model."""
        return self._call_java("density")

    @property
    def meanDensity(self) -> float:
        """Of the support, over all steps."""
        return self._call_java("meanDensity")

    @property
    def flopsRatio(self) -> float:
        """Executed FLOPs / dense SGD's on the same examples."""
        return self._call_java("flopsRatio")

    @property
    def exchangeRatio(self) -> float:
        """Bytes exchanged / what dense float32 would exchange."""
        return self._call_java("exchangeRatio")

    @property
    def steps(self) -> int:
        """Steps that were trained."""
        return self._call_java("steps")

    @property
    def seconds(self) -> float:
        """Of training, without evaluation."""
        return self._call_java("seconds")
