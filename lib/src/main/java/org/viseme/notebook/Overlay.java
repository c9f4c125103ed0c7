package org.viseme.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.viseme.face.Box;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.face.Point;
import org.viseme.media.RgbImage;
import org.viseme.notebook.chart.ChartStyle;

/**
 * A frame with marks on it. The frame is brought to the size it has on the page first, so that lines and letters are
 * sharp and readable on small frames as well. Colours are those of the charts, by number.
 *
 * <pre>{@code
 * Show.image(Overlay.on(frame, 480).box(face, "face", 0).points(landmarks, 1).image(), "what was found");
 * }</pre>
 */
public final class Overlay {
    /** Pixels of the picture for one of the page. */
    private static final int DENSITY = 2;

    private static final double LINE = 2;
    private static final double DASH = 6;
    private static final double POINT = 4;
    private static final int LETTERS = 12;
    private static final Color OUTLINE = new Color(0, 0, 0, 110);

    private final BufferedImage image;
    private final double scale;

    private Overlay(BufferedImage image, double scale) {
        this.image = image;
        this.scale = scale;
    }

    /**
     * A frame without marks.
     *
     * @param width its width on the page, in pixels
     */
    public static Overlay on(RgbImage frame, int width) {
        int pixels = width * DENSITY;
        double scale = pixels / (double) frame.width();
        RgbImage enlarged = frame.resize(pixels, (int) Math.max(1, Math.round(frame.height() * scale)));
        return new Overlay(enlarged.toBufferedImage(), scale);
    }

    /**
     * A rectangle.
     *
     * @param box in pixels of the frame
     * @param label stands at one of its corners, another one for each colour; empty for none
     * @param color number of the colour
     */
    public Overlay box(Box box, String label, int color) {
        return outline(rectangle(box), label, color);
    }

    /** A rectangle of dashes: laid over another one in the same place, both are seen. */
    public Overlay dashes(Box box, int color) {
        Graphics2D graphics = graphics();
        graphics.setPaint(ChartStyle.color(color));
        float dash = (float) (DASH * DENSITY);
        graphics.setStroke(new BasicStroke(
                (float) (LINE * DENSITY),
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_MITER,
                10,
                new float[] {dash, dash},
                0));
        graphics.draw(rectangle(box));
        graphics.dispose();
        return this;
    }

    private Path2D rectangle(Box box) {
        return polygon(
                new Point(box.x(), box.y()),
                new Point(box.x() + box.width(), box.y()),
                new Point(box.x() + box.width(), box.y() + box.height()),
                new Point(box.x(), box.y() + box.height()));
    }

    /** What a model's crop shows of the frame: a square that may be turned. */
    public Overlay crop(Placement placement, String label, int color) {
        Path2D path = polygon(
                placement.toFrame(new Point(0, 0), 1),
                placement.toFrame(new Point(1, 0), 1),
                placement.toFrame(new Point(1, 1), 1),
                placement.toFrame(new Point(0, 1), 1));
        return outline(path, label, color);
    }

    /** A dot for each point, in pixels of the frame. */
    public Overlay points(Landmarks points, int color) {
        Graphics2D graphics = graphics();
        double size = POINT * DENSITY;
        for (int i = 0; i < points.count(); i++) {
            double x = points.x(i) * scale - size / 2;
            double y = points.y(i) * scale - size / 2;
            graphics.setPaint(OUTLINE);
            graphics.fill(new Ellipse2D.Double(x - 1, y - 1, size + 2, size + 2));
            graphics.setPaint(ChartStyle.color(color));
            graphics.fill(new Ellipse2D.Double(x, y, size, size));
        }
        graphics.dispose();
        return this;
    }

    /** The picture, twice as many pixels wide as on the page. */
    public RgbImage image() {
        return RgbImage.of(image);
    }

    private Path2D polygon(Point... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0].x() * scale, corners[0].y() * scale);
        for (int i = 1; i < corners.length; i++) {
            path.lineTo(corners[i].x() * scale, corners[i].y() * scale);
        }
        path.closePath();
        return path;
    }

    private Overlay outline(Path2D path, String label, int color) {
        Graphics2D graphics = graphics();
        // Dark beside the colour: seen on skin, on white and on black.
        graphics.setPaint(OUTLINE);
        graphics.setStroke(new BasicStroke((float) ((LINE + 1.5) * DENSITY)));
        graphics.draw(path);
        graphics.setPaint(ChartStyle.color(color));
        graphics.setStroke(new BasicStroke((float) (LINE * DENSITY)));
        graphics.draw(path);
        if (!label.isEmpty()) {
            write(graphics, label, path.getBounds2D(), color);
        }
        graphics.dispose();
        return this;
    }

    /** Inside the picture, however far the box reaches beyond it. */
    private void write(Graphics2D graphics, String label, Rectangle2D box, int color) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, LETTERS * DENSITY));
        FontMetrics metrics = graphics.getFontMetrics();
        int width = metrics.stringWidth(label) + 4 * DENSITY;
        int height = metrics.getAscent() + metrics.getDescent();
        boolean right = color % 2 == 1;
        boolean bottom = color / 2 % 2 == 1;
        double x = right ? box.getMaxX() - width : box.getX();
        double y = bottom ? box.getMaxY() : box.getY() - height;
        int left = (int) Math.max(0, Math.min(Math.round(x), image.getWidth() - width));
        int top = (int) Math.max(0, Math.min(Math.round(y), image.getHeight() - height));
        graphics.setPaint(ChartStyle.color(color));
        graphics.fillRect(left, top, width, height);
        graphics.setPaint(Color.WHITE);
        graphics.drawString(label, left + 2 * DENSITY, top + metrics.getAscent());
    }

    private Graphics2D graphics() {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return graphics;
    }
}
