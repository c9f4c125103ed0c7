package org.viseme.notebook.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.JFreeChart;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

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

    /**
     * The chart as a vector graphic (SVG) that stays sharp at any size: it says its proportions and no size of its own.
     *
     * @param width in units in which text is as large as in {@link #draw}
     * @param height in the same units
     */
    default String svg(int width, int height) {
        SVGGraphics2D graphics = new SVGGraphics2D(width, height);
        try {
            // names inside of the picture that are the same each time
            graphics.setDefsKeyPrefix("chart");
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            build().draw(graphics, new Rectangle2D.Double(0, 0, width, height));
            return graphics.getSVGElement(null, false, new ViewBox(0, 0, width, height), null, null);
        } finally {
            graphics.dispose();
        }
    }
}
