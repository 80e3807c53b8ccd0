// The program partial_pooling with the units' log odds integrated out: the same
// posterior of the population.
//
//   p(y, N | mu_alpha, sigma_alpha)
//     = integral of Binomial(y | N, inv_logit(alpha))
//                   Normal(alpha | mu_alpha, sigma_alpha) over alpha
//
// by the trapezoidal rule on a fixed grid of log odds,
//
//   ~ sum_k step_k Binomial(y | N, inv_logit(grid_k)) Normal(grid_k | ...)
//
// for each distinct pair (y, N). The binomial terms are data: a gradient is one
// product of their matrix and the normal terms. The rule converges exponentially
// while both factors are wide beside its steps. These lie close where the units
// are, and reach far beyond with growing length; where sigma_alpha is too small for
// the steps near mu_alpha, the nodes move with the population instead,
//
//   ~ sum_k step Binomial(y | N, inv_logit(mu_alpha + sigma_alpha z_k)) Normal(z_k | 0, 1)
//
// which is as exact there: over a narrow population the binomial terms hardly vary.
//
// Each parameter is sampled in steps of the width that the table lets expect, from
// where it lets expect it.
functions {
  // Log of the sums over a grid that stays, without log(2 pi) / 2; minus infinity
  // far from the posterior, where no node with a likelihood is within 37 sigma of mu.
  vector over_grid(matrix likelihood, vector largest, matrix powers, real mu, real sigma) {
    real precision = inv_square(sigma);
    vector[3] weights = [precision, mu * precision, square(mu) * precision]';
    return largest + log(likelihood * exp(powers * weights)) - log(sigma);
  }
  // The same over nodes that move with the population.
  vector over_moving(vector y, vector N, vector z, real step, real mu, real sigma) {
    vector[rows(z)] alpha = mu + sigma * z;
    vector[rows(z)] log_miss = log1p_exp(alpha);
    vector[rows(y)] logs;
    for (p in 1 : rows(y)) {
      logs[p] = log_sum_exp(y[p] * alpha - N[p] * log_miss - 0.5 * square(z));
    }
    return logs + log(step);
  }
}
data {
  int<lower=1> J; // units
  int<lower=1> P; // distinct pairs
  vector<lower=0>[P] N; // trials
  vector<lower=0>[P] y; // successes
  vector<lower=1>[P] units; // units of each pair
  int<lower=1> K; // nodes of the fixed grid
  vector[K] grid; // log odds, less the centre
  vector<lower=0>[K] step; // their distance there
  real centre; // log odds in the middle of the grid
  real<lower=0> reach; // distance from it at which the steps are sqrt(2) times as long
  real<lower=0> narrow; // smallest sigma_alpha for the steps at the centre
  real prior_mu_alpha_mean; // log odds
  real<lower=0> prior_mu_alpha_sd;
  real<lower=0> prior_sigma_alpha_rate; // per log odds
  array[2] real start; // of mu_alpha and log sigma_alpha
  array[2] real<lower=0> width; // of their steps
  int<lower=0, upper=1> prior_only; // 1: leave the data out
}
transformed data {
  matrix[P, K] likelihood; // of each pair at each node, times its step
  vector[P] largest; // log of its largest value, which is set to 1
  // -(grid - mu)^2 / (2 sigma^2) is linear in (1, mu, mu^2) / sigma^2.
  matrix[K, 3] powers = [-0.5 * square(grid)', grid', rep_row_vector(-0.5, K)]';
  real step_moving = 0.5;
  vector[41] z; // nodes that move with the population, to 10 sigma
  for (p in 1 : P) {
    vector[K] logs = y[p] * (centre + grid) - N[p] * log1p_exp(centre + grid) + log(step);
    largest[p] = max(logs);
    likelihood[p] = exp(logs - largest[p])';
  }
  for (k in 1 : 41) {
    z[k] = step_moving * (k - 21);
  }
}
parameters {
  real<offset=start[1], multiplier=width[1]> mu_alpha; // mean log odds of the units
  real<offset=start[2], multiplier=width[2]> log_sigma_alpha;
}
transformed parameters {
  real<lower=0> sigma_alpha = exp(log_sigma_alpha); // sd of the log odds
}
model {
  mu_alpha ~ normal(prior_mu_alpha_mean, prior_mu_alpha_sd);
  sigma_alpha ~ exponential(prior_sigma_alpha_rate);
  target += log_sigma_alpha; // Jacobian of the logarithm
  if (!prior_only) {
    real away = mu_alpha - centre;
    vector[P] logs = sigma_alpha > narrow * sqrt(1 + square(away / reach))
                     ? over_grid(likelihood, largest, powers, away, sigma_alpha)
                     : over_moving(y, N, z, step_moving, mu_alpha, sigma_alpha);
    target += dot_product(units, logs);
  }
}
generated quantities {
  real lprior = normal_lpdf(mu_alpha | prior_mu_alpha_mean, prior_mu_alpha_sd)
                + exponential_lpdf(sigma_alpha | prior_sigma_alpha_rate);
}

