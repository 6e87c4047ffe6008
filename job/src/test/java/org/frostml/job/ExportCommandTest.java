package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.frostml.io.ModelFile;
import org.frostml.job.files.Models;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shrink;
import org.frostml.run.Preparation;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a model to a smaller one that computes the same. */
class ExportCommandTest {
  private static final Network NETWORK = Network.mlp(784, List.of(60, 40), 10);

  @TempDir Path dir;
  private Path model;
  private Path small;

  @BeforeEach
  void writeModel() throws IOException {
    model = dir.resolve("model.safetensors");
    small = dir.resolve("small.safetensors");
    float[] theta = new Init(0.05, 1, 1).theta(NETWORK, 2);
    // Units without incoming weights have a constant that shows.
    int bias = NETWORK.layout().blocks().get(3).offset();
    Arrays.fill(theta, bias, bias + 40, 0.75f);
    write(NETWORK, theta);
  }

  private void write(Network network, float[] theta) throws IOException {
    Support support = Support.of(network.layout(), 0, theta);
    try (OutputStream out = Files.newOutputStream(model)) {
      ModelFile.write(
          new Model(
              network,
              new Weights(support, support.restrict(theta)),
              new Inputs.All(network.inputs()),
              new Scaling.Whole(0.13f, 0.31f),
              List.of(),
              Labels.numbered(network.outputs()),
              Map.of(Preparation.CONFIG, "data { train = 4, test = 200 }", "seed", "0")),
          out);
    }
  }

  private CommandLines.Outcome export(Object... more) {
    Object[] words =
        Stream.concat(Stream.of("export", model, "--shrink", "--out", small), Stream.of(more))
            .toArray();
    return CommandLines.frost(words);
  }

  @Test
  void writesASmallerModelThatComputesTheSame() throws IOException {
    CommandLines.Outcome outcome = export();
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(
          List.of("model.safetensors", "small.safetensors"),
          all.map(file -> file.getFileName().toString()).sorted().toList());
    }
    Model before = Models.load(model.toString());
    Model after = Models.load(small.toString());
    Shrink shrunk = Shrink.of(before.network(), before.weights());
    assertEquals(shrunk.network().spec(), after.network().spec());
    assertArrayEquals(shrunk.weights().values(), after.weights().values());
    assertEquals(before.scaling(), after.scaling());
    Shrink.Units first = shrunk.hidden().get(0);
    Shrink.Units second = shrunk.hidden().get(1);
    assertTrue(first.unused() > 0 && first.after() > 1, first::toString);
    assertTrue(
        second.constant() > 0 && second.unused() > 0 && second.after() > 1, second::toString);
    assertEquals(
        "784-60-40-10 to 784-" + first.after() + "-" + second.after() + "-10",
        after.provenance().get(ExportCommand.SHRINK));
    assertEquals("0", after.provenance().get("seed"));
    assertEquals(
        List.of(
            "before constant unused held after",
            "net.0 units 60 " + first.constant() + " " + first.unused() + " 0 " + first.after(),
            "net.1 units 40 " + second.constant() + " " + second.unused() + " 0 " + second.after(),
            "parameters 49,950 "
                + String.format(Locale.ROOT, "%,d", after.network().layout().size()),
            String.format(
                Locale.ROOT,
                "active %,d %,d",
                before.weights().values().length,
                after.weights().values().length),
            "",
            "model " + small),
        outcome.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList());
  }

  @Test
  void evaluateAndInspectTakeTheSmallerModel() {
    assertEquals(0, export().exit());
    CommandLines.Outcome before = CommandLines.frost("evaluate", model);
    CommandLines.Outcome after = CommandLines.frost("evaluate", small);
    assertEquals("", after.err());
    assertTrue(after.out().matches("(?s)accuracy .* on 200 examples of .*"), after.out());
    assertEquals(before.out(), after.out());
    CommandLines.Outcome inspected = CommandLines.frost("inspect", small);
    assertEquals(0, inspected.exit());
    assertTrue(inspected.out().contains("784-60-40-10 to 784-"), inspected.out());
  }

  @Test
  void anExistingFileIsKeptUnlessItIsToBeOverwritten() throws IOException {
    Files.writeString(small, "mine");
    CommandLines.Outcome outcome = export();
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: " + small + ": exists; name another --out, or add --overwrite",
        outcome.err().strip());
    assertEquals("mine", Files.readString(small));
    assertEquals(0, export("--overwrite").exit());
    Models.load(small.toString());
  }

  @Test
  void whatIsShrunkAgainSaysSo() throws IOException {
    assertEquals(0, export().exit());
    String first = Models.load(small.toString()).provenance().get(ExportCommand.SHRINK);
    String widths = first.split(" to ")[1];
    CommandLines.Outcome outcome =
        CommandLines.frost("export", small, "--shrink", "--out", small, "--overwrite");
    assertEquals(0, outcome.exit());
    Model again = Models.load(small.toString());
    assertEquals(
        first + ", " + widths + " to " + widths, again.provenance().get(ExportCommand.SHRINK));
  }

  @Test
  void aModelWhoseBiasesWouldOverflowIsNamed() throws IOException {
    Network network = Network.mlp(1, List.of(1), 2);
    write(network, new float[] {0, 1e30f, 1, 1e30f, 0, 0});
    CommandLines.Outcome outcome = export();
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: "
            + model
            + ": cannot be shrunk: net.1.bias: value 1 would be Infinity with the constant units"
            + " before it",
        outcome.err().strip());
    assertTrue(Files.notExists(small));
  }
}
