package org.viseme.notebook.chart;

import java.util.Arrays;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BoxAndWhiskerRenderer;
import org.jfree.data.statistics.BoxAndWhiskerCalculator;
import org.jfree.data.statistics.BoxAndWhiskerItem;
import org.jfree.data.statistics.DefaultBoxAndWhiskerCategoryDataset;

/**
 * How values are spread: a box from the first to the third quartile with the median as a line, whiskers
 * to the last value within one and a half boxes, and what lies farther out.
 *
 * @param valueLabel what the values are, with their unit
 * @param values by name; those that are not finite are left out
 */
public record BoxChart(String title, String valueLabel, Map<String, double[]> values) implements Chart {
    /** Names of more boxes than these would not fit beside each other. */
    private static final int MOST_UPRIGHT = 9;

    public BoxChart {
        values = new LinkedHashMap<>(values);
    }

    @Override
    public int height() {
        return values.size() > MOST_UPRIGHT ? 480 : 360;
    }

    /** Values that lie very far out would be left out of the picture, and they are what to look for. */
    private static BoxAndWhiskerItem item(List<Double> all) {
        BoxAndWhiskerItem usual = BoxAndWhiskerCalculator.calculateBoxAndWhiskerStatistics(all);
        return new BoxAndWhiskerItem(
                usual.getMean(),
                usual.getMedian(),
                usual.getQ1(),
                usual.getQ3(),
                usual.getMinRegularValue(),
                usual.getMaxRegularValue(),
                Collections.min(all),
                Collections.max(all),
                usual.getOutliers());
    }

    @Override
    public JFreeChart build() {
        DefaultBoxAndWhiskerCategoryDataset data = new DefaultBoxAndWhiskerCategoryDataset();
        values.forEach((name, all) -> {
            List<Double> finite =
                    Arrays.stream(all).filter(Double::isFinite).boxed().toList();
            if (!finite.isEmpty()) {
                data.add(item(finite), "", name);
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
        if (values.size() > MOST_UPRIGHT) {
            names.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
            names.setMaximumCategoryLabelWidthRatio(2f);
        } else {
            names.setMaximumCategoryLabelLines(3);
        }
        NumberAxis axis = ChartStyle.axis(new NumberAxis(valueLabel));
        axis.setAutoRangeIncludesZero(false);
        DoubleSummaryStatistics finite = values.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .summaryStatistics();
        if (finite.getMax() > finite.getMin()) {
            // the chart library's own range ends where whiskers do
            double margin = 0.1 * (finite.getMax() - finite.getMin());
            axis.setRange(finite.getMin() - margin, finite.getMax() + margin);
        }
        CategoryPlot plot = new CategoryPlot(data, names, axis, renderer);
        ChartStyle.grid(plot);
        return ChartStyle.chart(title, plot, false);
    }
}
