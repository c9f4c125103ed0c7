package org.viseme.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.data.ClipMedia;
import org.viseme.embedding.CosineMatrix;
import org.viseme.embedding.Projection;
import org.viseme.metric.WordConfusions;
import org.viseme.notebook.chart.HeatMap;
import org.viseme.notebook.chart.LineChart;
import org.viseme.notebook.chart.ScatterChart;

/** What encoders make of words, as charts. */
public final class EmbeddingCharts {
    private static final String OTHERS = "others";

    private EmbeddingCharts() {}

    /**
     * Points in a plane, a colour a label.
     *
     * @param title what is shown; the method and, where it holds, how many points were drawn are added
     * @param labels of all points that the projection was made of
     * @param shown the labels that get a colour of their own, in this order; all other points come last
     */
    public static ScatterChart scatter(String title, Projection projection, List<String> labels, List<String> shown) {
        Map<String, List<double[]>> clouds = new LinkedHashMap<>();
        shown.forEach(label -> clouds.put(label, new ArrayList<>()));
        clouds.put(OTHERS, new ArrayList<>());
        List<String> own = projection.of(labels);
        for (int i = 0; i < own.size(); i++) {
            String cloud = shown.contains(own.get(i)) ? own.get(i) : OTHERS;
            clouds.get(cloud).add(projection.places()[i]);
        }
        String notice = projection.notice().isEmpty() ? "" : "; " + projection.notice();
        String full = title + " (" + projection.method() + notice + ")";
        ScatterChart chart = new ScatterChart(full, "no unit", "no unit");
        for (Map.Entry<String, List<double[]>> cloud : clouds.entrySet()) {
            List<double[]> places = cloud.getValue();
            if (!places.isEmpty()) {
                chart = chart.with(
                        cloud.getKey() + " (" + places.size() + ")",
                        places.stream().mapToDouble(place -> place[0]).toArray(),
                        places.stream().mapToDouble(place -> place[1]).toArray());
            }
        }
        return chart;
    }

    /** Sound against picture, both 25 times a second: lips upwards, sound to the right. */
    public static HeatMap cosines(String title, CosineMatrix matrix, double firstSeconds) {
        double[][] values = matrix.cosines();
        double lips = values.length / (double) ClipMedia.FPS;
        double sound = values[0].length / (double) ClipMedia.FPS;
        return new HeatMap(
                title,
                values,
                new HeatMap.Scale("time of the sound, s", firstSeconds, firstSeconds + sound),
                new HeatMap.Scale("time of the lips, s", firstSeconds, firstSeconds + lips));
    }

    /** The mean of each diagonal of a matrix, up to so many frames to both sides. */
    public static LineChart diagonals(String title, CosineMatrix matrix, int reach) {
        double[] offsets = new double[2 * reach + 1];
        double[] means = new double[2 * reach + 1];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i - reach;
            means[i] = matrix.diagonal(i - reach);
        }
        return new LineChart(title, "sound later than lips, frames", "mean cosine").with("diagonal", offsets, means);
    }

    /** A confusion matrix: what was said upwards, from the last word to the first, what it was taken for to the right. */
    public static HeatMap confusions(String title, WordConfusions confusions, List<String> words) {
        double[][] matrix = confusions.matrix(words);
        int count = words.size();
        return HeatMap.of(title, count, count, (row, column) -> matrix[count - 1 - row][column])
                .named("taken for", words, "said", words.reversed())
                .between(0, 1);
    }
}
