"""What Frost's estimators share: how they are made on the JVM, and setters that chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Generic, Sequence

from pyspark import keyword_only
from pyspark.ml.util import RL, JavaMLReadable
from pyspark.ml.wrapper import JavaParams

from frostml.params import FrostParams

if TYPE_CHECKING:
    from pyspark.ml.util import JavaMLReader
    from typing_extensions import Self


def no_jar(cls: type) -> RuntimeError:
    """Where the JVM does not know a class py4j takes its name for a package, and says that this cannot be called."""
    return RuntimeError(
        f"the JVM has no class {cls.__module__}.{cls.__name__}: "
        "give the session the jar frost-spark_2.13, by --jars, --packages or spark.jars"
    )


class FrostReadable(JavaMLReadable[RL], Generic[RL]):
    """What is loaded from folders that Spark ML wrote, in any of its languages."""

    @classmethod
    def read(cls) -> JavaMLReader[RL]:
        """Reads a folder."""
        try:
            return super().read()
        except TypeError as e:
            raise no_jar(cls) from e


class FrostEstimator(JavaParams, FrostParams):
    """An estimator of the JVM under the name that its Python class and module have."""

    _input_kwargs: Dict[str, Any]

    def _make(self) -> None:
        """Makes it there, takes its defaults, and sets what the constructor was given."""
        given = self._input_kwargs
        try:
            self._java_obj = self._new_java_obj(f"{self.__module__}.{type(self).__name__}", self.uid)
        except TypeError as e:
            raise no_jar(type(self)) from e
        # Over Spark Connect it is a name alone, and defaults stay on the server.
        if not isinstance(self._java_obj, str):
            self._transfer_params_from_java()
        self.setParams(**given)

    @keyword_only
    def setParams(self, **params: Any) -> Self:
        """Sets params by name; None sets nothing."""
        for name in params:
            if not self.hasParam(name):
                raise TypeError(f"{type(self).__name__} has no param {name}; explainParams() lists them")
        return self._set(**{name: value for name, value in params.items() if value is not None})

    def setMaxIter(self, value: int) -> Self:
        """Sets maxIter."""
        return self._set(maxIter=value)

    def setStepSize(self, value: float) -> Self:
        """Sets stepSize."""
        return self._set(stepSize=value)

    def setSeed(self, value: int) -> Self:
        """Sets seed."""
        return self._set(seed=value)

    def setTol(self, value: float) -> Self:
        """Sets tol."""
        return self._set(tol=value)

    def setWeightCol(self, value: str) -> Self:
        """Sets weightCol."""
        return self._set(weightCol=value)

    def setValidationIndicatorCol(self, value: str) -> Self:
        """Sets validationIndicatorCol."""
        return self._set(validationIndicatorCol=value)

    def setCheckpointInterval(self, value: int) -> Self:
        """Sets checkpointInterval."""
        return self._set(checkpointInterval=value)

    def setHiddenLayers(self, value: Sequence[int]) -> Self:
        """Sets hiddenLayers."""
        return self._set(hiddenLayers=value)

    def setImageShape(self, value: Sequence[int]) -> Self:
        """Sets imageShape."""
        return self._set(imageShape=value)

    def setLayers(self, value: str) -> Self:
        """Sets layers."""
        return self._set(layers=value)

    def setLoss(self, value: str) -> Self:
        """Sets loss."""
        return self._set(loss=value)

    def setDensity(self, value: float) -> Self:
        """Sets density."""
        return self._set(density=value)

    def setMiniBatchSize(self, value: int) -> Self:
        """Sets miniBatchSize."""
        return self._set(miniBatchSize=value)

    def setFreezeEvery(self, value: int) -> Self:
        """Sets freezeEvery."""
        return self._set(freezeEvery=value)

    def setLocalSteps(self, value: int) -> Self:
        """Sets localSteps."""
        return self._set(localSteps=value)

    def setShards(self, value: int) -> Self:
        """Sets shards."""
        return self._set(shards=value)

    def setOptimizer(self, value: str) -> Self:
        """Sets optimizer."""
        return self._set(optimizer=value)

    def setRegularizer(self, value: str) -> Self:
        """Sets regularizer."""
        return self._set(regularizer=value)

    def setPatience(self, value: int) -> Self:
        """Sets patience."""
        return self._set(patience=value)

    def setCheckpointDir(self, value: str) -> Self:
        """Sets checkpointDir."""
        return self._set(checkpointDir=value)

    def setInitialModel(self, value: str) -> Self:
        """Sets initialModel."""
        return self._set(initialModel=value)

    def setConfig(self, value: str) -> Self:
        """Sets config."""
        return self._set(config=value)
