package org.viseme.notebook.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/** Frames along an axis of time, each in the colour of its class; white where it has none. */
final class ClassStrip extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;

    /** Turns of the colour wheel between two classes in a row: the golden ratio, so that no two of many are close. */
    private static final double TURN = (Math.sqrt(5) - 1) / 2;

    private static final float[] SATURATIONS = {0.75f, 0.45f, 0.6f};
    private static final float[] BRIGHTNESSES = {0.8f, 0.95f, 0.55f};

    private final int[] classes;
    private final double fps;

    /** @param classes of each frame; negative for none */
    ClassStrip(int[] classes, double fps) {
        this.classes = classes.clone();
        this.fps = fps;
    }

    /** The colour of a class, the same in every strip. */
    static Color color(int number) {
        int shade = number % SATURATIONS.length;
        return Color.getHSBColor((float) (number * TURN % 1), SATURATIONS[shade], BRIGHTNESSES[shade]);
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
        Paint before = graphics.getPaint();
        for (int frame = 0; frame < classes.length; frame++) {
            if (classes[frame] < 0) {
                continue;
            }
            double left = time.valueToJava2D(frame / fps, area, RectangleEdge.BOTTOM);
            double right = time.valueToJava2D((frame + 1) / fps, area, RectangleEdge.BOTTOM);
            Rectangle2D cell = new Rectangle2D.Double(left, area.getY(), right - left, area.getHeight());
            graphics.setPaint(color(classes[frame]));
            graphics.fill(cell.createIntersection(area));
        }
        graphics.setPaint(before);
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
