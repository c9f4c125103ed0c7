package org.viseme.notebook.chart;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines over a common axis. A value that is not a number leaves a gap.
 *
 * @param xLabel what runs to the right, with its unit
 * @param yLabel what runs up, with its unit
 */
public record LineChart(String title, String xLabel, String yLabel, List<Line> lines) implements Chart {
    private static final Shape DOT = new Ellipse2D.Double(-3.5, -3.5, 7, 7);

    /** One named line; both arrays have the same length. */
    public record Line(String name, double[] x, double[] y) {
        public Line {
            if (x.length != y.length) {
                throw new IllegalArgumentException(name + ": " + x.length + " x values, " + y.length + " y values");
            }
        }
    }

    public LineChart(String title, String xLabel, String yLabel) {
        this(title, xLabel, yLabel, List.of());
    }

    /** This chart with one more line. */
    public LineChart with(String name, double[] x, double[] y) {
        List<Line> more = new ArrayList<>(lines);
        more.add(new Line(name, x, y));
        return new LineChart(title, xLabel, yLabel, List.copyOf(more));
    }

    /** This chart with one more line over 0, 1, 2 and so on. */
    public LineChart with(String name, double[] y) {
        return with(name, IntStream.range(0, y.length).asDoubleStream().toArray(), y);
    }

    @Override
    public JFreeChart build() {
        return ChartStyle.chart(title, plot(0), lines.size() > 1);
    }

    /** A line of one point would not be seen. */
    private static boolean isLonely(Line line) {
        return Arrays.stream(line.y()).filter(Double::isFinite).count() == 1;
    }

    /** The lines with their axes, in the colours from a number on. */
    XYPlot plot(int firstColor) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            XYSeries series = new XYSeries(line.name(), false, true);
            for (int k = 0; k < line.x().length; k++) {
                series.add(line.x()[k], line.y()[k], false);
            }
            data.addSeries(series);
            renderer.setSeriesPaint(i, ChartStyle.color(firstColor + i));
            renderer.setSeriesStroke(i, ChartStyle.LINE);
            renderer.setSeriesShape(i, DOT);
            renderer.setSeriesShapesVisible(i, isLonely(line));
        }
        NumberAxis y = ChartStyle.axis(new NumberAxis(yLabel));
        y.setAutoRangeIncludesZero(false);
        NumberAxis x = ChartStyle.axis(new NumberAxis(xLabel));
        x.setAutoRangeIncludesZero(false);
        XYPlot plot = new XYPlot(data, x, y, renderer);
        ChartStyle.grid(plot);
        return plot;
    }
}
