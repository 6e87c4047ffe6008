package org.frostml.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.frostml.Family;
import org.frostml.FrostException;
import org.frostml.nn.Huber;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.SquaredError;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static final Network NETWORK = Network.mlp(20, List.of(9, 7), 3);

  private static Model model(double rho) {
    float[] theta = new Init(rho, 1, 1).theta(NETWORK, 4);
    Support support = Support.of(NETWORK.layout(), 17, theta);
    return new Model(
        NETWORK,
        new Weights(support, support.restrict(theta)),
        new Inputs.All(NETWORK.inputs()),
        new Scaling.Whole(0.1307f, 0.3081f),
        List.of(),
        Labels.numbered(NETWORK.outputs()),
        Map.of("seed", "4", "config", "epochs = 3\n\"quoted\""));
  }

  private static byte[] bytes(Model model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.write(model, out);
    return out.toByteArray();
  }

  private static Model read(byte[] bytes) throws IOException {
    return ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "m");
  }

  @Test
  void comesBackBitForBit() throws IOException {
    for (double rho : new double[] {0.05, 0.5, 1}) {
      Model written = model(rho);
      Model read = read(bytes(written));
      assertEquals(written.network().spec(), read.network().spec());
      assertEquals(written.scaling(), read.scaling());
      assertEquals(written.provenance(), read.provenance());
      assertArrayEquals(
          written.weights().support().prolong(written.weights().values()),
          read.weights().support().prolong(read.weights().values()));
      assertArrayEquals(bytes(written), bytes(read));
    }
  }

  /** A model of every scaling, and a loss with each. */
  private static Model scaled(Loss loss, Scaling scaling) {
    Network network = Network.mlp(20, List.of(9, 7), 2, loss);
    float[] theta = new Init(0.3, 1, 1).theta(network, 4);
    Support support = Support.of(network.layout(), 0, theta);
    return new Model(
        network,
        new Weights(support, support.restrict(theta)),
        new Inputs.All(network.inputs()),
        scaling,
        List.of(),
        labels(loss, network),
        Map.of("seed", "4"));
  }

  private static Labels labels(Loss loss, Network network) {
    return loss instanceof SoftmaxCrossEntropy
        ? Labels.numbered(network.outputs())
        : Labels.values(IntStream.range(0, network.outputs()).mapToObj(k -> "y" + k).toList());
  }

  private static Scaling.PerFeature perFeature() {
    float[] mean = new float[20];
    float[] deviation = new float[20];
    for (int f = 0; f < 20; f++) {
      mean[f] = 1e6f / (f + 1);
      deviation[f] = f / 3f;
    }
    return new Scaling.PerFeature(mean, deviation);
  }

  @Test
  void everyScalingAndLossComesBack() throws IOException {
    Map<Loss, Scaling> all =
        new HashMap<>(
            Map.of(
                new SoftmaxCrossEntropy(),
                new Scaling.Whole(0.1307f, 0.3081f),
                new SigmoidCrossEntropy(),
                perFeature(),
                new SquaredError(),
                new Scaling.None(),
                new Huber(0.7f),
                new Scaling.PerChannel(10, new float[] {0.5f, 0.4f}, new float[] {0.2f, 0})));
    assertEquals(
        Family.members(Loss.class),
        all.keySet().stream().map(Object::getClass).collect(Collectors.toSet()));
    assertEquals(
        Set.of(Scaling.class.getPermittedSubclasses()),
        all.values().stream().map(Object::getClass).collect(Collectors.toSet()));
    all.put(new SoftmaxCrossEntropy(0.1f), new Scaling.None());
    for (Map.Entry<Loss, Scaling> each : all.entrySet()) {
      Model written = scaled(each.getKey(), each.getValue());
      Model read = read(bytes(written));
      assertEquals(each.getKey(), read.network().loss());
      assertEquals(each.getValue(), read.scaling());
      assertEquals(written.provenance(), read.provenance());
      assertArrayEquals(written.weights().values(), read.weights().values());
    }
  }

  private static Model normalised() {
    String spec = "conv(3,3) bn relu residual[conv(3,3) bn] pool dense(2)";
    Network network = Network.parse(new Shape(1, 4, 5), spec, new SoftmaxCrossEntropy());
    float[] theta = new Init(0.3, 1, 1).theta(network, 4);
    Support support = Support.of(network.layout(), 0, theta);
    float[] moments = new float[network.momentFloats()];
    for (int k = 0; k < moments.length; k++) {
      moments[k] = k / 7f;
    }
    return new Model(
        network,
        new Weights(support, support.restrict(theta), moments),
        new Inputs.All(network.inputs()),
        new Scaling.None(),
        List.of(),
        Labels.numbered(2),
        Map.of());
  }

  @Test
  void batchNormsKeepTheirMoments() throws IOException {
    Model written = normalised();
    byte[] bytes = bytes(written);
    Model read = read(bytes);
    assertEquals(12, read.weights().moments().length);
    assertArrayEquals(written.weights().moments(), read.weights().moments());
    assertArrayEquals(written.weights().values(), read.weights().values());
    assertEquals(written.network().in(), read.network().in());
    assertArrayEquals(bytes, bytes(read));
    String header = new String(bytes, StandardCharsets.UTF_8);
    for (String name : List.of("net.1.mean", "net.1.variance", "net.2.1.mean", "net.2.1.scale")) {
      assertTrue(header.contains("\"" + name + "\""), name);
    }
    assertEquals(
        "the network's batch norms have 12 means and variances, but the weights come with 0",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Model(
                        read.network(),
                        read.weights().with(new float[0]),
                        read.inputs(),
                        read.scaling(),
                        read.features(),
                        read.labels(),
                        Map.of()))
            .getMessage());
  }

  private static Model of(Inputs inputs) {
    Model model = model(0.5);
    return new Model(
        model.network(),
        model.weights(),
        inputs,
        model.scaling(),
        model.features(),
        model.labels(),
        model.provenance());
  }

  /** Which features of a row are inputs, where not all are. */
  @Test
  void inputsComeBack() throws IOException {
    int[] features = new int[20];
    Arrays.setAll(features, i -> 50 * i + 3);
    Model written = of(new Inputs.Occurring(1 << 20, features));
    assertEquals(written.inputs(), read(bytes(written)).inputs());
    assertEquals(new Inputs.All(20), read(bytes(model(0.5))).inputs());
    assertEquals(
        "5 features for a network of 20 inputs",
        assertThrows(IllegalArgumentException.class, () -> of(new Inputs.All(5))).getMessage());
  }

  @Test
  void badScalingsAndLossesAreRefused() throws IOException {
    assertEquals(
        "m: the file has no array input.deviation",
        changed(metadata -> {}, tensors -> tensors.remove("input.deviation")));
    assertEquals(
        "m: expected input.mean as F32 [20] but the file has F32 [19]",
        changed(
            metadata -> {}, tensors -> tensors.put("input.mean", Tensor.of(new float[19], 19))));
    float[] negative = new float[20];
    negative[3] = -1;
    assertEquals(
        "m: bad metadata: inputs need finite means and deviations >= 0: feature 3 has mean 250000.0,"
            + " deviation -1.0",
        changed(
            metadata -> {}, tensors -> tensors.put("input.deviation", Tensor.of(negative, 20))));
    assertEquals(
        "m: input.scaling must be none, whole, channel or feature: some",
        changed(metadata -> metadata.put("input.scaling", "some"), tensors -> {}));
    assertEquals(
        "m: 20 inputs are no 3 channels",
        changed(
            metadata -> {
              metadata.put("input.scaling", "channel");
              metadata.put("input.channels", "3");
            },
            tensors -> {}));
    assertEquals(
        "m: its metadata lacks input.scaling",
        changed(metadata -> metadata.remove("input.scaling"), tensors -> {}));
    assertEquals(
        "m: bad metadata: unknown loss: hinge",
        changed(metadata -> metadata.put("network.loss", "hinge"), tensors -> {}));
    assertEquals(
        "m: its metadata lacks network.loss",
        changed(metadata -> metadata.remove("network.loss"), tensors -> {}));
  }

  /** The complaint about a file that was changed. */
  private static String changed(
      Consumer<Map<String, String>> metadata, Consumer<Map<String, Tensor>> tensors)
      throws IOException {
    byte[] good = bytes(scaled(new Huber(1), perFeature()));
    Safetensors file = Safetensors.read(new ByteArrayInputStream(good), good.length, "m");
    Map<String, String> texts = new LinkedHashMap<>(file.metadata());
    Map<String, Tensor> arrays = new LinkedHashMap<>(file.tensors());
    metadata.accept(texts);
    tensors.accept(arrays);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(texts, arrays).write(out);
    return assertThrows(FrostException.class, () -> read(out.toByteArray())).getMessage();
  }

  @Test
  void theLayoutIsThatOfSafetensors() throws IOException {
    byte[] file = bytes(model(0.3));
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) in.getLong();
    assertEquals(0, headerLength % 8);
    JsonNode header = new ObjectMapper().readTree(Arrays.copyOfRange(file, 8, 8 + headerLength));
    JsonNode values = header.get("net.0.weight.values");
    JsonNode columns = header.get("net.0.weight.columns");
    JsonNode pointers = header.get("net.0.weight.row_pointers");
    int count = values.get("shape").get(0).asInt();
    assertEquals("F32", values.get("dtype").asText());
    assertEquals("I32", columns.get("dtype").asText());
    assertEquals(10, pointers.get("shape").get(0).asInt());
    assertEquals(
        4 * count,
        values.get("data_offsets").get(1).asInt() - values.get("data_offsets").get(0).asInt());
    assertEquals(9, header.get("net.0.bias").get("shape").get(0).asInt());
    long last = 0;
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        assertEquals(last, entry.getValue().get("data_offsets").get(0).asLong(), "no gaps");
        last = entry.getValue().get("data_offsets").get(1).asLong();
      }
    }
    assertEquals(file.length, 8 + headerLength + last);
    int lastPointer = 8 + headerLength + pointers.get("data_offsets").get(1).asInt() - 4;
    assertEquals(count, in.getInt(lastPointer));
    assertEquals("1", header.get("__metadata__").get("frost.format").asText());
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] file = bytes(model(0.3));
    for (int length = 0; length < file.length; length += 7) {
      byte[] part = Arrays.copyOf(file, length);
      FrostException e = assertThrows(FrostException.class, () -> read(part));
      assertTrue(e.getMessage().startsWith("m: "), e.getMessage());
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertTrue(
        assertThrows(FrostException.class, () -> read(longer))
            .getMessage()
            .contains("the arrays end at byte"));
  }

  private static void refused(String part, Consumer<Map<String, Tensor>> change)
      throws IOException {
    byte[] good = bytes(model(0.3));
    Safetensors file = Safetensors.read(new ByteArrayInputStream(good), good.length, "m");
    Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
    change.accept(tensors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(file.metadata(), tensors).write(out);
    FrostException e = assertThrows(FrostException.class, () -> read(out.toByteArray()));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void arraysThatDoNotFitAreNamed() throws IOException {
    refused("m: net.1.bias: the file has no array net.1.bias", t -> t.remove("net.1.bias"));
    refused(
        "m: net.0.weight: expected net.0.weight.row_pointers as I32 [10] but the file has I32 [3]",
        t -> t.put("net.0.weight.row_pointers", Tensor.of(new int[3], 3)));
    refused(
        "m: net.1.bias: expected net.1.bias as F32 [7] but the file has F32 [8]",
        t -> t.put("net.1.bias", Tensor.of(new float[8], 8)));
    refused(
        "row_pointers do not ascend from 0",
        t -> changeInts(t, "net.0.weight.row_pointers", 1, 1 << 30));
    refused(
        "row_pointers do not ascend from 0",
        t -> changeInts(t, "net.0.weight.row_pointers", 0, -1));
    refused("in row 0 is not in", t -> changeInts(t, "net.0.weight.columns", 0, 20));
    refused("in row 0 is not in", t -> changeInts(t, "net.0.weight.columns", 0, -1));
  }

  @Test
  void valuesThatAreNoneAreNamed() throws IOException {
    float[] bias = new float[7];
    bias[2] = Float.NaN;
    refused(
        "m: net.1.bias: value 2 of net.1.bias is NaN",
        t -> t.put("net.1.bias", Tensor.of(bias, 7)));
    refused("but its network takes", t -> t.put("stranger", Tensor.of(new float[3], 3)));
  }

  @Test
  void aNetworkThatIsTooLargeForTheFileAllocatesNothing() throws IOException {
    byte[] good = bytes(model(0.3));
    Safetensors file = Safetensors.read(new ByteArrayInputStream(good), good.length, "m");
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    metadata.put("network.layers", "dense(90000,relu) dense(20000,relu) dense(3)");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(metadata, file.tensors()).write(out);
    FrostException e = assertThrows(FrostException.class, () -> read(out.toByteArray()));
    assertTrue(e.getMessage().contains("[90001]"), e.getMessage());
  }

  private static void changeInts(Map<String, Tensor> tensors, String name, int at, int value) {
    int[] ints = tensors.get(name).ints();
    ints[at] = value;
    tensors.put(name, Tensor.of(ints, ints.length));
  }

  @Test
  void foreignFilesAreNamed() {
    message("m: not a safetensors file: it has 3 bytes", new byte[3]);
    message(
        "m: not a safetensors file: its header would have 9223372036854775807 bytes of 16",
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array());
    message(
        "m: not a Frost model of format 1: its metadata says frost.format = null",
        withHeader("{}"));
    message(
        "m: a: dtype must be F32, I32 or I8: F64",
        withHeader("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}"));
    message(
        "m: a: impossible shape [-1]",
        withHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}"));
    message(
        "m: a: shape [2000000000, 2000000000] is larger than the file of 82 bytes",
        withHeader(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000],\"data_offsets\":[0,4]}}"));
    message(
        "m: a: expected data_offsets [0,4] but the file says [4,8]",
        withHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"));
  }

  private static byte[] withHeader(String json) {
    return ByteBuffer.allocate(8 + json.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length())
        .put(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .array();
  }

  private static void message(String expected, byte[] file) {
    assertEquals(expected, assertThrows(FrostException.class, () -> read(file)).getMessage());
  }
}
