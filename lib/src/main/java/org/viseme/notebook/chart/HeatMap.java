package org.viseme.notebook.chart;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Values on a grid as colours, row 0 at the bottom: spectrograms, attention maps. A value that is not a number stays
 * white.
 *
 * @param values one array a row, all of the same length
 * @param x the axis along a row
 * @param y the axis across the rows
 * @param colors the values that the colours span; those of the map where nothing is said
 */
public record HeatMap(String title, double[][] values, Scale x, Scale y, Optional<Range> colors) implements Chart {
    private static final int COLORS = 256;

    /**
     * An axis: what it measures, with its unit, and its two ends.
     *
     * @param names of the cells along it; empty where it has numbers
     */
    public record Scale(String label, double from, double to, List<String> names) {
        public Scale(String label, double from, double to) {
            this(label, from, to, List.of());
        }

        /** An axis of named cells. */
        static Scale of(String label, List<String> names) {
            return new Scale(label, -0.5, names.size() - 0.5, names);
        }
    }

    /** The lowest and the highest value, never the same. */
    public record Range(double low, double high) {}

    public HeatMap(String title, double[][] values, Scale x, Scale y) {
        this(title, values, x, y, Optional.empty());
    }

    /** The value in one cell. */
    @FunctionalInterface
    public interface Values {
        double at(int row, int column);
    }

    /** A map of {@code rows} by {@code columns} values, its axes numbered by row and column. */
    public static HeatMap of(String title, int rows, int columns, Values values) {
        double[][] grid = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                grid[row][column] = values.at(row, column);
            }
        }
        return new HeatMap(title, grid, new Scale("column", 0, columns), new Scale("row", 0, rows));
    }

    /** This map with another axis along its rows. */
    public HeatMap across(String label, double from, double to) {
        return new HeatMap(title, values, new Scale(label, from, to), y, colors);
    }

    /** This map with another axis across its rows, from row 0 upwards. */
    public HeatMap up(String label, double from, double to) {
        return new HeatMap(title, values, x, new Scale(label, from, to), colors);
    }

    /** This map with a name for each row, from row 0 upwards. */
    public HeatMap up(String label, List<String> names) {
        return new HeatMap(title, values, x, Scale.of(label, names), colors);
    }

    /** This map with a name for each column and each row, from row 0 upwards. */
    public HeatMap named(String columnLabel, List<String> columns, String rowLabel, List<String> rows) {
        return new HeatMap(title, values, Scale.of(columnLabel, columns), Scale.of(rowLabel, rows), colors);
    }

    /** This map in colours from one value to another, so that several maps compare; what lies beyond gets the last one. */
    public HeatMap between(double low, double high) {
        return new HeatMap(title, values, x, y, Optional.of(new Range(low, high)));
    }

    @Override
    public JFreeChart build() {
        JFreeChart chart = ChartStyle.chart(title, plot(), false);
        Range range = range();
        chart.addSubtitle(legend(range.low(), range.high()));
        return chart;
    }

    /** The map with its axes, without the legend of its colours. */
    XYPlot plot() {
        Range range = range();
        NumberAxis across = axis(x);
        across.setVerticalTickLabels(!x.names().isEmpty());
        XYPlot plot = new XYPlot(new XYSeriesCollection(), across, axis(y), null);
        plot.addAnnotation(new XYDataImageAnnotation(
                image(range.low(), range.high()), x.from(), y.from(), x.to() - x.from(), y.to() - y.from()));
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        return plot;
    }

    private Range range() {
        return colors.orElseGet(this::ownRange);
    }

    private Range ownRange() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] row : values) {
            for (double value : row) {
                if (!Double.isNaN(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (high > low) {
            return new Range(low, high);
        }
        double only = high > Double.NEGATIVE_INFINITY ? high : 0;
        return new Range(only, only + 1);
    }

    private static NumberAxis axis(Scale scale) {
        NumberAxis axis = ChartStyle.axis(scale.names().isEmpty() ? new NumberAxis(scale.label()) : named(scale));
        axis.setRange(scale.from(), scale.to());
        return axis;
    }

    private static NumberAxis named(Scale scale) {
        SymbolAxis axis = new SymbolAxis(scale.label(), scale.names().toArray(String[]::new));
        axis.setGridBandsVisible(false);
        axis.setTickUnit(new NumberTickUnit(1));
        return axis;
    }

    private static PaintScaleLegend legend(double low, double high) {
        LookupPaintScale colors = new LookupPaintScale(low, high, Color.WHITE);
        for (int i = 0; i < COLORS; i++) {
            colors.add(low + (high - low) * i / COLORS, new Color(ColorScale.rgb((double) i / (COLORS - 1))));
        }
        PaintScaleLegend legend = new PaintScaleLegend(colors, ChartStyle.axis(new NumberAxis()));
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setMargin(new RectangleInsets(8, 8, 24, 0));
        legend.setStripWidth(12);
        return legend;
    }

    private BufferedImage image(double low, double high) {
        int rows = values.length;
        int columns = rows == 0 ? 0 : values[0].length;
        BufferedImage image = new BufferedImage(Math.max(1, columns), Math.max(1, rows), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double value = values[row][column];
                int rgb = Double.isNaN(value) ? 0xffffff : ColorScale.rgb((value - low) / (high - low));
                image.setRGB(column, rows - 1 - row, rgb);
            }
        }
        return image;
    }
}
