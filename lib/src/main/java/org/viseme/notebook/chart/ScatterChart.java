package org.viseme.notebook.chart;

import java.awt.BasicStroke;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * A dot for each pair of values: circles, and where there are more clouds than colours squares and then triangles.
 *
 * @param xLabel what is measured to the right, with its unit
 * @param yLabel what is measured upwards, with its unit
 * @param clouds dots of one colour each
 * @param diagonal whether a line shows where both values are equal
 */
public record ScatterChart(String title, String xLabel, String yLabel, List<Cloud> clouds, boolean diagonal)
        implements Chart {
    private static final double RADIUS = 3.5;
    private static final List<Shape> SHAPES = List.of(
            new Ellipse2D.Double(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS),
            new Rectangle2D.Double(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS),
            new Polygon(new int[] {-4, 4, 0}, new int[] {4, 4, -4}, 3));

    /** Named dots; pairs that are not finite are not drawn. */
    public record Cloud(String name, double[] x, double[] y) {
        public Cloud {
            if (x.length != y.length) {
                throw new IllegalArgumentException(x.length + " x and " + y.length + " y");
            }
        }
    }

    public ScatterChart(String title, String xLabel, String yLabel) {
        this(title, xLabel, yLabel, List.of(), false);
    }

    /** This chart with more dots. */
    public ScatterChart with(String name, double[] x, double[] y) {
        List<Cloud> more = new ArrayList<>(clouds);
        more.add(new Cloud(name, x, y));
        return new ScatterChart(title, xLabel, yLabel, List.copyOf(more), diagonal);
    }

    /** This chart with a line where both values are equal. */
    public ScatterChart withDiagonal() {
        return new ScatterChart(title, xLabel, yLabel, clouds, true);
    }

    @Override
    public int height() {
        return 380;
    }

    @Override
    public JFreeChart build() {
        DefaultXYDataset data = new DefaultXYDataset();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        for (Cloud cloud : clouds) {
            renderer.setSeriesShape(
                    data.getSeriesCount(), SHAPES.get(data.getSeriesCount() / ChartStyle.colors() % SHAPES.size()));
            renderer.setSeriesPaint(data.getSeriesCount(), ChartStyle.color(data.getSeriesCount()));
            data.addSeries(cloud.name(), finite(cloud));
        }
        NumberAxis across = ChartStyle.axis(new NumberAxis(xLabel));
        NumberAxis up = ChartStyle.axis(new NumberAxis(yLabel));
        across.setAutoRangeIncludesZero(false);
        up.setAutoRangeIncludesZero(false);
        XYPlot plot = new XYPlot(data, across, up, renderer);
        ChartStyle.grid(plot);
        if (diagonal) {
            double from = Math.min(across.getLowerBound(), up.getLowerBound());
            double to = Math.max(across.getUpperBound(), up.getUpperBound());
            across.setRange(from, to);
            up.setRange(from, to);
            plot.addAnnotation(new XYLineAnnotation(from, from, to, to, new BasicStroke(1), ChartStyle.INK));
        }
        return ChartStyle.chart(title, plot, true);
    }

    private static double[][] finite(Cloud cloud) {
        int[] kept = IntStream.range(0, cloud.x().length)
                .filter(i -> Double.isFinite(cloud.x()[i]) && Double.isFinite(cloud.y()[i]))
                .toArray();
        double[][] pairs = new double[2][kept.length];
        for (int i = 0; i < kept.length; i++) {
            pairs[0][i] = cloud.x()[kept[i]];
            pairs[1][i] = cloud.y()[kept[i]];
        }
        return pairs;
    }
}
