package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.io.ModelFile;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Support;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of which whole groups of weights live or die learn, by the defaults, from any seed. */
class GroupsRunTest {
  private static final String DENSE = "network.hidden=[200,200]";
  private static final String CONVOLUTIONS =
      "network.layers=conv(8,5,stride=2) bn relu conv(16,3,stride=2) bn relu flatten dense(10)";

  private static RunSettings settings(String... more) {
    return Configs.read(
        Stream.concat(
                Stream.of(
                    "epochs=5",
                    "batchSize=40",
                    "data={train=1200,test=400}",
                    "optimizer.name=linbreg",
                    "optimizer.momentum=0.9",
                    "network.gain=1",
                    "learningRate={base=1.0,warmUp=1}",
                    "freeze={m=4,localSteps=1}"),
                Stream.of(more))
            .map(Configs::setting)
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "rows, 0.1, false",
    "sparse-rows, 0.1, false",
    "rows, 0.4, true",
    "kernels, 0.2, true",
    "input-channels, 0.4, true"
  })
  void groupsLearnFromEverySeed(String name, double target, boolean convolutions)
      throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      MemoryStore store = new MemoryStore();
      RunSettings settings =
          settings(
              "regularizer.name=" + name,
              // Of maps, outputs have so many weights that some would die for channels to live.
              "regularizer.except=" + (convolutions ? "[net.last.weight]" : "[]"),
              "density.target=" + target,
              convolutions ? CONVOLUTIONS : DENSE,
              "seed=" + seed);
      double accuracy = DigitRuns.train(settings, store, 2, () -> false).last().quality();
      String what = String.format(Locale.ROOT, "%s, seed %d: %.3f", name, seed, accuracy);
      assertTrue(accuracy > 0.45, what);
      requireWholeGroups(settings, store);
    }
  }

  private static void requireWholeGroups(RunSettings settings, MemoryStore store)
      throws IOException {
    byte[] bytes = store.files.get(ModelFile.NAME);
    Support support =
        ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "m").weights().support();
    Grouping grouping = settings.config().optimizer().grouping();
    for (Block block : support.layout().blocks()) {
      int[] there = new int[block.isWeight() ? grouping.count(block) : 0];
      for (int p = 0; p < support.size() && there.length > 0; p++) {
        int place = support.coordinate(p) - block.offset();
        if (place >= 0 && place < block.size()) {
          there[grouping.of(block, place)]++;
        }
      }
      for (int count : there) {
        assertTrue(count == 0 || count == block.size() / there.length, block.name());
      }
    }
  }
}
