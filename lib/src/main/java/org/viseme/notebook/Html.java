package org.viseme.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.viseme.media.RgbImage;

/**
 * Pieces of markup that read well on light and on dark pages: text takes the page's colour, lines are half transparent,
 * nothing is fetched from anywhere.
 */
final class Html {
    /** Pictures with more pixels than this are photographs for which JPEG is good enough. */
    private static final int LOSSLESS_PIXELS = 200_000;

    private static final float JPEG_QUALITY = 0.92f;

    private Html() {}

    /** Text as it is, with nothing in it that a browser would take for markup. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String dataUri(String type, byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    /** A note under or beside something. */
    static String note(String text) {
        return "<div style=\"opacity:.75;font-size:90%\">" + escape(text) + "</div>";
    }

    /** Things beside each other, wrapping to the next line where the page is narrow. */
    static String row(List<String> cells) {
        return "<div style=\"display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start\">" + String.join("", cells)
                + "</div>";
    }

    /** Rows of pictures, each with its name before it; a row never wraps, so that columns stay columns. */
    static String strips(List<Captioned<List<RgbImage>>> rows, int width) {
        StringBuilder html = new StringBuilder(
                "<div style=\"overflow-x:auto\"><table style=\"border-collapse:collapse;margin:4px 0\">");
        for (Captioned<List<RgbImage>> row : rows) {
            html.append("<tr><td style=\"padding:1px 10px 1px 0;text-align:right;white-space:nowrap\">")
                    .append(escape(row.caption()))
                    .append("</td>");
            for (RgbImage picture : row.content()) {
                html.append("<td style=\"padding:1px;min-width:" + width + "px\">")
                        .append(image(picture.toBufferedImage(), width, row.caption()))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return html.append("</table></div>").toString();
    }

    static String figure(String content, String caption) {
        return figure(content, caption, "fit-content");
    }

    /** A long caption is broken into lines of the width of the picture, in pixels. */
    static String figure(String content, String caption, int width) {
        return figure(content, caption, width + "px");
    }

    private static String figure(String content, String caption, String width) {
        String text = caption.isEmpty()
                ? ""
                : "<figcaption style=\"opacity:.75;font-size:90%;text-align:center;padding-top:2px\">" + escape(caption)
                        + "</figcaption>";
        return "<figure style=\"margin:4px 0;max-width:100%;width:" + width + "\">" + content + text + "</figure>";
    }

    /** A picture; {@code width} is its width on the page in pixels. */
    static String image(BufferedImage image, int width, String description) {
        boolean lossless = (long) image.getWidth() * image.getHeight() <= LOSSLESS_PIXELS;
        String source = lossless ? dataUri("image/png", png(image)) : dataUri("image/jpeg", jpeg(image));
        return imageTag(source, width, description, "");
    }

    /** A chart, always lossless, on a white card so that its black text shows on a dark page. */
    static String card(BufferedImage image, int width, String description) {
        return imageTag(dataUri("image/png", png(image)), width, description, "background:#fff;border-radius:6px;");
    }

    /**
     * A vector graphic on a white card whose corner can be dragged to enlarge it, and that can be saved as a file.
     *
     * @param width at first, in pixels of the page
     */
    static String zoomable(String svg, int width, String name, String description) {
        String source = dataUri("image/svg+xml", svg.getBytes(StandardCharsets.UTF_8));
        return "<div style=\"background:#fff;border-radius:6px;resize:both;overflow:auto;width:%dpx;max-width:none\">"
                        .formatted(width)
                + "<a href=\"%s\" download=\"%s.svg\" title=\"save as SVG\">".formatted(source, escape(name))
                + "<img alt=\"%s\" src=\"%s\" style=\"display:block;width:100%%;height:auto\"></a></div>"
                        .formatted(escape(description), source);
    }

    private static String imageTag(String source, int width, String description, String style) {
        return "<img alt=\"%s\" src=\"%s\" style=\"%swidth:%dpx;max-width:100%%;height:auto\">"
                .formatted(escape(description), source, style, width);
    }

    private static byte[] png(BufferedImage image) {
        try (var bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var bytes = new ByteArrayOutputStream();
                var stream = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(JPEG_QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), settings);
            stream.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
    }
}
