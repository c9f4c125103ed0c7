package org.viseme.notebook;

import java.util.Arrays;
import java.util.List;
import org.viseme.notebook.chart.HeatMap;
import org.viseme.notebook.chart.ScatterChart;
import org.viseme.train.AlignmentView.FeatureMap;

/** What Fourier convolutions see and what alignment modules do, as charts. */
public final class AlignmentCharts {
    private static final double DECADES = 4;

    private AlignmentCharts() {}

    /**
     * Who has a say, in powers of ten, the same colours for all maps; white where nothing is seen at all.
     *
     * @param field row 0 at the top, the largest value 1
     */
    public static HeatMap field(String title, double[][] field) {
        double[][] decades = Arrays.stream(field)
                .map(row -> Arrays.stream(row)
                        .map(value -> value == 0 ? Double.NaN : Math.log10(value))
                        .toArray())
                .toArray(double[][]::new);
        return map(title, decades).between(-DECADES, 0);
    }

    /** A feature map, row 0 at the top as in the picture that it was made of. */
    public static HeatMap map(String title, double[][] values) {
        int rows = values.length;
        return HeatMap.of(title, rows, values[0].length, (row, column) -> values[rows - 1 - row][column])
                .up("row from below", 0, rows);
    }

    /** Maps in the same colours, from 0 to the largest value of all. */
    public static List<HeatMap> comparable(List<HeatMap> maps) {
        double largest = maps.stream()
                .flatMapToDouble(map -> Arrays.stream(map.values()).flatMapToDouble(Arrays::stream))
                .max()
                .orElseThrow();
        return maps.stream().map(map -> map.between(0, largest)).toList();
    }

    /** The mean of each channel against that of the speech: on the diagonal where both are the same. */
    public static ScatterChart means(String title, FeatureMap speech, FeatureMap before, FeatureMap after) {
        return new ScatterChart(title, "mean of the speech's channel", "mean of the face's channel")
                .with("before AdaIN", speech.means(), before.means())
                .with("after AdaIN", speech.means(), after.means())
                .withDiagonal();
    }

    /** As {@link #means} for standard deviations. */
    public static ScatterChart deviations(String title, FeatureMap speech, FeatureMap before, FeatureMap after) {
        return new ScatterChart(title, "deviation of the speech's channel", "deviation of the face's channel")
                .with("before AdaIN", speech.deviations(), before.deviations())
                .with("after AdaIN", speech.deviations(), after.deviations())
                .withDiagonal();
    }
}
