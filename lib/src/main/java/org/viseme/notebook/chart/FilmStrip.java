package org.viseme.notebook.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.viseme.media.RgbImage;

/** Frames along an axis of time, as many as have room beside each other, each centred on the time it is shown at. */
final class FilmStrip extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;
    private static final double SPACE = 3;

    private final transient List<RgbImage> frames;
    private final double fps;

    FilmStrip(List<RgbImage> frames, double fps) {
        this.frames = List.copyOf(frames);
        this.fps = fps;
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
        if (frames.isEmpty()) {
            return;
        }
        RgbImage first = frames.getFirst();
        double width = area.getHeight() * first.width() / first.height();
        Shape before = graphics.getClip();
        Object hint = graphics.getRenderingHint(RenderingHints.KEY_INTERPOLATION);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.clip(area);
        int room = (int) Math.max(1, Math.floor((area.getWidth() + SPACE) / (width + SPACE)));
        double distance = room == 1 ? 0 : (area.getWidth() - width) / (room - 1);
        for (int i = 0; i < room; i++) {
            double x = area.getX() + width / 2 + i * distance;
            int frame = (int) Math.floor(time.java2DToValue(x, area, RectangleEdge.BOTTOM) * fps + 1e-6);
            if (frame < 0 || frame >= frames.size()) {
                continue;
            }
            double centre = time.valueToJava2D((frame + 0.5) / fps, area, RectangleEdge.BOTTOM);
            int left = (int) Math.round(centre - width / 2);
            graphics.drawImage(
                    frames.get(frame).toBufferedImage(),
                    left,
                    (int) Math.round(area.getY()),
                    (int) Math.round(width),
                    (int) Math.round(area.getHeight()),
                    null);
        }
        graphics.setClip(before);
        // what comes after it must not be smoothed: cells of a map would run into each other
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                hint == null ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR : hint);
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
