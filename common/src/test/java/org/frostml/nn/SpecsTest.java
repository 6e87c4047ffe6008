package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers are read as people and model files spell them. */
class SpecsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dense(10)                               | dense(10)
          dense(300,relu) dense(100,relu) dense(10) | dense(300,relu) dense(100,relu) dense(10)
          dense(300) relu dense(100)relu dense(10) | dense(300,relu) dense(100,relu) dense(10)
          ' dense( 300 , relu )  dense(10) '       | dense(300,relu) dense(10)
          dense(3)dense(3) relu                   | dense(3) dense(3,relu)
          dense(3) [dense(4) relu dense(5)]       | dense(3) [dense(4,relu) dense(5)]
          [[dense(3)] dense(4)][dense(5)]         | [[dense(3)] dense(4)] [dense(5)]
          """)
  void areReadBack(String given, String spec) {
    Layer layers = Layer.parse(given);
    assertEquals(spec, layers.spec());
    assertEquals(layers, Layer.parse(spec));
  }

  @Test
  void bracketsAreChains() {
    Dense three = new Dense(3, Activation.IDENTITY);
    Dense four = new Dense(4, Activation.RELU);
    assertEquals(
        new Chain(List.of(three, new Chain(List.of(four, three)))),
        Layer.parse("dense(3) [dense(4) relu dense(3)]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                   | no layer; there are dense(OUTPUTS), relu and [LAYERS]
          dense(3) []          | no layer in dense(3) []; there are dense(OUTPUTS), relu and [LAYERS]
          conv(16,3) dense(3)  | unknown layer conv(16,3); there are dense(OUTPUTS), relu and [LAYERS]
          dense(3) (4)         | unknown layer (4); there are dense(OUTPUTS), relu and [LAYERS]
          dense(3) )           | an unexpected ) in dense(3) )
          dense                | dense takes its outputs, and relu or nothing: dense
          dense(3,tanh)        | dense takes its outputs, and relu or nothing: dense(3,tanh)
          dense(3,relu,relu)   | dense takes its outputs, and relu or nothing: dense(3,relu,relu)
          dense(x)             | dense takes a whole number of at most 9 digits: dense(x)
          dense()              | dense takes a whole number of at most 9 digits: dense()
          dense(-3)            | dense takes a whole number of at most 9 digits: dense(-3)
          dense(1234567890)    | dense takes a whole number of at most 9 digits: dense(1234567890)
          dense(0)             | a dense layer needs at least 1 output: 0
          relu dense(3)        | relu must follow a layer without one, such as dense(300)
          dense(3,relu) relu   | relu must follow a layer without one, such as dense(300): dense(3,relu) relu
          [dense(3)] relu      | relu must follow a layer without one, such as dense(300): [dense(3)] relu
          dense(3) relu(6)     | relu takes nothing: relu(6)
          dense(3              | a ( without its ) in dense(3
          [dense(3) dense(4)   | a [ without its ] in [dense(3) dense(4)
          dense(3)] dense(4)   | a ] without its [ in dense(3)] dense(4)
          """)
  void whatCannotBeReadIsNamed(String spec, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Layer.parse(spec)).getMessage());
  }
}
