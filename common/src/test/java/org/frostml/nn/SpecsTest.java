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
          relu dense(3,relu) relu                 | relu dense(3,relu) relu
          conv(16,3) bn relu pool dense(2)        | conv(16,3) bn(relu) pool dense(2)
          conv(6,5,padding=2,bias)relu maxpool(2) | conv(6,5,bias,relu) maxpool(2)
          conv( 6, 5, bias, padding=0, stride=1)  | conv(6,5,padding=0,bias)
          conv(6,1,stride=2,relu) avgpool(3,stride=2) flatten | conv(6,1,stride=2,relu) avgpool(3,stride=2) flatten
          maxpool(3,stride=3) relu                | maxpool(3) relu
          dense(3)gelu dense(3) gelu relu         | dense(3) gelu dense(3) gelu relu
          dense(3) relu dropout( 0.5 )dropout(1E-4) | dense(3,relu) dropout(0.5) dropout(1.0E-4)
          """)
  void areReadBack(String given, String spec) {
    Layer layers = Layer.parse(given);
    assertEquals(spec, layers.spec());
    assertEquals(layers, Layer.parse(spec));
  }

  /** The bar is a column's end to the tables above. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          residual[conv(3,3) bn] relu       ; residual[conv(3,3) bn] relu
          residual[dense(3)relu|pad]        ; residual[dense(3,relu) | pad]
          residual[conv(9,3) | pad( 2 )]    ; residual[conv(9,3) | pad(2)]
          residual[bn relu conv(4,3,stride=2)|conv(4,1,stride=2)bn]relu ; residual[bn(relu) conv(4,3,stride=2) | conv(4,1,stride=2) bn] relu
          residual[residual[bn] relu bn | [bn bn] bn] bn ; residual[residual[bn] relu bn | [bn bn] bn] bn
          """)
  void residualsAreReadBack(String given, String spec) {
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
          ''                   | no layer; there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]
          dense(3) []          | no layer in dense(3) []; there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]
          lstm(16,3) dense(3)  | unknown layer lstm(16,3); there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]
          dense(3) (4)         | unknown layer (4); there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]
          dense(3) )           | an unexpected ) in dense(3) )
          dense                | dense needs its outputs, a whole number of at most 9 digits: dense
          dense(3,tanh)        | dense does not take tanh: dense(3,tanh)
          dense(3,relu,relu)   | dense does not take relu: dense(3,relu,relu)
          dense(x)             | dense needs its outputs, a whole number of at most 9 digits: dense(x)
          dense()              | dense needs its outputs, a whole number of at most 9 digits: dense()
          dense(-3)            | dense needs its outputs, a whole number of at most 9 digits: dense(-3)
          dense(1234567890)    | dense needs its outputs, a whole number of at most 9 digits: dense(1234567890)
          dense(0)             | a dense layer needs at least 1 output: 0
          dense(3) relu(6)     | relu does not take 6: relu(6)
          dense(3              | a ( without its ) in dense(3
          [dense(3) dense(4)   | a [ without its ] in [dense(3) dense(4)
          dense(3)] dense(4)   | a ] without its [ in dense(3)] dense(4)
          conv(3)              | conv needs its kernel, a whole number of at most 9 digits: conv(3)
          conv(3,3,stride=x)   | conv needs its stride, a whole number of at most 9 digits: conv(3,3,stride=x)
          conv(3,3,pad=1)      | conv does not take pad=1: conv(3,3,pad=1)
          maxpool              | maxpool needs its size, a whole number of at most 9 digits: maxpool
          avgpool(0)           | avgpool needs a size and a stride of at least 1: 0, 0
          dense(3,gelu)        | dense does not take gelu: dense(3,gelu)
          gelu(2)              | gelu does not take 2: gelu(2)
          dropout              | dropout needs its share, a number such as 0.5: dropout
          dropout(half)        | dropout needs its share, a number such as 0.5: dropout(half)
          dropout(1)           | the share that is dropped must be in (0, 1): 1.0
          dropout(0)           | the share that is dropped must be in (0, 1): 0.0
          dropout(0.5,0.5)     | dropout does not take 0.5: dropout(0.5,0.5)
          residual dense(3)    | residual takes layers in brackets: residual dense(3)
          residual[]           | no layer in residual[]; there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]
          residual[bn          | a [ without its ] in residual[bn
          bn(3)                | bn does not take 3: bn(3)
          """)
  void whatCannotBeReadIsNamed(String spec, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Layer.parse(spec)).getMessage());
  }

  @Test
  void barsBelongToResiduals() {
    for (String spec : List.of("[dense(3) | dense(4)]", "residual[bn | bn | bn]")) {
      assertEquals(
          "a | that is not in a residual of " + spec,
          assertThrows(IllegalArgumentException.class, () -> Layer.parse(spec)).getMessage());
    }
    assertEquals(
        "a | without its [ in bn | bn",
        assertThrows(IllegalArgumentException.class, () -> Layer.parse("bn | bn")).getMessage());
  }

  /** A model file must not end the JVM's stack, nor its arithmetic. */
  @Test
  void whatNoNetworkIsIsRefused() {
    for (String deep : List.of("[".repeat(50_000), "residual[".repeat(50_000))) {
      assertEquals(
          "brackets are nested more than 100 deep",
          assertThrows(IllegalArgumentException.class, () -> Layer.parse(deep)).getMessage());
    }
    for (String wide :
        List.of("conv(1,3) pool", "whiten(2) pool", "conv(1,99999,padding=49999) pool")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Network.parse(new Shape(300_000_000, 2, 2), wide, new SoftmaxCrossEntropy()));
    }
  }
}
