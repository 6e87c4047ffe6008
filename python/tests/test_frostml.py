"""The estimators from Python, in a local session that has nothing but the jar.

They need PySpark (its Spark by SPARK_HOME, where it is not the one of a pip install), and the jar that Maven built, or the
one that FROST_JAR names.
"""

import inspect
import math
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python"))

try:
    from pyspark.ml import Pipeline, PipelineModel
    from pyspark.ml.evaluation import MulticlassClassificationEvaluator
    from pyspark.ml.feature import IndexToString, StringIndexer, VectorAssembler
    from pyspark.ml.tuning import CrossValidator, CrossValidatorModel, ParamGridBuilder
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import array, col, element_at, lit, randn, when

    from frostml import FrostClassificationModel, FrostClassifier, FrostRegressionModel, FrostRegressor

    ABSENT = None
except ImportError as e:
    ABSENT = f"PySpark is not here ({e}): the estimators were not tested from Python"

JARS = [os.environ["FROST_JAR"]] if "FROST_JAR" in os.environ else sorted(ROOT.glob("spark/target/frost-spark_*.jar"))
if ABSENT is None and not JARS:
    ABSENT = "spark/target has no frost-spark jar: the estimators were not tested from Python"

# Params that are MLlib's, and in PySpark's words.
MLLIB = {"featuresCol", "labelCol", "predictionCol", "probabilityCol", "rawPredictionCol", "thresholds"}

# Learnt in few jobs.
QUICK = {
    "hiddenLayers": [16],
    "optimizer": "linbreg",
    "stepSize": 0.5,
    "maxIter": 6,
    "miniBatchSize": 20,
    "density": 0.5,
    "freezeEvery": 14,
}


@unittest.skipIf(ABSENT, ABSENT)
class FrostTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = (
            SparkSession.builder.master("local[2]")
            .appName("frostml")
            .config("spark.jars", ",".join(map(str, JARS)))
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.shuffle.partitions", "3")
            .getOrCreate()
        )
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.table = blobs(cls.spark).cache()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return f"{self.folder}/{name}"


class ParamsTest(FrostTest):
    def test_params_their_words_and_defaults_are_the_jvms(self):
        for estimator in (FrostClassifier(), FrostRegressor()):
            java = estimator._to_java()
            self.assertEqual(sorted(p.name() for p in java.params()), sorted(p.name for p in estimator.params))
            for p in estimator.params:
                there = java.getParam(p.name)
                self.assertEqual(java.hasDefault(there), estimator.hasDefault(p), p.name)
                if p.name not in MLLIB:
                    # Only there it has to say the default of an array, which Java shows by its address.
                    self.assertEqual(re.sub(r", by default \[.*\]$", "", there.doc()), p.doc)
                if java.hasDefault(there):
                    value = java.getOrDefault(there)
                    same = list(value) if p.name in {"hiddenLayers", "imageShape"} else value
                    self.assertEqual(same, estimator.getOrDefault(p), p.name)
        self.assertIn(
            "maxIter: passes over the training examples (epochs) (default: 30)", FrostClassifier().explainParams()
        )

    def test_constructor_setters_and_getters_know_every_param(self):
        for kind in (FrostClassifier, FrostRegressor):
            names = {p.name for p in kind().params}
            self.assertEqual(names, set(inspect.signature(kind.__init__).parameters) - {"self"})
            for name in names:
                estimator = kind()
                method = name[0].upper() + name[1:]
                given = another(estimator, name)
                self.assertIs(estimator, getattr(estimator, "set" + method)(given), name)
                self.assertEqual(given, getattr(estimator, "get" + method)(), name)
                self.assertEqual(given, kind(**{name: given}).getOrDefault(name), name)

    def test_what_is_not_a_param_is_refused(self):
        with self.assertRaisesRegex(TypeError, "keyword"):
            FrostClassifier("features")
        with self.assertRaisesRegex(TypeError, "epochs"):
            FrostClassifier(epochs=3)
        with self.assertRaisesRegex(TypeError, "FrostClassifier has no param epochs; explainParams"):
            FrostClassifier().setParams(epochs=3)
        with self.assertRaisesRegex(TypeError, "density"):
            FrostClassifier(density="sparse")
        with self.assertRaisesRegex(TypeError, "hiddenLayers"):
            FrostClassifier(hiddenLayers="300")
        with self.assertRaisesRegex(Exception, "parameter density given invalid value 1.5"):
            FrostClassifier(density=1.5).fit(self.table)

    def test_none_sets_nothing(self):
        self.assertFalse(FrostClassifier(weightCol=None).isSet("weightCol"))

    def test_a_jar_that_is_not_there_is_named(self):
        class FrostNothing(FrostClassifier):
            __module__ = "org.frostml.ml"

        with self.assertRaisesRegex(RuntimeError, "has no class org.frostml.ml.FrostNothing: .*frost-spark_2.13"):
            FrostNothing()
        with self.assertRaisesRegex(RuntimeError, "frost-spark_2.13"):
            FrostNothing.load("anywhere")

    def test_an_estimator_is_saved_and_loaded(self):
        estimator = FrostClassifier(thresholds=[0.2, 0.3, 0.5], seed=2**40, **QUICK)
        estimator.save(self.path("estimator"))
        loaded = FrostClassifier.load(self.path("estimator"))
        self.assertEqual(estimator.uid, loaded.uid)
        self.assertEqual(values(estimator), values(loaded))


