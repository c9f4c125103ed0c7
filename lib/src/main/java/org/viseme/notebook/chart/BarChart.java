package org.viseme.notebook.chart;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * One bar a name, its value written above.
 *
 * @param valueLabel what the bars measure, with its unit
 */
public record BarChart(String title, String valueLabel, List<Bar> bars) implements Chart {
    /** One named value. */
    public record Bar(String name, double value) {}

    public BarChart(String title, String valueLabel) {
        this(title, valueLabel, List.of());
    }

    /** This chart with one more bar. */
    public BarChart with(String name, double value) {
        List<Bar> more = new ArrayList<>(bars);
        more.add(new Bar(name, value));
        return new BarChart(title, valueLabel, List.copyOf(more));
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
        return ChartStyle.chart(title, plot, false);
    }
}
