package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSInotifyEventInputStream;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.client.HdfsAdmin;
import org.apache.hadoop.hdfs.inotify.Event;
import org.apache.hadoop.hdfs.inotify.EventBatch;
import org.apache.hadoop.security.UserGroupInformation;
import org.frostml.FrostException;
import org.frostml.job.run.RunFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything on HDFS: configuration, data, checkpoints, run folder and model. */
@Timeout(300)
class HdfsTest {
  private static final String CONF =
      Problem.QUICK
          + """
      epochs = 4
      batchSize = 20
      data { format = idx, classes = 4 }
      network.hidden = [20]
      freeze { m = 4, localSteps = 2 }
      learningRate { schedule = constant, base = 0.2 }
      checkpoint { cycles = 3, keep = 2 }
      """;

  @TempDir static java.nio.file.Path local;

  private static MiniDFSCluster cluster;
  private static FileSystem files;
  private static Path root;

  /** The model of the same run with everything on the local disk. */
  private static byte[] expected;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, local.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(conf).build();
    files = cluster.getFileSystem();
    root = new Path(files.getUri());
    for (Map.Entry<String, byte[]> file : data().entrySet()) {
      java.nio.file.Path copy = local.resolve("data").resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.getValue());
      write(path("/data/" + file.getKey()), file.getValue());
    }
    Files.writeString(local.resolve("small.conf"), CONF);
    write(path("/small.conf"), CONF.getBytes(StandardCharsets.UTF_8));
    java.nio.file.Path out = local.resolve("run");
    train(local.resolve("small.conf"), local.resolve("data"), out);
    expected = Files.readAllBytes(out.resolve("model.safetensors"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      // The one that Hadoop keeps for all of this JVM, and Frost used.
      FileSystem.get(files.getUri(), new Configuration()).close();
      cluster.shutdown(true);
    }
  }

  /** Four noisy patterns in the files of MNIST's names. */
  private static Map<String, byte[]> data() throws IOException {
    Random random = new Random(1);
    byte[][] patterns = new byte[4][64];
    for (byte[] pattern : patterns) {
      random.nextBytes(pattern);
    }
    int[] train = random.ints(400, 0, 4).toArray();
    int[] test = random.ints(100, 0, 4).toArray();
    return Map.of(
        "train-images-idx3-ubyte", images(train, patterns, random),
        "train-labels-idx1-ubyte", labels(train),
        "t10k-images-idx3-ubyte", images(test, patterns, random),
        "t10k-labels-idx1-ubyte", labels(test));
  }

  private static byte[] labels(int[] labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x801);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.write(label);
    }
    return bytes.toByteArray();
  }

  private static byte[] images(int[] labels, byte[][] patterns, Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int word : new int[] {0x803, labels.length, 8, 8}) {
      out.writeInt(word);
    }
    for (int label : labels) {
      for (byte pixel : patterns[label]) {
        out.write((pixel & 255) / 2 + random.nextInt(128));
      }
    }
    return bytes.toByteArray();
  }

  private static Path path(String name) {
    return new Path(root, name);
  }

  private static void write(Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(content);
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  private static String text(Path path) throws IOException {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  private static List<String> names(Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  private static CommandLines.Outcome train(Object conf, Object data, Object out, Object... more) {
    Object[] words =
        Stream.concat(
                Stream.of("train", conf, "--data", data, "--out", out, "--set", "seed=3"),
                Stream.of(more))
            .toArray();
    CommandLines.Outcome outcome = CommandLines.frost(words);
    assertEquals(0, outcome.exit(), outcome.err());
    return outcome;
  }

  private static CommandLines.Outcome train(Path out, Object... more) {
    return train(path("/small.conf"), path("/data"), out, more);
  }

  /**
   * The model is that of the local disk to the byte, but for where its header says the data lie.
   */
  private static void assertModel(Path out) throws IOException {
    byte[] model = read(new Path(out, "model.safetensors"));
    assertEquals(
        header(expected).replace("file:" + local, "ROOT").replace(local.toString(), "ROOT"),
        header(model).replace(root.toString(), "ROOT"));
    assertArrayEquals(arrays(expected), arrays(model));
  }

  /** The header without padding and the digest of its own fields. */
  private static String header(byte[] model) {
    return new String(model, 8, headerLength(model), StandardCharsets.UTF_8)
        .strip()
        .replaceFirst(",\"sha256\":\"\\w+\"", "");
  }

  private static byte[] arrays(byte[] model) {
    return Arrays.copyOfRange(model, 8 + headerLength(model), model.length);
  }

  private static int headerLength(byte[] model) {
    return Math.toIntExact(ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  @Test
  void aRunLivesThereFromItsConfigurationToItsModel() throws IOException {
    Path out = path("/runs/whole");
    train(out, "--set", "epochs=1");
    CommandLines.Outcome outcome = train(out, "--overwrite");
    assertModel(out);
    assertTrue(outcome.out().contains(out + "/model.safetensors"), outcome.out());
    assertEquals(
        List.of("checkpoints", "config.conf", "metrics.jsonl", "model.safetensors", "summary.json"),
        names(out));
    assertFalse(files.exists(out.suffix(".partial")));
    assertEquals(4, Metrics.epochs(text(new Path(out, "metrics.jsonl"))).size());

    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out, "--data", path("/data"));
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated.out().matches("(?s)accuracy .* on 100 examples of " + root + ".*"),
        evaluated.out());

    Path small = path("/exports/small");
    for (Object[] more : new Object[][] {{}, {"--overwrite"}}) {
      Object[] words =
          Stream.concat(Stream.of("export", out, "--shrink", "--out", small), Arrays.stream(more))
              .toArray();
      CommandLines.Outcome exported = CommandLines.frost(words);
      assertEquals(0, exported.exit(), exported.err());
      assertEquals(List.of("small"), names(small.getParent()));
    }
    assertEquals(
        evaluated.out(), CommandLines.frost("evaluate", small, "--data", path("/data")).out());
  }

  @Tag("slow")
  @Test
  void itGoesOnFromACompleteRunAndFromAnUnfinishedOne() throws IOException {
    Path out = path("/runs/resumed");
    Path partial = out.suffix(".partial");
    train(out, "--set", "epochs=1");
    Path first = checkpoint(out);
    byte[] before = read(first);
    train(out, "--resume", "--set", "epochs=2");

    // As a driver leaves it that ends after the second epoch, and then a file is cut short.
    assertTrue(files.rename(out, partial));
    Path newest = checkpoint(partial);
    byte[] whole = read(newest);
    write(new Path(newest.getParent(), first.getName()), before);
    write(newest, Arrays.copyOf(whole, whole.length / 2));

    train(out, "--resume");
    assertModel(out);
    String last = String.format("step-%012d.safetensors", 80);
    assertEquals(List.of(newest.getName() + ".damaged", last), names(new Path(out, "checkpoints")));
    assertFalse(files.exists(partial));
  }

  private static Path checkpoint(Path run) throws IOException {
    FileStatus[] all = files.listStatus(new Path(run, "checkpoints"));
    assertEquals(1, all.length);
    return all[0].getPath();
  }

  /** Whenever a driver dies, the file is there: HDFS has seen it renamed upon, never deleted. */
  @Test
  void aFileIsReplacedInOneGo() throws Exception {
    assertReplacedInOneGo(path("/runs/replaced").toString(), "/runs/replaced");
  }

  @Test
  void aFileIsReplacedInOneGoWhereHdfsIsMounted() throws Exception {
    String link = "spark.hadoop.fs.viewfs.mounttable.all.link./mounted";
    System.setProperty(link, path("/runs").toString());
    try {
      assertReplacedInOneGo("viewfs://all/mounted/viewed", "/runs/viewed");
    } finally {
      System.clearProperty(link);
    }
  }

  /**
   * @param out the folder, as it is to be given
   * @param path the same on HDFS
   */
  private static void assertReplacedInOneGo(String out, String path) throws Exception {
    files.mkdirs(path("/runs"));
    HdfsAdmin admin = new HdfsAdmin(files.getUri(), new Configuration());
    DFSInotifyEventInputStream events = admin.getInotifyEventStream();
    try (RunFolder folder = RunFolder.claim(out, false, false)) {
      folder.open("a = 1");
      folder.write("metrics.jsonl", "1\n");
      folder.write("metrics.jsonl", "1\n2\n");
      folder.complete();
    }
    assertEquals("1\n2\n", text(path(path + "/metrics.jsonl")));
    String file = path + ".partial/metrics.jsonl";
    List<Event.EventType> seen = new ArrayList<>();
    for (EventBatch batch = events.poll(); batch != null; batch = events.poll()) {
      for (Event event : batch.getEvents()) {
        if (event instanceof Event.RenameEvent rename && rename.getDstPath().equals(file)
            || event instanceof Event.UnlinkEvent unlink && unlink.getPath().equals(file)) {
          seen.add(event.getEventType());
        }
      }
    }
    assertEquals(List.of(Event.EventType.RENAME, Event.EventType.RENAME), seen);
  }

  @Test
  void aRunOfAnotherDriverIsLeftAlone() throws IOException {
    Path out = path("/runs/claimed");
    try (RunFolder first = RunFolder.claim(out.toString(), false, true)) {
      for (boolean overwrite : new boolean[] {true, false}) {
        FrostException e =
            assertThrows(
                FrostException.class, () -> RunFolder.claim(out.toString(), overwrite, !overwrite));
        assertTrue(
            e.getMessage()
                .startsWith(
                    out
                        + ": is being written by process "
                        + ProcessHandle.current().pid()
                        + " on "),
            e.getMessage());
      }
      first.open("a = 1");
      first.complete();
    }
    assertFalse(names(out.getParent()).contains(".claimed.claim"));
    RunFolder.claim(out.toString(), false, true).close();
  }

  /** Denied is not missing; nor is it the run that could be begun there. */
  @Test
  void whatMayNotBeReadIsNotCalledMissing() throws Exception {
    Path closed = path("/closed");
    files.mkdirs(closed, new FsPermission((short) 0700));
    files.mkdirs(path("/open"), new FsPermission((short) 0777));
    String[] commands = {
      "train " + closed + "/small.conf --out " + path("/open/run"),
      "train " + path("/small.conf") + " --data " + path("/data") + " --out " + closed + "/run",
      "train "
          + path("/small.conf")
          + " --out "
          + path("/open/run")
          + " --data "
          + closed
          + "/data",
      "evaluate " + closed + "/run",
      "report " + closed + "/run --out " + path("/open/page"),
      "export " + closed + "/run --shrink --out " + path("/open/model"),
    };
    UserGroupInformation other =
        UserGroupInformation.createUserForTesting("other", new String[] {"others"});
    for (String command : commands) {
      CommandLines.Outcome outcome =
          other.doAs(
              (PrivilegedExceptionAction<CommandLines.Outcome>)
                  () -> CommandLines.frost((Object[]) command.split(" ")));
      assertEquals(1, outcome.exit(), command);
      assertTrue(
          outcome
              .err()
              .matches("frost: hdfs:.*(cannot be|not) .*Permission denied: user=other.*\\s"),
          outcome.err());
    }
  }
}
