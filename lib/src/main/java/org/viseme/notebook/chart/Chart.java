package org.viseme.notebook.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.JFreeChart;

/** A chart that can be drawn at any size. */
public interface Chart {
    String title();

    /** How high it is drawn where nobody says otherwise, in pixels of the page. */
    default int height() {
        return 300;
    }

    /** What JFreeChart draws. */
    JFreeChart build();

    /**
     * The chart as a picture.
     *
     * @param width in pixels of the page
     * @param height in pixels of the page
     * @param scale pixels of the picture for one of the page: 2 is sharp on dense screens
     */
    default BufferedImage draw(int width, int height, double scale) {
        BufferedImage image = new BufferedImage(
                (int) Math.round(width * scale), (int) Math.round(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(scale, scale);
            build().draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        } finally {
            graphics.dispose();
        }
        return image;
    }
}
