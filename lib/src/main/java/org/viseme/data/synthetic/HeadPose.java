package org.viseme.data.synthetic;

/**
 * Where a head is at one moment.
 *
 * @param x centre of the head, as a share of the picture's width
 * @param y centre of the head, as a share of the picture's height
 * @param scale half a face width, as a share of the picture's width
 * @param roll rotation in the picture plane, in radians, clockwise
 * @param yaw turn to the right of the picture, in radians
 * @param nod turn downwards, in radians
 * @param browRaise how far the brows are raised, 0 to 1
 */
record HeadPose(
        double x, double y, double scale, double roll, double yaw, double nod, double browRaise, EyePose eyes) {}
