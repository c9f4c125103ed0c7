/**
 * The synthetic speaker: talking-head clips with exact ground truth, made from nothing but a seed.
 *
 * <p>Read {@link org.viseme.data.synthetic.SyntheticSpeaker} first: words become phones with times
 * ({@link org.viseme.data.synthetic.PhoneTimeline}); the same timeline drives the sound
 * ({@link org.viseme.data.synthetic.FormantSynthesizer}) and the mouth
 * ({@link org.viseme.data.synthetic.ArticulationTrack}), which {@link org.viseme.data.synthetic.FaceRenderer} draws.
 * {@link org.viseme.data.synthetic.SyntheticCorpus} makes any number of such clips.
 */
package org.viseme.data.synthetic;
