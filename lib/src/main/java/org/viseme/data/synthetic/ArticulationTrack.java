package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * How the mouth moves through a {@link PhoneTimeline}. Each phone pulls the mouth towards its {@link MouthShape} with a
 * weight that falls off with the distance in time (after the dominance functions of Cohen and Massaro, 1993); rounding
 * reaches further back than forward, as lips round before the sound is heard. The closures of p, b, m and the bite of f
 * and v are not blended away: they are complete within the phone.
 */
public final class ArticulationTrack {
    private static final double CLOSING_SECONDS = 0.055;

    private record Aim(MouthShape shape, double seconds, double reach) {
        double weight(double time, double before, double after) {
            double distance = (time - seconds) / (reach * (time < seconds ? before : after));
            return shape.dominance() * Math.exp(-distance * distance);
        }
    }

    private final List<Aim> aims = new ArrayList<>();
    private final List<PhoneSpan> closures = new ArrayList<>();
    private final List<PhoneSpan> bites = new ArrayList<>();

    public ArticulationTrack(PhoneTimeline timeline) {
        for (PhoneSpan span : timeline.phones()) {
            Viseme viseme = span.phone().viseme();
            double reach = 0.6 * span.seconds() + 0.015;
            if (viseme.glides()) {
                aims.add(new Aim(viseme.onset(), span.at(0.3), reach * 0.6));
                aims.add(new Aim(viseme.offset(), span.at(0.85), reach * 0.5));
            } else {
                aims.add(new Aim(viseme.onset(), span.centreSeconds(), reach));
            }
            if (viseme == Viseme.BILABIAL) {
                closures.add(span);
            } else if (viseme == Viseme.LABIODENTAL) {
                bites.add(span);
            }
        }
    }

    /** The mouth at a time in seconds. */
    public MouthPose at(double seconds) {
        double[] sums = new double[6];
        double plainWeight = 1e-9;
        double roundWeight = 1e-9;
        for (Aim aim : aims) {
            MouthShape shape = aim.shape();
            double weight = aim.weight(seconds, 1, 1);
            plainWeight += weight;
            sums[0] += weight * shape.jaw();
            sums[1] += weight * shape.part();
            sums[2] += weight * shape.width();
            sums[3] += weight * shape.tongue();
            sums[4] += weight * shape.tip();
            double anticipating = aim.weight(seconds, shape.rounding() > 0.3 ? 1.7 : 1, 1);
            roundWeight += anticipating;
            sums[5] += anticipating * shape.rounding();
        }
        double closure = plateau(closures, seconds);
        double bite = plateau(bites, seconds) * (1 - closure);
        double jaw = sums[0] / plainWeight * (1 - 0.5 * closure) * (1 - 0.4 * bite);
        double part = sums[1] / plainWeight;
        double rounding = sums[5] / roundWeight;
        double open = 0.82 * Math.max(0, jaw - 0.03) + 0.30 * part;
        double opening = open * (1 - 0.35 * rounding) * (1 - closure) * (1 - bite) + 0.20 * bite;
        return new MouthPose(
                opening,
                jaw,
                sums[2] / plainWeight,
                rounding,
                closure,
                bite,
                sums[3] / plainWeight,
                sums[4] / plainWeight);
    }

    /** Rises to 1 within the start of a span, stays there, falls off at its end. */
    private static double plateau(List<PhoneSpan> spans, double seconds) {
        double highest = 0;
        for (PhoneSpan span : spans) {
            double full = Math.min(0.012, span.seconds() / 5);
            double rise = (seconds - (span.startSeconds() + full - CLOSING_SECONDS)) / CLOSING_SECONDS;
            double fall = (span.endSeconds() - full + CLOSING_SECONDS - seconds) / CLOSING_SECONDS;
            highest = Math.max(highest, Curves.smooth(Math.min(rise, fall)));
        }
        return highest;
    }
}
