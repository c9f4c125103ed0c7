package org.viseme.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Npz;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;

/**
 * One case: what goes in, what has to come out.
 *
 * @param manifest names, shapes, ranges and tolerances
 * @param expected the reference's results by name
 * @param folder where it was read from
 */
public record Fixture(JsonNode manifest, Map<String, TensorData> expected, Path folder) {
    /** Reads {@code NAME.json} and the {@code NAME.npz} beside it. */
    public static Fixture read(Path json) {
        String name = json.getFileName().toString();
        Path arrays = json.resolveSibling(name.substring(0, name.length() - ".json".length()) + ".npz");
        try {
            return new Fixture(new ObjectMapper().readTree(json.toFile()), Npz.read(arrays), arrays.getParent());
        } catch (IOException e) {
            throw new VisemeException(json.toString(), "cannot be read", "fetch the fixtures again", e);
        }
    }

    public String name() {
        return manifest.path("case").asText();
    }

    private long seed() {
        return manifest.path("seed").asLong();
    }

    /** The values of an input, in row-major order. */
    public float[] input(String name) {
        JsonNode input = find(manifest.path("inputs"), name);
        int size = 1;
        for (JsonNode side : input.path("shape")) {
            size *= side.asInt();
        }
        return GeneratedTensor.input(
                name, seed(), input.path("lo").asDouble(), input.path("hi").asDouble(), size);
    }

    public long[] inputShape(String name) {
        JsonNode sides = find(manifest.path("inputs"), name).path("shape");
        long[] shape = new long[sides.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sides.get(i).asLong();
        }
        return shape;
    }

    /** The network's state, made by the rule, names and shapes as the reference lists them. */
    public StateDict state() {
        StateDict state = new StateDict();
        double scale = manifest.path("scale").asDouble(1);
        for (JsonNode entry : manifest.path("state")) {
            String name = entry.get(0).asText();
            long[] shape = new long[entry.get(1).size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = entry.get(1).get(i).asLong();
            }
            state.put(name, GeneratedTensor.state(name, seed(), scale, shape));
        }
        return state;
    }

    /** Compares an output, element by element, at the fixture's tolerance. */
    public Comparison compare(String output, float[] actual) {
        return compare(
                output,
                actual,
                find(manifest.path("outputs"), output).path("tolerance").asDouble());
    }

    /** As {@link #compare(String, float[])} at another tolerance that the fixture names. */
    public Comparison compare(String output, float[] actual, double tolerance) {
        double[] wanted = expected.get(output).toDoubles();
        double worst = wanted.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(wanted.length, actual.length); i++) {
            double difference = Math.abs(wanted[i] - actual[i]);
            worst = difference <= worst ? worst : difference; // a NaN is worse than any number
        }
        return new Comparison(name(), output, worst, tolerance);
    }

    private JsonNode find(JsonNode entries, String name) {
        for (JsonNode entry : entries) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new VisemeException(name(), "has no entry '" + name + "'", "fetch the fixtures again");
    }

    /** Every {@code step}-th element along the last two axes. */
    public static float[] strided(float[] values, int height, int width, int step) {
        int planes = values.length / (height * width);
        int rows = (height + step - 1) / step;
        int columns = (width + step - 1) / step;
        float[] taken = new float[planes * rows * columns];
        int to = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < height; y += step) {
                for (int x = 0; x < width; x += step) {
                    taken[to++] = values[(plane * height + y) * width + x];
                }
            }
        }
        return taken;
    }
}
