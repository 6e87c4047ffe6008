package org.frostml.connect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.Doubles;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.Fetch;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.Dataset;
import org.apache.spark.sql.connect.SparkSession;
import org.apache.spark.sql.connect.common.LiteralValueProtoConverter$;
import org.frostml.ml.Remote;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** Says to a server what pyspark.ml says: the JVM's client has no words of its own for models. */
public final class RemoteNotebook implements Remote {
  private static final String VECTOR = "org.apache.spark.ml.linalg.VectorUDT";
  private static final LiteralValueProtoConverter$ LITERALS = LiteralValueProtoConverter$.MODULE$;

  private final SparkSession spark;

  public RemoteNotebook(String url) {
    spark = SparkSession.builder().remote(url).create();
  }

  @Override
  public String fit(String estimator, Map<String, Object> params, String table) {
    MlCommand.Fit.Builder fit =
        MlCommand.Fit.newBuilder()
            .setEstimator(operator(OperatorType.OPERATOR_TYPE_ESTIMATOR, estimator))
            .setParams(params(params))
            .setDataset(rows(table));
    return reference(run(MlCommand.newBuilder().setFit(fit)));
  }

  @Override
  public void interrupt() {
    spark.interruptAll();
  }

  @Override
  public void transform(String model, Map<String, Object> params, String table, String out) {
    scored(model, params, table).write().parquet(out);
  }

  @Override
  public double[] predictions(String model, String table) {
    return scored(model, Map.of(), table).select("prediction").collectAsList().stream()
        .mapToDouble(row -> row.getDouble(0))
        .toArray();
  }

  @Override
  public double evaluate(String evaluator, Map<String, Object> params, String model, String table) {
    MlCommand.Evaluate.Builder evaluate =
        MlCommand.Evaluate.newBuilder()
            .setEvaluator(operator(OperatorType.OPERATOR_TYPE_EVALUATOR, evaluator))
            .setParams(params(params))
            .setDataset(relation(scored(model, Map.of(), table)));
    return run(MlCommand.newBuilder().setEvaluate(evaluate)).getParam().getDouble();
  }

  @Override
  public void saveModel(String model, String path) {
    write(MlCommand.Write.newBuilder().setObjRef(object(model)).setPath(path));
  }

  @Override
  public void saveEstimator(String estimator, Map<String, Object> params, String path) {
    write(
        MlCommand.Write.newBuilder()
            .setOperator(operator(OperatorType.OPERATOR_TYPE_ESTIMATOR, estimator))
            .setParams(params(params))
            .setPath(path));
  }

  private void write(MlCommand.Write.Builder write) {
    run(MlCommand.newBuilder().setWrite(write.setShouldOverwrite(true)));
  }

  @Override
  public String loadModel(String type, String path) {
    return reference(read(operator(OperatorType.OPERATOR_TYPE_MODEL, type), path));
  }

  @Override
  public Map<String, Object> loadEstimator(String estimator, String path) {
    Map<String, Object> params = new TreeMap<>();
    read(operator(OperatorType.OPERATOR_TYPE_ESTIMATOR, estimator), path)
        .getOperatorInfo()
        .getParams()
        .getParamsMap()
        .forEach((name, literal) -> params.put(name, value(literal)));
    return params;
  }

  private MlCommandResult read(MlOperator operator, String path) {
    return run(
        MlCommand.newBuilder()
            .setRead(MlCommand.Read.newBuilder().setOperator(operator).setPath(path)));
  }

  @Override
  public Object fetch(String model, String... methods) {
    Fetch.Builder fetch = Fetch.newBuilder().setObjRef(object(model));
    for (String method : methods) {
      fetch.addMethods(Fetch.Method.newBuilder().setMethod(method));
    }
    return fetched(fetch);
  }

  @Override
  public Object fetch(String model, String method, double[] vector) {
    return fetched(
        Fetch.newBuilder()
            .setObjRef(object(model))
            .addMethods(
                Fetch.Method.newBuilder()
                    .setMethod(method)
                    .addArgs(Fetch.Method.Args.newBuilder().setParam(literal(vector)))));
  }

