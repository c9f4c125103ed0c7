package org.viseme.notebook.chart;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BoxAndWhiskerRenderer;
import org.jfree.data.statistics.DefaultBoxAndWhiskerCategoryDataset;

/**
 * How values are spread: a box from the first to the third quartile with the median as a line, whiskers
 * to the last value within one and a half boxes, and what lies farther out.
 *
 * @param valueLabel what the values are, with their unit
 * @param values by name; those that are not finite are left out
 */
public record BoxChart(String title, String valueLabel, Map<String, double[]> values) implements Chart {
    public BoxChart {
        values = new LinkedHashMap<>(values);
    }

    @Override
    public int height() {
        return 340;
    }

    @Override
    public JFreeChart build() {
        DefaultBoxAndWhiskerCategoryDataset data = new DefaultBoxAndWhiskerCategoryDataset();
        values.forEach((name, all) -> {
            List<Double> finite =
                    Arrays.stream(all).filter(Double::isFinite).boxed().toList();
            if (!finite.isEmpty()) {
                data.add(finite, "", name);
            }
        });
        BoxAndWhiskerRenderer renderer = new BoxAndWhiskerRenderer();
        renderer.setMaximumBarWidth(0.08);
        // its dot is as wide as half of the box, and hides it
        renderer.setMeanVisible(false);
        renderer.setSeriesPaint(0, ChartStyle.color(5));
        renderer.setArtifactPaint(ChartStyle.INK);
        renderer.setUseOutlinePaintForWhiskers(true);
        renderer.setDefaultOutlinePaint(ChartStyle.INK);
        CategoryAxis names = ChartStyle.axis(new CategoryAxis());
        if (values.keySet().stream().mapToInt(String::length).sum() > 70) {
            names.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
        }
        names.setMaximumCategoryLabelWidthRatio(2f);
        NumberAxis axis = ChartStyle.axis(new NumberAxis(valueLabel));
        axis.setAutoRangeIncludesZero(false);
        CategoryPlot plot = new CategoryPlot(data, names, axis, renderer);
        ChartStyle.grid(plot);
        return ChartStyle.chart(title, plot, false);
    }
}
