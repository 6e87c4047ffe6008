"""Values, learnt by a network that is sparse from the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Sequence

from pyspark import keyword_only
from pyspark.ml.linalg import Vector
from pyspark.ml.param import Param
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import JavaMLWritable

from frostml.estimator import FrostEstimator, FrostReadable
from frostml.model import FrostModel
from frostml.params import FrostParams, param, toString

if TYPE_CHECKING:
    from py4j.java_gateway import JavaObject


class FrostRegressorParams(FrostParams):
    """With the losses of values."""

    loss: Param[str] = param("loss", "what is minimised: mse or huber", toString)


class FrostRegressor(
    _JavaRegressor["FrostRegressionModel"],
    FrostEstimator,
    FrostRegressorParams,
    JavaMLWritable,
    FrostReadable["FrostRegressor"],
):
    """Learns values.

    ``explainParams()`` says what each param is, with its default, which is that of ``conf/reference.conf``.

    >>> model = FrostRegressor(labelCol="price", hiddenLayers=[64, 32]).fit(training)
    >>> model.transform(test).select("prediction")
    """

    __module__ = "org.frostml.ml"

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol: Optional[str] = None,
        labelCol: Optional[str] = None,
        predictionCol: Optional[str] = None,
        weightCol: Optional[str] = None,
        validationIndicatorCol: Optional[str] = None,
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
        checkpointDir: Optional[str] = None,
        checkpointInterval: Optional[int] = None,
        initialModel: Optional[str] = None,
        config: Optional[str] = None,
    ) -> None:
        super().__init__()
        self._make()

    def _create_model(self, java_model: JavaObject) -> FrostRegressionModel:
        return FrostRegressionModel(java_model)


class FrostRegressionModel(
    FrostModel,
    _JavaRegressionModel[Vector],
    FrostRegressorParams,
    JavaMLWritable,
    FrostReadable["FrostRegressionModel"],
):
    """Predicts values."""

    __module__ = "org.frostml.ml"