  private Object fetched(Fetch.Builder fetch) {
    return value(run(MlCommand.newBuilder().setFetch(fetch)).getParam());
  }

  @Override
  public void createSummary(String model, String table) {
    run(
        MlCommand.newBuilder()
            .setCreateSummary(
                MlCommand.CreateSummary.newBuilder()
                    .setModelRef(object(model))
                    .setDataset(rows(table))));
  }

  @Override
  public void evict(String model) {
    delete(model, true);
  }

  @Override
  public void delete(String model) {
    delete(model, false);
  }

  private void delete(String model, boolean fromMemoryAlone) {
    run(
        MlCommand.newBuilder()
            .setDelete(
                MlCommand.Delete.newBuilder()
                    .addObjRefs(object(model))
                    .setEvictOnly(fromMemoryAlone)));
  }

  @Override
  public List<String> inMemory() {
    MlCommand.GetCacheInfo all = MlCommand.GetCacheInfo.getDefaultInstance();
    Object models = value(run(MlCommand.newBuilder().setGetCacheInfo(all)).getParam());
    return ((List<?>) models).stream().map(String.class::cast).toList();
  }

  @Override
  public void close() {
    spark.close();
  }

  private MlCommandResult run(MlCommand.Builder command) {
    Command plan = Command.newBuilder().setMlCommand(command).build();
    for (ExecutePlanResponse response : CollectionConverters.asJava(spark.execute(plan))) {
      if (response.hasMlCommandResult()) {
        return response.getMlCommandResult();
      }
    }
    throw new IllegalStateException("no result of " + plan);
  }

  private Dataset<Row> scored(String model, Map<String, Object> params, String table) {
    MlRelation.Transform transform =
        MlRelation.Transform.newBuilder()
            .setObjRef(object(model))
            .setParams(params(params))
            .setInput(rows(table))
            .build();
    return spark.newDataFrame(
        relation -> {
          relation.setMlRelation(MlRelation.newBuilder().setTransform(transform));
          return BoxedUnit.UNIT;
        });
  }

  private Relation rows(String table) {
    return relation(spark.read().parquet(table));
  }

  private static Relation relation(Dataset<Row> rows) {
    return rows.plan().getRoot();
  }

  private static String reference(MlCommandResult result) {
    return result.getOperatorInfo().getObjRef().getId();
  }

  private static ObjectRef object(String model) {
    return ObjectRef.newBuilder().setId(model).build();
  }

  private static MlOperator operator(OperatorType type, String name) {
    return MlOperator.newBuilder().setType(type).setName(name).setUid("remote").build();
  }

  private static MlParams params(Map<String, Object> params) {
    MlParams.Builder literals = MlParams.newBuilder();
    params.forEach((name, value) -> literals.putParams(name, LITERALS.toLiteralProto(value)));
    return literals.build();
  }

  /** A vector, as Spark stores it: a kind, a size, indices, values; its type where servers look. */
  @SuppressWarnings("deprecation")
  private static Literal literal(double[] vector) {
    Doubles.Builder values = Doubles.newBuilder();
    Arrays.stream(vector).forEach(values::addValues);
    Literal none = Literal.newBuilder().setNull(DataType.getDefaultInstance()).build();
    Literal.Struct dense =
        Literal.Struct.newBuilder()
            .setStructType(
                DataType.newBuilder()
                    .setUdt(DataType.UDT.newBuilder().setType("udt").setJvmClass(VECTOR)))
            .addElements(Literal.newBuilder().setByte(1))
            .addElements(none)
            .addElements(none)
            .addElements(
                Literal.newBuilder()
                    .setSpecializedArray(Literal.SpecializedArray.newBuilder().setDoubles(values)))
            .build();
    return Literal.newBuilder().setStruct(dense).build();
  }

  private static Object value(Literal literal) {
    if (literal.hasStruct()) {
      return literal.getStruct().getElements(3).getSpecializedArray().getDoubles().getValuesList();
    }
    Object value = LITERALS.toScalaValue(literal);
    return value instanceof Object[] array ? List.of(array) : value;
  }
}
