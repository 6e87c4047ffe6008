"""Classes, told apart by a network that is sparse from the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Sequence

from pyspark import keyword_only
from pyspark.ml.classification import _JavaProbabilisticClassificationModel, _JavaProbabilisticClassifier
from pyspark.ml.linalg import Vector
from pyspark.ml.param import Param
from pyspark.ml.util import JavaMLWritable

from frostml.estimator import FrostEstimator, FrostReadable
from frostml.model import FrostModel
from frostml.params import FrostParams, param, toString

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject
    from typing_extensions import Self


class FrostClassifierParams(FrostParams):
    """With what only classes have."""

    loss: Param[str] = param(
        "loss", "what is minimised: cross-entropy or binary-cross-entropy", toString
    )

    classWeights: Param[str] = param(
        "classWeights",
        "none | balanced: each class counts for the same, as a whole (data.classWeights)",
        toString,
    )

    def getClassWeights(self) -> str:
        """The value of classWeights or its default."""
        return self.getOrDefault(self.classWeights)


class FrostClassifier(
    _JavaProbabilisticClassifier["FrostClassificationModel"],
    FrostEstimator,
    FrostClassifierParams,
    JavaMLWritable,
    FrostReadable["FrostClassifier"],
):
    """Learns to tell classes 0, 1, 2, ... apart.

    ``explainParams()`` says what each param is, with its default, which is that of ``conf/reference.conf``.

    >>> model = FrostClassifier(hiddenLayers=[300, 100], density=0.05).fit(training)
    >>> model.transform(test).select("prediction", "probability")
    """

    __module__ = "org.frostml.ml"

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: Optional[str] = None,
        labelCol: Optional[str] = None,
        predictionCol: Optional[str] = None,
        probabilityCol: Optional[str] = None,
        rawPredictionCol: Optional[str] = None,
        weightCol: Optional[str] = None,
        validationIndicatorCol: Optional[str] = None,
        thresholds: Optional[Sequence[float]] = None,
        maxIter: Optional[int] = None,
        stepSize: Optional[float] = None,
        seed: Optional[int] = None,
        tol: Optional[float] = None,
        hiddenLayers: Optional[Sequence[int]] = None,
        layers: Optional[str] = None,
        imageShape: Optional[Sequence[int]] = None,
        loss: Optional[str] = None,
        density: Optional[float] = None,
        miniBatchSize: Optional[int] = None,
        freezeEvery: Optional[int] = None,
        localSteps: Optional[int] = None,
        shards: Optional[int] = None,
        optimizer: Optional[str] = None,
        regularizer: Optional[str] = None,
        patience: Optional[int] = None,
        classWeights: Optional[str] = None,
        checkpointDir: Optional[str] = None,
        checkpointInterval: Optional[int] = None,
        initialModel: Optional[str] = None,
        config: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._make()

    def setClassWeights(self, value: str) -> Self:
        """Sets classWeights."""
        return self._set(classWeights=value)

    def _create_model(self, java_model: JavaObject) -> FrostClassificationModel:
        return FrostClassificationModel(java_model)


class FrostClassificationModel(
    FrostModel,
    _JavaProbabilisticClassificationModel[Vector],
    FrostClassifierParams,
    JavaMLWritable,
    FrostReadable["FrostClassificationModel"],
):
    """Tells classes apart."""

    __module__ = "org.frostml.ml"
