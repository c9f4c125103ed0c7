package org.viseme.embedding;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Points joined to their neighbours, in both directions with the same weight.
 *
 * @param ends (points + 1): the edges of point {@code i} are those from {@code ends[i]} to before {@code ends[i + 1]}
 * @param others the other point of each edge, ascending for each point
 * @param weights of each edge
 */
record NeighbourGraph(int[] ends, int[] others, double[] weights) {
    /**
     * Joins all pairs of which one is a neighbour of the other.
     *
     * @param weights of each neighbour as its point sees it, (points, neighbours)
     * @param union of both weights, that of a point that is no neighbour being 0; the same in any order of the two
     */
    static NeighbourGraph of(Neighbours neighbours, double[][] weights, DoubleBinaryOperator union) {
        int points = weights.length;
        long[] pairs = IntStream.range(0, points)
                .boxed()
                .flatMapToLong(i -> IntStream.of(neighbours.rows()[i])
                        .mapToObj(j -> LongStream.of((long) i * points + j, (long) j * points + i))
                        .flatMapToLong(both -> both))
                .sorted()
                .distinct()
                .toArray();
        int[] ends = new int[points + 1];
        int[] others = new int[pairs.length];
        double[] joint = new double[pairs.length];
        for (int edge = 0; edge < pairs.length; edge++) {
            int i = (int) (pairs[edge] / points);
            int j = (int) (pairs[edge] % points);
            ends[i + 1] = edge + 1;
            others[edge] = j;
            joint[edge] = union.applyAsDouble(
                    weight(neighbours.rows()[i], weights[i], j),
                    weight(neighbours.rows()[j], weights[j], i));
        }
        return new NeighbourGraph(ends, others, joint);
    }

    private static double weight(int[] neighbours, double[] weights, int wanted) {
        for (int i = 0; i < neighbours.length; i++) {
            if (neighbours[i] == wanted) {
                return weights[i];
            }
        }
        return 0;
    }
}
