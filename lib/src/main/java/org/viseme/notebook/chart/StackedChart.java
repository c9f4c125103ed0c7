package org.viseme.notebook.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;

/**
 * Lines of different scales under each other on one axis, such as the losses of a training. The x label is that of the
 * first part; each part keeps its own y axis.
 *
 * @param from where the common axis begins
 * @param to where it ends
 * @param parts from the top
 * @param sections where something else begins, with its name
 */
public record StackedChart(String title, double from, double to, List<LineChart> parts, List<Section> sections)
        implements Chart {
    private static final Color SECTION = new Color(0x999999);
    private static final Color LABEL = new Color(255, 255, 255, 200);
    private static final int FRAME = 110;
    private static final int PART = 150;
    private static final double GAP = 10;
    private static final double EDGE = 0.01;
    private static final double ROOM_FOR_NAMES = 0.25;

    /** A stretch of the axis, to the beginning of the next one. */
    public record Section(String name, double from) {}

    public StackedChart {
        parts = List.copyOf(parts);
        sections = List.copyOf(sections);
    }

    @Override
    public int height() {
        return FRAME + PART * parts.size();
    }

    @Override
    public JFreeChart build() {
        NumberAxis x = ChartStyle.axis(new NumberAxis(parts.getFirst().xLabel()));
        x.setRange(from, to + EDGE * (to - from)); // a mark at the very end is seen whole
        CombinedDomainXYPlot all = new CombinedDomainXYPlot(x);
        all.setGap(GAP);
        int color = 0;
        for (LineChart part : parts) {
            XYPlot plot = part.plot(color);
            plot.setBackgroundPaint(Color.WHITE);
            plot.setOutlineVisible(false);
            color += part.lines().size();
            if (part == parts.getFirst()) {
                plot.getRangeAxis().setUpperMargin(ROOM_FOR_NAMES);
            }
            for (Section section : sections) {
                plot.addDomainMarker(marker(section, part == parts.getFirst()));
            }
            all.add(plot);
        }
        return ChartStyle.chart(title, all, true);
    }

    private static ValueMarker marker(Section section, boolean named) {
        ValueMarker marker = new ValueMarker(section.from(), SECTION, new BasicStroke(1.2f));
        if (named) {
            marker.setLabel(" " + section.name());
            marker.setLabelFont(ChartStyle.font(Font.BOLD, 12));
            marker.setLabelPaint(ChartStyle.INK);
            marker.setLabelBackgroundColor(LABEL);
            marker.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
            marker.setLabelTextAnchor(TextAnchor.TOP_LEFT);
        }
        return marker;
    }
}