class ClassifierTest(FrostTest):
    def test_learns_and_says_how(self):
        model = FrostClassifier(validationIndicatorCol="held", **QUICK).fit(self.table)
        self.assertEqual((3, 8), (model.numClasses, model.numFeatures))
        self.assertEqual([16], model.getHiddenLayers())
        scored = model.transform(self.table)
        self.assertGreater(accuracy(scored), 0.9)
        row = scored.first()
        self.assertAlmostEqual(1.0, sum(row.probability), 5)
        self.assertEqual(row.prediction, model.predict(row.features))
        self.assertTrue(model.hasSummary)
        summary = model.summary
        self.assertEqual(6, summary.totalIterations)
        for history in ("objective", "density", "validationLoss", "validationQuality"):
            numbers = getattr(summary, history + "History")
            self.assertEqual((list, 6, float), (type(numbers), len(numbers), type(numbers[0])), history)
        self.assertEqual("accuracy", summary.measure)
        self.assertAlmostEqual(summary.activeWeights / summary.weights, summary.density)
        for name in ("meanDensity", "flopsRatio", "exchangeRatio", "seconds", "steps", "modelEpoch"):
            self.assertGreater(getattr(summary, name), 0, name)
        self.assertIn("numClasses=3", repr(model))

    def test_a_model_is_saved_and_loaded(self):
        model = FrostClassifier(**QUICK).fit(self.table)
        model.write().overwrite().save(self.path("model"))
        loaded = FrostClassificationModel.load(self.path("model"))
        self.assertEqual(predictions(model, self.table), predictions(loaded, self.table))
        self.assertEqual(values(model), values(loaded))
        self.assertFalse(loaded.hasSummary)
        with self.assertRaisesRegex(RuntimeError, f"{loaded.uid} has no summary"):
            loaded.summary
        renamed = loaded.copy({loaded.predictionCol: "p"}).setFeaturesCol("features")
        self.assertIn("p", renamed.transform(self.table).columns)

    def test_two_fits_have_the_same_bits(self):
        first, second = (FrostClassifier(**QUICK).fit(self.table) for _ in range(2))
        self.assertEqual(predictions(first, self.table), predictions(second, self.table))


