package org.frostml.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.frostml.FrostException;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.MomentumStep;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.Model;
import org.frostml.train.Position;
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged and of forged models and checkpoints: each is read to something that holds
 * together, or ended by a message that names it, and none makes its reader allocate what it claims
 * to hold. Forged ones have checksums that are right.
 */
class SafetensorsFuzzTest {
  private static final int FILES = 3000;

  /** What a file of some thousand bytes may cost, JSON and checksums among it. */
  private static final long ROOM = 2L << 20;

  private static final Network NETWORK = Network.mlp(20, List.of(9, 7), 3);
  private static final LinBreg RULE =
      new LinBreg(1, new MomentumStep(0.5f, 0), new L1Norm(), new DensityControl.Quantile(0.3));
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

  /** What integers overflow at, what is no integer, and what is no number. */
  private static final String[] NASTY = {
    "0",
    "1",
    "4",
    "-1",
    "-4",
    "1e1",
    "4.0",
    "1.5",
    "2147483647",
    "2147483648",
    "4294967296",
    "-2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e999",
    "NaN",
    "null",
    "true",
    "\"4\"",
    "[]",
    "{}",
    "[[4]]",
    "[4,4]",
    "{\"a\":4}",
    ""
  };

  /** Reads a file to the end, and whatever depends on its numbers. */
  private interface Reader {
    void read(InputStream in, long length) throws IOException;
  }

  private static void readModel(InputStream in, long length) throws IOException {
    Model model = ModelFile.read(in, length, "f");
    assertEquals(model.weights().support().size(), model.weights().values().length);
  }

  private static void readCheckpoint(InputStream in, long length) throws IOException {
    Checkpoint checkpoint = CheckpointFile.read(in, length, "f");
    try {
      checkpoint.state(RULE, NETWORK.layout());
    } catch (IllegalArgumentException ofAnotherNetwork) {
      assertTrue(ofAnotherNetwork.getMessage().length() > 0);
    }
  }

  private static float[] theta() {
    return new Init(0.3, 1, 1).theta(NETWORK, 4);
  }

