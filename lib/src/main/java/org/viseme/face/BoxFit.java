package org.viseme.face;

/**
 * From a detector's own rectangle to the one that {@link Box} describes. All four are shares of the rectangle's width
 * and height.
 *
 * @param centreX where the centre of the face lies in the detector's rectangle, from its left side
 * @param centreY the same, from its top
 * @param width the width of the result
 * @param height the height of the result
 */
record BoxFit(double centreX, double centreY, double width, double height) {
    Box apply(Box raw) {
        double newWidth = width * raw.width();
        double newHeight = height * raw.height();
        return new Box(
                raw.x() + centreX * raw.width() - newWidth / 2,
                raw.y() + centreY * raw.height() - newHeight / 2,
                newWidth,
                newHeight);
    }

    /** The detector's rectangle that gives this box. */
    Box invert(Box box) {
        double rawWidth = box.width() / width;
        double rawHeight = box.height() / height;
        return new Box(box.centreX() - centreX * rawWidth, box.centreY() - centreY * rawHeight, rawWidth, rawHeight);
    }

    @Override
    public String toString() {
        return "fit " + centreX + " " + centreY + " " + width + " " + height;
    }
}
