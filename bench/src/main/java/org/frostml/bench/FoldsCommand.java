package org.frostml.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.job.SparkStart;
import org.frostml.job.spark.SqlSession;
import org.frostml.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares Frost with MLlib's methods and XGBoost on real tables, by five-fold means. */
@Command(
    name = "folds",
    description =
        "Five-fold means of Frost, MLlib and XGBoost on real tables, by defaults and tuned.",
    mixinStandardHelpOptions = true)
final class FoldsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description =
          "The folder with adult.data, binary.train and its .weight, multiclass.train,"
              + " dermatology.data and housing.csv.")
  private Path data;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Only this one, such as adult; may be repeated.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "Only this one, such as Frost; may be repeated.")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      defaultValue = "folds.jsonl",
      description = "Every outcome as it is known; what is in there already is not done again.")
  private Path log;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "folds.json",
      description = "Where the tables go; by default ${DEFAULT-VALUE} here.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    BenchReport report = new BenchReport(console, out);
    FoldLog done = new FoldLog(log);
    SparkConf conf = Fold.withoutConstraints(SparkStart.conf(true));
    conf.setIfMissing("spark.sql.shuffle.partitions", "2");
    try (JavaSparkContext spark = SparkStart.context(conf, "frost bench folds")) {
      SparkSession session = SqlSession.of(spark);
      List<FoldMethod> all = FoldMethods.all(spark.defaultParallelism());
      List<FoldMethod> contenders = chosen(methods, all, FoldMethod::name, "method");
      List<FoldTable> wanted = chosen(tables, FoldTable.ALL, FoldTable::name, "table");
      for (FoldTable table : wanted) {
        new FoldRun(table, table.read(session, data).cache(), done, console).run(contenders);
      }
      wanted.stream()
          .filter(table -> !done.of(table).isEmpty())
          .forEach(table -> report.show(FoldTables.of(table, done.of(table), contenders)));
      report.show(FoldTables.standing(wanted, done, contenders));
      report.show(FoldTables.chosen(wanted, done));
    }
    report.write(Kernels.chosen(), command());
    return 0;
  }

  /** Which method takes part goes by the class path. */
  private static String command() {
    return FoldMethods.hasXgboost()
        ? "mvn -q -Pxgboost -pl bench -am test-compile exec:exec@folds -Dtables=DIR"
        : "submit-scripts/frost --master local[2] --driver-memory 3g bench folds --data DIR";
  }

  /** What is named of all there is; all where nothing is. */
  private static <T> List<T> chosen(
      List<String> names, List<T> all, Function<T, String> name, String what) {
    for (String wanted : names) {
      if (all.stream().noneMatch(each -> name.apply(each).equals(wanted))) {
        throw new FrostException(
            "there is no "
                + what
                + " "
                + wanted
                + "; there are "
                + all.stream().map(name).collect(Collectors.joining(", ")));
      }
    }
    return all.stream()
        .filter(each -> names.isEmpty() || names.contains(name.apply(each)))
        .toList();
  }
}