  private static byte[] model() throws IOException {
    Support support = Support.of(NETWORK.layout(), 17, theta());
    Weights weights = new Weights(support, support.restrict(theta()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.write(
        new Model(
            NETWORK,
            weights,
            new Inputs.All(NETWORK.inputs()),
            new Scaling.Whole(0.1f, 0.3f),
            List.of(),
            Labels.numbered(NETWORK.outputs()),
            Map.of("seed", "4")),
        out);
    return out.toByteArray();
  }

  private static byte[] checkpoint() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFile.write(
        Checkpoint.of(
            new Position(40, 40, 19),
            RULE.init(NETWORK.layout(), theta()),
            Optional.of(Support.of(NETWORK.layout(), 17, theta())),
            new int[] {3},
            Map.of("seed", "4")),
        out);
    return out.toByteArray();
  }

  @Test
  void models() throws IOException {
    readsOrNames(model(), SafetensorsFuzzTest::readModel);
  }

  @Test
  void checkpoints() throws IOException {
    readsOrNames(checkpoint(), SafetensorsFuzzTest::readCheckpoint);
  }

  private static void readsOrNames(byte[] good, Reader reader) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    reader.read(new ByteArrayInputStream(good), good.length);
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      Rng rng = new Rng(i);
      byte[] file = rng.nextInt(3) == 0 ? forged(good, rng) : damaged(good, rng);
      String which = "file " + i;
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        reader.read(new ByteArrayInputStream(file), file.length);
        read++;
      } catch (FrostException e) {
        assertTrue(e.getMessage().startsWith("f: "), e.getMessage());
      } catch (RuntimeException | VirtualMachineError e) {
        throw new AssertionError(which, e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < ROOM, () -> which + ": allocated " + allocated);
    }
    assertTrue(read > FILES / 100 && read < FILES / 2, read + " were read");
  }

  /** One or two changes of the header's text, whose length is put right or made wrong. */
  private static byte[] damaged(byte[] good, Rng rng) {
    int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(good, 8, length, ISO_8859_1);
    for (int changes = rng.nextInt(2); changes >= 0; changes--) {
      header = changed(header, rng);
    }
    byte[] arrays = Arrays.copyOfRange(good, 8 + length, good.length);
    if (rng.nextInt(8) == 0) {
      arrays = Arrays.copyOf(arrays, rng.nextInt(2 * arrays.length));
    }
    long claimed = rng.nextInt(8) == 0 ? rng.nextLong() >> rng.nextInt(64) : header.length();
    return ByteBuffer.allocate(8 + header.length() + arrays.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(claimed)
        .put(header.getBytes(ISO_8859_1))
        .put(arrays)
        .array();
  }

  private static String changed(String header, Rng rng) {
    int at = rng.nextInt(header.length());
    return switch (rng.nextInt(6)) {
      case 0 -> replaced(header, NUMBER, NASTY[rng.nextInt(NASTY.length)], rng);
      case 1 -> replaced(header, STRING, any(header, STRING, rng).group(), rng);
      case 2 -> replaced(header, NUMBER, any(header, NUMBER, rng).group(), rng);
      case 3 -> header.substring(0, at) + header.substring(Math.min(header.length(), at + 9));
      case 4 -> header.substring(0, at) + (char) rng.nextInt(256) + header.substring(at + 1);
      default -> replaced(header, NUMBER, "[".repeat(1 + rng.nextInt(3000)), rng);
    };
  }

  private static MatchResult any(String text, Pattern pattern, Rng rng) {
    List<MatchResult> all = pattern.matcher(text).results().toList();
    return all.get(rng.nextInt(all.size()));
  }

  private static String replaced(String text, Pattern pattern, String by, Rng rng) {
    MatchResult part = any(text, pattern, rng);
    return text.substring(0, part.start()) + by + text.substring(part.end());
  }

  /** Other numbers, arrays or metadata, under checksums that are right. */
  private static byte[] forged(byte[] good, Rng rng) throws IOException {
    Safetensors file = Safetensors.read(new ByteArrayInputStream(good), good.length, "f");
    Map<String, String> metadata = Checksums.texts(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    List<String> names = new ArrayList<>(tensors.keySet());
    String name = names.get(rng.nextInt(names.size()));
    Tensor tensor = tensors.get(name);
    switch (rng.nextInt(5)) {
      case 0 -> {
        List<String> keys = new ArrayList<>(metadata.keySet());
        metadata.put(keys.get(rng.nextInt(keys.size())), NASTY[rng.nextInt(NASTY.length)]);
      }
      case 1 -> tensors.remove(name);
      case 2 -> tensors.put(name, tensors.get(names.get(rng.nextInt(names.size()))));
      case 3 -> tensors.put(name, Tensor.of(new float[rng.nextInt(300)], new int[] {0}));
      default -> {
        byte[] bytes = tensor.bytes().clone();
        int bits = (int) rng.nextLong() >> rng.nextInt(32);
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(4 * rng.nextInt(bytes.length / 4), bits);
        tensors.put(name, new Tensor(tensor.type(), tensor.shape(), bytes));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Checksums.seal(new Safetensors(metadata, tensors)).write(out);
    return out.toByteArray();
  }

  /** A reader that called itself for every bracket would overflow its stack. */
  @Test
  void deepHeadersAreRefused() {
    for (String bracket : new String[] {"[", "{\"a\":"}) {
      byte[] json = ("{\"a\":" + bracket.repeat(1 << 20)).getBytes(ISO_8859_1);
      ByteBuffer file = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
      file.putLong(json.length).put(json);
      FrostException e =
          assertThrows(
              FrostException.class,
              () -> readModel(new ByteArrayInputStream(file.array()), file.capacity()));
      assertTrue(
          e.getMessage().startsWith("f: not a safetensors file: its header is no JSON: "),
          e.getMessage());
    }
  }
}
