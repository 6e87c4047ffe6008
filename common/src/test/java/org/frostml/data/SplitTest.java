package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  /** The source's indices of wanted examples, which the features tell. */
  private static List<Integer> origins(Examples examples, IntPredicate wanted) throws IOException {
    List<Integer> origins = new ArrayList<>();
    int[] above = {-1};
    examples.read(
        wanted,
        (index, x, label) -> {
          assertTrue(index > above[0] && wanted.test(index), () -> index + " after " + above[0]);
          above[0] = index;
          assertEquals((int) x[0] % 3, label);
          origins.add((int) x[0]);
        });
    return origins;
  }

  private static List<Integer> origins(Examples examples) throws IOException {
    List<Integer> origins = origins(examples, i -> true);
    assertEquals(examples.size(), origins.size());
    return origins;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 0",
    "7, 0.5, 3",
    "10, 0.05, 0",
    "100, 0.29, 29",
    "100, 0.999, 99",
    "257, 0.1, 25",
    "60000, 0.1, 6000",
    "60000, 0.16667, 10000"
  })
  void everyExampleIsInOnePartInOrder(int size, double share, int held) throws IOException {
    Examples source = new Counting(size);
    List<Integer> in = origins(new Split(source, share, 3, true));
    List<Integer> out = origins(new Split(source, share, 3, false));
    assertEquals(held, in.size());
    assertEquals(size - held, out.size());
    for (List<Integer> part : List.of(in, out)) {
      assertEquals(part.stream().sorted().toList(), part);
    }
    assertEquals(
        IntStream.range(0, size).boxed().toList(),
        Stream.concat(in.stream(), out.stream()).sorted().toList());
  }

  @Test
  void theSeedDecides() throws IOException {
    Examples source = new Counting(257);
    List<Integer> three = origins(new Split(source, 0.1, 3, true));
    assertEquals(three, origins(new Split(source, 0.1, 3, true)));
    assertNotEquals(three, origins(new Split(source, 0.1, 4, true)));
    double mean = three.stream().mapToInt(i -> i).average().orElseThrow();
    assertEquals(128, mean, 50, "they come from everywhere");
  }

  /** Wanted are examples of the part, by their number in it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPartMayBeReadInParts(boolean heldOut) throws IOException {
    Examples part = new Split(new Counting(257), 0.4, 3, heldOut);
    List<Integer> all = origins(part);
    List<Integer> odd = origins(part, i -> i % 2 == 1);
    assertEquals(part.size() / 2, odd.size());
    for (int i = 0; i < odd.size(); i++) {
      assertEquals(all.get(2 * i + 1), odd.get(i));
    }
    int packed = 0;
    for (int s = 0; s < 5; s++) {
      Shard shard = new Sharding(3, part.size(), 5).pack(part, s, new Scaling.Whole(0, 1));
      packed += shard.examples();
      for (int i = 0; i < shard.examples(); i++) {
        assertTrue(all.contains((int) ((Rows.Floats) shard.rows()).x()[2 * i]));
      }
    }
    assertEquals(part.size(), packed);
  }

  @Test
  void aReadIsOnePassOverTheSource() throws IOException {
    int[] passes = {0};
    int[] asked = new int[100];
    Examples source =
        new Examples() {
          @Override
          public String name() {
            return "watched";
          }

          @Override
          public int size() {
            return 100;
          }

          @Override
          public int features() {
            return 2;
          }

          @Override
          public int classes() {
            return 3;
          }

          @Override
          public boolean bytes() {
            return false;
          }

          @Override
          public boolean pixels() {
            return false;
          }

          @Override
          public void read(IntPredicate wanted, Sink sink) {
            passes[0]++;
            new Counting(100)
                .read(
                    i -> {
                      asked[i]++;
                      return wanted.test(i);
                    },
                    sink);
          }
        };
    assertEquals(70, origins(new Split(source, 0.3, 3, false)).size());
    assertEquals(1, passes[0]);
    assertEquals(100, IntStream.of(asked).filter(times -> times == 1).count());
  }

  @Test
  void partsOfPartsAndTravellers() throws Exception {
    Examples part = new Split(new Split(new Counting(200), 0.5, 1, true), 0.3, 3, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(part);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Examples travelled = (Examples) in.readObject();
      assertEquals(70, origins(travelled).size());
      assertEquals(origins(part), origins(travelled));
    }
  }

  @Test
  void messagesNameThePlaceInTheSource() throws IOException {
    Examples part = new Split(new Counting(50), 0.4, 3, true);
    assertEquals("counting, held out", part.name());
    assertEquals("counting", new Split(new Counting(50), 0.4, 3, false).name());
    List<Integer> origins = origins(part);
    for (int i = 0; i < origins.size(); i++) {
      assertEquals("counting: example " + origins.get(i), part.where(i));
    }
  }

  /** What is held out leaves no trace in mean, deviation and fingerprint. */
  @Test
  void theSurveyIsOfThePartAlone() throws IOException {
    Examples source = new Counting(50);
    Split part = new Split(source, 0.4, 3, false);
    Survey survey = Survey.of(part, Scaling.By.WHOLE);
    double squares = origins(part).stream().mapToDouble(i -> (double) i * i).sum();
    // Features are i and -i.
    assertEquals(0, ((Scaling.Whole) survey.scaling()).mean(), 1e-5);
    assertEquals(Math.sqrt(squares / 30), ((Scaling.Whole) survey.scaling()).deviation(), 1e-4);
    assertNotEquals(Survey.of(source, Scaling.By.WHOLE).fingerprint(), survey.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void sharesAreBetweenNoneAndAll(double share) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new Split(new Counting(5), share, 3, true));
    assertEquals("share must be in (0, 1): " + share, e.getMessage());
  }
}
