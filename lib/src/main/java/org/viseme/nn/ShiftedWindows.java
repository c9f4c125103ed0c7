package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * How a map of features is cut into square windows that lie side by side (Liu et al., "Swin Transformer", ICCV 2021,
 * section 3.2). Shifted windows begin further down and to the right; what they leave free at the edges comes round to
 * windows at the opposite ones (figure 4), where places that are no neighbours must not see each other.
 *
 * <p>A map is (batch, height, width, channels), its height and width multiples of {@code side}; windows are (batch *
 * windows, side * side, channels), those of one map one after the other, row by row.
 *
 * @param side height and width of a window
 * @param shift by how many places windows are moved, less than {@code side}; 0 for none
 */
public record ShiftedWindows(int side, int shift) {
    public ShiftedWindows {
        if (side < 1 || shift < 0 || shift >= side) {
            throw new IllegalArgumentException("windows of side " + side + " shifted by " + shift);
        }
    }

    /** Windows that are not shifted. */
    public static ShiftedWindows of(int side) {
        return new ShiftedWindows(side, 0);
    }

    /** The same windows moved by half their side. */
    public ShiftedWindows shifted() {
        return new ShiftedWindows(side, side / 2);
    }

    /** A map as windows. */
    public NDArray partition(NDArray map) {
        Fusion call = new Fusion(Pass.INFERENCE);
        return call.run(partition(call, call.input(map)));
    }

    /**
     * Windows as the map that they were cut from.
     *
     * @param map of that map's batch, height and width; the channels may be others
     */
    public NDArray merge(NDArray windows, NDArray map) {
        Fusion call = new Fusion(Pass.INFERENCE);
        String cut = call.input(windows);
        return call.run(merge(call, cut, call.input(map)));
    }

    String partition(Fusion call, String map) {
        String moved = shift == 0 ? map : call.let("torch.roll(%s, [-%d, -%d], [1, 2])", map, shift, shift);
        String grid = call.let(
                "torch.reshape(%1$s, [torch.size(%1$s, 0), -1, %2$d, torch.floordiv(torch.size(%1$s, 2), %2$d), %2$d,"
                        + " torch.size(%1$s, 3)])",
                moved, side);
        return call.let(
                "torch.reshape(torch.permute(%s, [0, 1, 3, 2, 4, 5]), [-1, %d, torch.size(%s, 3)])",
                grid, side * side, map);
    }

    String merge(Fusion call, String windows, String map) {
        String grid = call.let(
                "torch.reshape(%1$s, [torch.size(%2$s, 0), -1, torch.floordiv(torch.size(%2$s, 2), %3$d), %3$d, %3$d,"
                        + " torch.size(%1$s, 2)])",
                windows, map, side);
        String moved = call.let(
                "torch.reshape(torch.permute(%s, [0, 1, 3, 2, 4, 5]), [torch.size(%s, 0), torch.size(%s, 1),"
                        + " torch.size(%s, 2), torch.size(%s, 2)])",
                grid, map, map, map, windows);
        return shift == 0 ? moved : call.let("torch.roll(%s, [%d, %d], [1, 2])", moved, shift, shift);
    }

    /**
     * Which places of a window must not see each other, (batch * windows, 1, places, places), boolean: those of which
     * one came round, over the upper edge or over the left one, and the other did not. Empty without a shift.
     */
    Optional<String> strangers(Fusion call, String map) {
        if (shift == 0) {
            return Optional.empty();
        }
        String ones = call.let("torch.ones_like(torch.to(torch.slice(%s, 3, 0, 1), 6))", map);
        String rows = call.let("torch.to(torch.le(torch.cumsum(%s, 1), %d), 6)", ones, shift);
        String columns = call.let("torch.to(torch.le(torch.cumsum(%s, 2), %d), 6)", ones, shift);
        String origin = partition(call, call.let("torch.add(%s, %s, alpha=2)", rows, columns));
        return Optional.of(call.let("torch.unsqueeze(torch.ne(%s, torch.transpose(%s, 1, 2)), 1)", origin, origin));
    }
}
