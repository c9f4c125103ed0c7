package org.viseme.data.synthetic;

/** The landmarks of a posed face, from the curves along which it is painted. */
final class LandmarkModel {
    private final FaceShape shape;

    LandmarkModel(FaceShape shape) {
        this.shape = shape;
    }

    FaceLandmarks at(HeadWarp warp, MouthGeometry mouth, EyePose eyes) {
        double[][] points = new double[FaceLandmarks.COUNT][];
        for (int i = 0; i < 17; i++) {
            points[i] = jaw(warp, (i - 8) / 8.0);
        }
        for (int i = 0; i < 5; i++) {
            points[17 + i] = brow(warp, -1, 1 - i / 4.0);
            points[22 + i] = brow(warp, 1, i / 4.0);
        }
        double base = shape.noseBaseY();
        for (int i = 0; i < 4; i++) {
            points[27 + i] = new double[] {0, Curves.mix(shape.eyeY() - 0.04, base - 0.10, i / 3.0)};
        }
        for (int i = 0; i < 5; i++) {
            double side = (i - 2) / 2.0;
            points[31 + i] = new double[] {side * 0.15 * shape.noseWidth(), base + 0.01 - 0.03 * Math.abs(side)};
        }
        eye(points, 36, -1, eyes);
        eye(points, 42, 1, eyes);
        lips(points, mouth);
        double[] x = new double[FaceLandmarks.COUNT];
        double[] y = new double[FaceLandmarks.COUNT];
        double[] out = new double[2];
        for (int i = 0; i < points.length; i++) {
            warp.toPixels(points[i][0], points[i][1], out);
            x[i] = out[0];
            y[i] = out[1];
        }
        return new FaceLandmarks(x, y);
    }

    /** {@code t} from -1 (left ear) over 0 (chin) to 1. */
    private double[] jaw(HeadWarp warp, double t) {
        double angle = t * 0.56 * Math.PI;
        double rest = Math.cos(angle) * shape.chinY();
        double width = Math.abs(t) < 1e-9 ? 0 : shape.halfWidth(rest);
        double x = Math.signum(t) * width;
        return new double[] {x, warp.posedY(x, rest)};
    }

    /** {@code along} from 0 (inner end) to 1 (outer end). */
    private double[] brow(HeadWarp warp, int side, double along) {
        double x = side * (0.17 + 0.46 * along);
        return new double[] {x, warp.posedY(x, shape.browLine((Math.abs(x) - 0.15) / 0.50))};
    }

    private void eye(double[][] points, int first, int side, EyePose eyes) {
        double[] us = side < 0 ? new double[] {1, 0.38, -0.38, -1} : new double[] {-1, -0.38, 0.38, 1};
        for (int i = 0; i < 4; i++) {
            points[first + i] = lid(side, us[i], EyePainter.upperLid(shape, eyes, us[i]));
        }
        points[first + 4] = lid(side, us[2], EyePainter.lowerLid(shape, us[2]));
        points[first + 5] = lid(side, us[1], EyePainter.lowerLid(shape, us[1]));
    }

    private double[] lid(int side, double u, double y) {
        return new double[] {side * (shape.eyeX() + u * shape.eyeHalfWidth()), y};
    }

    private static void lips(double[][] points, MouthGeometry mouth) {
        double[] upper = {-1, -0.62, -0.28, 0, 0.28, 0.62, 1};
        for (int i = 0; i < 7; i++) {
            double x = upper[i] * mouth.halfWidth;
            points[48 + i] = new double[] {x, mouth.outerUpper(x)};
        }
        double[] lower = {0.65, 0.32, 0, -0.32, -0.65};
        for (int i = 0; i < 5; i++) {
            double x = lower[i] * mouth.halfWidth;
            points[55 + i] = new double[] {x, mouth.outerLower(x)};
        }
        double[] inner = {-1, -0.5, 0, 0.5, 1};
        for (int i = 0; i < 5; i++) {
            double x = inner[i] * mouth.innerHalfWidth();
            points[60 + i] = new double[] {x, mouth.innerUpper(x)};
        }
        for (int i = 0; i < 3; i++) {
            double x = inner[3 - i] * mouth.innerHalfWidth();
            points[65 + i] = new double[] {x, mouth.innerLower(x)};
        }
    }
}
