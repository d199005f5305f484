export { cartPole, continuousCartPole } from "./cart-pole.ts";
export { mountainCar } from "./mountain-car.ts";
export { mountainCarContinuous } from "./mountain-car-continuous.ts";
export { pendulum } from "./pendulum.ts";
export { acrobot } from "./acrobot.ts";
export { cartPoleSwingUp } from "./cart-pole-swing-up.ts";
