package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.io.Json;
import org.frostml.job.Main;
import org.frostml.job.SparkStart;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a benchmark writes down; never how fast it was. */
class BenchTest {
  private static final BenchTimer ONCE = new BenchTimer(1, 1e-9, 0);
  private static final Network SMALL = Network.mlp(784, List.of(20), 10);
  private static final String AGAIN = "run frost bench --render docs/bench";

  private final Map<String, String> summary = new LinkedHashMap<>();

  @Test
  void everyTableIsWholeAndSaysWhatItMeasured() {
    Kernels kernels = Kernels.chosen();
    requireWhole(new BenchKernels(ONCE).run(kernels, List.of(0.05), summary), "dense forward");
    BenchSteps steps = new BenchSteps(ONCE, kernels, 128);
    String mlp = Bench.shape(SMALL);
    requireWhole(steps.run("steps", mlp, SMALL, List.of(0.05), summary), "5 %");
    try (JavaSparkContext spark = SparkStart.context(conf(), "bench test")) {
      BenchSpark rounds = new BenchSpark(ONCE, kernels, spark);
      requireWhole(rounds.run(SMALL, summary), "cycle, m = 19, H = 19");
      BenchTable bytes = rounds.bytes(List.of(SMALL), summary);
      requireWhole(bytes, "784-20-10");
      double exact = Double.parseDouble(bytes.rows().get(0).get(4));
      double local = Double.parseDouble(bytes.rows().get(2).get(4));
      assertTrue(local < exact / 2, () -> exact + " to " + local);
    }
    assertTrue(
        summary.containsKey("dense step / coarse step at 5 %, 784-20-10"), summary::toString);
    assertTrue(summary.containsKey("exchange ratio at 5 %, m = H = 19, 784-20-10"));
  }

  @Test
  void convolutionsAndStepsOfTheirNetworksAreTables() {
    Kernels kernels = Kernels.chosen();
    List<ConvolutionSize> sizes =
        List.of(ConvolutionSize.parse("3x8"), ConvolutionSize.parse("1:3-20x9/2"));
    for (boolean dense : new boolean[] {false, true}) {
      BenchConvolutions bench = new BenchConvolutions(ONCE, kernels, 0.5, dense);
      bench.warmUp(sizes);
      BenchTable table = bench.run(sizes, 17);
      requireWhole(table, "3x8");
      requireWhole(table, "1:3-20x9/2");
      assertEquals(dense, table.columns().contains("dense forward"));
    }
    Network network = NetworksCommand.images("conv(4,3,stride=4) bn relu pool dense(10)");
    BenchSteps steps = new BenchSteps(ONCE, kernels, 16);
    steps.warmUp(network, 0.5);
    BenchTable table = steps.run("convolution steps", "a network", network, List.of(0.05), summary);
    requireWhole(table, "5 %");
    assertTrue(summary.containsKey("dense step / coarse step at 5 %, a network"));
    assertTrue(new Bench("", "", "", "", "", "", summary, List.of(table)).isOfConvolutions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"16x32", "64-128x32/2", "1:64-128x32/2", "5:3x32"})
  void aConvolutionIsReadAsItIsSpelled(String text) {
    assertEquals(text, ConvolutionSize.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "16x", "16x32/0", "0x32", "16x32x3"})
  void whatIsNoConvolutionIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ConvolutionSize.parse(text));
  }

  private static SparkConf conf() {
    return new SparkConf()
        .setMaster("local[2]")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1");
  }

  private static void requireWhole(BenchTable table, String row) {
    assertFalse(table.note().isBlank());
    table.rows().forEach(cells -> assertEquals(table.columns().size(), cells.size()));
    assertTrue(
        table.rows().stream().anyMatch(cells -> cells.get(0).equals(row)),
        () -> row + table.text());
  }

  @Test
  void alternativesTakeTurns() {
    StringBuilder calls = new StringBuilder();
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put("a", () -> calls.append('a'));
    work.put("b", () -> calls.append('b'));
    Map<String, BenchTimer.Times> times = new BenchTimer(3, 1e-9, 0).alternate(work);
    assertTrue(calls.toString().matches("ab(ab){3}"), calls::toString);
    BenchTimer.Times a = times.get("a");
    assertEquals(3, a.sorted().length);
    assertTrue(a.least() <= a.median() && a.median() <= a.most());
  }

  @Test
  void aTableReadsWellAsTextAndAsMarkdown() {
    BenchTable table =
        new BenchTable("t", "Title", "Note.", List.of("what", "ms"), List.of(List.of("a", "12.5")));
    assertEquals("\nTitle\nNote.\n\nwhat    ms\na     12.5\n", table.text());
    assertEquals(
        "### Title\n\nNote.\n\n| what | ms |\n| --- | --- |\n| a | 12.5 |\n\n", table.markdown());
  }

  @Test
  void whatIsWrittenIsReadAgainAndRendered(@TempDir Path folder) throws IOException {
    Bench bench = bench("17.0.1", Map.of("speed", "5 GF/s"));
    Files.writeString(folder.resolve("a.json"), Json.file(bench));
    Files.writeString(folder.resolve("b.json"), Json.file(bench("25", Map.of("speed", "6 GF/s"))));
    List<Bench> read = Bench.read(folder);
    assertEquals(bench, read.get(0));
    assertTrue(BenchPage.summary(read).contains("| speed | 5 GF/s | 6 GF/s |"));
    String page = "# Times\n\n" + BenchPage.BEGIN + "old\n" + BenchPage.END + "\nWords.\n";
    String rendered = BenchPage.performance(page, read);
    assertTrue(rendered.contains("## JDK 25, m\n"), rendered);
    assertTrue(rendered.startsWith("# Times") && rendered.endsWith("Words.\n"), rendered);
    assertFalse(rendered.contains("old"), rendered);
    assertThrows(IllegalArgumentException.class, () -> BenchPage.performance("# none", read));
  }

  private static Bench bench(String java, Map<String, String> summary) {
    BenchTable table = new BenchTable("t", "T", "N.", List.of("a"), List.of(List.of("b")));
    return new Bench("0", "4", java, "m", "vector", "frost bench", summary, List.of(table));
  }

  @Test
  void thePagesAreWhatTheNumbersRender() throws IOException {
    Path home = Path.of("..");
    List<Bench> benches = Bench.read(home.resolve("docs/bench"));
    String performance = Files.readString(home.resolve("docs/performance.md"));
    assertEquals(BenchPage.performance(performance, benches), performance, AGAIN);
    String scaling = Files.readString(home.resolve("docs/scaling.md"));
    assertEquals(BenchPage.scaling(scaling, benches), scaling, AGAIN);
    String convolutions = Files.readString(home.resolve("docs/convolutions.md"));
    assertEquals(BenchPage.convolutions(convolutions, benches), convolutions, AGAIN);
    String comparison = Files.readString(home.resolve("docs/comparison.md"));
    assertEquals(BenchPage.comparison(comparison, benches), comparison, AGAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "--out,no/such/bench.json,no/such/bench.json: its folder does not exist",
    "--render,no/such,no/such: no such folder"
  })
  void aFolderThatIsNotThereIsSaidAtOnce(String option, String path, String said) {
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(new BenchCommand()).setErr(new PrintWriter(err, true));
    assertEquals(1, command.execute(option, path));
    assertTrue(err.toString().contains(said), err::toString);
  }
}
