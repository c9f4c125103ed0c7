package org.viseme.train;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.viseme.data.EvaluationSet;
import org.viseme.metric.Bootstrap;
import org.viseme.metric.Interval;
import org.viseme.metric.SpatialMap;
import org.viseme.model.Region;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where a generator's spatial attention looks, and which channels it prefers, over held-out frames.
 *
 * @param model its name
 * @param clips number of clips
 * @param frames number of frames
 * @param places of each spatial attention, in the order of the network; empty without any
 * @param channels of each channel attention; empty without any
 */
public record AttentionReport(String model, int clips, int frames, List<Places> places, List<Channels> channels) {
    /** The mouth region of a face crop, as shares of its width and height. */
    public static final Rectangle2D MOUTH = new Rectangle2D.Double(
            Region.MOUTH.left(),
            Region.MOUTH.top(),
            Region.MOUTH.right() - Region.MOUTH.left(),
            Region.MOUTH.bottom() - Region.MOUTH.top());

    /** Its share of the crop's area: what a map that is the same everywhere has there. */
    public static final double AREA = Region.MOUTH.area();

    /**
     * A spatial attention.
     *
     * @param block such as {@code encoder 3}
     * @param map mean over all frames
     * @param mouth share of a frame's map inside the mouth region, mean over clips of the mean over their frames; NaN for a
     *     map of one cell, which has no places to choose from
     */
    public record Places(String block, SpatialMap map, Interval mouth) {
        public String size() {
            return map.height() + "x" + map.width();
        }

        /** How many times the weight it gives to the mouth is what an even map gives; NaN for a map of one cell. */
        public double timesEven() {
            return mouth.value() / AREA;
        }
    }

    /**
     * A channel attention.
     *
     * @param block such as {@code encoder 3}
     * @param weights of each channel, mean over all frames
     */
    public record Channels(String block, double[] weights) {}

    /**
     * Draws all frames of a set and looks at the maps.
     *
     * @param set of single frames
     */
    public static AttentionReport of(AttentionRecorder recorder, EvaluationSet set) {
        Map<String, SpatialMap> shapes = new LinkedHashMap<>();
        Map<String, double[]> sums = new LinkedHashMap<>();
        Map<String, double[]> channelSums = new LinkedHashMap<>();
        Map<String, Map<String, List<Double>>> shares = new LinkedHashMap<>();
        int[] frames = {0};
        recorder.record(set, frame -> {
            frames[0]++;
            frame.places().forEach((block, map) -> {
                shapes.put(block, map);
                add(sums.computeIfAbsent(block, key -> new double[map.values().length]), map.values());
                shares.computeIfAbsent(block, key -> new LinkedHashMap<>())
                        .computeIfAbsent(frame.clip(), key -> new ArrayList<>())
                        .add(map.shareIn(Region.MOUTH));
            });
            frame.channels()
                    .forEach((block, weights) ->
                            add(channelSums.computeIfAbsent(block, key -> new double[weights.length]), weights));
        });
        List<Places> places = new ArrayList<>();
        shapes.forEach((block, map) -> {
            float[] mean = new float[map.values().length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sums.get(block)[i] / frames[0]);
            }
            double[] ofClips = shares.get(block).values().stream()
                    .mapToDouble(clip -> clip.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow())
                    .toArray();
            places.add(new Places(
                    block,
                    new SpatialMap(map.height(), map.width(), mean),
                    Bootstrap.standard().mean(ofClips)));
        });
        List<Channels> channels = new ArrayList<>();
        channelSums.forEach((block, sum) -> {
            double[] mean = sum.clone();
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= frames[0];
            }
            channels.add(new Channels(block, mean));
        });
        return new AttentionReport(recorder.name(), set.clips(), frames[0], places, channels);
    }

    private static void add(double[] sums, float[] values) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[i];
        }
    }

    /** A row a spatial attention: its share inside the mouth region beside the region's share of the area. */
    public Table table() {
        StringColumn block = StringColumn.create("block");
        StringColumn size = StringColumn.create("map");
        DoubleColumn mean = DoubleColumn.create("mean weight");
        DoubleColumn lowest = DoubleColumn.create("lowest place");
        DoubleColumn highest = DoubleColumn.create("highest place");
        DoubleColumn mouth = DoubleColumn.create("in the mouth, %");
        DoubleColumn low = DoubleColumn.create("95 % from");
        DoubleColumn high = DoubleColumn.create("to");
        DoubleColumn area = DoubleColumn.create("mouth's area, %");
        DoubleColumn times = DoubleColumn.create("times even");
        StringColumn remark = StringColumn.create("remark");
        for (Places layer : places) {
            block.append(layer.block());
            size.append(layer.size());
            mean.append(layer.map().mean());
            lowest.append(layer.map().lowest());
            highest.append(layer.map().highest());
            mouth.append(100 * layer.mouth().value());
            low.append(100 * layer.mouth().low());
            high.append(100 * layer.mouth().high());
            area.append(100 * AREA);
            times.append(layer.timesEven());
            remark.append(layer.map().hasPlaces() ? "" : "one cell: no places to choose from");
        }
        return Table.create(
                "spatial attention", block, size, mean, lowest, highest, mouth, low, high, area, times, remark);
    }

    /** The shares as lines of text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%s, clips: %d, frames: %,d%n".formatted(model, clips, frames));
        if (places.isEmpty()) {
            return text.append("no spatial attention, so no share in the mouth").toString();
        }
        text.append("%-12s %-7s %11s   %-26s %10s%n"
                .formatted("block", "map", "mean weight", "in the mouth, % (95 %)", "times even"));
        for (Places layer : places) {
            String start = String.format(
                    Locale.ROOT,
                    "%-12s %-7s %11.3f   ",
                    layer.block(),
                    layer.size(),
                    layer.map().mean());
            Interval mouth = layer.mouth();
            // one clip tells nothing about others
            String interval = mouth.clips() < 2
                    ? ""
                    : String.format(Locale.ROOT, "(%5.2f to %5.2f)", 100 * mouth.low(), 100 * mouth.high());
            text.append(
                    layer.map().hasPlaces()
                            ? String.format(
                                    Locale.ROOT,
                                    "%s%5.2f %-20s %10.3f%n",
                                    start,
                                    100 * mouth.value(),
                                    interval,
                                    layer.timesEven())
                            : start + "one cell: no places to choose from\n");
        }
        return text.append(String.format(Locale.ROOT, "the mouth has %.2f %% of the area", 100 * AREA))
                .toString();
    }
}
