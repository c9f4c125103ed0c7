package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.viseme.model.avcat.AvCatConfig;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Precision;

class ForwardBenchmarkTest {
    @Test
    void generatorsOfAllFamiliesRunInTurn() {
        Map<String, ForwardBenchmark.Candidate> networks = new LinkedHashMap<>();
        networks.put("wide", ForwardBenchmark.wav2lip(new Wav2LipConfig(8)));
        networks.put("narrow", ForwardBenchmark.wav2lip(new Wav2LipConfig(1)));
        networks.put("avcat", ForwardBenchmark.avcat(AvCatConfig.tiny()));
        Map<String, Double> times = ForwardBenchmark.milliseconds(networks, 2, 3, Precision.FP32, Device.cpu());
        assertEquals(List.of("wide", "narrow", "avcat"), List.copyOf(times.keySet()));
        assertTrue(times.get("narrow") > 0 && times.get("narrow") < times.get("wide"), times.toString());
        assertTrue(times.get("avcat") > 0, times.toString());
    }
}
