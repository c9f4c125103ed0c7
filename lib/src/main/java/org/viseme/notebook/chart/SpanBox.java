package org.viseme.notebook.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** A span as a box with its name in it, if there is room; neighbours differ in shade. */
final class SpanBox extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;
    private static final Color[] SHADES = {new Color(0xcfe3f0), new Color(0xe6f0f7)};
    private static final int LARGE = 12;
    private static final int SMALL = 9;

    private final transient Span span;
    private final int number;

    /** @param number which of the spans of a lane it is */
    SpanBox(Span span, int number) {
        this.span = span;
        this.number = number;
    }

    @Override
    public void draw(
            Graphics2D graphics,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis time,
            ValueAxis range,
            int index,
            PlotRenderingInfo info) {
        double left = time.valueToJava2D(span.fromSeconds(), area, RectangleEdge.BOTTOM);
        double right = time.valueToJava2D(span.toSeconds(), area, RectangleEdge.BOTTOM);
        Rectangle2D box =
                new Rectangle2D.Double(left, area.getY(), right - left, area.getHeight()).createIntersection(area);
        if (span.label().isEmpty() || box.getWidth() <= 0) {
            return;
        }
        Shape before = graphics.getClip();
        graphics.clip(area);
        graphics.setPaint(SHADES[number % SHADES.length]);
        graphics.fill(box);
        graphics.setPaint(ChartStyle.INK);
        for (int size = LARGE; size >= SMALL; size--) {
            graphics.setFont(ChartStyle.font(Font.PLAIN, size));
            FontMetrics metrics = graphics.getFontMetrics();
            int width = metrics.stringWidth(span.label());
            if (width <= box.getWidth() - 1) {
                double middle = box.getCenterY() + (metrics.getAscent() - metrics.getDescent()) / 2.0;
                graphics.drawString(span.label(), (float) (box.getCenterX() - width / 2.0), (float) middle);
                break;
            }
        }
        graphics.setClip(before);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