class PipelineTest(FrostTest):
    def pipeline(self):
        return Pipeline(
            stages=[
                StringIndexer(inputCol="name", outputCol="class", stringOrderType="alphabetAsc"),
                VectorAssembler(inputCols=["x", "y"], outputCol="xy"),
                FrostClassifier(featuresCol="xy", labelCol="class", **QUICK),
                IndexToString(inputCol="prediction", outputCol="predicted"),
            ]
        )

    def test_a_pipeline_is_fitted_saved_and_loaded(self):
        model = self.pipeline().fit(self.table)
        model.save(self.path("pipeline"))
        loaded = PipelineModel.load(self.path("pipeline"))
        self.assertIs(FrostClassificationModel, type(loaded.stages[2]))
        self.assertEqual(predictions(model, self.table), predictions(loaded, self.table))
        scored = loaded.transform(self.table)
        self.assertGreater(scored.where("name = predicted").count(), 0.9 * self.table.count())

    def test_a_pipeline_that_is_not_fitted_is_saved_and_loaded(self):
        pipeline = self.pipeline()
        pipeline.save(self.path("pipeline"))
        stages = Pipeline.load(self.path("pipeline")).getStages()
        self.assertIs(FrostClassifier, type(stages[2]))
        self.assertEqual(values(pipeline.getStages()[2]), values(stages[2]))

    def test_a_pipeline_is_loaded_by_who_did_not_import_frostml(self):
        self.pipeline().fit(self.table).save(self.path("pipeline"))
        known = {name: sys.modules.pop(name) for name in list(sys.modules) if re.match(r"(org|frostml)\b", name)}
        try:
            stage = PipelineModel.load(self.path("pipeline")).stages[2]
        finally:
            sys.modules.update(known)
        self.assertEqual("FrostClassificationModel", type(stage).__name__)

    def test_cross_validation(self):
        classifier = FrostClassifier(**{**QUICK, "maxIter": 15})
        grid = ParamGridBuilder().addGrid(classifier.hiddenLayers, [[4], [16]]).addGrid(classifier.density, [0.5]).build()
        validator = CrossValidator(
            estimator=classifier,
            estimatorParamMaps=grid,
            evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
            numFolds=2,
            seed=1,
            parallelism=2,
        )
        model = validator.fit(self.table)
        self.assertEqual(2, len(model.avgMetrics))
        self.assertGreater(max(model.avgMetrics), 0.8)
        model.save(self.path("validated"))
        loaded = CrossValidatorModel.load(self.path("validated"))
        self.assertIs(FrostClassificationModel, type(loaded.bestModel))
        self.assertEqual(predictions(model, self.table), predictions(loaded, self.table))
        self.assertEqual(
            [[4], [16]], [params[loaded.getEstimator().hiddenLayers] for params in loaded.getEstimatorParamMaps()]
        )


class RegressorTest(FrostTest):
    def test_learns_saves_and_loads(self):
        quick = {**QUICK, "maxIter": 20, "stepSize": 0.05}
        model = FrostRegressor(labelCol="value", **quick).fit(self.table)
        errors = [row.value - row.prediction for row in model.transform(self.table).collect()]
        self.assertLess(math.sqrt(sum(e * e for e in errors) / len(errors)), 1.5)
        self.assertEqual("rmse", model.summary.measure)
        model.save(self.path("model"))
        loaded = FrostRegressionModel.load(self.path("model"))
        self.assertEqual(predictions(model, self.table), predictions(loaded, self.table))


class PageTest(FrostTest):
    def test_the_python_of_the_page_runs_as_written(self):
        page = (ROOT / "docs/estimator.md").read_text(encoding="utf-8")
        code = re.search("```python\n(.*?)```", page, re.DOTALL).group(1)
        self.assertGreaterEqual(len(code.splitlines()), 10)
        self.table.write.parquet(self.path("table"))
        names = {"spark": self.spark, "path": self.path("table")}
        exec(code, names)
        self.assertEqual(3, FrostClassificationModel.load(self.path("table.model")).numClasses)
        self.assertGreater(accuracy(names["scored"]), 0.9)


def blobs(spark, count=300):
    """Clouds of points: three classes that two of eight features tell apart, and a value of two more."""
    label = col("id") % 3
    rows = spark.range(0, count, 1, 1).select(
        label.cast("double").alias("label"),
        element_at(array(lit("a"), lit("b"), lit("c")), (label + 1).cast("int")).alias("name"),
        (col("id") % 5 == 0).alias("held"),
        (randn(0) + when(label == 1, 3).when(label == 2, -3).otherwise(0)).alias("x"),
        (randn(1) + when(label == 0, 3).when(label == 2, -3).otherwise(0)).alias("y"),
        *[randn(i).alias(f"z{i}") for i in range(2, 8)],
    )
    features = VectorAssembler(inputCols=["x", "y", *[f"z{i}" for i in range(2, 8)]], outputCol="features")
    return features.transform(rows).withColumn("value", 2 * col("z2") - col("z3") + 5)


def another(estimator, name):
    """A value of the kind that a param has."""
    if name == "thresholds":
        return [0.25, 0.5]
    kind = type(estimator.getOrDefault(name)) if estimator.isDefined(name) else str
    return {float: 0.25, int: 3, str: "x", list: [7, 5]}[kind]


def values(instance):
    return {param.name: value for param, value in instance.extractParamMap().items()}


def predictions(model, table):
    """To their last bits, in an order of their own."""
    scored = model.transform(table)
    columns = [name for name in ("rawPrediction", "probability", "prediction") if name in scored.columns]
    return sorted(str([row[name] for name in columns]) for row in scored.select(*columns).collect())


def accuracy(scored):
    return MulticlassClassificationEvaluator(metricName="accuracy").evaluate(scored)


if __name__ == "__main__":
    unittest.main()
