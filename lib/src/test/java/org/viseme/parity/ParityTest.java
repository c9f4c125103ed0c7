package org.viseme.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.viseme.Shared;
import org.viseme.checkpoint.TensorData;

class ParityTest {
    @TestFactory
    Stream<DynamicTest> everyKnownCaseAgreesWithThePublishedCode() {
        return Parity.cases().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Fixture fixture = Fixture.read(Shared.require("parity/" + name + ".json"));
                    var compared = Parity.compare(fixture).orElseThrow();
                    assertFalse(compared.isEmpty());
                    compared.forEach(comparison -> assertTrue(comparison.passed(), comparison::toString));
                }));
    }

    @Test
    void theRuleGivesTheNumbersOfItsWorkedExample() {
        TensorData weight = GeneratedTensor.state("audio_encoder.0.conv_block.0.weight", 1, 1, 32, 1, 3, 3);
        assertEquals(-0.2463829517364502f, weight.toFloats()[0]);
        assertEquals(0.565504252910614f, weight.toFloats()[2]);
        assertEquals(1.0330748558044434f, GeneratedTensor.input("audio", 1, -4, 4, 1)[0]);
        assertEquals(
                1.492577314376831f,
                GeneratedTensor.state("audio_encoder.0.conv_block.1.running_var", 1, 1, 32)
                        .toFloats()[0]);
    }

    @Test
    void aDeviationBeyondTheToleranceFails() {
        assertFalse(new Comparison("case", "output", 2e-5, 1e-5).passed());
        assertFalse(new Comparison("case", "output", Double.NaN, 1e-5).passed());
        assertTrue(new Comparison("case", "output", 1e-5, 1e-5).passed());
    }
}
