package org.viseme.metric;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * A figure over clips and how sure it is.
 *
 * @param value the figure itself, over the {@code clips} that count
 * @param low lower end; NaN with fewer than two clips, which tell nothing about others
 * @param high upper end; NaN as {@code low}
 * @param level share of such intervals that hold the true figure, such as 0.95
 * @param clips clips that count
 * @param unmeasured clips that are left out because they have no value (NaN)
 * @param infinite clips that are left out because their value is infinite, such as the PSNR of two equal videos: one of
 *     them would make every mean infinite
 */
public record Interval(double value, double low, double high, double level, int clips, int unmeasured, int infinite) {
    /** Whether a figure lies in the interval, its ends included. */
    public boolean contains(double figure) {
        return low <= figure && figure <= high;
    }

    Interval leavingOut(int withoutValue, int withInfiniteValue) {
        return new Interval(value, low, high, level, clips, withoutValue, withInfiniteValue);
    }

    /** Such as {@code 31.25 (95 %: 30.80 to 31.71, 40 clips, 2 infinite left out)}, with the digits given. */
    public String format(int digits) {
        String number = "%." + digits + "f";
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, number, value)).append(" (");
        if (clips > 1) {
            String percent =
                    new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * level);
            text.append(percent)
                    .append(String.format(Locale.ROOT, " %%: " + number + " to " + number + ", ", low, high));
        }
        text.append(clips).append(clips == 1 ? " clip" : " clips");
        if (infinite > 0) {
            text.append(", ").append(infinite).append(" infinite left out");
        }
        if (unmeasured > 0) {
            text.append(", ").append(unmeasured).append(" without a value left out");
        }
        return text.append(")").toString();
    }

    @Override
    public String toString() {
        return format(3);
    }
}
