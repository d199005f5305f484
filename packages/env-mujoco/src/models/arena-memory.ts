/**
 * Memory of the solver, for each model. By itself MuJoCo takes 13.8 MB; none of the eight models needs a tenth of this, and
 * their trajectories do not depend on it.
 */
export const arenaMemory = "1M";
