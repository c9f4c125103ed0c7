package org.viseme.notebook.chart;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.Layer;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * One bar a name, its value written above, and lines across them to compare with.
 *
 * @param valueLabel what the bars measure, with its unit
 * @param levels the lines
 */
public record BarChart(String title, String valueLabel, List<Bar> bars, List<Bar> levels) implements Chart {
    private static final Shape DASH = new Line2D.Double(-12, 0, 12, 0);

    /** One named value. */
    public record Bar(String name, double value) {}

    public BarChart(String title, String valueLabel) {
        this(title, valueLabel, List.of(), List.of());
    }

    /** This chart with one more bar. */
    public BarChart with(String name, double value) {
        List<Bar> more = new ArrayList<>(bars);
        more.add(new Bar(name, value));
        return new BarChart(title, valueLabel, List.copyOf(more), levels);
    }

    /** This chart with a named line across all bars. */
    public BarChart withLevel(String name, double value) {
        List<Bar> more = new ArrayList<>(levels);
        more.add(new Bar(name, value));
        return new BarChart(title, valueLabel, bars, List.copyOf(more));
    }

    /** Names that stand aslant need room below the bars. */
    @Override
    public int height() {
        return aslant() ? 380 : Chart.super.height();
    }

    private boolean aslant() {
        return bars.stream().mapToInt(bar -> bar.name().length()).sum() > 70;
    }

    @Override
    public JFreeChart build() {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        bars.forEach(bar -> data.addValue(bar.value(), "", bar.name()));
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setMaximumBarWidth(0.12);
        renderer.setSeriesPaint(0, ChartStyle.color(0));
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))));
        renderer.setDefaultItemLabelsVisible(true);
        CategoryAxis names = ChartStyle.axis(new CategoryAxis());
        if (aslant()) {
            names.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
        }
        names.setMaximumCategoryLabelWidthRatio(2f);
        NumberAxis values = ChartStyle.axis(new NumberAxis(valueLabel));
        if (bars.stream().allMatch(bar -> bar.value() == Math.rint(bar.value()))) {
            values.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        }
        values.setUpperMargin(0.12); // room for the numbers at the ends of the bars
        values.setLowerMargin(0.12);
        CategoryPlot plot = new CategoryPlot(data, names, values, renderer);
        ChartStyle.grid(plot);
        LegendItemCollection legend = new LegendItemCollection();
        for (int i = 0; i < levels.size(); i++) {
            Color color = ChartStyle.color(i + 1);
            plot.addRangeMarker(new ValueMarker(levels.get(i).value(), color, ChartStyle.LINE), Layer.FOREGROUND);
            LegendItem item = new LegendItem(levels.get(i).name(), null, null, null, DASH, ChartStyle.LINE, color);
            legend.add(item);
        }
        plot.setFixedLegendItems(legend);
        return ChartStyle.chart(title, plot, !levels.isEmpty());
    }
}
