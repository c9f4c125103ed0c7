package org.viseme.notebook.chart;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.data.xy.XYBarDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * How often each whole number occurs, a bar each; a line marks zero.
 *
 * @param valueLabel what is counted, with its unit
 * @param countLabel what a bar's height is the number of
 * @param counts how often by value
 * @param axes what the axes reach to at least
 */
public record Histogram(String title, String valueLabel, String countLabel, Map<Integer, Integer> counts, Axes axes)
        implements Chart {
    private static final double BAR_WIDTH = 0.8;

    /** The ends of the axes: the lowest and the highest value, and the largest count. */
    public record Axes(int low, int high, int most) {
        private static Axes around(Collection<Integer> values, Collection<Integer> counts) {
            return new Axes(
                    values.stream().mapToInt(Integer::intValue).min().orElse(0),
                    values.stream().mapToInt(Integer::intValue).max().orElse(0),
                    counts.stream().mapToInt(Integer::intValue).max().orElse(1));
        }

        private Axes and(Axes other) {
            return new Axes(Math.min(low, other.low), Math.max(high, other.high), Math.max(most, other.most));
        }
    }

    public Histogram {
        counts = Map.copyOf(counts);
    }

    /** The axes reach as far as the values. */
    public Histogram(String title, String valueLabel, String countLabel, Map<Integer, Integer> counts) {
        this(title, valueLabel, countLabel, counts, Axes.around(counts.keySet(), counts.values()));
    }

    /** This histogram on axes that have room for others as well, so that they can be compared beside each other. */
    public Histogram comparableTo(Histogram... others) {
        Axes all = Stream.of(others).map(Histogram::axes).reduce(axes, Axes::and);
        return new Histogram(title, valueLabel, countLabel, counts, all);
    }

    @Override
    public JFreeChart build() {
        XYSeries bars = new XYSeries("");
        new TreeMap<>(counts).forEach(bars::add);
        XYBarRenderer renderer = new XYBarRenderer();
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setSeriesPaint(0, ChartStyle.color(0));
        NumberAxis values = ChartStyle.axis(new NumberAxis(valueLabel));
        values.setRange(axes.low() - 1, axes.high() + 1);
        values.setTickUnit(new NumberTickUnit(step(axes.high() - axes.low())));
        NumberAxis heights = ChartStyle.axis(new NumberAxis(countLabel));
        heights.setRange(0, axes.most() * 1.05);
        heights.setTickUnit(new NumberTickUnit(step(axes.most())));
        XYPlot plot = new XYPlot(new XYBarDataset(new XYSeriesCollection(bars), BAR_WIDTH), values, heights, renderer);
        ChartStyle.grid(plot);
        plot.addDomainMarker(new ValueMarker(0, ChartStyle.INK, new java.awt.BasicStroke(1f)));
        return ChartStyle.chart(title, plot, false);
    }

    /** Between two ticks: whole, and at most about ten ticks. */
    private static int step(int length) {
        int step = 1;
        for (int factor = 2; length / step > 10; factor = factor == 2 ? 5 : 2) {
            step = factor == 2 ? step * 2 : step / 2 * 5;
        }
        return step;
    }
}
